#include "tools/energy-calibrate/Siblings.h"

#include "lib/calibrate/Like.h"
#include "lib/calibrate/RooflineFit.h"
#include "lib/cost/NetworkCost.h"
#include "lib/trace/signal/Statistics.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>
#include <limits>
#include <set>

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

/// How far a sibling as it is, unscaled, is from the rows: |median ln(predicted / measured)| of times and of powers. The
/// nearer in speed and power, the more alike the silicon.
static double distanceFrom(ChosenBoard const &sibling, Dataset const &data) {
  NetworkPricer const pricer(sibling);
  std::vector<double> times, powers;
  for (Sample const &sample : data.samples) {
    if (!sample.network || !sample.timeS)
      continue;
    NetworkCost const cost = pricer.price(sample.kernels);
    if (!cost.interval || cost.interval->value <= 0)
      continue;
    times.push_back(std::log(cost.interval->value / *sample.timeS));
    if (cost.total.energy && sample.energyJ)
      powers.push_back(std::log(cost.total.energy->value / *sample.energyJ) - times.back());
  }
  if (times.empty())
    return std::numeric_limits<double>::infinity(); // it prices none of them
  double const ofTimes = std::abs(quantileOf(std::move(times), 0.5));
  return powers.empty() ? ofTimes : ofTimes + std::abs(quantileOf(std::move(powers), 0.5));
}

llvm::Expected<std::vector<Candidate>> likeCandidates(FitSkeleton const &skeleton,
                                                      llvm::ArrayRef<ChosenBoard> siblings,
                                                      Dataset const &data, std::vector<Candidate> own) {
  std::set<std::string> const groups = [&] {
    std::vector<std::string> const names = groupsOf(data);
    return std::set<std::string>(names.begin(), names.end());
  }();
  // Of the boards taken for new by scripts/study-like.py (all CPUs and GPUs of several networks: 33 boards at one setting):
  // choosing by what is left out took three networks from 11.6 to 11.2 % in energy and from 13.5 to 12.7 % in time; two
  // leave nothing to choose by, and up to ten choose a fit without siblings where it is worse.
  constexpr size_t enoughToRank = 3, enoughToDoWithout = 10;
  // How far families of kernels may go: one library on one architecture (Jetsons) keeps their proportions, other cores
  // do not. Enough networks choose.
  constexpr double alike = 0.12, between = 0.2, apart = 0.4;
  std::vector<Candidate> candidates;
  auto addOne = [&](llvm::ArrayRef<ChosenBoard> some, double familySpread) -> llvm::Error {
    FitSkeleton like = skeleton;
    if (llvm::Error error = expectLike(like, some, data, familySpread))
      return error;
    std::string names;
    for (ChosenBoard const &board : some)
      names += (names.empty() ? "" : ", ") + board.model->id;
    candidates.push_back(
        {"latency-power roofline like " + names + (familySpread == apart ? " but for its families" : ""),
         [like](FitSkeleton const &given, Dataset const &all, llvm::ArrayRef<size_t> rows) {
           FitSkeleton mine = like;
           mine.start = given.start;
           return fitRoofline(mine, all, rows, {});
         }});
    return llvm::Error::success();
  };
  auto add = [&](llvm::ArrayRef<ChosenBoard> some) -> llvm::Error {
    if (groups.size() < enoughToRank)
      return addOne(some, between);
    if (llvm::Error error = addOne(some, alike))
      return error;
    return addOne(some, apart);
  };
  if (llvm::Error error = add(siblings)) // says of each whether it can be one
    return error;
  if (siblings.size() > 1) {
    std::vector<std::pair<double, ChosenBoard>> ranked;
    for (ChosenBoard const &sibling : siblings)
      ranked.emplace_back(distanceFrom(sibling, data), sibling);
    llvm::stable_sort(ranked, [](auto const &a, auto const &b) { return a.first < b.first; });
    for (auto const &other : ranked)
      if (llvm::Error error = add(other.second))
        return error;
    if (groups.size() < enoughToRank)
      return std::vector<Candidate>{std::move(candidates[1])}; // the nearest
  }
  if (groups.size() >= enoughToDoWithout)
    llvm::move(own, std::back_inserter(candidates));
  return candidates;
}

} // namespace eo
