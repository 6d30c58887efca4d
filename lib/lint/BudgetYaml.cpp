#include "lib/lint/BudgetYaml.h"

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
                                                  "min_days"};
    if (!reader.mapping(&node, "a budget", keys))
      return;
    readTarget();
    if (budget.metric == Metric::BatteryLife)
      readBattery(budgets);
    else
      readLimits(budgets);
  }

private:
  std::string optionalText(llvm::StringRef key) {
    YamlNode const *value = reader.find(&node, key);
    return value == nullptr ? std::string() : reader.text(value, "'" + key.str() + "'");
  }

  void readTarget() {
    std::vector<std::string> names;
    for (MetricInfo const &info : metricInfos())
      names.push_back(info.name.str());
    budget.metric = static_cast<Metric>(reader.word(reader.require(&node, "metric"), "'metric'", names));
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
                                  selectors[0].str()));
    if (!selectors.empty() && !metricInfo(budget.metric).ofLayers)
      reader.complain(reader.find(&node, selectors[0])->place,
                      fmt::format("'{}' is known of whole networks only, '{}' cannot choose a part",
                                  metricInfo(budget.metric).name.str(), selectors[0].str()));
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

  void readLimits(std::vector<Budget> &budgets) {
    for (llvm::StringRef key : {"battery_wh", "inferences_per_day", "min_days"})
      if (YamlNode const *value = reader.find(&node, key))
        reader.complain(value->place, "'" + key.str() + "' belongs to budgets of metric battery_life");
    YamlNode const *max = reader.find(&node, "max"), *increase = reader.find(&node, "max_increase");
    YamlNode const *change = reader.find(&node, "min_change");
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

  void readBattery(std::vector<Budget> &budgets) {
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

std::vector<Budget> readBudgets(YamlReader &reader, YamlNode const *node) {
  std::vector<Budget> budgets;
  for (YamlNode const &entry : reader.sequence(node, "'budgets'"))
    BudgetEntry(reader, entry).read(budgets);
  return budgets;
}

} // namespace eo
