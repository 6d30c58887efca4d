//===- Failure.h - why there is no answer, in parts ------------------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_API_FAILURE_H
#define ENERGY_OPT_TOOLS_API_FAILURE_H

#include "lib/support/Error.h"

namespace eo {

/// An error as programs want it.
struct Failure {
  std::string
      code; ///< "usage": what was asked cannot be · "input": what was read is broken · "internal": our fault
  std::string message; ///< one line, lower case, with file and node
  std::string node;    ///< that the message names; empty: none
  std::string hint;    ///< the way out that the message names; empty: none
};

/// Takes an error apart. `hint` is what the message says behind its last "; " or "(did you mean …)".
Failure takeFailure(llvm::Error error);

/// {"code":…,"message":…,"node":…,"hint":…}; null for what is empty.
std::string failureJson(Failure const &failure);

} // namespace eo

#endif
