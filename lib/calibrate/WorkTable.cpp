#include "lib/calibrate/WorkTable.h"

#include "lib/cost/NetworkCost.h"
#include "lib/cost/Pace.h"
#include "lib/trace/signal/Statistics.h"
#include <cmath>
#include <set>

namespace eo {

/// Times of a row whose kernels take `kernelsS` together by themselves.
static NetworkTimes timesOfKernels(WorkRow const &row, FigureSet const &set, double kernelsS) {
  if (!row.isNetwork)
    return {row.besideS + kernelsS, row.besideS + kernelsS};
  return networkTimes(set, row.network, row.besideS + kernelsS * paceOf(set, row.network, kernelsS).time);
}

/// What the kernels of a row take together by themselves.
static double kernelTimes(WorkRow const &row, FigureSet const &set) {
  double seconds = 0;
  for (RepeatedWork const &kernel : row.kernels)
    seconds += kernel.count * rooflineCost(set, kernel.work, row.network).timeS;
  return seconds;
}

NetworkTimes WorkTable::timesOf(WorkRow const &row, FigureSet const &set) const {
  return timesOfKernels(row, set, kernelTimes(row, set));
}

RememberedTimes::RememberedTimes(WorkTable const &work)
    : table(work), rowsOf(work.settings.size()), remembered(work.settings.size()) {
  for (size_t i = 0; i < work.timed.size(); ++i) {
    WorkRow const &row = work.rows[work.timed[i]];
    rowsOf[row.combination].push_back(i);
    for (Entry &entry : remembered[row.combination])
      entry.kernels.emplace_back();
    for (RepeatedWork const &kernel : row.kernels)
      remembered[row.combination][static_cast<size_t>(kernel.work.family)].kernels.back().push_back(kernel);
  }
}

std::vector<double> const &RememberedTimes::secondsOf(Entry &entry, size_t combination, size_t family,
                                                      FigureSet const &set) {
  Figures figures;
  for (size_t i = 0; i < boardFigureCount; ++i)
    figures[i] = set.values[i][family];
  auto &[latest, before] = entry.latest;
  if (!latest.seconds.empty() && latest.figures == figures)
    return latest.seconds;
  std::swap(latest, before);
  if (!latest.seconds.empty() && latest.figures == figures)
    return latest.seconds;
  latest = {figures, {}};
  for (size_t i = 0; i < entry.kernels.size(); ++i) {
    NetworkWork const &network = table.rows[table.timed[rowsOf[combination][i]]].network;
    double seconds = 0;
    for (RepeatedWork const &kernel : entry.kernels[i])
      seconds += kernel.count * rooflineCost(set, kernel.work, network).timeS;
    latest.seconds.push_back(seconds);
  }
  return latest.seconds;
}

Eigen::VectorXd RememberedTimes::residuals(std::vector<FigureSet> const &figures) {
  Eigen::VectorXd residuals(static_cast<Eigen::Index>(table.timed.size()));
  for (size_t combination = 0; combination < rowsOf.size(); ++combination) {
    FigureSet const &set = figures[combination];
    std::vector<double> kernels(rowsOf[combination].size(), 0);
    for (size_t family = 0; family < familyCount; ++family) {
      std::vector<double> const &seconds =
          secondsOf(remembered[combination][family], combination, family, set);
      for (size_t i = 0; i < seconds.size(); ++i)
        kernels[i] += seconds[i];
    }
    for (size_t i = 0; i < kernels.size(); ++i) {
      size_t index = rowsOf[combination][i];
      WorkRow const &row = table.rows[table.timed[index]];
      double time = timesOfKernels(row, set, kernels[i]).intervalS;
      residuals(static_cast<Eigen::Index>(index)) = row.weight * std::log(time / row.timeS);
    }
  }
  return residuals;
}

Eigen::VectorXd WorkTable::latencyResiduals(std::vector<FigureSet> const &figures) const {
  Eigen::VectorXd residuals(static_cast<Eigen::Index>(delayed.size()));
  for (size_t i = 0; i < delayed.size(); ++i) {
    WorkRow const &row = rows[delayed[i]];
    residuals(static_cast<Eigen::Index>(i)) =
        std::log(timesOf(row, figures[row.combination]).latencyS / row.latencyS);
  }
  return residuals;
}

void WorkTable::splitTimes(std::vector<FigureSet> const &figures) {
  for (WorkRow &row : rows) {
    FigureSet const &set = figures[row.combination];
    double kernels = kernelTimes(row, set), interval = timesOfKernels(row, set, kernels).intervalS;
    row.fast = row.isNetwork ? fastShare(set, row.network, kernels) : 0;
    double pace = row.isNetwork ? paceOf(set, row.network, kernels).time : 1;
    row.besideShare = row.besideS * set.get(BoardFigure::Interval, 1) / interval;
    row.besideW = row.besideJ / interval;
    for (RepeatedWork &kernel : row.kernels) {
      RooflineCost cost = rooflineCost(set, kernel.work, row.network);
      double share = pace * kernel.count / interval;
      kernel.cost = {};
      kernel.cost.arithmeticS = share * cost.arithmeticS;
      kernel.cost.movingS = share * cost.movingS;
      kernel.cost.apartS = share * cost.apartS;
    }
  }
}

Eigen::VectorXd WorkTable::powerResiduals(std::vector<FigureSet> const &figures) const {
  Eigen::VectorXd residuals(static_cast<Eigen::Index>(powered.size()));
  for (size_t i = 0; i < powered.size(); ++i) {
    WorkRow const &row = rows[powered[i]];
    FigureSet const &set = figures[row.combination];
    double power = set.get(BoardFigure::Base, 0) * (1 - row.besideShare) + row.besideW;
    double memoryPower = set.get(BoardFigure::MemoryPower, 1);
    double fast = 1 + (set.get(BoardFigure::FastPower, 1) - 1) * row.fast;
    for (RepeatedWork const &kernel : row.kernels)
      power += fast * secondsOfDynamic(kernel.cost, memoryPower) *
               set.get(BoardFigure::Dynamic, kernel.work.family, 0);
    residuals(static_cast<Eigen::Index>(i)) = row.weight * std::log(power / row.powerW);
  }
  return residuals;
}

namespace {
struct FamilySet {
  std::array<bool, familyCount> seen = {};

