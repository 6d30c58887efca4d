//===- Dims.h - values of dimensions on a command line ----------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_COMMON_DIMS_H
#define ENERGY_OPT_TOOLS_COMMON_DIMS_H

#include "lib/pass/NetworkAnnotations.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace eo {

/// Adds "INPUT=V" of --value: V is a number, true or false. As of all flags here, another value than one given before is a
/// usage error, the same one again is not.
llvm::Error addValue(llvm::StringRef text, DimBindings &bindings);

/// The values of "8", "1:8" (both ends), "1:9:2" (step 2) and "1,2,4", each once; a usage error for anything else.
llvm::Expected<std::vector<int64_t>> parseDimValues(llvm::StringRef text);
/// "NAME=V" and "INPUT[AXIS]=V" into all `bindings`; of several values each makes a copy of all.
llvm::Error addDim(llvm::StringRef text, std::vector<DimBindings> &bindings);
/// "A=B=V" of --pair: both names get each of the values, in step.
llvm::Error addPair(llvm::StringRef text, std::vector<DimBindings> &bindings);
/// "INPUT:1x3x224x224" into `bindings`. The input's name may hold colons.
llvm::Error addInputShape(llvm::StringRef text, DimBindings &bindings);
/// The share in "0.95" or "95%".
llvm::Expected<double> parseShare(llvm::StringRef flag, llvm::StringRef text);

} // namespace eo

#endif
