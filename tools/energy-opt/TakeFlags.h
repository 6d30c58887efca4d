//===- TakeFlags.h - from the flags as they were given to options that go together -------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_OPT_TAKEFLAGS_H
#define ENERGY_OPT_TOOLS_ENERGY_OPT_TAKEFLAGS_H

#include "tools/energy-opt/AnalysisFlags.h"
#include "tools/energy-opt/Options.h"

namespace eo {

/// The options, read and checked as far as that is possible without boards and networks; `program` is argv[0], and
/// `behindDashes` networks stand behind "--". Usage and input errors that name the flag.
llvm::Expected<Options> takeFlags(AnalysisFlags &flags, char const *program, size_t behindDashes);

} // namespace eo

#endif
