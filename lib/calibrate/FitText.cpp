#include "lib/calibrate/FitSummary.h"

#include "lib/support/Quantity.h"
#include <algorithm>
#include <cmath>

namespace eo {

static std::string percent(std::optional<double> share) {
  return share ? fmt::format("{:.2f} %", 100 * *share) : "-";
}
static std::string number(std::optional<double> value) { return value ? fmt::format("{:.4f}", *value) : "-"; }

static void writeParameters(FitSummary const &summary, llvm::raw_ostream &out) {
  size_t width = 9;
  for (FittedParameter const &p : summary.parameters)
    width = std::max(width, p.name.size());
  out << fmt::format("  {:<{}}  {:>12} {:<6} {:>11}  {}\n", "parameter", width, "value", "unit", "std. error",
                     "95 % interval (all parameters together)");
  for (FittedParameter const &p : summary.parameters) {
    out << fmt::format("  {:<{}}  {:>12.6g} {:<6} {:>11}", p.name, width, p.value, p.unit,
                       p.standardError && !p.fixed ? fmt::format("{:.3g}", *p.standardError) : "-");
    if (p.fixed)
      out << "  fixed";
    else if (!p.identified)
      out << "  not identified";
    else if (p.low && p.high)
      out << fmt::format("  {:.6g} … {:.6g}", *p.low, *p.high);
    out << '\n';
  }
}

static void writeMetrics(llvm::StringRef label, Metrics const &m, llvm::raw_ostream &out) {
  out << fmt::format("  {:<18} {:>6} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}\n", label, m.n, percent(m.mape),
                     percent(m.rmspe), percent(m.worst), number(m.rSquared), number(m.spearman),
                     number(m.kendall));
}

/// How many points fall into each band of relative error.
static void writeHistogram(SummaryQuantity const &quantity, llvm::raw_ostream &out) {
  constexpr double edges[] = {-0.5, -0.2, -0.1, -0.05, -0.02, 0.02, 0.05, 0.1, 0.2, 0.5};
  constexpr size_t bands = std::size(edges) + 1;
  std::array<size_t, bands> counts = {};
  for (SummaryPoint const &point : quantity.points) {
    double error = point.heldOut.value_or(point.predicted) / point.measured - 1;
    ++counts[static_cast<size_t>(std::upper_bound(std::begin(edges), std::end(edges), error) -
                                 std::begin(edges))];
  }
  size_t most = std::max<size_t>(1, *std::max_element(counts.begin(), counts.end()));
  out << "  residuals of " << quantity.name << (quantity.heldOut ? ", held out" : "")
      << " (predicted / measured − 1)\n";
  for (size_t i = 0; i < bands; ++i) {
    std::string band = i == 0 ? fmt::format("below {:+.0f} %", 100 * edges[0])
                       : i == bands - 1
                           ? fmt::format("above {:+.0f} %", 100 * edges[bands - 2])
                           : fmt::format("{:+.0f} … {:+.0f} %", 100 * edges[i - 1], 100 * edges[i]);
    out << fmt::format("    {:>15} {:>6} {}\n", band, counts[i],
                       std::string((counts[i] * 40 + most - 1) / most, '#'));
  }
}

static void writeWorst(SummaryQuantity const &quantity, llvm::raw_ostream &out) {
  constexpr size_t shown = 5;
  auto error = [](SummaryPoint const &p) { return p.heldOut.value_or(p.predicted) / p.measured - 1; };
  std::vector<SummaryPoint const *> points;
  for (SummaryPoint const &point : quantity.points)
    points.push_back(&point);
  size_t count = std::min(shown, points.size());
  std::partial_sort(points.begin(), points.begin() + static_cast<std::ptrdiff_t>(count), points.end(),
                    [&](auto *a, auto *b) { return std::abs(error(*a)) > std::abs(error(*b)); });
  out << "  worst points of " << quantity.name << '\n';
  for (size_t i = 0; i < count; ++i) {
    SummaryPoint const &p = *points[i];
    out << fmt::format("    {:>+8.1f} %  measured {:>10}, predicted {:>10}  {}  {}\n", 100 * error(p),
                       formatSi(p.measured, quantity.unit.c_str()),
                       formatSi(p.heldOut.value_or(p.predicted), quantity.unit.c_str()), p.label, p.place);
  }
}

static void writeSettings(FitSummary const &summary, llvm::raw_ostream &out) {
  if (summary.settings.empty())
    return;
  out << "\nheld-out error of energy by setting, beside simple predictors on the same rows\n";
  for (SummarySetting const &row : summary.settings) {
    out << fmt::format("  {} ({} rows): energy {}, time {}\n", row.setting.empty() ? "all rows" : row.setting,
                       row.rows, percent(row.energyMape), percent(row.timeMape));
    for (SimplePredictor const &simple : row.simple)
      if (simple.mape)
        out << fmt::format("    {:<28} {:>9}\n", simple.name, percent(simple.mape));
  }
}

static void writePaper(PaperFit const &paper, llvm::raw_ostream &out) {
  out << "\nequation (6) of Lahmer et al.: slope for each ofm, then least squares in 1/ofm\n";
  for (PaperFit::Slope const &slope : paper.slopes)
    out << fmt::format("  ofm {:>6}  {:.6g} J/MAC over {} rows\n", slope.ofm, slope.joulesPerMac, slope.rows);
  out << fmt::format("  a_c = {:.6g} J, b_c = {:.6g} J, error of equation (7) with these {}\n", paper.aC,
                     paper.bC, percent(paper.mape));
}

static void writeList(llvm::StringRef heading, llvm::ArrayRef<std::string> lines, llvm::raw_ostream &out) {
  if (lines.empty())
    return;
  out << '\n' << heading << '\n';
  for (std::string const &line : lines)
    out << "  " << line << '\n';
}

void writeText(FitSummary const &summary, llvm::raw_ostream &out) {
  out << fmt::format("{}: {} free parameters fitted on {} rows", summary.name, summary.freeParameters,
                     summary.rows);
  if (summary.networks > 0)
    out << fmt::format(" of {} networks", summary.networks);
  if (summary.effectiveParameters)
    out << fmt::format("; the data determine {:.1f} of the parameters, what was known before the others",
                       *summary.effectiveParameters);
  if (std::isfinite(summary.conditionNumber))
    out << fmt::format("; condition number {:.3g}", summary.conditionNumber);
  out << '\n';
  writeParameters(summary, out);
  for (SummaryQuantity const &quantity : summary.quantities) {
    out << fmt::format("\n  {:<18} {:>6} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}\n", quantity.name, "n", "MAPE",
                       "RMSPE", "worst", "R²", "Spearman", "Kendall");
    writeMetrics("fitted", quantity.inSample, out);
    if (quantity.heldOut)
      writeMetrics("held out", *quantity.heldOut, out);
    writeWorst(quantity, out);
    writeHistogram(quantity, out);
  }
  if (!summary.heldOutKind.empty())
    out << "\nheld out: " << summary.heldOutKind << '\n';
  writeSettings(summary, out);
  if (summary.paper)
    writePaper(*summary.paper, out);
  if (!summary.compared.empty()) {
    out << "\nkinds by held-out error\n";
    for (SummaryCandidate const &c : summary.compared)
      out << fmt::format("  {:<42} energy {:>9}  time {:>9}  {} free parameters{}\n", c.name,
                         percent(c.energyMape), percent(c.timeMape), c.freeParameters,
                         c.failure.empty() ? "" : "  " + c.failure);
  }
  writeList("what these data cannot tell", summary.unidentified, out);
  writeList("points that look wrong", summary.suspects, out);
  writeList("remarks", summary.remarks, out);
}

} // namespace eo
