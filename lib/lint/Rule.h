//===- Rule.h - what lint rules are made of -------------------------------------------------------===//
//
// A rule is a function over the analysed network that says which layers waste energy and what a change would
// save. A new rule is a row in Rules.def and a function; docs/extending.md shows one.
//
#ifndef ENERGY_OPT_LIB_LINT_RULE_H
#define ENERGY_OPT_LIB_LINT_RULE_H

#include "lib/cost/Estimator.h"
#include "lib/lint/Finding.h"
#include "lib/report/Report.h"

namespace eo {

/// A network analysed for one board and setting, or without a board.
struct LintedNetwork {
  Graph const &graph;
  DimBindings const &bindings;
  ChosenBoard const *board; ///< nullptr: without a board
  Annotations const &annotations;
  Report const &report;
  Estimator const &estimator; ///< for what-ifs
};

/// One row of Rules.def, or one of the tool's own findings.
struct RuleInfo {
  llvm::StringRef name;       ///< stable, lower case with '-': "depthwise-inefficient"
  Severity severity;          ///< unless the config says otherwise
  llvm::StringRef hazard;     ///< what goes wrong
  llvm::StringRef mitigation; ///< what to do about it
  llvm::StringRef help;       ///< background, conditions, source
  /// Everything the rule finds, in graph order. `severity`, `rule` and `suppressed` are filled in by the
  /// caller.
  std::vector<Finding> (*check)(LintedNetwork const &network);
};

/// Every rule in the order of Rules.def.
llvm::ArrayRef<RuleInfo> allRules();

/// nullptr for an unknown name.
RuleInfo const *findRule(llvm::StringRef name);

/// docs/rules.md: every rule and own finding, hazard, mitigation and help, as Markdown.
std::string rulesMarkdown();

/// All findings of the rule, name and severity filled in.
std::vector<Finding> runRule(RuleInfo const &rule, Severity severity, LintedNetwork const &network);

} // namespace eo

#endif
