//===- LintTexts.h - files that are built in ------------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_LINT_LINTTEXTS_H
#define ENERGY_OPT_LIB_LINT_LINTTEXTS_H

#include "llvm/ADT/StringRef.h"

namespace eo {

/// energy-lint.schema.json: the JSON Schema of configs, which describes every key.
llvm::StringRef lintSchemaText();

/// energy-lint.init.yaml: a commented config to begin with.
llvm::StringRef lintInitText();

} // namespace eo

#endif
