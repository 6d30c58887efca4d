#include "lib/calibrate/WorkTable.h"

#include "lib/trace/Statistics.h"
#include <cmath>
#include <set>

namespace eo {

Eigen::VectorXd WorkTable::timeResiduals(std::vector<FigureSet> const &figures) const {
  Eigen::VectorXd residuals(static_cast<Eigen::Index>(timed.size()));
  for (size_t i = 0; i < timed.size(); ++i) {
    WorkRow const &row = rows[timed[i]];
    FigureSet const &set = figures[row.combination];
    double time = row.network ? set.get(Figure::Overhead, KernelFamily::Matrix, 0) : 0;
    for (RepeatedWork const &kernel : row.kernels)
      time += kernel.count * latencyPowerCost(set, kernel.work).timeS;
    residuals(static_cast<Eigen::Index>(i)) = std::log(time / row.timeS);
  }
  return residuals;
}

void WorkTable::splitTimes(std::vector<FigureSet> const &figures) {
  for (WorkRow &row : rows) {
    FigureSet const &set = figures[row.combination];
    double overhead = row.network ? set.get(Figure::Overhead, KernelFamily::Matrix, 0) : 0;
    double launch = set.get(Figure::Launch, KernelFamily::Matrix, 0), launches = 0, total = overhead;
    row.busyShare.fill(0);
    for (RepeatedWork const &kernel : row.kernels) {
      double time = kernel.count * latencyPowerCost(set, kernel.work).timeS;
      launches += kernel.count * launch;
      row.busyShare[static_cast<size_t>(kernel.work.family)] += time - kernel.count * launch;
      total += time;
    }
    row.overheadShare = overhead / total;
    row.launchShare = launches / total;
    for (double &share : row.busyShare)
      share /= total;
  }
}

Eigen::VectorXd WorkTable::powerResiduals(std::vector<FigureSet> const &figures) const {
  Eigen::VectorXd residuals(static_cast<Eigen::Index>(powered.size()));
  for (size_t i = 0; i < powered.size(); ++i) {
    WorkRow const &row = rows[powered[i]];
    FigureSet const &set = figures[row.combination];
    double power = set.get(Figure::Base, KernelFamily::Matrix, 0);
    for (size_t family = 0; family < familyCount; ++family)
      power += row.busyShare[family] * set.get(Figure::Dynamic, static_cast<KernelFamily>(family), 0);
    residuals(static_cast<Eigen::Index>(i)) = std::log(power / row.powerW);
  }
  return residuals;
}

std::vector<KernelFamily> WorkTable::families(Figure figure) const {
  std::array<bool, familyCount> seen = {};
  for (WorkRow const &row : rows)
    for (RepeatedWork const &kernel : row.kernels)
      if (figure != Figure::Peak || kernel.work.macs > 0)
        seen[static_cast<size_t>(kernel.work.family)] = true;
  std::vector<KernelFamily> result;
  for (size_t i = 0; i < familyCount; ++i)
    if (seen[i])
      result.push_back(static_cast<KernelFamily>(i));
  return result;
}

Expectation WorkTable::expectation(Figure figure) const {
  double peak = 0, bandwidth = 0;
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
    peak = std::max(peak, macs / row.timeS);
    bandwidth = std::max(bandwidth, bytes / row.timeS);
    perKernel.push_back(row.timeS / kernels);
    perRow.push_back(row.timeS);
  }
  switch (figure) {
  case Figure::Overhead:
    return {0.05 * quantileOf(perRow, 0), 1.5};
  case Figure::Launch:
    return {0.1 * quantileOf(perKernel, 0.1), 1.5};
  case Figure::Peak:
    return {1.5 * std::max(peak, 1.0), 1};
  case Figure::Bandwidth:
    return {2 * bandwidth, 1};
  case Figure::OnChip:
    return {5e5, 1};
  case Figure::SpillBandwidth:
    return {2 * bandwidth, 1};
  case Figure::Base:
    return {0.5 * quantileOf(powers, 0), 0.7};
  case Figure::Dynamic:
    return {0.6 * quantileOf(powers, 0.5), 0.7};
  case Figure::KernelTime:
  case Figure::MacTime:
  case Figure::ParameterTime:
  case Figure::ActivationTime:
  case Figure::KernelEnergy:
  case Figure::MacEnergy:
  case Figure::ParameterEnergy:
  case Figure::ActivationEnergy:
    break; // of the additive form
  }
  return {};
}

