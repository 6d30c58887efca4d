//===- Folds.h - what is left out together -------------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_CALIBRATE_FOLDS_H
#define ENERGY_OPT_LIB_CALIBRATE_FOLDS_H

#include "llvm/ADT/ArrayRef.h"
#include <string>
#include <vector>

namespace eo {

/// A partition of rows into folds; rows of one group share a fold, so that no network helps to predict
/// itself.
struct Folds {
  std::vector<size_t> of; ///< fold of each row
  size_t count = 0;       ///< 0 or 1: nothing can be held out
  std::string kind; ///< "leave-one-network-out" or "10-fold by network"; "k-fold" where rows have no group
};

/// One fold a group up to `maxFolds` groups, else `maxFolds` folds dealt out in order of appearance. An empty
/// group name makes the row a group of its own.
Folds makeFolds(llvm::ArrayRef<std::string> groups, size_t maxFolds = 30);

} // namespace eo

#endif