  void add(WorkRow const &row, bool multiplying) {
    for (RepeatedWork const &kernel : row.kernels)
      if (!multiplying || kernel.work.macs > 0)
        seen[static_cast<size_t>(kernel.work.family)] = true;
  }
  bool has(KernelFamily family) const { return seen[static_cast<size_t>(family)]; }
  /// Those that the other set lacks, and has no wider family of either.
  std::vector<KernelFamily> without(FamilySet const &other) const {
    std::vector<KernelFamily> result;
    for (size_t i = 0; i < familyCount; ++i) {
      KernelFamily family = static_cast<KernelFamily>(i);
      std::optional<KernelFamily> wider = widerFamily(family);
      if (has(family) && !other.has(family) && !(wider && other.has(*wider)))
        result.push_back(family);
    }
    return result;
  }
};
} // namespace

std::vector<KernelFamily> WorkTable::families(BoardFigure figure) const {
  FamilySet all;
  for (WorkRow const &row : rows)
    all.add(row, figure == BoardFigure::Peak);
  return all.without({});
}

std::vector<UnmeasuredFamilies> WorkTable::unmeasuredFamilies() const {
  FamilySet all;
  std::map<SettingValues, FamilySet> byValues;
  for (WorkRow const &row : rows) {
    SettingValues bringing = settings[row.combination];
    llvm::erase_if(bringing,
                   [](auto const &one) { return one.first != "precision" && one.first != "runtime"; });
    byValues[std::move(bringing)].add(row, true);
    all.add(row, true);
  }
  std::vector<UnmeasuredFamilies> result;
  for (auto const &[values, families] : byValues)
    if (std::vector<KernelFamily> missing = all.without(families); !missing.empty())
      result.push_back({values, std::move(missing)});
  return result;
}

bool WorkTable::hasSteps() const {
  return llvm::any_of(rows, [](WorkRow const &row) {
    return llvm::any_of(row.kernels, [](RepeatedWork const &kernel) { return kernel.work.steps > 0; });
  });
}

Magnitudes WorkTable::magnitudes() const {
  Magnitudes found;
  std::vector<double> perKernel, perRow, powers;
  for (WorkRow const &row : rows) {
    double macs = 0, bytes = 0, kernels = 0;
    for (RepeatedWork const &kernel : row.kernels) {
      macs += kernel.count * kernel.work.macs;
      bytes += kernel.count * kernel.work.bytes;
      kernels += kernel.count;
    }
    if (row.powerW > 0)
      powers.push_back(row.powerW);
    if (row.timeS <= 0)
      continue;
    found.mostMacs = std::max(found.mostMacs, macs / row.timeS);
    found.mostBytes = std::max(found.mostBytes, bytes / row.timeS);
    perKernel.push_back(row.timeS / kernels);
    perRow.push_back(row.timeS);
  }
  found.shortestRow = quantileOf(perRow, 0);
  found.shortestKernel = quantileOf(perKernel, 0);
  found.quickKernel = quantileOf(perKernel, 0.1);
  found.leastPower = quantileOf(powers, 0);
  found.middlePower = quantileOf(powers, 0.5);
  return found;
}

std::string rooflineAdvice(llvm::StringRef parameter) {
  auto [stem, setting] = parameter.split('@');
  auto [figure, family] = stem.split('.');
  std::string what = parameter.str() + " is not identified by these data: ";
  if (!setting.empty())
    return what + fmt::format("add more networks measured at {}", setting);
  if (figure == "overhead")
    return what + "add small networks (few, cheap kernels), whose time is mostly overhead";
  if (figure == "host_overhead" || figure == "host_launch")
    return what + "add small networks whose kernels take less time than the host needs to launch them";
  if (figure.startswith("fill"))
    return what + "add networks of small feature maps, too small to keep the device busy";
  if (figure == "parameter_memory" || figure == "stream_bandwidth")
    return what + "add networks of fewer and of more parameters than fit on the chip";
  if (figure == "step")
    return what + "add recurrent networks of long sequences and of few channels";
  if (figure == "tap")
    return what + "add networks of 8-bit convolutions of few channels";
  if (figure == "launch")
    return what + "add small networks with many kernels, whose time is mostly launches";
  if (!family.empty())
    return what + fmt::format("add networks (or single layers) dominated by {} kernels", family);
  if (figure == "peak")
    return what + "add networks of large convolutions, limited by arithmetic";
  if (figure == "bandwidth" || figure == "spill_bandwidth")
    return what + "add networks limited by memory: large fully connected layers or feature maps";
  if (figure == "onchip")
    return what +
           "add networks of the same shape at several input sizes, around the size of the memory on chip";
  return what +
         "add networks of different mean power: some limited by arithmetic, some by memory, some by launches";
}

/// What the device itself runs of the row's sample: kernels of the same work once, with how often.
static llvm::Error addKernels(WorkRow &row, Dataset const &data, unsigned bits, ConvEngine const *engine) {
  Sample const &sample = data.samples[row.sample];
  for (auto const &[kernel, nodes, delegated, turns] : sample.kernels) {
    if (!delegated || !kernelFamily(kernel))
      continue;
    std::optional<KernelWork> work = kernelWork(kernel, bits, engine);
    if (!work)
      return inputError("{}: the counts of node '{}' are not known; bind the open dimensions of the network",
                        data.place(row.sample), kernel.rare->name);
    if (sample.network) {
      row.network.kernels += turns;
      row.network.weightBytes += work->weightBytes;
    }
    auto same = llvm::find_if(row.kernels, [&](RepeatedWork const &other) { return other.work == *work; });
    if (same != row.kernels.end())
      same->count += turns;
    else
      row.kernels.push_back({*work, turns});
  }
  return llvm::Error::success();
}

/// What was measured of the row's sample, and what that weighs.
static void addMeasured(WorkRow &row, Dataset const &data) {
  constexpr double modelNoise = 0.05;
  Sample const &sample = data.samples[row.sample];
  if (double s = sample.spread.value_or(0); s > 0)
    row.weight = 1 / std::sqrt(1 + s * s / (modelNoise * modelNoise));
  row.timeS = sample.timeS.value_or(0);
  row.powerW = sample.timeS ? sample.powerW.value_or(0) : 0;
  Measurement const &measured = data.row(row.sample);
  if (measured.value(Measured::Latency) && measured.value(Measured::Throughput))
    row.latencyS = *measured.value(Measured::Latency);
}

llvm::Expected<WorkTable> tabulateWork(BoardModel const &board, Dataset const &data,
                                       llvm::ArrayRef<size_t> rows) {
  WorkTable table;
  std::set<std::string> networks;
  std::shared_ptr<BoardModel const> shared(&board, [](BoardModel const *) {}); // not owned
  std::map<SettingValues, size_t> combinations;
  std::vector<std::unique_ptr<NetworkPricer const>> pricers; // by combination, for what others run
  for (size_t index : rows) {
    Sample const &sample = data.samples[index];
    WorkRow row;
    row.sample = index;
    row.isNetwork = sample.network;
    auto [known, isNew] = combinations.try_emplace(sample.settings, table.settings.size());
    row.combination = known->second;
    if (isNew) {
      table.settings.push_back(sample.settings);
      pricers.emplace_back();
    }
    if (board.beside != nullptr &&
        !llvm::all_of(sample.kernels, [](Kernel const &k) { return k.delegated; })) {
      std::unique_ptr<NetworkPricer const> &pricer = pricers[row.combination];
      if (pricer == nullptr)
        pricer = std::make_unique<NetworkPricer const>(ChosenBoard{shared, settingsOn(board, sample)});
      Cost beside = pricer->beside(sample.kernels);
      row.besideS = beside.latency.value_or(Seconds{0}).value;
      row.besideJ = beside.energy.value_or(Joules{0}).value;
    }
    unsigned bits = bitWidth(ChosenBoard{shared, sample.settings}.precision());
    if (llvm::Error error = addKernels(row, data, bits, board.engine))
      return error;
    if (row.kernels.empty())
      continue;
    addMeasured(row, data);
    constexpr double sameTime = 0.02; // latency and 1 / throughput closer than this are one figure, rounded
    if (std::abs(row.latencyS / row.timeS - 1) > sameTime && row.latencyS > 0)
      table.delayed.push_back(table.rows.size());
    if (row.timeS > 0)
      table.timed.push_back(table.rows.size());
    if (row.powerW > 0)
      table.powered.push_back(table.rows.size());
    if (sample.network)
      networks.insert(data.row(index).model);
    table.rows.push_back(std::move(row));
  }
  table.networks = networks.size();
  return table;
}

} // namespace eo
