//===- Schema.h - what machines may rely on in a report --------------------------------------------===//
#ifndef ENERGY_OPT_LIB_REPORT_SCHEMA_H
#define ENERGY_OPT_LIB_REPORT_SCHEMA_H

#include "llvm/ADT/StringRef.h"

namespace eo {

/// JSON Schema (draft 7) of energy-opt/report/1.
llvm::StringRef reportSchema();

} // namespace eo

#endif
