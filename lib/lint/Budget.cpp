#include "lib/lint/Budget.h"

#include "lib/decide/Rates.h"
#include "lib/support/Error.h"
#include "lib/support/Quantity.h"
#include "lib/support/QuantityText.h"
#include "lib/support/Spelling.h"
#include "lib/support/Utf8.h"

#include "llvm/ADT/StringExtras.h"

#include <tuple>

namespace eo {

llvm::ArrayRef<MetricInfo> metricInfos() {
  static constexpr MetricInfo infos[] = {
      {Metric::Energy, true, false, "energy", "J", "energy"},
      {Metric::Latency, true, false, "latency", "s", "latency"},
      {Metric::Power, true, false, "power", "W", "power"},
      {Metric::Macs, true, true, "macs", "MAC", "MACs"},
      {Metric::ParamBytes, false, true, "param_bytes", "B", "size of the parameters"},
      {Metric::PeakActivationBytes, false, true, "peak_activation_bytes", "B", "peak of the activations"},
      {Metric::BatteryLife, false, false, "battery_life", "day", "battery life"},
      {Metric::Memory, false, true, "memory", "B", "memory for parameters and activations"},
      {Metric::Hours, false, false, "hours", "h", "hours of the mission"},
      {Metric::StreamedBytes, false, true, "streamed_bytes", "B",
       "parameters beyond the accelerator's weight memory"},
  };
  return infos;
}

MetricInfo const &metricInfo(Metric metric) { return metricInfos()[static_cast<size_t>(metric)]; }

std::string metricText(Metric metric, double value) {
  switch (metric) {
  case Metric::Energy:
  case Metric::Latency:
  case Metric::Power:
    return formatSi(value, metricInfo(metric).unit.data());
  case Metric::Macs:
    return formatCount(value) + " MACs";
  case Metric::ParamBytes:
  case Metric::PeakActivationBytes:
  case Metric::Memory:
  case Metric::StreamedBytes:
    return formatBytes(value);
  case Metric::BatteryLife:
    return fmt::format("{:.4g} days", value);
  case Metric::Hours:
    return durationText(3600 * value);
  }
  return {};
}

bool Budget::sameTarget(Budget const &other) const {
  auto target = [](Budget const &b) {
    return std::tuple(b.metric, b.layer, b.op, b.scope, b.model, b.board, b.missionFile, b.relative());
  };
  return target(*this) == target(other);
}

static std::string subjectWords(Budget const &budget) {
  if (!budget.layer.empty())
    return "layer " + printable(budget.layer);
  if (!budget.op.empty())
    return "operator " + printable(budget.op);
  if (!budget.scope.empty())
    return "scope " + printable(budget.scope);
  return "the network";
}

std::string budgetWords(Budget const &budget) {
  if (budget.battery)
    return fmt::format("battery life at least {:g} days ({:g} Wh, {:g} inferences a day)", budget.minDays,
                       budget.battery->wattHours, budget.battery->inferencesPerDay);
  if (budget.metric == Metric::Hours)
    return fmt::format("{} at least {}",
                       budget.missionFile.empty() ? "mission" : "mission " + printable(budget.missionFile),
                       durationText(budget.mission ? budget.mission->lastS.value_or(0) : 0));
  std::string text = fmt::format("{} of {} at most ", metricInfo(budget.metric).words, subjectWords(budget));
  if (budget.max)
    return text + metricText(budget.metric, *budget.max);
  text += fmt::format("{:g} %", 100 * budget.maxIncrease.value_or(0));
  if (budget.minChange > 0)
    text += " and " + metricText(budget.metric, budget.minChange);
  return text + " above the baseline";
}

llvm::Expected<Budget> parseBudget(llvm::StringRef text) {
  auto [name, value] = text.split('=');
  std::vector<std::string> known;
  for (MetricInfo const &info : metricInfos()) {
    if (info.metric == Metric::BatteryLife || info.metric == Metric::Hours)
      continue; // take more than a limit
    known.push_back(info.name.str());
    if (info.name != name)
      continue;
    llvm::Expected<double> limit = parseQuantity(value, info.unit);
    if (!limit)
      return usageError("--budget {}: {}", printable(text, 80), takeErrorText(limit.takeError()).message);
    Budget budget;
    budget.metric = info.metric;
    budget.max = *limit;
    return budget;
  }
  return usageError("--budget {}: expected METRIC=LIMIT, for example energy=1J; metrics are {}{}",
                    printable(text, 80), llvm::join(known, ", "), didYouMean(name, known));
}

} // namespace eo
