//===- OtherOpsRules.h - operations that are no multiply-accumulates ------------------------------------===//
//
// One function per name in column OtherOps of Ops.def. Each returns how many scalar operations the node does
// outside the linear part, by the table in docs/counting.md; unknown where a shape is missing.
//
#ifndef ENERGY_OPT_PASSES_OTHEROPSRULES_H
#define ENERGY_OPT_PASSES_OTHEROPSRULES_H

#include "passes/CountContext.h"

namespace eo::otherops {

#define EO_OP(Kind, Domain, Name, Class, Shape, Macs, OtherOps, Operands, Tools)                             \
  SymInt OtherOps(CountContext const &c);
#include "lib/ir/Ops.def"

} // namespace eo::otherops

#endif
