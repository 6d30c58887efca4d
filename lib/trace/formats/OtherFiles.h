//===- OtherFiles.h - files people hand in by mistake -----------------------------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_FORMATS_OTHERFILES_H
#define ENERGY_OPT_LIB_TRACE_FORMATS_OTHERFILES_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace eo {

/// What the file is and where it belongs, if it is a file of a measuring or profiling tool but no power trace
/// (a latency report, window stamps, a result log); "" otherwise. `head` is the beginning of the file.
std::string describeOtherFile(llvm::StringRef head);

} // namespace eo

#endif
