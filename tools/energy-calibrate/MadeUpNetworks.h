//===- MadeUpNetworks.h - networks that show a board's figures one by one ----------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_MADEUPNETWORKS_H
#define ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_MADEUPNETWORKS_H

#include "lib/onnx/ModelBuilder.h"

namespace eo {

/// A network that a board is measured with.
struct MadeUpNetwork {
  llvm::StringRef name;
  llvm::StringRef reason; ///< which figure of a board it shows
  void (*build)(ModelBuilder &model);
};

/// All of them: for every figure of a board model networks in which it weighs, at two sizes and more; from what hardly computes
/// to real sizes.
llvm::ArrayRef<MadeUpNetwork> madeUpNetworks();

} // namespace eo

#endif
