#include "tools/energy-calibrate/FitBoard.h"

#include "lib/board/BoardFile.h"
#include "lib/board/RuntimeRules.h"
#include "lib/support/Spelling.h"
#include "tools/common/Boards.h"
#include "tools/common/Output.h"
#include "tools/energy-calibrate/BundleTables.h"
#include "tools/energy-calibrate/Nearest.h"
#include "llvm/Support/Path.h"
#include <cmath>
#include <ctime>

namespace eo {

/// The board that --from names, without figures of another kind; an empty one without --from.
static llvm::Expected<FitSkeleton> readKind(FitFlags const &flags) {
  FitSkeleton skeleton;
  skeleton.board.precisionInferred = true;
  std::vector<std::string> names = boardKindNames(), forms = boardKindForms(flags.kind);
  if (!llvm::is_contained(names, flags.kind))
    return usageError("--kind {}: no such kind of boards{} (there are {})", flags.kind.getValue(),
                      didYouMean(flags.kind, names), listValues(names));
  if (!flags.form.empty() && !llvm::is_contained(forms, flags.form))
    return forms.empty()
               ? usageError("--form {}: kind {} has no forms", flags.form.getValue(), flags.kind.getValue())
               : usageError("--form {}: kind {} has no such form{} (it has {})", flags.form.getValue(),
                            flags.kind.getValue(), didYouMean(flags.form, forms), listValues(forms));
  skeleton.board.setKind(flags.kind, forms.empty() ? llvm::StringRef() : llvm::StringRef(forms.front()));
  if (flags.from.empty())
    return skeleton;
  llvm::Expected<BoardModel> base = readBoardFile(flags.from);
  if (!base)
    return base.takeError();
  bool otherKind = base->kindName() != flags.kind.getValue();
  skeleton.board = std::move(*base);
  if (otherKind)
    skeleton.board.coefficients.clear();
  return skeleton;
}

/// The rules of --runtime, which becomes a setting of the board; without it those of the runtime that a bundle was measured with,
/// where --from gives none.
static llvm::Error addRuntime(FitFlags const &flags, FitSkeleton &skeleton) {
  BoardModel &board = skeleton.board;
  llvm::Expected<BoardPath> path = toolBoardPath({}, "energy-calibrate", ENERGY_OPT_SOURCE_BOARDS);
  if (!path)
    return path.takeError();
  std::string name = flags.runtime;
  if (name.empty() && board.kernels.empty() && board.formName() == "roofline") {
    llvm::Expected<std::string> measured = bundleRuntime(flags.data.tables, *path);
    if (!measured)
      return measured.takeError();
    name = *measured;
    if (!name.empty())
      llvm::errs() << fmt::format(
          "energy-calibrate: note: measured with {0}: its kernels are taken (--runtime={0})\n", name);
  }
  if (name.empty())
    return llvm::Error::success();
  llvm::Expected<RuntimeRules> runtime = loadRuntime(*path, name);
  if (!runtime)
    return runtime.takeError();
  board.kernels = std::move(runtime->kernels);
  skeleton.families = std::move(runtime->families);
  for (Coefficient &figure : runtime->figures)
    if (board.coefficient(figure.name) == nullptr)
      board.coefficients.push_back(std::move(figure));
  if (llvm::none_of(board.settings, [](auto const &setting) { return setting.name == "runtime"; }))
    board.settings.push_back({"runtime", {runtime->id}, runtime->id, {}});
  return llvm::Error::success();
}

/// What another fit found becomes what this one expects: give or take its standard error, at least a tenth;
/// three tenths where it has none.
static llvm::Error addPriors(FitSkeleton &skeleton, llvm::ArrayRef<std::string> paths) {
  constexpr double leastSpread = 0.1, unknownSpread = 0.3;
  for (std::string const &path : paths) {
    llvm::Expected<BoardModel> other = readBoardFile(path);
    if (!other)
      return other.takeError();
    if (other->kindName() != skeleton.board.kindName())
      return usageError("--prior {}: a {} board, but the fit is of kind {}", path, other->kindName(),
                        skeleton.board.kindName());
    if (other->error && other->error->layer)
      skeleton.board.error = other->error; // of layers, where the tables have only networks
    for (Coefficient &expected : other->coefficients) {
      if (!expected.value || *expected.value <= 0)
        continue;
      expected.spread = expected.standardError
                            ? std::max(leastSpread, *expected.standardError / *expected.value)
                            : unknownSpread;
      expected.standardError.reset();
      auto same = llvm::find_if(skeleton.board.coefficients,
                                [&](Coefficient const &known) { return known.name == expected.name; });
      if (same == skeleton.board.coefficients.end())
        skeleton.board.coefficients.push_back(expected);
      else if (same->spread)
        *same = expected;
    }
  }
  return llvm::Error::success();
}

/// What runs beside the accelerator: a fitted board, where it is looked for beside the output and where boards
/// are found. That --from names its skeleton by the same name says nothing of it.
static llvm::Error addBeside(FitFlags const &flags, BoardModel &board) {
  llvm::SmallString<128> folder = llvm::sys::path::parent_path(flags.output);
  std::vector<std::string> first;
  if (!flags.output.empty())
    first.push_back(folder.empty() ? "." : folder.str().str());
  llvm::Expected<BoardPath> path = toolBoardPath({}, "energy-calibrate", ENERGY_OPT_SOURCE_BOARDS);
  if (!path)
    return path.takeError();
  path->directories.insert(path->directories.begin(), first.begin(), first.end());
  board.path.clear();
  return loadBeside(*path, board);
}

llvm::Expected<FitSkeleton> readSkeleton(FitFlags const &flags) {
  llvm::Expected<FitSkeleton> skeleton = readKind(flags);
  if (!skeleton)
    return skeleton.takeError();
  if (llvm::Error error = addRuntime(flags, *skeleton))
    return error;
  if (llvm::Error error = addPriors(*skeleton, flags.priors))
    return error;
  if (llvm::Error error = addBeside(flags, skeleton->board))
    return error;
  return skeleton;
}

/// What computes, by the tables' column or --unit.
static std::string unitOf(FitFlags const &flags, llvm::ArrayRef<MeasurementTable> tables) {
  for (MeasurementTable const &table : tables)
    for (size_t i = 0; i < table.settingNames.size() && !table.rows.empty(); ++i)
      if (table.settingNames[i] == "unit")
        return table.rows.front().settings[i];
  return flags.unit.empty() ? "" : settingWord(flags.unit);
}

/// What the board to be is called: --id, else its name in --from, else that of the file it is written to.
static std::string idOf(FitFlags const &flags, BoardModel const &board) {
  if (!flags.id.empty())
    return flags.id;
  return board.id.empty() ? settingWord(llvm::sys::path::stem(flags.output)) : board.id;
}

/// Without its pace. Which cores an operating system wakes for a busy thread is nothing that whole times up to a factor tell
/// of: x86 that came out nearest to a Raspberry Pi 4 was expected to slow down by half under work.
static ChosenBoard withoutPace(ChosenBoard board) {
  BoardModel model = *board.model;
  llvm::erase_if(model.coefficients, [&](Coefficient const &coefficient) {
    std::optional<CoefficientKey> key = model.parse(coefficient.name);
    return key && isPace(key->figure);
  });
  board.model = std::make_shared<BoardModel const>(std::move(model));
  return board;
}

llvm::Expected<BoardSiblings> readSiblings(FitFlags const &flags, llvm::ArrayRef<MeasurementTable> tables,
                                           BoardModel &board) {
  if (flags.like.empty())
    return BoardSiblings();
  if (board.formName() != "roofline")
    return usageError("--like: only boards of kind latency-power, form roofline, take the shape of others");
  llvm::Expected<BoardPath> path = toolBoardPath({}, "energy-calibrate", ENERGY_OPT_SOURCE_BOARDS);
  if (!path)
    return path.takeError();
  std::string names = flags.like;
  if (names == "nearest") {
    llvm::Expected<std::vector<NearBoard>> near =
        nearestBoards(*path, unitOf(flags, tables), flags.id, flags.data, tables);
    if (!near)
      return near.takeError();
    names = near->front().name;
    llvm::errs() << fmt::format(
        "energy-calibrate: note: the nearest board is {}: up to a factor of {:.3g} on all times, half "
        "of the networks are within {:.0f} %\n",
        names, near->front().factor, 100 * std::expm1(near->front().scatter));
  }
  llvm::Expected<BoardSiblings> siblings = chooseSiblings(*path, names, idOf(flags, board), tables);
  if (siblings && flags.like == "nearest")
    for (auto *boards : {&siblings->named, &siblings->kindred})
      llvm::transform(*boards, boards->begin(), withoutPace);
  if (siblings)
    adoptSibling(board, siblings->named.front());
  return siblings;
}

llvm::Error completeSkeleton(FitSkeleton &skeleton, FitFlags const &flags, Dataset &data) {
  BoardModel &board = skeleton.board;
  board.id = idOf(flags, board);
  if (board.id.empty())
    board.id = "unnamed";
  if (!flags.title.empty() || board.title.empty())
    board.title = flags.title.empty() ? board.id : flags.title.getValue();
  adoptSettings(board.settings, data);
  if (llvm::none_of(board.settings, [](SettingDeclaration const &s) { return s.name == "unit"; })) {
    std::string unit = flags.unit.empty() ? "unstated" : settingWord(flags.unit);
    board.settings.insert(board.settings.begin(), {"unit", {unit}, unit, {}});
  }
  std::string precision = flags.precision;
  for (SettingDeclaration const &setting : board.settings)
    if (setting.name == "precision")
      precision = setting.defaultValue;
  if (!precision.empty()) {
    auto known = llvm::find_if(precisionWords(), [&](auto const &word) { return word.first == precision; });
    if (known == precisionWords().end())
      return usageError("precision '{}' is none of fp32, fp16, bf16, int8", precision);
    board.precision = known->second;
    board.precisionInferred = false;
  }
  if (!flags.idle.empty()) {
    if (flags.idle != "included" && flags.idle != "excluded")
      return usageError("--idle is 'included' or 'excluded', not '{}'", flags.idle.getValue());
    board.idleIncluded = flags.idle == "included";
  }
  board.notes.insert(board.notes.end(), flags.notes.begin(), flags.notes.end());
  return llvm::Error::success();
}

static std::string today() {
  std::time_t now = std::time(nullptr);
  char text[16];
  std::strftime(text, sizeof text, "%Y-%m-%d", std::gmtime(&now));
  return text;
}

void addProvenance(BoardModel &board, FitFlags const &flags, BundleMeter const &meter, Dataset const &data,
                   Fit const &fit) {
  Calibration calibration;
  for (MeasurementTable const &table : data.tables)
    calibration.files.push_back(
        {llvm::sys::path::filename(table.file).str(), table.sha256, static_cast<int64_t>(table.rows.size())});
  calibration.selection = flags.data.selection();
  calibration.rail = flags.rail.empty() ? meter.rail : flags.rail.getValue();
  calibration.rateHz = flags.rate.getNumOccurrences() > 0 ? std::optional<double>(flags.rate) : meter.rateHz;
  calibration.date = flags.date.empty() ? today() : flags.date.getValue();
  calibration.points = static_cast<int64_t>(data.samples.size());
  calibration.networks = static_cast<int64_t>(data.networkCount());
  calibration.freeParameters = static_cast<int64_t>(fit.freeParameters);
  calibration.effectiveParameters = fit.effectiveParameters;
  board.calibration = std::move(calibration);
  if (!flags.source.empty() || board.sources.empty())
    board.sources.insert(
        board.sources.begin(),
        Source{flags.source.empty() ? "measured by the author of this file" : flags.source.getValue(), "", "",
               fmt::format("{}", data.samples.size()), flags.url});
}

} // namespace eo
