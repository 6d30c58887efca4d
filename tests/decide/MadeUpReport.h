//===- MadeUpReport.h - a report on a board "b" with no more than its totals -------------------------===//
#ifndef ENERGY_OPT_TESTS_DECIDE_MADEUPREPORT_H
#define ENERGY_OPT_TESTS_DECIDE_MADEUPREPORT_H

#include "lib/report/Report.h"

namespace eo::test {

/// Of one sample: so many joules, executions a second.
inline Report madeUpReport(double energyJ, double throughput) {
  Report report;
  report.model.path = "net.onnx";
  report.model.batch = 1;
  report.board.emplace();
  report.board->id = "b";
  report.board->idle = "included";
  report.totals.energy = energyJ;
  report.totals.throughput = throughput;
  return report;
}

} // namespace eo::test

#endif
