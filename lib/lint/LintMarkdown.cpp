//===- LintMarkdown.cpp - a comment on a pull request ---------------------------------------------===//
//
// The verdict first, then budgets, then the findings that matter most; the rest is folded and, beyond some
// hundred, left to other formats: comments have a size limit. What is suppressed is only counted.
//
#include "lib/lint/LintIssue.h"
#include "lib/lint/LintWriters.h"
#include "lib/support/Markdown.h"
#include "lib/support/Quantity.h"
#include "llvm/ADT/STLExtras.h"

#include <fmt/format.h>
#include <set>

namespace eo {

constexpr size_t shownFindings = 5, foldedFindings = 150, shownBudgets = 50, shownBroken = 20;
/// A comment holds 65 536 characters; bytes are no fewer. The rest is for a row, what follows the table, and the first line by
/// which a pipeline finds its comment again.
constexpr uint64_t mostBytes = 65536 - 3000;

namespace {
class LintMarkdown {
public:
  LintMarkdown(LintReport const &source, llvm::raw_ostream &output) : report(source), stream(output) {
    std::set<std::string> paths;
    for (LintResult const &result : report.results) {
      paths.insert(result.path);
      if (result.report)
        boards.insert(boardText(result));
    }
    several = paths.size() > 1 || boards.size() > 1;
  }

  void write() {
    bool named = boards.size() == 1 && !boards.begin()->empty();
    stream << fmt::format("**energy-lint: {}**{} — {}\n", verdictName(report.verdict),
                          named ? " on " + markdownText(*boards.begin()) : "",
                          markdownText(summaryOf(report)));
    broken();
    budgets();
    findings();
  }

private:
  void broken() {
    size_t count = 0;
    for (LintResult const &result : report.results)
      if (!result.error.empty() && ++count <= shownBroken)
        stream << (count == 1 ? "\n" : "") << "- " << markdownCode(result.path, 100)
               << " could not be analysed: " << markdownText(result.error, 300) << '\n';
    if (count > shownBroken)
      stream << fmt::format("- … and {} more.\n", count - shownBroken);
  }

  std::string networkCell(LintResult const &result) const {
    std::string board = boardText(result);
    return markdownCode(result.path, 60) +
           (board.empty() || boards.size() == 1 ? "" : " on " + markdownText(board, 60));
  }

  static std::string valueText(BudgetResult const &budget) {
    std::string text = budget.value ? budget.text(*budget.value) : "–";
    if (budget.low && budget.high && *budget.low != *budget.high)
      text += " (" + budget.text(*budget.low) + " to " + budget.text(*budget.high) + ")";
    return text;
  }

  /// Those that do not fit, then those that cannot be told.
  void budgets() {
    std::vector<std::pair<LintResult const *, BudgetResult const *>> rows;
    for (LintResult const &result : report.results)
      for (BudgetResult const &budget : result.budgets)
        rows.emplace_back(&result, &budget);
    if (rows.empty())
      return;
    auto rank = [](Verdict verdict) {
      return verdict == Verdict::DoesNotFit ? 0 : verdict == Verdict::Unknown ? 1 : 2;
    };
    llvm::stable_sort(rows, [&](auto const &a, auto const &b) {
      return rank(a.second->verdict) < rank(b.second->verdict);
    });
    stream << "\n| verdict | budget | value | limit |" << (several ? " network |" : "")
           << "\n|---|---|--:|--:|" << (several ? "---|" : "") << '\n';
    for (auto const &[result, budget] : llvm::makeArrayRef(rows).take_front(shownBudgets)) {
      std::string verdict = verdictName(budget->verdict).str();
      stream << fmt::format("| {} | {} | {} | {} |",
                            budget->verdict != Verdict::Fits ? "**" + verdict + "**" : verdict,
                            markdownText(budget->budget, 120), valueText(*budget),
                            budget->limit ? budget->text(*budget->limit) : "–")
             << (several ? " " + networkCell(*result) + " |" : "") << '\n';
    }
    if (rows.size() > shownBudgets)
      stream << fmt::format("\n… and {} more budgets.\n", rows.size() - shownBudgets);
  }

  struct Row {
    LintResult const *result;
    Finding const *finding;
  };

  /// The severest first, of those what saves most, of those what costs most.
  std::vector<Row> ranked() const {
    std::vector<Row> rows;
    auto add = [&](LintResult const *result, std::vector<Finding> const &list) {
      for (Finding const &finding : list)
        if (finding.suppressed.empty())
          rows.push_back({result, &finding});
    };
    for (LintResult const &result : report.results)
      add(&result, result.findings);
    add(nullptr, report.configFindings);
    auto key = [](Row const &row) {
      double saving = row.finding->saving ? row.finding->saving->energyJ : 0;
      return std::tuple(row.finding->severity, saving, row.finding->energyJ.value_or(0));
    };
    llvm::stable_sort(rows, [&](Row const &a, Row const &b) { return key(a) > key(b); });
    return rows;
  }

  /// How many of the rows there was room for.
  size_t table(llvm::ArrayRef<Row> rows) {
    size_t shown = 0;
    stream << "\n| | rule | layer | finding | saves |" << (several ? " network |" : "")
           << "\n|---|---|---|---|--:|" << (several ? "---|" : "") << '\n';
    for (Row const &row : rows) {
      if (stream.tell() - begin > mostBytes)
        break;
      ++shown;
      Finding const &finding = *row.finding;
      std::string layer = finding.layer.empty() ? (row.result == nullptr ? "config" : "network")
                                                : markdownCode(finding.layer, 60);
      std::string saving = finding.saving ? formatSi(finding.saving->energyJ, "J") : "";
      stream << fmt::format("| {} | {} | {} | {} | {} |", severityName(finding.severity),
                            markdownText(finding.rule), layer, markdownText(finding.message, 160), saving)
             << (!several                ? ""
                 : row.result != nullptr ? " " + networkCell(*row.result) + " |"
                                         : " |")
             << '\n';
    }
    return shown;
  }

  void findings() {
    std::vector<Row> rows = ranked();
    llvm::ArrayRef<Row> all = rows;
    if (all.empty())
      return;
    table(all.take_front(shownFindings));
    if (all.size() <= shownFindings)
      return;
    llvm::ArrayRef<Row> rest = all.drop_front(shownFindings);
    stream << fmt::format("\n<details><summary>{} more findings</summary>\n", rest.size());
    size_t shown = table(rest.take_front(foldedFindings));
    if (rest.size() > shown)
      stream << fmt::format("\n… and {} more.\n", rest.size() - shown);
    stream << "\n</details>\n";
  }

  LintReport const &report;
  std::set<std::string> boards;
  bool several = false; ///< rows say which network they are about
  llvm::raw_ostream &stream;
  uint64_t begin = stream.tell();
};
} // namespace

void writeLintMarkdown(LintReport const &report, LintWriteOptions const & /*options*/,
                       llvm::raw_ostream &stream) {
  LintMarkdown(report, stream).write();
}

} // namespace eo
