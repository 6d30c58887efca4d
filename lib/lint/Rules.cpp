#include "lib/lint/Rules.h"

#include "llvm/ADT/STLExtras.h"

namespace eo {

llvm::ArrayRef<RuleInfo> allRules() {
  static RuleInfo const table[] = {
#define EO_RULE(function, name, severity, hazard, mitigation, help)                                          \
  {name, severity, hazard, mitigation, help, rules::function},
#include "lib/lint/Rules.def"
  };
  return table;
}

RuleInfo const *findRule(llvm::StringRef name) {
  llvm::ArrayRef<RuleInfo> rules = allRules();
  auto const *found = llvm::find_if(rules, [&](RuleInfo const &rule) { return rule.name == name; });
  return found == rules.end() ? nullptr : found;
}

std::vector<Finding> runRule(RuleInfo const &rule, Severity severity, LintedNetwork const &network) {
  std::vector<Finding> findings = rule.check(network);
  for (Finding &finding : findings) {
    finding.rule = rule.name.str();
    finding.severity = severity;
    if (finding.help.empty())
      finding.help = rule.mitigation.str();
  }
  return findings;
}

} // namespace eo
