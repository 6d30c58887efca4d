//===- Rules.h - the functions behind Rules.def --------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_LINT_RULES_H
#define ENERGY_OPT_LIB_LINT_RULES_H

#include "lib/lint/Rule.h"

namespace eo::rules {

#define EO_RULE(function, name, severity, hazard, mitigation, help)                                          \
  std::vector<Finding> function(LintedNetwork const &network);
#include "lib/lint/Rules.def"

} // namespace eo::rules

#endif
