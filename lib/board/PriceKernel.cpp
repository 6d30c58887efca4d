#include "lib/board/PriceKernel.h"

#include "lib/board/MacLinear.h"

#include <fmt/format.h>

namespace eo {

static NodeEstimate priceByKind(BoardModel const &board, CostFeatures const &features) {
  switch (board.kind) {
  case BoardKind::MacLinear:
    return priceMacLinear(board, features);
  }
  return {};
}

/// Marks a fit outside the calibrated ranges, naming the first feature that is.
static void checkRanges(BoardModel const &board, CostFeatures const &features, NodeEstimate &estimate) {
  for (FeatureRange const &range : board.ranges) {
    if (range.costClass != features.costClass)
      continue;
    for (FeatureColumn const &column : featureColumns()) {
      Count value = column.name == range.feature ? column.read(features) : std::nullopt;
      if (!value || (static_cast<double>(*value) >= range.min && static_cast<double>(*value) <= range.max))
        continue;
      estimate.basis = Basis::Extrapolated;
      estimate.reason = fmt::format("{} {} is outside the calibrated {:g} to {:g}", range.feature, *value,
                                    range.min, range.max);
      return;
    }
  }
}

NodeEstimate priceKernel(BoardModel const &board, CostFeatures const &features) {
  NodeEstimate estimate = priceByKind(board, features);
  if (estimate.basis == Basis::Fit)
    checkRanges(board, features, estimate);
  if (estimate.basis == Basis::Fit && board.error && board.error->layer) {
    estimate.low = *estimate.energy * board.error->layer->low;
    estimate.high = *estimate.energy * board.error->layer->high;
  }
  return estimate;
}

} // namespace eo
