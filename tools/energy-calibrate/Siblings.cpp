#include "tools/energy-calibrate/Siblings.h"

#include "lib/board/BoardFile.h"
#include "lib/board/KernelRulesYaml.h"
#include "lib/calibrate/Like.h"
#include "lib/calibrate/RooflineFit.h"
#include "lib/cost/FigureSet.h"
#include "lib/cost/NetworkCost.h"
#include "lib/trace/signal/Statistics.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
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

/// Settings under which another library or another kernel runs.
static bool changesKernels(llvm::StringRef setting) {
  return setting == "unit" || setting == "runtime" || setting == "precision";
}

/// Whether the board is run by the same library as `like` (the kernel rules), at the settings wanted, and was fitted and
/// judged on networks enough to know its shape: five, as the Jetsons had, do not tell it.
static bool isKindred(BoardModel const &board, BoardModel const &like, SettingValues const &wanted) {
  constexpr int64_t enough = 10;
  if (board.formName() != "roofline" || !board.calibration || board.calibration->networks < enough ||
      !board.error || board.error->n < enough ||
      writeKernelRules(board.kernels) != writeKernelRules(like.kernels))
    return false;
  return llvm::all_of(wanted, [&](auto const &setting) {
    auto known =
        llvm::find_if(board.settings, [&](SettingDeclaration const &s) { return s.name == setting.first; });
    return !changesKernels(setting.first) ||
           (known != board.settings.end() && llvm::is_contained(known->values, setting.second));
  });
}

