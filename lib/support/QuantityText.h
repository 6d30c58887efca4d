//===- QuantityText.h - quantities that people write -------------------------------------------===//
#ifndef ENERGY_OPT_LIB_SUPPORT_QUANTITYTEXT_H
#define ENERGY_OPT_LIB_SUPPORT_QUANTITYTEXT_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>

namespace eo {

/// The value of "1.5 mJ", "20ms" or "10 MiB" in `unit`, not negative: "J" (Wh too), "s", "W" and "MAC" with
/// SI prefixes (MACs may go without their unit: "300 M"), "B" with decimal and binary ones. A usage error
/// where the text is none of these; a bare number has no unit and is an error, but for MACs.
llvm::Expected<double> parseQuantity(llvm::StringRef text, llvm::StringRef unit);

/// 0.05 of "5%", "5 %" and "0.05"; nullopt where the text is no such number or negative.
std::optional<double> parseRatio(llvm::StringRef text);

} // namespace eo

#endif
