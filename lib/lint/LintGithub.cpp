//===- LintGithub.cpp - annotations of GitHub Actions --------------------------------------------------===//
//
// Workflow commands, one a line, the ten severest: GitHub shows no more of a kind, and a pull request full of notices
// is not read. What is left out is counted; the Markdown report, the job's summary, has it. As the log's last line
// the summary. What is suppressed is left out.
//
#include "lib/lint/LintIssue.h"
#include "lib/lint/LintWriters.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

/// As commands want it: '%' and line ends, in properties also ':' and ','.
static std::string commandText(llvm::StringRef text, bool isProperty) {
  std::string result;
  for (char c : printable(text)) {
    if (c == '%')
      result += "%25";
    else if (isProperty && c == ':')
      result += "%3A";
    else if (isProperty && c == ',')
      result += "%2C";
    else
      result += c;
  }
  return result;
}

constexpr size_t mostAnnotations = 10;

void writeLintGithub(LintReport const &report, LintWriteOptions const & /*options*/,
                     llvm::raw_ostream &stream) {
  std::vector<LintIssue> issues = issuesOf(report);
  llvm::stable_sort(issues, [](LintIssue const &a, LintIssue const &b) { return a.severity > b.severity; });
  llvm::erase_if(issues, [](LintIssue const &issue) { return !issue.suppressed.empty(); });
  for (LintIssue const &issue : llvm::makeArrayRef(issues).take_front(mostAnnotations)) {
    std::string title = issue.rule + (issue.layer.empty() ? "" : ": " + issue.layer);
    std::string message = issue.message + (issue.help.empty() ? "" : "; " + issue.help);
    if (!issue.network.empty())
      message = issue.network + (issue.board.empty() ? "" : " on " + issue.board) + ": " + message;
    stream << "::" << SeverityWords{"notice", "warning", "error"}.of(issue.severity) << ' ';
    if (!issue.file.empty())
      stream << "file=" << commandText(issue.file, true) << ",line=" << issue.line << ",col=" << issue.column
             << ',';
    stream << "title=" << commandText(title, true) << "::" << commandText(message, false) << '\n';
  }
  if (issues.size() > mostAnnotations)
    stream << "energy-lint: " << issues.size() - mostAnnotations
           << " more results are in the summary of the job\n";
  stream << "energy-lint: " << verdictName(report.verdict) << " · " << summaryOf(report) << '\n';
}

} // namespace eo
