//===- ParameterStreaming.cpp -------------------------------------------------------------------------===//
//
// The parameters do not fit the accelerator's memory, so they are sent to it for every inference:
//
//   edge-tpu, 8 MB; network of 9.4 M parameters at int8     all 9.4 MB come over USB each time
//
// The saving is the estimate less that of the same network on a board with room for them.
//
#include "lib/cost/FigureSet.h"
#include "lib/lint/CostlyKernels.h"
#include "lib/lint/ParameterBytes.h"
#include "lib/lint/Rules.h"
#include "lib/lint/WhatIf.h"
#include "lib/support/Quantity.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>
#include <limits>

namespace eo {

/// The board with room for any network.
static ChosenBoard withMemory(ChosenBoard const &board) {
  auto roomy = std::make_shared<BoardModel>(*board.model);
  for (Coefficient &coefficient : roomy->coefficients)
    if (std::optional<CoefficientKey> key = roomy->parse(coefficient.name);
        key && key->figure == BoardFigure::ParameterMemory)
      coefficient.value = std::numeric_limits<double>::max();
  ChosenBoard result = board;
  result.model = std::move(roomy);
  return result;
}

static std::string largestText(LintedNetwork const &network, double allBytes) {
  Kernel const *largest = nullptr;
  for (Kernel const &kernel : network.annotations.get<KernelGroups>().kernels)
    if (largest == nullptr ||
        kernel.features.weightElements.value_or(0) > largest->features.weightElements.value_or(0))
      largest = &kernel;
  double bytes = static_cast<double>(largest->features.weightElements.value_or(0)) *
                 bitWidth(network.board->precision()) / 8;
  return fmt::format("'{}' has {} of them", network.graph.node(largest->features.node).name,
                     formatShare(bytes / allBytes));
}

std::vector<Finding> rules::parameterStreaming(LintedNetwork const &network) {
  if (totalEnergyJ(network) <= 0)
    return {};
  double memory = resolveFigures(*network.board).get(BoardFigure::ParameterMemory, 0);
  double bytes = delegatedParameterBytes(network.annotations, *network.board);
  if (memory <= 0 || bytes <= memory)
    return {};
  WhatIf fitting = whatIf(network, withMemory(*network.board), "parameters that fit the memory");
  if (!isNoticeable(network, fitting))
    return {};
  Finding finding;
  finding.message =
      fmt::format("{} of parameters do not fit the {} of the accelerator and are sent to it for every "
                  "inference; {}",
                  formatBytes(bytes), formatBytes(memory), largestText(network, bytes));
  finding.help =
      fmt::format("remove {} of parameters, the largest layers first", formatBytes(bytes - memory));
  setSaving(finding, std::move(fitting));
  return {finding};
}

} // namespace eo
