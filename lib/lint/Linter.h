//===- Linter.h - one network on one board, rules and budgets ------------------------------------===//
#ifndef ENERGY_OPT_LIB_LINT_LINTER_H
#define ENERGY_OPT_LIB_LINT_LINTER_H

#include "lib/cost/Estimator.h"
#include "lib/lint/Baseline.h"
#include "lib/lint/LintConfig.h"

namespace eo {

/// What is to be linted.
struct LintTask {
  Graph const &graph;
  std::string path;  ///< for people
  std::string model; ///< LintConfig::modelName
  LintPolicy const &policy;
  ChosenBoard const *board; ///< nullptr: without a board
  Baseline const *baseline; ///< nullptr: none
  std::string toolVersion;
};

/// Analyses the network, runs the rules that are on and judges the budgets. A network that cannot be analysed
/// is a result with an error. `loaded`: what was said when the network was read. Suppressions are applied
/// afterwards, to all results.
LintResult lintNetwork(LintTask const &task, Estimator const &estimator, DiagnosticEngine loaded);

/// The result of a network that cannot be read.
LintResult brokenNetwork(std::string path, llvm::Error error);

/// Budgets on parts of networks that matched in none of the results become findings about the config; what
/// single networks said of it goes. Without `everything`, all networks and boards of the config, it goes
/// altogether: another network may have the part.
void foldUnmatchedBudgets(LintReport &report, bool everything);

/// Sets `verdict` to the worst of all budgets; a network that could not be analysed counts as UNKNOWN.
void sumUpVerdict(LintReport &report);

} // namespace eo

#endif
