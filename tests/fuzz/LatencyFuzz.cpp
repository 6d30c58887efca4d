// Latency reports of arbitrary bytes, and their layers matched with a small network: a convolution with its activation,
// a pooling, the parts of a Gelu and nodes of one name.
#include "lib/support/Error.h"
#include "lib/trace/latency/LatencyReport.h"
#include "passes/LayerMatching.h"
#include "passes/SavedGraph.h"

using namespace eo;

namespace {

/// A chain of nodes "name:operator:output".
struct Network {
  Network() {
    GraphBuilder builder;
    BodyId main = builder.addBody("main", {});
    ValueId last = builder.addValue("x", ValueSource::Input, main);
    for (llvm::StringRef text :
         {"/stem/Conv:Conv:c", "/stem/Relu:Relu:r", "pool:MaxPool:p", "Conv_3:Conv:d", "e:Erf:e", "a:Add:a",
          "m:Mul:m", "twin:HardSwish:t", "twin:HardSwish:u", "/fc/MatMul:MatMul:f", "/fc/Add:Add:y"}) {
      auto [name, rest] = text.split(':');
      Node node;
      node.name = name;
      std::tie(node.opType, rest) = rest.split(':');
      node.body = main;
      node.fileIndex = static_cast<uint32_t>(count++);
      node.inputs = {last};
      last = builder.addValue(rest, ValueSource::NodeOutput, main);
      node.outputs = {last};
      builder.addNode(node);
    }
    graph = builder.finish();
    groups.position = NodeMap<uint32_t>(graph);
    for (NodeId id : graph.main().nodes) {
      groups.kernels.emplace_back().nodes = {id};
      groups.position[id] = static_cast<uint32_t>(groups.kernels.size());
    }
  }

  size_t count = 0;
  Graph graph;
  KernelGroups groups;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(uint8_t const *data, size_t size) {
  static Network const network;
  auto report = readLatencyReport({reinterpret_cast<char const *>(data), size}, "input");
  if (!report) {
    llvm::consumeError(report.takeError());
    return 0;
  }
  MeasuredLatencies measured{"input", {}, report->onnxRuntime};
  for (LatencyRow const &row : report->rows)
    measured.layers.push_back({row.name, row.seconds, row.kind, row.index});
  (void)matchLayers(network.graph, network.groups, measured);
  nameOutputs(network.graph, measured);
  (void)matchLayers(network.graph, network.groups, measured);
  return 0;
}
