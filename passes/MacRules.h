//===- MacRules.h - multiply-accumulates by operator (convention eo-mac-1) --------------------------===//
//
// One function per name in column Macs of Ops.def. Each returns the multiply-accumulates of the node's linear
// part, batch and groups included, padding positions included, without bias; unknown where a shape is
// missing.
//
#ifndef ENERGY_OPT_PASSES_MACRULES_H
#define ENERGY_OPT_PASSES_MACRULES_H

#include "passes/CountContext.h"

namespace eo::macs {

#define EO_OP(Kind, Domain, Name, Class, Shape, Macs, OtherOps, Operands, Tools)                             \
  SymInt Macs(CountContext const &c);
#include "lib/ir/Ops.def"

} // namespace eo::macs

#endif
