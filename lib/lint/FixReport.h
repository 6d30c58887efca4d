//===- FixReport.h - what energy-opt fix changed and what it saves ---------------------------------===//
#ifndef ENERGY_OPT_LIB_LINT_FIXREPORT_H
#define ENERGY_OPT_LIB_LINT_FIXREPORT_H

#include "lib/lint/Finding.h"
#include "lib/report/Writers.h"

namespace eo {

/// A layer that is another now, or gone.
struct FixStep {
  std::string layer, op, change;
};

/// All changes of one sort.
struct FixChange {
  std::string name, summary; ///< "constants", "what is computed from constants alone becomes a constant"
  std::vector<FixStep> steps;
  std::string notMade; ///< why the changes were found but not made; empty: they were
};

/// The network before and after on one board, or on none.
struct FixFigures {
  Report before, after;
  std::vector<Finding>
      training; ///< what would save more but needs new training: nothing is changed for these
};

/// One network.
struct FixReport {
  std::string from, to;                    ///< paths; `to` is empty where nothing was written
  int64_t nodesBefore = 0, nodesAfter = 0; ///< of the main graph, constants included
  int64_t bytesBefore = 0, bytesAfter = 0; ///< of the file
  std::vector<FixChange> changes;          ///< those that found something
  std::vector<FixFigures>
      figures; ///< one a board; one without where none is given, none then where sizes are open

  /// Whether any change was made.
  bool changed() const;
};

/// Changes, figures before and after, what needs training; `options.top` steps of each change.
void writeFixText(llvm::ArrayRef<FixReport> all, WriteOptions const &options, llvm::raw_ostream &stream);
/// "energy-opt/fix/1"; an array of several.
void writeFixJson(llvm::ArrayRef<FixReport> all, llvm::raw_ostream &stream);
/// A row a layer that changed: network, change, made or not, layer, operator, what became of it.
void writeFixCsv(llvm::ArrayRef<FixReport> all, llvm::raw_ostream &stream);

} // namespace eo

#endif
