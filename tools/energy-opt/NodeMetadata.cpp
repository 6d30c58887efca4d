#include "tools/energy-opt/NodeMetadata.h"

#include "lib/support/Quantity.h"
#include "lib/support/Utf8.h"
#include "lib/text/JsonWriter.h"
#include "llvm/ADT/STLExtras.h"

#include <fmt/format.h>

namespace eo {

static std::string textOf(ReportCell const &cell) {
  if (auto const *integer = std::get_if<int64_t>(&cell))
    return std::to_string(*integer);
  if (auto const *number = std::get_if<double>(&cell))
    return shortest(*number);
  if (auto const *text = std::get_if<std::string>(&cell))
    return validUtf8(*text);
  return {};
}

static void add(MetadataEntries &entries, llvm::StringRef key, std::string value) {
  if (!value.empty())
    entries.emplace_back(metadataPrefix + key.str(), std::move(value));
}

template <typename T> static void addTo(std::optional<T> &sum, std::optional<T> const &value) {
  sum = sum && value ? std::optional<T>(*sum + *value) : std::nullopt;
}

namespace {
/// The layers that were inlined from one call.
struct JoinedLayers {
  ReportLayer sum;
  bool basesDiffer = false;
};
} // namespace

/// Adds another layer that was inlined from the same call; bounds do not add up.
static void join(JoinedLayers &joined, ReportLayer const &other) {
  ReportLayer &layer = joined.sum;
  addTo(layer.macs, other.macs);
  addTo(layer.latency, other.latency);
  layer.energyLow = layer.energyHigh = std::nullopt;
  if (layer.energy || other.energy) // as in totals: the sum of what is known
    layer.energy = layer.energy.value_or(0) + other.energy.value_or(0);
  joined.basesDiffer |= layer.basis != other.basis;
}

static MetadataEntries entriesOf(JoinedLayers const &joined, ReportTotals const &totals) {
  ReportLayer const &layer = joined.sum;
  static constexpr llvm::StringLiteral keys[] = {"energy_j",  "energy_low_j", "energy_high_j",
                                                 "latency_s", "macs",         "basis"};
  MetadataEntries entries;
  if (layer.energy)
    add(entries, "energy",
        formatSi(*layer.energy, "J") +
            (totals.energy.value_or(0) > 0
                 ? fmt::format(", {} of the network", formatShare(*layer.energy / *totals.energy))
                 : ""));
  for (LayerColumn const &column : layerColumns())
    if (llvm::is_contained(keys, column.key))
      add(entries, column.key,
          joined.basesDiffer && column.key == "basis" ? "mixed" : textOf(column.read(layer)));
  return entries;
}

static GraphMetadata graphOf(llvm::ArrayRef<ReportLayer> layers, ReportTotals const &totals) {
  std::map<uint32_t, JoinedLayers> joined;
  for (ReportLayer const &layer : layers) {
    auto [place, isFirst] = joined.try_emplace(static_cast<uint32_t>(layer.index), JoinedLayers{layer});
    if (!isFirst)
      join(place->second, layer);
  }
  GraphMetadata result;
  for (auto const &[index, together] : joined) {
    NodeMetadata &node = result[index];
    node.entries = entriesOf(together, totals);
    ReportLayer const &layer = together.sum;
    if (layer.scope.empty()) // bodies inside functions are left alone with them
      for (ReportBody const &body : layer.bodies)
        node.bodies[body.name] = graphOf(body.layers, totals);
  }
  return result;
}

ModelMetadata metadataOf(Report const &report) {
  ModelMetadata result;
  add(result.entries, "version", report.toolVersion);
  if (report.board) {
    add(result.entries, "board", report.board->describes);
    for (auto const &[name, value] : report.board->settings)
      add(result.entries, "setting." + name, value);
    if (report.totals.energy)
      add(result.entries, "energy", formatSi(*report.totals.energy, "J"));
  }
  for (TotalColumn const &column : totalColumns())
    add(result.entries, column.key, textOf(column.read(report.totals)));
  if (report.coverage.macsShare)
    add(result.entries, "macs_share", shortest(*report.coverage.macsShare));
  for (auto const &[name, value] : report.model.dims)
    add(result.entries, "dim." + validUtf8(name), std::to_string(value));
  result.nodes = graphOf(report.layers, report.totals);
  return result;
}

} // namespace eo
