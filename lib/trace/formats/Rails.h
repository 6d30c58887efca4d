//===- Rails.h - the power of a board from its rails ------------------------------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_FORMATS_RAILS_H
#define ENERGY_OPT_LIB_TRACE_FORMATS_RAILS_H

#include "llvm/ADT/ArrayRef.h"
#include <string>
#include <vector>

namespace eo {

/// Which of the rails to add up (indices into `names`). The input rail (POM_5V_IN, VDD_IN, VIN_SYS_5V0) alone
/// where there is one, because the others are fed from it; else all of them.
std::vector<size_t> railsToAdd(llvm::ArrayRef<std::string> names);

/// "VDD_IN is the input rail: 3 further rails are part of it" or "the sum of A, B, C".
std::string describeRails(llvm::ArrayRef<std::string> names);

} // namespace eo

#endif
