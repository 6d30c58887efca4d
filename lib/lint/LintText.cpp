//===- LintText.cpp - what energy-lint says, for people -------------------------------------------===//
//
// A block a network and board: what the figures describe, budgets, findings. All text from files is made
// printable: a hostile name cannot move the cursor.
//
#include "lib/lint/LintWriters.h"
#include "lib/report/ReportText.h"
#include "lib/report/TextTable.h"
#include "lib/support/Quantity.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

#include <cmath>
#include <fmt/format.h>
#include <tuple>

namespace eo {

namespace {
class LintText {
public:
  LintText(LintReport const &source, LintWriteOptions const &writeOptions, llvm::raw_ostream &output)
      : report(source), options(writeOptions), stream(output) {}

  void write() {
    for (LintResult const &result : report.results)
      block(result);
    config();
    if (report.verdict != Verdict::Fits ||
        llvm::any_of(report.results, [](LintResult const &result) { return !result.budgets.empty(); }))
      stream << styled(report.exitCode == 0 ? green : red, verdictName(report.verdict).str()) << " · ";
    stream << summaryOf(report) << '\n';
  }

private:
  static constexpr char const *bold = "\x1b[1m", *dim = "\x1b[2m", *yellow = "\x1b[33m", *red = "\x1b[31m",
                              *green = "\x1b[32m";
  static constexpr size_t labelColumns = 15; ///< "  DOES NOT FIT  " without its first space

  std::string styled(char const *style, std::string const &text) const {
    return options.color ? style + text + "\x1b[0m" : text;
  }

  static char const *styleOf(Severity severity) {
    return severity == Severity::Error ? red : severity == Severity::Warning ? yellow : dim;
  }

  void line(char const *style, std::string const &label, std::string const &text) {
    stream << ' ' << styled(style, padded(label, labelColumns, false))
           << wrapped(text, options.width, 1 + labelColumns) << '\n';
  }

  void more(char const *style, std::string const &text) {
    stream << std::string(1 + labelColumns, ' ')
           << styled(style, wrapped(text, options.width, 1 + labelColumns)) << '\n';
  }

  std::string placeText(std::optional<YamlPlace> const &place) const {
    return place ? fmt::format(" ({}:{})", printable(report.configPath), place->line) : std::string();
  }

  bool hidden(Severity severity) const { return options.quiet && severity == Severity::Note; }

  void block(LintResult const &result) {
    if (!result.error.empty()) {
      stream << styled(bold, printable(result.path)) << ": " << styled(red, "error: ") << result.error
             << "\n\n";
      return;
    }
    std::vector<Finding const *> findings = shown(result);
    if (options.quiet && findings.empty() &&
        llvm::all_of(result.budgets, [&](BudgetResult const &b) { return hidden(b.severity); }))
      return;
    header(result);
    size_t fitting = 0;
    for (BudgetResult const &one : result.budgets)
      if (!hidden(one.severity) && !manyFit(result, one, fitting))
        budget(one);
    if (fitting != 0)
      line(green, "FITS",
           fmt::format("{} {}budgets", fitting, fitting == result.budgets.size() ? "" : "more "));
    list(findings);
    stream << '\n';
  }

  /// Of a budget on many layers, those that fit are counted only.
  static bool manyFit(LintResult const &result, BudgetResult const &one, size_t &fitting) {
    constexpr size_t few = 12;
    if (one.verdict != Verdict::Fits || one.severity == Severity::Error || result.budgets.size() <= few)
      return false;
    ++fitting;
    return true;
  }

