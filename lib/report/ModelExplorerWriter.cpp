//===- ModelExplorerWriter.cpp - what nodes cost, for Model Explorer --------------------------------===//
//
// "Custom node data" of Model Explorer (google-ai-edge/model-explorer, node_data_builder.py): the form without a graph's
// id, which is laid over the graph that is open.
//
//   {"results": {"conv1": {"value": 0.0123}, …}, "gradient": [{"stop": 0, "bgColor": "#ffffff"}, …]}
//
// Keys are names of nodes, as adapters for ONNX give them to nodes; of a node without a name, or with one that an earlier
// node has, the name of its first output. A node that calls a function carries the sum of what was inlined from it.
//
#include "lib/report/JoinedLayers.h"
#include "lib/report/Ranking.h"
#include "lib/report/Writers.h"
#include "lib/text/JsonWriter.h"
#include "llvm/ADT/STLFunctionalExtras.h"

#include <set>

namespace eo {

/// The call that layers were inlined from stands before the first '/' only where its own name has none: the shortest of
/// their paths is the call's, unless all of it is in another call within.
static std::string nodeName(ReportLayer const &layer) {
  return layer.scope.empty() ? layer.name : layer.scope;
}

/// Nodes without a figure are left out. White is the least, dark red the most.
static void writeOverlay(Report const &report, llvm::function_ref<ReportNumber(ReportLayer const &)> figure,
                         llvm::raw_ostream &stream) {
  JsonWriter json(stream, 2);
  json.object([&] {
    json.attributeObject("results", [&] {
      std::set<std::string> names;
      for (auto const &[index, joined] : joinedByNode(report.layers)) {
        ReportNumber value = figure(joined.sum);
        std::string name = nodeName(joined.sum);
        if ((name.empty() || !names.insert(name).second) && !joined.sum.outputs.empty())
          name = joined.sum.outputs.front().name;
        if (value && !name.empty())
          json.attributeObject(name, [&] { json.attribute("value", value); });
      }
    });
    json.attributeArray("gradient", [&] {
      for (auto const &[stop, color] : {std::pair(0.0, "#ffffff"), {0.25, "#fdd49e"}, {1.0, "#b30000"}})
        json.object([&, at = stop, text = color] {
          json.attribute("stop", at);
          json.attribute("bgColor", text);
        });
    });
  });
  stream << '\n';
}

void writeModelExplorer(Report const &report, WriteOptions const & /*options*/, llvm::raw_ostream &stream) {
  writeOverlay(
      report, [&](ReportLayer const &layer) { return weightOf(report, layer); }, stream);
}

void writeModelExplorerLatency(Report const &report, WriteOptions const & /*options*/,
                               llvm::raw_ostream &stream) {
  writeOverlay(
      report, [](ReportLayer const &layer) { return layer.latency; }, stream);
}

} // namespace eo
