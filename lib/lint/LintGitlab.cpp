//===- LintGitlab.cpp - GitLab's code quality report ---------------------------------------------------===//
//
// An array of violations, of which GitLab shows those that a merge request adds: it compares fingerprints.
// What is suppressed is left out.
//
#include "lib/lint/LintIssue.h"
#include "lib/lint/LintWriters.h"
#include "lib/text/JsonWriter.h"

namespace eo {

/// Paths are relative to the repository's root, without "./".
static std::string repositoryPath(llvm::StringRef path) {
  while (path.consume_front("./"))
    path = path.ltrim('/');
  return path.str();
}

void writeLintGitlab(LintReport const &report, LintWriteOptions const & /*options*/,
                     llvm::raw_ostream &stream) {
  JsonWriter json(stream, 2);
  json.array([&] {
    for (LintIssue const &issue : issuesOf(report)) {
      if (!issue.suppressed.empty())
        continue;
      std::string where = issue.layer.empty() ? "" : "'" + issue.layer + "': ";
      json.object([&] {
        json.attribute("description", where + issue.message);
        json.attribute("check_name", issue.rule);
        json.attribute("fingerprint", issue.fingerprint);
        json.attribute("severity", SeverityWords{"info", "minor", "major"}.of(issue.severity));
        json.attributeObject("location", [&] {
          json.attribute("path", repositoryPath(issue.file));
          json.attributeObject("lines", [&] { json.attribute("begin", issue.line); });
        });
      });
    }
  });
  stream << '\n';
}

} // namespace eo
