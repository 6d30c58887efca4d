//===- Questions.h - flags that ask about the tool, not about a network ---------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_OPT_QUESTIONS_H
#define ENERGY_OPT_TOOLS_ENERGY_OPT_QUESTIONS_H

#include "tools/energy-opt/Options.h"

namespace eo {

/// Answers --list-boards, --describe-board, --list-passes and --explain on `stream`.
llvm::Error answer(Options const &options, llvm::raw_ostream &stream);

} // namespace eo

#endif
