//===- NetworkDims.h - one --dim for many networks -----------------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_NETWORKDIMS_H
#define ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_NETWORKDIMS_H

#include "lib/ir/Graph.h"
#include "lib/pass/NetworkAnnotations.h"
#include "llvm/Support/CommandLine.h"
#include <set>

namespace eo {

/// The values that a command line gives to dimensions of several networks, not all of which have all of them.
class NetworkDims {
public:
  NetworkDims() = default;
  explicit NetworkDims(DimBindings bindings) : all(std::move(bindings)) {}

  /// Those the network has: open dimensions by their name, axes of inputs by the input's.
  DimBindings of(Graph const &network);
  /// A usage error, with suggestions, for a name that none of the networks seen so far has.
  llvm::Error checkNames() const;
  /// The misspelt name where one explains why a network could not be analysed; otherwise `error`.
  llvm::Error causeOf(llvm::Error error) const;

private:
  DimBindings all;
  std::set<std::string> open, inputs; ///< of all networks seen
};

/// The flag of every verb that reads networks. Options exist while the verb parses its arguments.
struct DimFlags {
  llvm::cl::list<std::string> dims{
      "dim", llvm::cl::value_desc("NAME=V"),
      llvm::cl::desc("Value of an open dimension of the networks, or INPUT[AXIS]=V (repeatable)")};

  llvm::Expected<NetworkDims> networkDims() const;
};

} // namespace eo

#endif
