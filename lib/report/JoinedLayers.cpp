#include "lib/report/JoinedLayers.h"

namespace eo {

template <typename T> static void addTo(std::optional<T> &sum, std::optional<T> const &value) {
  sum = sum && value ? std::optional<T>(*sum + *value) : std::nullopt;
}

static void join(JoinedLayer &joined, ReportLayer const &other) {
  ReportLayer &layer = joined.sum;
  addTo(layer.macs, other.macs);
  addTo(layer.latency, other.latency);
  layer.energyLow = layer.energyHigh = std::nullopt; // bounds do not add up
  if (layer.energy || other.energy)                  // as in totals: the sum of what is known
    layer.energy = layer.energy.value_or(0) + other.energy.value_or(0);
  joined.basesDiffer |= layer.basis != other.basis;
}

std::map<int64_t, JoinedLayer> joinedByNode(llvm::ArrayRef<ReportLayer> layers) {
  std::map<int64_t, JoinedLayer> joined;
  for (ReportLayer const &layer : layers) {
    auto [place, isFirst] = joined.try_emplace(layer.index, JoinedLayer{layer});
    if (!isFirst)
      join(place->second, layer);
  }
  return joined;
}

} // namespace eo
