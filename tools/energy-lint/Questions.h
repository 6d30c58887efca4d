//===- Questions.h - flags that ask about rules and configs --------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_LINT_QUESTIONS_H
#define ENERGY_OPT_TOOLS_ENERGY_LINT_QUESTIONS_H

#include "tools/energy-lint/Options.h"

namespace eo {

/// Answers --list-rules, --explain, --init, --config-help and --print-schema on `stream`.
llvm::Error answer(LintOptions const &options, llvm::raw_ostream &stream);

} // namespace eo

#endif
