#include "lib/lint/BudgetYaml.h"

#include "lib/decide/MissionFile.h"
#include "lib/support/Error.h"
#include "lib/support/QuantityText.h"

namespace eo {

namespace {
class BudgetEntry {
public:
  BudgetEntry(YamlReader &yamlReader, YamlNode const &entry) : reader(yamlReader), node(entry) {}

  void read(std::vector<Budget> &budgets) {
    static std::vector<std::string> const keys = {"metric",
                                                  "max",
                                                  "layer",
                                                  "op",
                                                  "scope",
                                                  "model",
                                                  "board",
                                                  "max_increase",
                                                  "min_change",
                                                  "battery_wh",
                                                  "inferences_per_day",
                                                  "min_days",
                                                  "memory",
                                                  "hours",
                                                  "mission"};
    if (!reader.mapping(&node, "a budget", keys))
      return;
    readTarget();
    if (budget.metric == Metric::BatteryLife)
      readBattery(budgets);
    else if (budget.metric == Metric::Hours)
      readMissionHours(budgets);
    else
      readLimits(budgets);
  }

private:
  std::string optionalText(llvm::StringRef key) {
    YamlNode const *value = reader.find(&node, key);
    return value == nullptr ? std::string() : reader.text(value, "'" + key.str() + "'");
  }

  /// "memory: 8 MiB" and "hours: 24 h" say what they limit.
  void readMetric() {
    std::vector<std::string> names;
    for (MetricInfo const &info : metricInfos())
      names.push_back(info.name.str());
    std::optional<Metric> said;
    for (auto const &[key, metric] : {std::pair("memory", Metric::Memory), {"hours", Metric::Hours}})
      if (YamlNode const *value = reader.find(&node, key)) {
        if (said)
          reader.complain(value->place, "'memory' and 'hours': one limit a budget");
        said = metric;
      }
    YamlNode const *named = said ? reader.find(&node, "metric") : reader.require(&node, "metric");
    budget.metric = said.value_or(Metric::Energy);
    if (named == nullptr)
      return;
    budget.metric = static_cast<Metric>(reader.word(named, "'metric'", names));
    if (said && budget.metric != *said)
      reader.complain(named->place,
                      fmt::format("the budget limits '{}', not '{}'", metricInfo(*said).name, named->text));
  }

  void readTarget() {
    readMetric();
    budget.place = node.place;
    budget.layer = optionalText("layer");
    budget.op = optionalText("op");
    budget.scope = optionalText("scope");
    budget.model = optionalText("model");
    budget.board = optionalText("board");
    std::vector<llvm::StringRef> selectors;
    for (llvm::StringRef key : {"layer", "op", "scope"})
      if (reader.find(&node, key) != nullptr)
        selectors.push_back(key);
    if (selectors.size() > 1)
      reader.complain(reader.find(&node, selectors[1])->place,
                      fmt::format("a budget has one of 'layer', 'op' and 'scope', this one has '{}' already",
                                  selectors[0]));
    if (!selectors.empty() && !metricInfo(budget.metric).ofLayers)
      reader.complain(reader.find(&node, selectors[0])->place,
                      fmt::format("'{}' is known of whole networks only, '{}' cannot choose a part",
                                  metricInfo(budget.metric).name, selectors[0]));
  }

  double quantity(YamlNode const *value) {
    if (value == nullptr)
      return 0;
    llvm::Expected<double> result =
        parseQuantity(reader.text(value, "a limit"), metricInfo(budget.metric).unit);
    if (result)
      return *result;
    reader.complain(value->place, takeErrorText(result.takeError()).message);
    return 0;
  }

  void belongTo(llvm::StringRef metric, std::initializer_list<llvm::StringRef> keys) {
    for (llvm::StringRef key : keys)
      if (YamlNode const *value = reader.find(&node, key))
        reader.complain(value->place, "'" + key.str() + "' belongs to budgets of metric " + metric.str());
  }

