//===- Sample.h - reports with a few layers, made by hand -------------------------------------------===//
#ifndef ENERGY_OPT_TESTS_LINT_SAMPLE_H
#define ENERGY_OPT_TESTS_LINT_SAMPLE_H

#include "lib/report/Report.h"

namespace eo::test {

inline ReportLayer layer(std::string name, std::string op, double energy, double seconds, int64_t macs) {
  ReportLayer result;
  result.name = std::move(name);
  result.op = std::move(op);
  result.energy = energy;
  result.energyLow = energy / 2;
  result.energyHigh = energy * 2;
  result.latency = seconds;
  result.power = energy / seconds;
  result.macs = macs;
  result.basis = Basis::Fit;
  return result;
}

/// 10 J (8 to 13) and 2 s for 600 MACs: conv1 6 J, conv2 3 J (in the scope "head"), pool 1 J, a Relu that
/// runs inside conv2.
inline Report sample() {
  Report report;
  report.model.path = "nets/a.onnx";
  report.model.nodes = 4;
  report.board = ReportBoard{"b1", "A board", {{"unit", "cpu"}}, "roofline", {}, "b1"};
  report.layers = {layer("conv1", "Conv", 6, 1, 400), layer("conv2", "Conv", 3, 0.5, 200),
                   layer("relu", "Relu", 0, 1, 0), layer("pool", "MaxPool", 1, 0.5, 0)};
  report.layers[1].scope = "head";
  report.layers[2].basis = Basis::Fused;
  report.layers[2].latency = 0;
  report.totals.macs = 600;
  report.totals.paramBytes = 4096;
  report.totals.peakActivationBytes = 1000;
  report.totals.energy = 10;
  report.totals.energyLow = 8;
  report.totals.energyHigh = 13;
  report.totals.latency = 2;
  report.totals.power = 5;
  report.coverage = {4, 4, 1.0, 1.0};
  return report;
}

} // namespace eo::test

#endif
