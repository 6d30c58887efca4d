#include "tools/energy-opt/NodeMetadata.h"

#include "lib/report/JoinedLayers.h"
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

static MetadataEntries entriesOf(JoinedLayer const &joined, ReportTotals const &totals) {
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
  GraphMetadata result;
  for (auto const &[index, together] : joinedByNode(layers)) {
    NodeMetadata &node = result[static_cast<uint32_t>(index)];
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
