//===- LintCsv.cpp - budgets and findings as a table ----------------------------------------------===//
#include "lib/lint/LintIssue.h"
#include "lib/lint/LintWriters.h"
#include "lib/report/CsvCell.h"

namespace eo {

static ReportCell cell(std::optional<double> value) { return value ? ReportCell(*value) : ReportCell(); }

static ReportCell textCell(std::string const &text) { return text.empty() ? ReportCell() : ReportCell(text); }

void writeLintCsv(LintReport const &report, LintWriteOptions const & /*options*/, llvm::raw_ostream &stream) {
  stream << "severity,rule,network,board,layer,op,message,help,verdict,value,low,high,limit,unit,energy_j,"
            "energy_share,"
            "saving_change,saving_j,suppressed,file,line,fingerprint\n";
  static Finding const noFinding;
  static BudgetResult const noBudget;
  for (LintIssue const &issue : issuesOf(report)) {
    Finding const &finding = issue.finding != nullptr ? *issue.finding : noFinding;
    BudgetResult const &budget = issue.budget != nullptr ? *issue.budget : noBudget;
    ReportCell const cells[] = {
        severityName(issue.severity).str(),
        issue.rule,
        textCell(issue.network),
        textCell(issue.board),
        textCell(issue.layer),
        textCell(issue.op),
        issue.message,
        textCell(issue.help),
        issue.budget != nullptr ? ReportCell(verdictName(budget.verdict).str()) : ReportCell(),
        cell(budget.value),
        cell(budget.low),
        cell(budget.high),
        cell(budget.limit),
        issue.budget != nullptr ? textCell(budget.unit().str()) : ReportCell(),
        cell(finding.energyJ),
        cell(finding.energyShare),
        finding.saving ? ReportCell(finding.saving->change) : ReportCell(),
        finding.saving ? ReportCell(finding.saving->energyJ) : ReportCell(),
        textCell(issue.suppressed),
        textCell(issue.file),
        static_cast<int64_t>(issue.line),
        issue.fingerprint,
    };
    stream << csvRow(cells);
  }
}

} // namespace eo
