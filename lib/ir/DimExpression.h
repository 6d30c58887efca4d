//===- DimExpression.h - names of dimensions that are sums of others -------------------------------------===//
//
// Exporters write "past_sequence_length + sequence_length", "2*s0" or "((s1 - 1)//2) + 1" where a dimension follows from
// others.
//
#ifndef ENERGY_OPT_LIB_IR_DIMEXPRESSION_H
#define ENERGY_OPT_LIB_IR_DIMEXPRESSION_H

#include "lib/ir/SymInt.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

/// What the text says over symbols and integers: + - * / // (both rounded down), parentheses, floor(…), min(…)
/// and max(…). nullopt for a plain name or number, and for what is no such expression.
std::optional<SymInt> parseDimExpression(llvm::StringRef text);

} // namespace eo

#endif
