//===- CachedQuestion.h - what a kept result depends on, of the command line ------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_OPT_CACHEDQUESTION_H
#define ENERGY_OPT_TOOLS_ENERGY_OPT_CACHEDQUESTION_H

#include "tools/energy-opt/AnalysisFlags.h"
#include "llvm/Support/Error.h"

namespace eo {

/// The flags that figures depend on beside networks and boards, a line each; those whose files would be part of it are
/// refused (wrong usage).
llvm::Expected<std::string> cachedQuestion(AnalysisFlags const &flags);

} // namespace eo

#endif
