//===- Messages.h - what a tool says on standard error ---------------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_COMMON_MESSAGES_H
#define ENERGY_OPT_TOOLS_COMMON_MESSAGES_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace eo {

/// The lines with the severity of each in a colour: "error:" red, "warning:" yellow and "note:" bold where they follow
/// the name of a tool ("energy-opt: error: …"). All else, lines without one included, is as it was.
std::string colouredSeverities(llvm::StringRef messages);

/// Prints the lines on standard error: coloured where that is a terminal that shows colours and $NO_COLOR is not set.
void printMessages(llvm::StringRef messages);

} // namespace eo

#endif
