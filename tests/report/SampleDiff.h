//===- SampleDiff.h - small reports to compare, made by hand ----------------------------------------===//
#ifndef ENERGY_OPT_TESTS_REPORT_SAMPLEDIFF_H
#define ENERGY_OPT_TESTS_REPORT_SAMPLEDIFF_H

#include "lib/report/diff/Diff.h"

namespace eo {

/// A layer that reads what the previous one makes; MACs are a thousand a joule unless given.
inline ReportLayer layerOf(std::string name, std::string op, double joules, int64_t macs = -1) {
  ReportLayer layer;
  layer.name = std::move(name);
  layer.op = std::move(op);
  layer.macs = macs < 0 ? static_cast<int64_t>(1000 * joules) : macs;
  layer.params = 9;
  layer.energy = joules;
  layer.energyLow = 0.9 * joules;
  layer.energyHigh = 1.1 * joules;
  layer.basis = Basis::Fit;
  layer.outputs = {{"", "float32", std::vector<ReportDim>{int64_t{1}, int64_t{8}}}};
  return layer;
}

/// A chain of layers on a board whose interval is ±10 %; totals are the sums.
inline Report networkOf(std::vector<ReportLayer> layers) {
  Report report;
  report.toolName = "energy-opt";
  report.toolVersion = "1.2.3";
  report.model.path = "net.onnx";
  report.model.batch = 1;
  report.model.nodes = static_cast<int64_t>(layers.size());
  report.board = ReportBoard{"b1", "A board", {{"unit", "cpu"}}, "mac-linear", {}, "b1, CPU inference"};
  report.coverage.macsShare = 1;
  report.totals.macs = 0;
  report.totals.energy = 0;
  for (size_t i = 0; i < layers.size(); ++i) {
    layers[i].index = static_cast<int64_t>(i);
    layers[i].inputs = {i == 0 ? "x" : "v" + std::to_string(i - 1)};
    layers[i].outputs[0].name = "v" + std::to_string(i);
    *report.totals.macs += layers[i].macs.value_or(0);
    *report.totals.energy += layers[i].energy.value_or(0);
  }
  report.totals.energyLow = 0.9 * *report.totals.energy;
  report.totals.energyHigh = 1.1 * *report.totals.energy;
  report.totals.intervalLevel = 0.9;
  report.layers = std::move(layers);
  return report;
}

} // namespace eo

#endif