llvm::Expected<BoardSiblings> chooseSiblings(BoardPath const &path, llvm::StringRef names,
                                             llvm::StringRef own, llvm::ArrayRef<MeasurementTable> tables) {
  llvm::SmallVector<llvm::StringRef, 2> parts;
  names.split(parts, ',', -1, /*KeepEmpty=*/false);
  if (parts.empty())
    return usageError("--like names no board");
  SettingValues wanted = firstSettings(tables);
  BoardSiblings siblings;
  for (llvm::StringRef name : parts) {
    llvm::Expected<ChosenBoard> sibling = chooseSibling(path, name, wanted);
    if (!sibling)
      return sibling.takeError();
    siblings.named.push_back(std::move(*sibling));
  }
  ChosenBoard const &first = siblings.named.front();
  for (auto const &[setting, value] : first.settings)
    if (changesKernels(setting) &&
        llvm::none_of(wanted, [&name = setting](auto const &known) { return known.first == name; }))
      wanted.emplace_back(setting, value);
  for (auto const &[name, file] : findBoards(path)) {
    if (name == own ||
        llvm::any_of(siblings.named, [&id = name](auto const &one) { return one.model->id == id; }))
      continue;
    llvm::Expected<BoardModel> board = readBoardFile(file);
    llvm::Expected<ChosenBoard> chosen = board && isKindred(*board, *first.model, wanted)
                                             ? chooseSibling(path, name, wanted)
                                             : inputError("{} is no kin", name);
    if (!board)
      llvm::consumeError(board.takeError()); // a file that nobody asked for
    if (chosen)
      siblings.kindred.push_back(std::move(*chosen));
    else
      llvm::consumeError(chosen.takeError());
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
  bool const metered =
      llvm::any_of(data.samples, [](Sample const &sample) { return sample.energyJ.has_value(); });
  if (times.empty() || (metered && powers.empty()))
    return std::numeric_limits<double>::infinity(); // it prices none of them
  double const ofTimes = std::abs(quantileOf(std::move(times), 0.5));
  return powers.empty() ? ofTimes : ofTimes + std::abs(quantileOf(std::move(powers), 0.5));
}

/// Without boards whose operating system moves threads from one pace to another, where others are left: of two mobile CPUs
/// taken for new under ArmNN, the energy is 19 % off with such a board among the siblings and 18 % without from one network, 11
/// and 8 % from three, 8 and 6 % from five.
static void preferOnePace(std::vector<Sibling> &siblings) {
  auto movesThreads = [](Sibling const &sibling) {
    return resolveFigures(sibling.board).get(BoardFigure::FastSpeed, 1) != 1;
  };
  if (!llvm::all_of(siblings, movesThreads))
    llvm::erase_if(siblings, movesThreads);
}

static size_t networksOf(Dataset const &data) {
  std::vector<std::string> const names = groupsOf(data);
  return std::set<std::string>(names.begin(), names.end()).size();
}

/// The named with the weight of their nearness, of which the nearest has 1 whatever its speed; kindred by how near they
/// are themselves. What cannot price the rows is no kin, and has a say as a named one only where no other can.
/// One network of a mobile CPU and one named sibling tell the energy of the other networks to 17.9 % with half the range, to 16.4 %
/// with this one, to 16.1 % with none (160 fits); nearness has a say as the user may name the very same silicon.
static std::vector<Sibling> weigh(BoardSiblings const &siblings, Dataset const &data) {
  constexpr double range = 2.4;
  std::vector<double> distances;
  for (ChosenBoard const &board : siblings.named)
    distances.push_back(distanceFrom(board, data));
  double const least = *std::min_element(distances.begin(), distances.end());
  std::vector<Sibling> weighed;
  auto add = [&](ChosenBoard const &board, double weight) {
    if (weight > 0)
      weighed.push_back({board, weight});
  };
  for (size_t i = 0; i < distances.size(); ++i)
    add(siblings.named[i], std::isfinite(least) ? std::exp((least - distances[i]) / range) : 1);
  for (ChosenBoard const &board : siblings.kindred)
    add(board, std::exp(-distanceFrom(board, data) / range));
  preferOnePace(weighed);
  return weighed;
}

llvm::Expected<std::vector<Candidate>> likeCandidates(FitSkeleton const &skeleton,
                                                      BoardSiblings const &siblings, Dataset const &data,
                                                      std::vector<Candidate> own) {
  constexpr size_t enoughToRank = 3, enoughToLetGo = 5, enoughToDoWithout = 10;
  // How far families of kernels may go. Three networks choose worse than a fit that chooses nothing: of mobile CPUs taken for
  // new they left the energy 11.1 % off and the time 14.0 %, with the best of two spreads 11.7 and 15.5 %; five choose as well.
  constexpr double between = 0.25;
  static constexpr double alike = 0.12, apart = 0.4;
  std::vector<Candidate> candidates;
  auto add = [&](llvm::ArrayRef<Sibling> some, double familySpread) -> llvm::Error {
    FitSkeleton like = skeleton;
    if (llvm::Error error = expectLike(like, some, data, familySpread))
      return error;
    std::string names;
    for (Sibling const &sibling : some)
      names += (names.empty() ? "" : ", ") + sibling.board.model->id;
    candidates.push_back(
        {"latency-power roofline like " + names + (familySpread == apart ? " but for its families" : ""),
         [like](FitSkeleton const &given, Dataset const &all, llvm::ArrayRef<size_t> rows) {
           FitSkeleton mine = like;
           mine.start = given.start;
           return fitRoofline(mine, all, rows, {});
         }});
    return llvm::Error::success();
  };
  std::vector<Sibling> named;
  for (ChosenBoard const &board : siblings.named)
    named.push_back({board});
  FitSkeleton tried = skeleton; // says of each whether it can be one
  if (llvm::Error error = expectLike(tried, named, data, between))
    return error;
  preferOnePace(named);
  std::vector<std::vector<Sibling>> sets = {weigh(siblings, data)};
  size_t const networks = networksOf(data);
  if (networks < enoughToRank) {
    if (llvm::Error error = add(sets.front(), between))
      return error;
    return candidates;
  }
  if (named.size() > 1)
    for (Sibling const &one : named)
      sets.push_back({one});
  std::vector<double> const spreads =
      networks < enoughToLetGo ? std::vector<double>{between} : std::vector<double>{alike, apart};
  for (std::vector<Sibling> const &set : sets)
    for (double familySpread : spreads)
      if (llvm::Error error = add(set, familySpread))
        return error;
  if (networks >= enoughToDoWithout)
    llvm::move(own, std::back_inserter(candidates));
  return candidates;
}

} // namespace eo
