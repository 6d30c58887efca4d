//===- Grouped.h - the kernels of a text network under the rules of a runtime, for tests ----------------------===//
#ifndef ENERGY_OPT_TESTS_PASSES_GROUPED_H
#define ENERGY_OPT_TESTS_PASSES_GROUPED_H

#include "lib/board/BoardFile.h"
#include "lib/cost/KernelGroups.h"
#include "passes/Passes.h"
#include "passes/Pipeline.h"
#include "tests/passes/Analysed.h"

namespace eo::test {

/// A board of rules alone.
inline ChosenBoard boardWith(std::string const &rules) {
  std::string text = "schema: energy-opt/board/1\nid: b\ntitle: b\nkind: latency-power\nform: roofline\n"
                     "precision: {value: fp32}\nsettings: {unit: {values: [npu, cpu], default: npu}}\n"
                     "kernels:\n" +
                     rules +
                     "coefficients: {}\nrange: not published\nerror: not published\n"
                     "sources: [{title: a test}]\n";
  auto model = std::make_shared<BoardModel>(
      llvm::cantFail(readBoardModel(llvm::cantFail(YamlFile::parse(text, "b.yaml")))));
  return {model, llvm::cantFail(chooseSettings("b", model->settings, {}))};
}

/// The kernels of a network, each as its operators: "Conv Relu", and its features.
struct Grouped {
  Grouped(llvm::StringRef network, std::string const &rules) : graph(textNetwork(network, &diagnostics)) {
    annotations.set(DimBindings());
    annotations.set(boardWith(rules));
    PassContext context{graph, annotations, diagnostics};
    llvm::cantFail(runPasses(context, {"group-kernels"}, {}));
    for (Kernel const &kernel : annotations.get<KernelGroups>().kernels) {
      std::string text;
      for (NodeId id : kernel.nodes)
        text += (text.empty() ? "" : " ") + graph.node(id).opType.str();
      kernels.push_back(text);
      features.push_back(kernel.features);
      delegated.push_back(kernel.delegated);
    }
  }

  DiagnosticEngine diagnostics;
  Graph graph;
  Annotations annotations;
  std::vector<std::string> kernels;
  std::vector<CostFeatures> features;
  std::vector<bool> delegated;
};

} // namespace eo::test

#endif
