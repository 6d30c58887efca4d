//===- Schema.h - what machines may rely on in reports ---------------------------------------------===//
#ifndef ENERGY_OPT_LIB_REPORT_SCHEMA_H
#define ENERGY_OPT_LIB_REPORT_SCHEMA_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace eo {

/// The JSON Schema (draft 7) of one sort of report, of whichever tool.
struct PublishedSchema {
  llvm::StringRef name; ///< "report" of energy-opt/report/1
  llvm::StringRef text;
};

/// All of them, "report" first, then by name.
llvm::ArrayRef<PublishedSchema> publishedSchemas();

} // namespace eo

#endif
