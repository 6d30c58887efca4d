//===- ErrorsInside.h - held-out errors as they would be inside the calibrated ranges --------------------===//
#ifndef ENERGY_OPT_LIB_CALIBRATE_ERRORSINSIDE_H
#define ENERGY_OPT_LIB_CALIBRATE_ERRORSINSIDE_H

#include "lib/calibrate/CrossValidation.h"

namespace eo {

/// The pairs with each logarithm of measured over predicted divided by the root of how many times wider than inside the
/// calibrated ranges the interval of its row is, on a board of the usual error, by 1.5 at most. Of five networks every one that is held out
/// lies partly outside what the other four show; its error tells of that, and the interval of a network outside widens by
/// itself (intervalFactors): taken as it is, the error would count twice. Divided by all of it, intervals inside came out
/// too narrow (families left out of the xeon-w2155, the small networks of the jetson-tx2-gpu). Rows without a doubt stay as they are.
PairedValues errorsInside(PairedValues pairs, llvm::ArrayRef<Prediction> predictions);

} // namespace eo

#endif
