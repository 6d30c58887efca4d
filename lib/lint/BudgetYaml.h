//===- BudgetYaml.h - budgets in a config --------------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_LINT_BUDGETYAML_H
#define ENERGY_OPT_LIB_LINT_BUDGETYAML_H

#include "lib/lint/Budget.h"

namespace eo {

/// The budgets of a `budgets:` list: an entry with `max` and `max_increase` makes two. What is wrong is told
/// to the reader.
std::vector<Budget> readBudgets(YamlReader &reader, YamlNode const *node);

/// Gives a budget on hours its plan, under its own `hours` where it has some. A usage error where neither says how long it
/// has to last, or where parts of the plan contradict each other.
llvm::Error putMission(Budget &budget, MissionPlan plan);

} // namespace eo

#endif
