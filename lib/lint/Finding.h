//===- Finding.h - one thing that energy-lint has to say ------------------------------------------===//
#ifndef ENERGY_OPT_LIB_LINT_FINDING_H
#define ENERGY_OPT_LIB_LINT_FINDING_H

#include "lib/support/Diagnostics.h"
#include "lib/support/Yaml.h"
#include <optional>
#include <string>

namespace eo {

/// What a change would save in one execution of the network: the difference of two estimates on the same
/// board, the network as it is less the network with the change. Negative: the change costs.
struct Saving {
  std::string change; ///< "stride 2 instead of 1", "remove the node"
  double energyJ = 0;
  std::optional<double> latencyS; ///< absent where the board's kind knows no time
};

/// A finding concerns a layer of the network, the network (no layer) or the config (a place).
struct Finding {
  std::string rule;                      ///< a name of allRules(), or of one of the tool's own findings
  Severity severity = Severity::Warning; ///< Error fails the build, Note is for information
  std::string layer, op;                 ///< the node's name and operator; empty: the whole network
  std::optional<int64_t> layerIndex;     ///< Report::layers[].index of the node
  std::string message;                   ///< lower case, no full stop, the figures it rests on
  std::string help;                      ///< what to do here, may be empty
  std::optional<double> energyJ;         ///< of the layer, its kernel included
  std::optional<double> energyShare;     ///< of the network's energy
  std::optional<Saving> saving;
  std::string savingUnknown;      ///< why there is no saving where one could be expected
  std::optional<YamlPlace> place; ///< in the config, for findings about the config: budgets, suppressions
  std::string budget;             ///< BudgetResult::budget of the budget that could not be judged; else empty
  std::string suppressed;         ///< the reason of the suppression that covers it; empty: it counts
};

} // namespace eo

#endif
