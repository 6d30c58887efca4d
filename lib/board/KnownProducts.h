//===- KnownProducts.h - devices that people ask for and no board file describes ----------------------===//
#ifndef ENERGY_OPT_LIB_BOARD_KNOWNPRODUCTS_H
#define ENERGY_OPT_LIB_BOARD_KNOWNPRODUCTS_H

#include "llvm/ADT/StringRef.h"

namespace eo {

/// A board that people own and nobody measured, and which shipped boards come nearest.
struct KnownProduct {
  llvm::StringRef start;   ///< names begin with it: "raspberry-pi-3" is also "raspberry-pi-3b-plus"
  llvm::StringRef nearest; ///< shipped boards of the most alike silicon, the nearest first
};

/// The product of that name; nullptr where it is none that is known.
KnownProduct const *findKnownProduct(llvm::StringRef name);

} // namespace eo

#endif
