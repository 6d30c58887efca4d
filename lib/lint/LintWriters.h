//===- LintWriters.h - one function per format of what energy-lint says ---------------------------===//
//
// A new format is one file with its function, declared here, and a row in the table of LintWriters.cpp.
//
#ifndef ENERGY_OPT_LIB_LINT_LINTWRITERS_H
#define ENERGY_OPT_LIB_LINT_LINTWRITERS_H

#include "lib/lint/LintReport.h"
#include "lib/report/Writers.h"

namespace eo {

/// How a lint report is laid out; only text looks at it. `top` is how many findings of a network are shown.
struct LintWriteOptions : WriteOptions {
  bool quiet = false; ///< nothing that is in order, no notes
};

/// For people at a terminal.
void writeLintText(LintReport const &report, LintWriteOptions const &options, llvm::raw_ostream &stream);
/// Schema energy-opt/lint-report/1: one indented object and a line end.
void writeLintJson(LintReport const &report, LintWriteOptions const &options, llvm::raw_ostream &stream);

/// SARIF 2.1.0.
void writeLintSarif(LintReport const &report, LintWriteOptions const &options, llvm::raw_ostream &stream);
/// JUnit XML as Jenkins reads it.
void writeLintJunit(LintReport const &report, LintWriteOptions const &options, llvm::raw_ostream &stream);
/// Annotations of GitHub Actions and a summary line.
void writeLintGithub(LintReport const &report, LintWriteOptions const &options, llvm::raw_ostream &stream);
/// GitLab's code quality report.
void writeLintGitlab(LintReport const &report, LintWriteOptions const &options, llvm::raw_ostream &stream);
void writeLintMarkdown(LintReport const &report, LintWriteOptions const &options, llvm::raw_ostream &stream);
/// RFC 4180 with '\n': a header, then one row an issue (LintIssue.h).
void writeLintCsv(LintReport const &report, LintWriteOptions const &options, llvm::raw_ostream &stream);

/// One row of the table behind `--format`.
struct LintFormat {
  llvm::StringRef name, description;
  void (*write)(LintReport const &report, LintWriteOptions const &options, llvm::raw_ostream &stream);
};

/// Every format, the default first.
llvm::ArrayRef<LintFormat> lintFormats();

/// How many of what a report holds.
struct LintCounts {
  size_t networks = 0, broken = 0;            ///< results
  size_t fits = 0, over = 0, unknown = 0;     ///< budgets
  size_t pointOnly = 0;                       ///< of the budgets that fit: judged by the value alone
  size_t errors = 0, warnings = 0, notes = 0; ///< findings that are not suppressed
  size_t suppressed = 0;
};

/// Over all results and what is said of the config.
LintCounts countAll(LintReport const &report);

/// "3 networks · budgets: 2 fit, 1 does not · 1 error, 4 warnings, 2 suppressed".
std::string summaryOf(LintReport const &report);

} // namespace eo

#endif
