#include "lib/calibrate/ErrorsInside.h"

#include <algorithm>
#include <cmath>

namespace eo {

PairedValues errorsInside(PairedValues pairs, llvm::ArrayRef<Prediction> predictions) {
  constexpr double usual = 1.2; // an interval of 1/1.2 to 1.2, that of a board 8 % off
  constexpr double most = 1.5;  // a board that is far off on all it had not seen is not trusted inside either
  for (size_t i = 0; i < pairs.rows.size(); ++i) {
    std::optional<Doubt> const &doubt = predictions[pairs.rows[i]].doubt;
    if (!doubt)
      continue;
    double wider = std::log(intervalFactors({1 / usual, usual}, *doubt).high) / std::log(usual);
    double error = std::log(pairs.measured[i] / pairs.predicted[i]);
    pairs.measured[i] = pairs.predicted[i] * std::exp(error / std::min(std::sqrt(wider), most));
  }
  return pairs;
}

} // namespace eo
