#include "lib/report/MissingFigures.h"

#include "lib/support/Diagnostics.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

static bool isOneOf(llvm::StringRef key, std::initializer_list<llvm::StringRef> keys) {
  return llvm::is_contained(keys, key);
}

/// What the network alone decides; empty for figures of a board.
static std::string ofNetwork(llvm::StringRef key) {
  if (isOneOf(key, {"macs", "other_ops"}))
    return "not known for any node";
  if (isOneOf(key, {"params", "param_bytes", "activation_bytes", "peak_activation_bytes"}))
    return "the size of a tensor is not known";
  return {};
}

static std::string ofIntervals(Report const &report) {
  std::string const code = diagId(DiagCode::NoInterval);
  auto said =
      llvm::find_if(report.diagnostics, [&](ReportDiagnostic const &one) { return one.code == code; });
  return said != report.diagnostics.end() ? said->message : "the board's model has no interval";
}

static std::string ofEnergy(ReportTotals const &totals) {
  return totals.latency ? "the board's model knows times only" : "no layer has an estimate";
}

static std::string ofTime(ReportTotals const &totals) {
  return totals.energy ? "the board's model knows energies only" : "no layer has an estimate";
}

std::string whyMissing(Report const &report, llvm::StringRef key) {
  ReportTotals const &totals = report.totals;
  if (std::string reason = ofNetwork(key); !reason.empty())
    return reason;
  if (!report.board)
    return "no board was named";
  bool energies = key.startswith("energy") || key == "interval_level";
  if (energies && !totals.energy)
    return ofEnergy(totals);
  if (!energies && !totals.latency)
    return ofTime(totals);
  if (key.contains("_low_") || key.contains("_high_") || key == "interval_level")
    return ofIntervals(report);
  if (key == "power_w")
    return ofEnergy(totals);
  return "the board's model does not tell it apart"; // base and dynamic energy, what an inference takes beside its kernels
}

void writeTotals(JsonWriter &json, Report const &report) {
  json.attributeObject("totals", [&] {
    for (TotalColumn const &column : totalColumns())
      json.attribute(column.key, column.read(report.totals));
  });
  json.attributeObject("missing", [&] {
    for (TotalColumn const &column : totalColumns())
      if (std::holds_alternative<std::monostate>(column.read(report.totals)))
        json.attribute(column.key, whyMissing(report, column.key));
  });
}

} // namespace eo
