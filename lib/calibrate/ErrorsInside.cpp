#include "lib/calibrate/ErrorsInside.h"

#include <cmath>

namespace eo {

PairedValues errorsInside(PairedValues pairs, llvm::ArrayRef<Prediction> predictions) {
  constexpr double usual = 1.2; // an interval of 1/1.2 to 1.2, that of a board 8 % off
  for (size_t i = 0; i < pairs.rows.size(); ++i) {
    std::optional<Doubt> const &doubt = predictions[pairs.rows[i]].doubt;
    if (!doubt)
      continue;
    double wider = std::log(intervalFactors({1 / usual, usual}, *doubt).high) / std::log(usual);
    double error = std::log(pairs.measured[i] / pairs.predicted[i]);
    pairs.measured[i] = pairs.predicted[i] * std::exp(error / std::sqrt(wider));
  }
  return pairs;
}

} // namespace eo