  void header(LintResult const &result) {
    Report const &network = *result.report;
    stream << styled(bold, printable(result.path)) << " · "
           << (network.board ? network.board->describes : "no board: counts and memory only") << '\n';
    ReportTotals const &t = network.totals;
    std::string text;
    if (t.energy) {
      text = energyText(t);
      if (t.energyLow && t.energyHigh)
        text += fmt::format(" ({} to {})", formatSi(*t.energyLow, "J"), formatSi(*t.energyHigh, "J"));
    }
    if (t.latency)
      text += (text.empty() ? "" : " · ") + latencyText(t);
    if (t.latencyLow && t.latencyHigh)
      text += fmt::format(" ({} to {})", formatSi(*t.latencyLow, "s"), formatSi(*t.latencyHigh, "s"));
    if (t.macs)
      text += (text.empty() ? "" : " · ") + formatCount(static_cast<double>(*t.macs)) + " MACs";
    if (t.paramBytes)
      text +=
          (text.empty() ? "" : " · ") + formatBytes(static_cast<double>(*t.paramBytes)) + " of parameters";
    if (!text.empty())
      stream << ' ' << styled(dim, text) << '\n';
  }

  static std::string labelOf(BudgetResult const &one) {
    std::string label = verdictName(one.verdict).str();
    if (one.verdict == Verdict::Fits && one.severity != Severity::Note)
      label += ", " + severityName(one.severity).str();
    return label;
  }

  void budget(BudgetResult const &one) {
    char const *style = one.verdict == Verdict::Fits && !one.pointOnly ? green : styleOf(one.severity);
    std::string subject = one.sort == BudgetSubject::Matched ? one.subject + ": " : "";
    line(style, labelOf(one), one.budget + placeText(one.place));
    more(dim, printable(subject + one.reason));
  }

  /// Those that count, the gravest and costliest first.
  std::vector<Finding const *> shown(LintResult const &result) const {
    std::vector<Finding const *> findings;
    for (Finding const &finding : result.findings)
      if (finding.suppressed.empty() && !hidden(finding.severity))
        findings.push_back(&finding);
    auto weight = [](Finding const *finding) {
      return std::tuple(finding->severity, finding->saving ? finding->saving->energyJ : 0,
                        finding->energyJ.value_or(0));
    };
    llvm::stable_sort(findings, [&](auto *a, auto *b) { return weight(a) > weight(b); });
    return findings;
  }

  void list(std::vector<Finding const *> const &findings) {
    llvm::StringSet<> explained;
    for (Finding const *one : llvm::makeArrayRef(findings).take_front(options.top))
      finding(*one, explained.insert(one->rule + one->help).second);
    if (findings.size() > options.top)
      more(dim, fmt::format("{} more findings: --top={} or --format=json lists them",
                            findings.size() - options.top, findings.size()));
  }

  void finding(Finding const &one, bool withHelp) {
    std::string text;
    if (!one.layer.empty())
      text = fmt::format("'{}' ({}): ", printable(one.layer, 60), printable(one.op, 24));
    text += printable(one.message, 1000) + placeText(one.place) + " [" + one.rule + "]";
    line(styleOf(one.severity), severityName(one.severity).str(), text);
    if (one.saving)
      more(green, savingText(*one.saving, one.energyJ));
    if (withHelp && !one.help.empty())
      more(dim, printable(one.help, 1000));
  }

  static std::string savingText(Saving const &saving, std::optional<double> const &energyJ) {
    std::string text = printable(saving.change, 400) + (saving.energyJ < 0 ? " costs " : " saves ") +
                       formatSi(std::fabs(saving.energyJ), "J");
    if (energyJ && *energyJ >= std::fabs(saving.energyJ)) // changes may reach beyond the layer
      text += fmt::format(" of {}", formatSi(*energyJ, "J"));
    if (saving.latencyS)
      text += fmt::format(" and {} of time",
                          formatSi(saving.energyJ < 0 ? -*saving.latencyS : *saving.latencyS, "s"));
    return text;
  }

  void config() {
    llvm::StringSet<> explained;
    bool any = false;
    for (Finding const &one : report.configFindings)
      if (!hidden(one.severity)) {
        finding(one, explained.insert(one.rule).second);
        any = true;
      }
    if (any)
      stream << '\n';
  }

  LintReport const &report;
  LintWriteOptions const &options;
  llvm::raw_ostream &stream;
};
} // namespace

void writeLintText(LintReport const &report, LintWriteOptions const &options, llvm::raw_ostream &stream) {
  LintText(report, options, stream).write();
}

} // namespace eo
