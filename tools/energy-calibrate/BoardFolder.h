//===- BoardFolder.h - what goes into a pull request for a board -------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_BOARDFOLDER_H
#define ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_BOARDFOLDER_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace eo {

/// "Raspberry Pi 5 Model B, CPU of 4 cores", or the processor's name.
std::string machineTitle(std::string const &sysfs);

/// Writes FOLDER/pull-request/: boardmodels/ID.yaml, the table and the manifest of what was measured, the reports of fit and
/// validation, and README.md that says what, how and how well. A usage error where a step's file is missing.
llvm::Error writeBoardFolder(llvm::StringRef folder, llvm::StringRef id);

} // namespace eo

#endif
