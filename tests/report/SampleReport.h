//===- SampleReport.h - a small report made by hand -----------------------------------------------------===//
#ifndef ENERGY_OPT_TESTS_REPORT_SAMPLEREPORT_H
#define ENERGY_OPT_TESTS_REPORT_SAMPLEREPORT_H

#include "lib/report/Report.h"

namespace eo {

/// Two layers: a convolution with an estimate, a Relu without; one warning.
inline Report sampleReport() {
  Report report;
  report.toolName = "energy-opt";
  report.toolVersion = "1.2.3";
  report.model = {"net.onnx", 8, {{"ai.onnx", 13}, {"com.microsoft", 1}}, "hand 1.0", 2, 4};
  report.macsByType = {{"int8", 1000000}};
  report.board = ReportBoard{"b1",
                             "A board",
                             {{"unit", "cpu"}},
                             "mac-linear",
                             {{"A paper", "Table 1", "2022", "", ""}},
                             "b1, CPU inference, FP32, idle included"};
  report.totals.macs = 1000000;
  report.totals.otherOps = 64;
  report.totals.params = 432;
  report.totals.paramBytes = 1728;
  report.totals.activationBytes = 4096;
  report.totals.energy = 0.1;
  report.totals.noInterval = "the source gives none";
  report.coverage = {2, 1, 1.0, 0.625};
  ReportLayer conv;
  conv.index = 0;
  conv.name = "conv, \"one\"";
  conv.op = "Conv";
  conv.kernel = "k0";
  conv.inputs = {"x", "w", ""};
  conv.outputs = {
      {"y", "float32", std::vector<ReportDim>{int64_t{4}, std::string("N + 1"), std::monostate()}}};
  conv.macs = 1000000;
  conv.otherOps = 0;
  conv.params = 432;
  conv.bytesRead = 10;
  conv.bytesWritten = 20;
  conv.energy = 0.1;
  conv.basis = Basis::Fit;
  ReportLayer relu;
  relu.index = 1;
  relu.name = "relu";
  relu.op = "Relu";
  relu.scope = "block";
  relu.kernel = "k1";
  relu.inputs = {"y"};
  relu.outputs = {{"z", "", std::nullopt}};
  relu.macs = 0;
  relu.otherOps = 64;
  relu.basis = Basis::None;
  report.layers = {conv, relu};
  report.diagnostics = {{Severity::Note, "EO0501", "relu", "1 node has no energy estimate", ""},
                        {Severity::Warning, "EO0302", "", "a shape differs", "export again"}};
  return report;
}

} // namespace eo

#endif
