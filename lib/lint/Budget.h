//===- Budget.h - what a network may take ------------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_LINT_BUDGET_H
#define ENERGY_OPT_LIB_LINT_BUDGET_H

#include "lib/decide/Mission.h"
#include "lib/support/Yaml.h"

namespace eo {

/// What can be limited.
enum class Metric : uint8_t {
  Energy,
  Latency,
  Power,
  Macs,
  ParamBytes,
  PeakActivationBytes,
  BatteryLife,
  Memory,
  Hours,
  StreamedBytes
};

/// A metric in words, and where it is known.
struct MetricInfo {
  Metric metric;
  bool ofLayers;              ///< known of single layers too
  bool exact;                 ///< a count, not an estimate
  llvm::StringRef name, unit; ///< in configs; of values: "J", "s", "W", "MAC", "B", "day", "h"
  llvm::StringRef words;      ///< in sentences: "peak of activations"
};
/// All of them in the order of Metric.
llvm::ArrayRef<MetricInfo> metricInfos();
MetricInfo const &metricInfo(Metric metric);

/// "1.234 mJ", "4.089 G MACs", "97.49 MiB", "31.5 days", "19.2 h".
std::string metricText(Metric metric, double value);

/// A battery and what it is for. Only inferences are counted: what the device draws between them is not known
/// here.
struct BatteryUse {
  double wattHours = 0, inferencesPerDay = 0;

  /// How long the battery lasts where one inference takes `joules`.
  double days(double joules) const { return wattHours * 3600 / (joules * inferencesPerDay); }
};

/// One limit: absolute (`max`, of batteries `minDays`, of missions their hours) or relative to the baseline (`maxIncrease`).
struct Budget {
  Metric metric = Metric::Energy;
  std::string layer, op,
      scope;                 ///< at most one: a glob, an operator, the beginning of a path; else the network
  std::string model, board;  ///< globs: networks and boards it concerns; empty: all
  std::optional<double> max; ///< in the metric's unit
  std::optional<double> maxIncrease; ///< 0.05: 5 % above the baseline is too much …
  double minChange = 0;              ///< … where it is also more than this, in the metric's unit
  std::optional<BatteryUse> battery;
  double minDays = 0;                    ///< of `battery`
  std::optional<MissionPlan> mission;    ///< of Hours; its lastS is the limit
  std::string missionFile;               ///< that `mission` is read from; empty: it stands in the config
  std::optional<YamlPlace> place;        ///< absent: from the command line
  std::optional<YamlPlace> missionPlace; ///< where the config names `missionFile`

  bool relative() const { return maxIncrease.has_value(); }
  bool ofNetwork() const { return layer.empty() && op.empty() && scope.empty(); }
  /// Whether both limit the same figure in the same way: of two the later one counts.
  bool sameTarget(Budget const &other) const;
};

/// "energy of operator Conv at most 1 J", "latency of the network at most 5 % above the baseline".
std::string budgetWords(Budget const &budget);

/// The budget of "energy=1J" on the network. Usage error for an unknown metric or a value of another kind.
llvm::Expected<Budget> parseBudget(llvm::StringRef text);

} // namespace eo

#endif
