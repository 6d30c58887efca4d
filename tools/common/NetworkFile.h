//===- NetworkFile.h - the network that a command line names -----------------------------------===//
#ifndef ENERGY_OPT_TOOLS_COMMON_NETWORKFILE_H
#define ENERGY_OPT_TOOLS_COMMON_NETWORKFILE_H

#include "lib/ir/Graph.h"
#include "lib/support/Diagnostics.h"
#include "llvm/Support/Error.h"

namespace eo {

/// The network in the file `path`, or on standard input for "-". Errors as of loadNetwork.
llvm::Expected<Graph> loadNamedNetwork(std::string const &path, DiagnosticEngine &diagnostics);

} // namespace eo

#endif
