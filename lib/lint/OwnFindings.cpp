#include "lib/lint/OwnFindings.h"

namespace eo {

llvm::ArrayRef<RuleInfo> ownFindings() {
  static constexpr RuleInfo infos[] = {
      {staleSuppression, Severity::Error,
       "A suppression that matches nothing hides the next finding of its kind.",
       "Remove it from the config; for an adopted finding of the baseline, write the baseline again with "
       "--write-baseline.",
       "Judged only where everything it could match was linted without error: a run on some of the config's "
       "networks does not call a suppression stale that concerns them all.",
       nullptr},
      {baselineMissing, Severity::Warning,
       "A budget relative to the baseline says nothing of a network that the baseline does not have.",
       "Add the network to the baseline with --write-baseline, and review the new figures.",
       "An entry is one of the same network, board, settings and dimensions. The network's path is taken "
       "relative to the config; where no entry has it, the only one of the same file name is taken.",
       nullptr},
      {budgetUnmatched, Severity::Warning, "A budget that concerns no layer of any network limits nothing.",
       "Mend the name in the config, or give the budget the networks it is meant for with 'models:'.",
       "Layers are matched by name, with * and ?; operators by name; scopes by the beginning of the layer's "
       "path. Layers that are fused into another one have no energy or latency of their own. Judged only "
       "where "
       "all networks of the config were linted.",
       nullptr},
  };
  return infos;
}

RuleInfo const *findRuleOrOwn(llvm::StringRef name) {
  for (RuleInfo const &info : ownFindings())
    if (info.name == name)
      return &info;
  return findRule(name);
}

std::vector<std::string> ruleNames() {
  std::vector<std::string> names;
  for (llvm::ArrayRef<RuleInfo> table : {allRules(), ownFindings()})
    for (RuleInfo const &info : table)
      names.push_back(info.name.str());
  return names;
}

} // namespace eo
