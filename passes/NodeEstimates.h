//===- NodeEstimates.h - prices of kernels as prices of nodes --------------------------------------===//
#ifndef ENERGY_OPT_PASSES_NODEESTIMATES_H
#define ENERGY_OPT_PASSES_NODEESTIMATES_H

#include "lib/cost/KernelGroups.h"
#include "lib/cost/NetworkCost.h"
#include "lib/pass/Annotations.h"
#include "lib/pass/CanonicalForm.h"
#include "lib/pass/NetworkAnnotations.h"

namespace eo {

/// The kernel's price on its anchor, `fused` on its other nodes, `free` on what is dead, constant or a view, for
/// nodes of the main graph.
class NodeEstimates {
public:
  /// Needs NodeRoles, CanonicalForm, KernelGroups and NetworkCost, which outlive this.
  explicit NodeEstimates(Annotations const &annotations)
      : roles(annotations.get<NodeRoles>()), form(annotations.get<CanonicalForm>()),
        groups(annotations.get<KernelGroups>()), cost(annotations.get<NetworkCost>()) {}

  NodeEstimate of(NodeId id) const;

private:
  NodeRoles const &roles;
  CanonicalForm const &form;
  KernelGroups const &groups;
  NetworkCost const &cost;
};

} // namespace eo

#endif