  void readLimits(std::vector<Budget> &budgets) {
    belongTo("battery_life", {"battery_wh", "inferences_per_day", "min_days"});
    belongTo("hours", {"mission"});
    YamlNode const *max = reader.find(&node, "max"), *increase = reader.find(&node, "max_increase");
    YamlNode const *change = reader.find(&node, "min_change"), *memory = reader.find(&node, "memory");
    if (max != nullptr && memory != nullptr)
      reader.complain(max->place, "'memory' is the limit already");
    if (max == nullptr)
      max = memory;
    if (increase != nullptr && (budget.metric == Metric::Memory || budget.metric == Metric::StreamedBytes))
      return reader.complain(increase->place, fmt::format("a baseline has no memories: '{}' takes a limit",
                                                          metricInfo(budget.metric).name));
    if (max == nullptr && increase == nullptr)
      reader.complain(node.place, "a budget needs 'max' or 'max_increase'");
    if (change != nullptr && increase == nullptr)
      reader.complain(change->place, "'min_change' goes with 'max_increase'");
    if (max != nullptr) {
      budgets.push_back(budget);
      budgets.back().max = quantity(max);
    }
    if (increase == nullptr)
      return;
    budget.maxIncrease = parseRatio(reader.text(increase, "'max_increase'"));
    if (!budget.maxIncrease)
      reader.complain(increase->place, "'max_increase' must be a share such as 5% or 0.05");
    budget.minChange = quantity(change);
    if (budget.maxIncrease)
      budgets.push_back(budget);
  }

  double positive(llvm::StringRef key) {
    YamlNode const *value = reader.require(&node, key);
    double number = reader.number(value, "'" + key.str() + "'");
    if (value != nullptr && number <= 0)
      reader.complain(value->place, "'" + key.str() + "' must be above 0");
    return number;
  }

  /// A mission that stands in a file is read later (loadMissions): a config is read without opening others.
  void readMissionHours(std::vector<Budget> &budgets) {
    for (llvm::StringRef key : {"max", "max_increase", "min_change"})
      if (YamlNode const *value = reader.find(&node, key))
        reader.complain(value->place,
                        "'" + key.str() + "' does not go with hours; it takes hours and mission");
    belongTo("battery_life", {"battery_wh", "inferences_per_day", "min_days"});
    MissionPlan limit;
    if (YamlNode const *hours = reader.find(&node, "hours"))
      if (std::string text = reader.text(hours, "'hours'"); !text.empty())
        if (llvm::Error error = setMissionHours(limit, text))
          reader.complain(hours->place, takeErrorText(std::move(error)).message);
    YamlNode const *mission = reader.require(&node, "mission");
    if (mission == nullptr)
      return;
    budget.mission = limit;
    if (mission->kind == YamlNode::Kind::Mapping) {
      MissionPlan plan = readMission(reader, *mission);
      if (llvm::Error error = putMission(budget, plan))
        reader.complain(mission->place, takeErrorText(std::move(error)).message);
    } else {
      budget.missionFile = reader.text(mission, "'mission'");
      budget.missionPlace = mission->place;
    }
    budgets.push_back(budget);
  }

  void readBattery(std::vector<Budget> &budgets) {
    belongTo("hours", {"mission"});
    for (llvm::StringRef key : {"max", "max_increase", "min_change"})
      if (YamlNode const *value = reader.find(&node, key))
        reader.complain(value->place, "'" + key.str() +
                                          "' does not go with battery_life; it takes "
                                          "battery_wh, inferences_per_day and min_days");
    budget.battery = BatteryUse{positive("battery_wh"), positive("inferences_per_day")};
    budget.minDays = positive("min_days");
    budgets.push_back(budget);
  }

  YamlReader &reader;
  YamlNode const &node;
  Budget budget;
};
} // namespace

llvm::Error putMission(Budget &budget, MissionPlan plan) {
  if (budget.mission && budget.mission->lastS)
    plan.lastS = budget.mission->lastS;
  if (!plan.lastS)
    return usageError("how long the mission has to last is not said: hours, for example 24 h");
  if (llvm::Error error = checkPlan(plan))
    return error;
  if (!plan.ratePerS) // at the rate that lasts it would last, whatever the network
    return usageError("how often the network runs is not said: rate, for example 10/min");
  budget.mission = std::move(plan);
  return llvm::Error::success();
}

std::vector<Budget> readBudgets(YamlReader &reader, YamlNode const *node) {
  std::vector<Budget> budgets;
  for (YamlNode const &entry : reader.sequence(node, "'budgets'"))
    BudgetEntry(reader, entry).read(budgets);
  return budgets;
}

} // namespace eo
