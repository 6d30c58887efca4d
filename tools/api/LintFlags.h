//===- LintFlags.h - what lint is asked, word by word ------------------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_API_LINTFLAGS_H
#define ENERGY_OPT_TOOLS_API_LINTFLAGS_H

#include "lib/lint/LintConfig.h"
#include "lib/lint/LintReport.h"

namespace eo {

/// Adds "NAME=LEVEL" of --rule: a rule or all; off, note, warn or error. A usage error with suggestions.
llvm::Error addRuleLevel(llvm::StringRef text, LintPolicy &policy);

/// Sets what an UNKNOWN verdict does: "pass", "warn" or "fail". A usage error for another word.
llvm::Error setUnknownPolicy(llvm::StringRef word, LintPolicy &policy);

/// What a lint ends with: 1 over budget or an error found, 2 or 3 a network that could not be analysed, 4 a verdict is
/// unknown, else 0; of several the first of 2, 3, 1, 4, 0.
int exitCodeFor(LintReport const &report);

} // namespace eo

#endif
