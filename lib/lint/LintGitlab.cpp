//===- LintGitlab.cpp - GitLab's code quality report ---------------------------------------------------===//
//
// An array of violations, of which GitLab shows those that a merge request adds: it compares fingerprints.
// What is suppressed is left out.
//
#include "lib/lint/LintIssue.h"
#include "lib/lint/LintWriters.h"
#include "lib/report/JsonCell.h"

namespace eo {

/// Paths are relative to the repository's root, without "./".
static std::string repositoryPath(llvm::StringRef path) {
  while (path.consume_front("./"))
    path = path.ltrim('/');
  return path.str();
}

void writeLintGitlab(LintReport const &report, LintWriteOptions const & /*options*/,
                     llvm::raw_ostream &stream) {
  llvm::json::OStream json(stream, 2);
  json.array([&] {
    for (LintIssue const &issue : issuesOf(report)) {
      if (!issue.suppressed.empty())
        continue;
      std::string where = issue.layer.empty() ? "" : "'" + issue.layer + "': ";
      json.object([&] {
        writeCell(json, "description", ReportCell(where + issue.message));
        writeCell(json, "check_name", ReportCell(issue.rule));
        writeCell(json, "fingerprint", ReportCell(issue.fingerprint));
        writeCell(json, "severity",
                  ReportCell(SeverityWords{"info", "minor", "major"}.of(issue.severity).str()));
        json.attributeObject("location", [&] {
          writeCell(json, "path", ReportCell(repositoryPath(issue.file)));
          json.attributeObject("lines", [&] { json.attribute("begin", issue.line); });
        });
      });
    }
  });
  stream << '\n';
}

} // namespace eo
