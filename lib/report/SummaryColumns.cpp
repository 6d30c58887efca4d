#include "lib/report/SummaryColumns.h"

#include "lib/report/ReportText.h"
#include "lib/support/Quantity.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

static std::string intervalOrNone(ReportNumber low, ReportNumber high, char const *unit) {
  return low && high ? boundsText(low, high, unit) : "none";
}

static std::string coveredText(Report const &report) {
  return report.coverage.macsShare ? formatShare(*report.coverage.macsShare) : "unknown";
}

std::vector<SummaryColumn> summaryColumns(llvm::ArrayRef<Report> reports) {
  auto any = [&](auto known) { return llvm::any_of(reports, known); };
  bool board = any([](Report const &r) { return r.board.has_value(); });
  std::vector<SummaryColumn> columns;
  auto add = [&](bool wanted, SummaryColumn column) {
    if (wanted)
      columns.push_back(column);
  };
  add(any([&](Report const &r) { return r.model.dims != reports.front().model.dims; }),
      {"dimensions", false, [](Report const &r) { return dimsText(r.model); }});
  add(board, {"energy", true, [](Report const &r) { return energyText(r.totals); }});
  add(reports.size() > 1 && any([](Report const &r) { return r.totals.energyLow.has_value(); }),
      {"interval", false,
       [](Report const &r) { return intervalOrNone(r.totals.energyLow, r.totals.energyHigh, "J"); }});
  add(board && any([](Report const &r) { return r.model.batch.value_or(1) > 1; }),
      {"per sample", true, perSampleText});
  add(any([](Report const &r) { return r.totals.latency.has_value(); }),
      {"latency", true, [](Report const &r) { return latencyText(r.totals); }});
  add(any([](Report const &r) { return r.totals.latencyLow.has_value(); }),
      {"latency interval", false,
       [](Report const &r) { return intervalOrNone(r.totals.latencyLow, r.totals.latencyHigh, "s"); }});
  add(any([](Report const &r) { return r.totals.power.has_value(); }),
      {"power", true, [](Report const &r) { return siText(r.totals.power, "W"); }});
  add(true, {"MACs", true, [](Report const &r) { return macsText(r.totals); }});
  add(true, {"parameters", true, [](Report const &r) { return countText(r.totals.params); }});
  add(true, {"peak memory", true, [](Report const &r) { return bytesText(r.totals.peakActivationBytes); }});
  add(true, {"MACs covered", true, coveredText});
  return columns;
}

} // namespace eo
