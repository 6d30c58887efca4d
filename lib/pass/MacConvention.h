//===- MacConvention.h - how other tools count -------------------------------------------------------===//
//
// Totals can be reprinted the way another tool would count them, so that who comes from there can compare.
// Board models never see translated figures. The formulas are in passes/MacConventions.cpp and
// docs/counting.md.
//
#ifndef ENERGY_OPT_LIB_PASS_MACCONVENTION_H
#define ENERGY_OPT_LIB_PASS_MACCONVENTION_H

#include "lib/ir/Graph.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"

namespace eo {

/// A tool that counts multiply-accumulates in its own way (docs/counting.md).
enum class MacConvention : uint8_t { OnnxTool, Fvcore, Thop, Ptflops, Vela };

/// In the order of the enumeration.
llvm::ArrayRef<MacConvention> allMacConventions();

/// "onnx-tool", "fvcore", "thop", "ptflops", "vela".
llvm::StringRef macConventionName(MacConvention convention);

/// The one of that name (--mac-convention); a usage error with suggestions.
llvm::Expected<MacConvention> findMacConvention(llvm::StringRef name);

/// Handed in by the tool (--mac-convention).
struct ChosenConvention {
  MacConvention convention;
};

/// translate-macs: what the other tool would count for each live node; unknown where it covers the operator
/// in no known way.
struct TranslatedMacs {
  MacConvention convention;
  NodeMap<SymInt> macs;
};

} // namespace eo

#endif
