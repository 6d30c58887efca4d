//===- CorrectNeighbours.cpp ----------------------------------------------------------------------------===//
//
// Turns energies of layers measured alone into energies inside the network, where the board file says how
// they differ (lib/board/Neighbours.h):
//
//   alone 4 W, 6 W, 4 W; γ 1.5 above a base of 2 W, no smearing        5 W, 8 W, 5 W
//
// Without `neighbours` in the board file energies add: its figures were fitted inside networks, or its source
// found that they add.
//
#include "lib/board/BoardModel.h"
#include "lib/board/EnergyEstimate.h"
#include "lib/board/KernelGroups.h"
#include "lib/board/Neighbours.h"
#include "lib/pass/Pass.h"
#include "passes/Passes.h"
#include <fmt/format.h>

namespace eo {

llvm::Error correctNeighbours(PassContext &context) {
  auto const *chosen = context.annotations.find<ChosenBoard>();
  if (chosen == nullptr || !chosen->model->neighbours)
    return llvm::Error::success();
  NeighbourModel const &model = *chosen->model->neighbours;
  EnergyEstimate estimate = context.annotations.get<EnergyEstimate>();
  std::vector<NodeEstimate *> layers;
  std::vector<double> times, alone;
  for (Kernel const &kernel : context.annotations.get<KernelGroups>().kernels) {
    NodeEstimate &layer = estimate.nodes[kernel.nodes.front()];
    if (!layer.energy || !layer.latency || layer.latency->value <= 0)
      continue;
    layers.push_back(&layer);
    times.push_back(layer.latency->value);
    alone.push_back(layer.energy->value / layer.latency->value);
  }
  std::vector<double> inside = networkPowers(times, alone, model.baseW, model.gamma, model.tauS);
  for (size_t i = 0; i < layers.size(); ++i) {
    double ratio = alone[i] > 0 ? inside[i] / alone[i] : 1;
    for (std::optional<Joules> *figure : {&layers[i]->energy, &layers[i]->low, &layers[i]->high})
      if (*figure)
        *figure = **figure * ratio;
    std::string shift = fmt::format("{:+.1f} % against the layer alone", 100 * (ratio - 1));
    layers[i]->reason = layers[i]->reason.empty() ? shift : layers[i]->reason + "; " + shift;
  }
  context.annotations.set(std::move(estimate));
  return llvm::Error::success();
}

} // namespace eo
