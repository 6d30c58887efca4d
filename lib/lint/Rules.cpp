#include "lib/lint/Rules.h"

#include "lib/lint/OwnFindings.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

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

std::string rulesMarkdown() {
  std::string text =
      "# Lint rules\n\nWhat `energy-lint` looks for, from the table in lib/lint/Rules.def, and what it finds "
      "itself. Savings are "
      "those of the whole network, estimated\nagain with the change; docs/extending.md shows how to add "
      "a rule. Written by `energy-lint --explain=all`; do not edit.\n";
  for (llvm::ArrayRef<RuleInfo> rules : {allRules(), ownFindings()})
    for (RuleInfo const &rule : rules)
      text += fmt::format("\n## {} ({})\n\n{}\n\n**Mitigation:** {}\n\n{}\n", rule.name,
                          severityName(rule.severity), rule.hazard, rule.mitigation, rule.help);
  return text;
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
