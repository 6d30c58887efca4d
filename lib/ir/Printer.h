//===- Printer.h - a graph as text -----------------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_IR_PRINTER_H
#define ENERGY_OPT_LIB_IR_PRINTER_H

#include "lib/ir/TypeMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/raw_ostream.h"

namespace eo {

/// Extra text behind a node's line (an annotation); empty for none.
using NodeSuffix = llvm::function_ref<std::string(Node const &)>;

/// Writes the whole network, one node a line, bodies indented below their owner:
///   %y: float32[1x64x112x112] = Conv "conv1" (%x, %w, _) {kernel_shape=[7,7]}   <suffix>
/// Types are `types` where given (inferred), else the declared ones.
void printGraph(Graph const &graph, llvm::raw_ostream &stream, TypeMap const *types = nullptr,
                NodeSuffix suffix = nullptr);

} // namespace eo

#endif
