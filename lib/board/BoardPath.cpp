#include "lib/board/BoardPath.h"

#include "lib/board/BoardFile.h"
#include "lib/board/KnownProducts.h"
#include "lib/support/Error.h"
#include "lib/support/Spelling.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace eo {

BoardPath BoardPath::standard(llvm::ArrayRef<std::string> named, llvm::StringRef environment,
                              llvm::StringRef executable, llvm::StringRef sourceTree) {
  BoardPath path;
  path.directories = named.vec();
  llvm::SmallVector<llvm::StringRef, 4> parts;
  environment.split(parts, ':', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (llvm::StringRef part : parts)
    path.directories.push_back(part.str());
  for (llvm::StringRef relative : {llvm::StringRef("../share/energy-opt/boardmodels"), sourceTree}) {
    llvm::SmallString<128> directory = llvm::sys::path::parent_path(executable);
    llvm::sys::path::append(directory, relative);
    llvm::sys::path::remove_dots(directory, /*remove_dot_dot=*/true);
    path.directories.push_back(directory.str().str());
  }
  return path;
}

std::vector<std::pair<std::string, std::string>> findBoards(BoardPath const &path) {
  std::map<std::string, std::string> found;
  for (std::string const &directory : path.directories) {
    std::error_code problem;
    for (llvm::sys::fs::directory_iterator file(directory, problem), end; !problem && file != end;
         file.increment(problem))
      if (llvm::sys::path::extension(file->path()) == ".yaml")
        found.try_emplace(llvm::sys::path::stem(file->path()).str(), file->path());
  }
  return {found.begin(), found.end()};
}

static llvm::Error unknownBoard(BoardPath const &path, llvm::StringRef name) {
  std::vector<std::string> known;
  for (auto const &board : findBoards(path))
    known.push_back(board.first);
  if (known.empty())
    return usageError("unknown board '{}': no board files in {}", name, llvm::join(path.directories, ", "));
  if (KnownProduct const *product = findKnownProduct(name))
    return usageError(
        "board '{}': no model of it is shipped; nearest by silicon: {}; energy-calibrate fit --like={} "
        "makes one from measurements of one network and more (docs/calibration.md)",
        name, product->nearest, product->nearest.split(',').first);
  return usageError("unknown board '{}'{} (known: {})", name, didYouMean(name, known),
                    llvm::join(known, ", "));
}

/// The board on the path that has the alias; its name, "" where there is none.
static std::string boardOfAlias(BoardPath const &path, llvm::StringRef alias) {
  for (auto const &[name, file] : findBoards(path)) {
    llvm::Expected<BoardModel> board = readBoardFile(file);
    if (board && llvm::is_contained(board->aliases, alias))
      return name;
    llvm::consumeError(board.takeError());
  }
  return "";
}

/// Whether a board is given as a file, not by its name.
static bool isFile(llvm::StringRef nameOrPath) {
  return nameOrPath.contains('/') || nameOrPath.endswith(".yaml") || nameOrPath.endswith(".yml");
}

llvm::Expected<BoardModel> loadBoard(BoardPath const &path, llvm::StringRef nameOrPath) {
  if (isFile(nameOrPath))
    return readBoardFile(nameOrPath);
  for (std::string const &directory : path.directories) {
    llvm::SmallString<128> file(directory);
    llvm::sys::path::append(file, nameOrPath + ".yaml");
    if (!llvm::sys::fs::exists(file))
      continue;
    llvm::Expected<BoardModel> board = readBoardFile(file);
    if (board && board->id != nameOrPath)
      return usageError("{}: its id is '{}', but its name is '{}'", file.str(), board->id, nameOrPath);
    return board;
  }
  if (std::string name = boardOfAlias(path, nameOrPath); !name.empty())
    return loadBoard(path, name);
  return unknownBoard(path, nameOrPath);
}

/// The board beside this one, or on the path, that describes the unit asked for, or `unasked` where none is; "" where
/// this one does.
static std::string boardOfUnit(BoardModel const &board, llvm::ArrayRef<SettingRequest> requests,
                               llvm::StringRef unasked) {
  std::string id;
  for (auto const &[unit, other] : board.units)
    if (unit == unasked)
      id = other;
  for (SettingRequest const &request : requests) {
    if (request.name != "unit" || (!request.board.empty() && request.board != board.id))
      continue;
    id.clear();
    for (auto const &[unit, other] : board.units)
      if (unit == request.value)
        id = other;
  }
  return id;
}

/// The board file `id` in the folder of `board`, else on the path.
static llvm::Expected<BoardModel> readOtherUnit(BoardPath const &path, BoardModel const &board,
                                                llvm::StringRef id) {
  llvm::SmallString<128> file = llvm::sys::path::parent_path(board.path);
  llvm::sys::path::append(file, id + ".yaml");
  return loadBoard(path, !board.path.empty() && llvm::sys::fs::exists(file) ? llvm::StringRef(file) : id);
}

llvm::Error loadBeside(BoardPath const &path, BoardModel &model) {
  if (!model.kernels.delegate)
    return llvm::Error::success();
  std::vector<SettingRequest> fallback;
  for (auto const &[name, value] : model.kernels.delegate->fallback)
    fallback.push_back({"", name, value});
  std::string id = boardOfUnit(model, fallback, model.defaultUnit);
  if (id.empty())
    return llvm::Error::success();
  llvm::Expected<BoardModel> other = readOtherUnit(path, model, id);
  if (!other)
    return other.takeError();
  if (llvm::Expected<SettingValues> known = chooseSettings(other->id, other->settings, fallback); !known)
    return known.takeError();
  model.beside = std::make_shared<BoardModel const>(std::move(*other));
  return llvm::Error::success();
}

llvm::Expected<ChosenBoard> chooseBoard(BoardPath const &path, llvm::StringRef nameOrPath,
                                        llvm::ArrayRef<SettingRequest> requests) {
  llvm::Expected<BoardModel> board = loadBoard(path, nameOrPath);
  if (!board)
    return board.takeError();
  std::vector<SettingRequest> mine(requests.begin(), requests.end());
  // a name means what people mean by it, a file is itself
  std::string unasked = isFile(nameOrPath) ? std::string() : board->defaultUnit;
  if (std::string unit = boardOfUnit(*board, requests, unasked); !unit.empty()) {
    std::string asked = board->id;
    board = readOtherUnit(path, *board, unit);
    if (!board)
      return board.takeError();
    for (SettingRequest &request : mine)
      if (request.board == asked)
        request.board = board->id;
  }
  std::vector<SettingDeclaration> declared = board->settings;
  for (SettingDeclaration &setting : declared) // for messages: units of other boards are choices, too
    if (setting.name == "unit")
      for (auto const &[unit, id] : board->units)
        setting.values.push_back(unit);
  llvm::Expected<SettingValues> settings = chooseSettings(board->id, declared, mine);
  if (!settings)
    return settings.takeError();
  std::vector<std::string> notes;
  for (SettingRequest const &request : mine)
    for (SettingDeclaration const &setting : board->settings)
      for (auto const &[accepted, real] : setting.sameAs)
        if (request.name == setting.name && request.value == accepted)
          notes.push_back(fmt::format("{}={} runs as {}", request.name, accepted, real));
  if (llvm::Error error = loadBeside(path, *board))
    return error;
  bool precisionAsked =
      llvm::any_of(mine, [](SettingRequest const &request) { return request.name == "precision"; });
  return ChosenBoard{std::make_shared<BoardModel const>(std::move(*board)), std::move(*settings), 1,
                     std::move(notes), precisionAsked};
}

llvm::Error chooseInputContent(ChosenBoard &board, llvm::StringRef content) {
  BoardModel const &model = *board.model;
  if (!model.inputContent)
    return usageError("--input-content {}: nobody has measured how the power of board '{}' depends on it",
                      content, model.id);
  std::vector<std::string> known;
  double wanted = 0, calibrated = 1;
  for (auto const &[name, power] : model.inputContent->power) {
    known.push_back(name);
    wanted = name == content ? power : wanted;
    calibrated = name == model.inputContent->calibrated ? power : calibrated;
  }
  if (wanted == 0)
    return usageError("--input-content {}: unknown to board '{}'{} (known: {})", content, model.id,
                      didYouMean(content, known), llvm::join(known, ", "));
  board.inputFactor = wanted / calibrated;
  return llvm::Error::success();
}

} // namespace eo
