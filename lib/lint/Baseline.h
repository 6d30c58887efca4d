//===- Baseline.h - what budgets and findings are compared with ----------------------------------===//
//
// A baseline is a file of JSON reports (schema energy-opt/report/1, as energy-opt --format=json or ndjson
// writes them). energy-lint --write-baseline adds the key "adopted" to each: the findings that an old project
// is taken over with, as {"rule", "layer"}. Other readers of reports pass over that key.
//
#ifndef ENERGY_OPT_LIB_LINT_BASELINE_H
#define ENERGY_OPT_LIB_LINT_BASELINE_H

#include "lib/lint/LintReport.h"
#include "llvm/Support/raw_ostream.h"
#include <string>
#include <tuple>
#include <vector>

namespace eo {

/// A finding that stood when the baseline was written and is no news.
struct AdoptedFinding {
  std::string rule, layer; ///< no layer: about the network
  bool operator==(AdoptedFinding const &) const = default;
  bool operator<(AdoptedFinding const &other) const {
    return std::tie(rule, layer) < std::tie(other.rule, other.layer);
  }
};

/// One network on one board, as it was.
struct BaselineEntry {
  Report report;
  std::vector<AdoptedFinding> adopted;
};

/// A file of `--write-baseline`, read.
struct Baseline {
  std::string path;
  std::vector<BaselineEntry> entries;

  /// The entry for the same board, settings and dimensions as `report` and the network `model`
  /// (LintConfig::modelName); where none has that path, the only one of the same file name. nullptr where
  /// there is none, and `whyNot` says what there is instead.
  BaselineEntry const *find(Report const &report, llvm::StringRef model, std::string &whyNot) const;
};

/// The baseline in `text`; errors of readReports.
llvm::Expected<Baseline> readBaseline(llvm::StringRef text, llvm::StringRef path);
/// The same from a file; a usage error where there is none.
llvm::Expected<Baseline> readBaselineFile(llvm::StringRef path);

/// Settings of a report's board, sorted; none without a board.
using BaselineSettings = std::map<std::string, std::string>;
/// What tells entries of one network and board apart.
BaselineSettings baselineSettings(Report const &report);

/// The reports of all networks that could be analysed, sorted by network, board and settings, each with its
/// findings that no suppression covers. `models` are their names by LintConfig::modelName, as many as
/// results.
void writeBaseline(LintReport const &report, llvm::ArrayRef<std::string> models, llvm::raw_ostream &stream);

} // namespace eo

#endif
