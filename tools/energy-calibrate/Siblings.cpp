#include "tools/energy-calibrate/Siblings.h"

#include "lib/calibrate/Like.h"
#include "lib/calibrate/RooflineFit.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

/// What the tables' first rows give of the settings.
static SettingValues firstSettings(llvm::ArrayRef<MeasurementTable> tables) {
  SettingValues values;
  for (MeasurementTable const &table : tables)
    for (size_t i = 0; i < table.settingNames.size() && !table.rows.empty(); ++i)
      if (llvm::none_of(values, [&](auto const &known) { return known.first == table.settingNames[i]; }))
        values.emplace_back(table.settingNames[i], table.rows.front().settings[i]);
  return values;
}

static bool knows(BoardModel const &board, llvm::StringRef name, llvm::StringRef value) {
  if (name == "unit" && llvm::any_of(board.units, [&](auto const &unit) { return unit.first == value; }))
    return true;
  return llvm::any_of(board.settings, [&](SettingDeclaration const &setting) {
    return setting.name == name && llvm::is_contained(setting.values, value);
  });
}

static llvm::Expected<ChosenBoard> chooseSibling(BoardPath const &path, llvm::StringRef name,
                                                 SettingValues const &wanted) {
  llvm::Expected<BoardModel> board = loadBoard(path, name);
  if (!board)
    return board.takeError();
  std::vector<SettingRequest> requests;
  for (auto const &[setting, value] : wanted)
    if (setting == "unit" && knows(*board, setting, value))
      requests.push_back({"", setting, value});
  llvm::Expected<ChosenBoard> chosen = chooseBoard(path, name, requests);
  if (!chosen)
    return chosen.takeError();
  for (auto const &[setting, value] : wanted)
    for (auto &[known, inForce] : chosen->settings)
      if (known == setting && knows(*chosen->model, setting, value))
        inForce = value;
      else if (known == "precision" && setting == known && knows(*chosen->model, setting, "fp16"))
        inForce = "fp16"; // nearer to int8 and bf16 than fp32 is: the same fast multipliers
  return chosen;
}

llvm::Expected<std::vector<ChosenBoard>> chooseSiblings(BoardPath const &path, llvm::StringRef names,
                                                        llvm::ArrayRef<MeasurementTable> tables) {
  llvm::SmallVector<llvm::StringRef, 2> parts;
  names.split(parts, ',', -1, /*KeepEmpty=*/false);
  if (parts.empty())
    return usageError("--like names no board");
  SettingValues wanted = firstSettings(tables);
  std::vector<ChosenBoard> siblings;
  for (llvm::StringRef name : parts) {
    llvm::Expected<ChosenBoard> sibling = chooseSibling(path, name, wanted);
    if (!sibling)
      return sibling.takeError();
    siblings.push_back(std::move(*sibling));
  }
  return siblings;
}

void adoptSibling(BoardModel &board, ChosenBoard const &sibling) {
  if (board.kernels.empty())
    board.kernels = sibling.model->kernels;
  if (!board.idleIncluded)
    board.idleIncluded = sibling.model->idleIncluded;
  if (board.precisionInferred)
    board.precision = sibling.precision();
  if (board.settings.empty()) {
    std::string unit = sibling.setting("unit").str();
    board.settings.push_back({"unit", {unit}, unit, {}});
  }
}

llvm::Expected<std::vector<Candidate>> likeCandidates(FitSkeleton const &skeleton,
                                                      llvm::ArrayRef<ChosenBoard> siblings,
                                                      Dataset const &data, std::vector<Candidate> own) {
  std::vector<Candidate> candidates;
  auto add = [&](llvm::ArrayRef<ChosenBoard> some) -> llvm::Error {
    FitSkeleton like = skeleton;
    if (llvm::Error error = expectLike(like, some, data))
      return error;
    std::string names;
    for (ChosenBoard const &board : some)
      names += (names.empty() ? "" : ", ") + board.model->id;
    candidates.push_back({"latency-power roofline like " + names,
                          [like](FitSkeleton const &given, Dataset const &all, llvm::ArrayRef<size_t> rows) {
                            FitSkeleton mine = like;
                            mine.start = given.start;
                            return fitRoofline(mine, all, rows, {});
                          }});
    return llvm::Error::success();
  };
  if (llvm::Error error = add(siblings))
    return error;
  for (size_t i = 0; i < siblings.size() && siblings.size() > 1; ++i)
    if (llvm::Error error = add(siblings.slice(i, 1)))
      return error;
  constexpr size_t enoughToDoWithout = 5; // held-out errors of fewer networks cannot rank fits
  if (data.networkCount() >= enoughToDoWithout)
    llvm::move(own, std::back_inserter(candidates));
  return candidates;
}

} // namespace eo
