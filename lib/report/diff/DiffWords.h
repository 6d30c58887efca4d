//===- DiffWords.h - a difference in words, for every format that people read -----------------------===//
#ifndef ENERGY_OPT_LIB_REPORT_DIFF_DIFFWORDS_H
#define ENERGY_OPT_LIB_REPORT_DIFF_DIFFWORDS_H

#include "lib/report/diff/Diff.h"

namespace eo {

/// "+99.1 mJ", "−3 µs"; "0 J" without a sign.
std::string signedSi(double value, char const *unit);
/// "+8.2 %", "−50 %", "×12" from ten times on; "" where it is not known, "0 %" for none.
std::string relativeText(ReportNumber relative);

/// One line: by how much energy (without boards: MACs) changes, and whether that means anything.
///   "energy +8.2 %: 1.21 J → 1.31 J (+99.1 mJ)"   "no change in energy: 1.21 J, 3 layers renamed"
std::string headline(ReportDiff const &diff);

/// "2 layers added, 1 removed, 3 changed, 12 the same (4 of them renamed)"; what there is none of is left
/// out.
std::string layerCounts(ReportDiff const &diff);

/// One figure of the network in both versions.
struct DiffFigure {
  std::string label, before, after, delta, relative;
};
/// Energy, latency, power, MACs, parameters, memory: those that are known in one of the two.
std::vector<DiffFigure> totalFigures(ReportDiff const &diff);

/// The layers that are not the same, those that change the energy (without boards: the MACs) most in front;
/// layers whose change is not known come last.
std::vector<LayerDiff const *> rankedChanges(ReportDiff const &diff);

/// A layer's line in a table: what its energy (without boards: its MACs) was and is.
struct DiffCells {
  std::string mark; ///< "+" added, "−" removed, "*" changed
  std::string before, after, delta, relative;
  std::string noise;  ///< "~" where the change is within the interval
  std::string name;   ///< "scope/name", and "old → new" where it was renamed; as in the file
  std::string op;     ///< "Relu → Gelu" where the operator was replaced
  std::string detail; ///< what else differs: "1x64x56x56 → 1x128x56x56", "MACs 1.2 M → 2.4 M"
};

/// The words of one layer's row, the same in every format for people.
DiffCells cellsOf(ReportDiff const &diff, LayerDiff const &layer);

} // namespace eo

#endif
