//===- WindowFile.h - windows that the user gives ---------------------------------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_MEASURE_WINDOWFILE_H
#define ENERGY_OPT_LIB_TRACE_MEASURE_WINDOWFILE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace eo {

/// [startS, endS) in the seconds of the trace. The name is empty for bare stamps.
struct GivenWindow {
  double startS = 0, endS = 0;
  std::string name;
};

/// Reads windows: a JSON list of stamps in seconds, one window between successive stamps (EnergyRunner's
/// timestamps.json); or annotation markers as a table: start_s,end_s[,name], or time_s,name where a marker
/// lasts until the next one and an empty name is a pause (Rodrigues et al.). Stamps must rise. Errors name
/// line and column.
llvm::Expected<std::vector<GivenWindow>> readWindows(llvm::StringRef text, llvm::StringRef file);
llvm::Expected<std::vector<GivenWindow>> readWindowsFile(llvm::StringRef path);

/// Whether the beginning of a file is a table of markers.
bool recognisesMarkers(llvm::StringRef head);

} // namespace eo

#endif