Expectation familyExpectation(Figure figure, KernelFamily family, bool freeFamilies) {
  bool depthwise = family == KernelFamily::Depthwise, winograd = family == KernelFamily::Winograd;
  if (figure == Figure::Dynamic)
    return {1, freeFamilies ? 0.3 : 0.1};
  if (figure == Figure::Peak && depthwise)
    return {0.25, 1};
  if (figure == Figure::Peak && winograd)
    return {1.5, freeFamilies ? 1 : 0.3};
  if (figure == Figure::Peak)
    return {1, freeFamilies ? 1 : 0.1};
  return {1, freeFamilies ? 1.5 : 0.1};
}

Expectation settingExpectation(Figure figure, SettingDeclaration const &setting, llvm::StringRef value) {
  if (setting.name == "precision" && (figure == Figure::Launch || figure == Figure::SpillBandwidth))
    return {1, 0};
  if (setting.name != "precision")
    return {1, figure == Figure::Launch || figure == Figure::Bandwidth ? 0.3 : 0.5};
  auto speed = [](llvm::StringRef precision) {
    return precision == "int8" ? 4.0 : precision == "fp16" || precision == "bf16" ? 2.0 : 1.0;
  };
  if (figure == Figure::Peak)
    return {speed(value) / speed(setting.defaultValue), 0.5};
  return {1, figure == Figure::Bandwidth ? 0.1 : 0.3};
}

std::string rooflineAdvice(llvm::StringRef parameter) {
  auto [stem, setting] = parameter.split('@');
  auto [figure, family] = stem.split('.');
  std::string what = parameter.str() + " is not identified by these data: ";
  if (!setting.empty())
    return what + fmt::format("add more networks measured at {}", setting.str());
  if (figure == "overhead")
    return what + "add small networks (few, cheap kernels), whose time is mostly overhead";
  if (figure == "launch")
    return what + "add small networks with many kernels, whose time is mostly launches";
  if (!family.empty())
    return what + fmt::format("add networks (or single layers) dominated by {} kernels", family.str());
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

llvm::Expected<WorkTable> tabulateWork(BoardModel const &board, Dataset const &data,
                                       llvm::ArrayRef<size_t> rows) {
  WorkTable table;
  std::set<std::string> networks;
  std::shared_ptr<BoardModel const> shared(&board, [](BoardModel const *) {}); // not owned
  for (size_t index : rows) {
    Sample const &sample = data.samples[index];
    WorkRow row;
    row.sample = index;
    row.network = sample.network;
    auto known = llvm::find(table.settings, sample.settings);
    row.combination = static_cast<size_t>(known - table.settings.begin());
    if (known == table.settings.end())
      table.settings.push_back(sample.settings);
    unsigned bits = bitWidth(ChosenBoard{shared, sample.settings}.precision());
    for (CostFeatures const &kernel : sample.kernels) {
      if (!kernelFamily(kernel))
        continue;
      std::optional<KernelWork> work = kernelWork(kernel, bits);
      if (!work)
        return inputError(
            "{}: the counts of node '{}' are not known; bind the open dimensions of the network",
            data.place(index), kernel.name);
      auto same = llvm::find_if(row.kernels, [&](RepeatedWork const &other) { return other.work == *work; });
      if (same != row.kernels.end())
        same->count += 1;
      else
        row.kernels.push_back({*work, 1});
    }
    if (row.kernels.empty())
      continue;
    row.timeS = sample.timeS.value_or(0);
    row.powerW = sample.timeS ? sample.powerW.value_or(0) : 0;
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
