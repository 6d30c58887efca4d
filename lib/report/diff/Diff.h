//===- Diff.h - two versions of a network, layer by layer ----------------------------------------===//
//
// What the difference in energy means: both estimates come from board models, and one board model errs alike
// for layers that are alike. For a layer that is built the same in both networks, or of the same operator at nearly
// the same joules per multiply-accumulate, the error is one factor, so of its joules only what they moved by counts
// (as the relative budgets of energy-lint take it). Let O be the joules of the old network's layers that were
// changed or removed, N those of the new network's layers that were changed or added, each with what
// unchanged layers lost (O) or gained (N). They are judged as if the two estimates erred in opposite
// directions, each by the whole interval of its board:
//
//   the difference N - O is within [N · low - O · high, N · high - O · low], low and high being the bounds of
//   the network's energy relative to that energy.
//
// A difference is significant where this interval lies on one side of zero. Between different boards or
// settings nothing cancels: O and N are the totals.
//
#ifndef ENERGY_OPT_LIB_REPORT_DIFF_DIFF_H
#define ENERGY_OPT_LIB_REPORT_DIFF_DIFF_H

#include "lib/report/Report.h"

namespace eo {

/// A layer is the same where operator, counts, shapes and basis are, and its energy and time moved by 1 % at
/// most: so much comes from sharing out what the board spends on the network as a whole.
enum class LayerChange : uint8_t { Same, Changed, Added, Removed };

/// "same", "changed", "added", "removed".
llvm::StringRef layerChangeName(LayerChange change);

/// Whether a difference says something of the networks, or only of the estimate's error.
enum class Significance : uint8_t {
  None,        ///< there is no difference
  Significant, ///< larger than what the interval explains
  Noise,       ///< within the interval: "~"
  NotJudged,   ///< a board without interval, or figures missing
};

/// "none", "significant", "noise", "not_judged".
llvm::StringRef significanceName(Significance significance);

/// A layer in one of the networks or in both. What a layer that is not there has counts as 0 in deltas; a
/// figure that is not known makes them absent.
struct LayerDiff {
  LayerChange change = LayerChange::Same;
  bool renamed = false;                ///< name or scope differ
  std::optional<size_t> before, after; ///< rows of ReportDiff::before.layers and after.layers
  std::vector<std::string>
      differences; ///< of a changed layer: "op", "shape", "macs", "params", "energy_j", …
  ReportNumber energyDelta, latencyDelta;
  ReportCount macsDelta;
  /// Of the energy: Noise where the layer's two intervals overlap and its error does not cancel.
  Significance significance = Significance::None;
};

/// Two reports, layer beside layer.
struct ReportDiff {
  Report before, after;
  std::vector<LayerDiff> layers; ///< in the new network's order, removed layers where they stood
  size_t same = 0, changed = 0, added = 0, removed = 0;
  size_t renamed = 0; ///< of `same` and `changed`

  bool coverageDiffers =
      false; ///< the energies stand for different shares of the MACs: their difference says nothing
  bool sameBoard = true;                               ///< board and settings; or no board in both
  ReportNumber differingBefore;                        ///< O above; absent without figures
  ReportNumber differingAfter;                         ///< N
  ReportNumber energyDelta;                            ///< of the totals
  ReportNumber energyDeltaLow, energyDeltaHigh;        ///< absent without intervals
  Significance significance = Significance::NotJudged; ///< of `energyDelta`
  std::string reason;                                  ///< behind it, one line with the figures
  std::vector<std::string> caveats; ///< why the two are not measured alike: boards, batches, coverage

  ReportLayer const *layerBefore(LayerDiff const &layer) const {
    return layer.before ? &before.layers[*layer.before] : nullptr;
  }
  ReportLayer const *layerAfter(LayerDiff const &layer) const {
    return layer.after ? &after.layers[*layer.after] : nullptr;
  }
  /// The new layer, or the old one where it was removed.
  ReportLayer const &layerOf(LayerDiff const &layer) const {
    return layer.after ? after.layers[*layer.after] : before.layers[*layer.before];
  }
  /// Neither figures nor structure differ; names may.
  bool unchanged() const {
    return changed + added + removed == 0 && energyDelta.value_or(0) == 0 &&
           before.totals.energy.has_value() == after.totals.energy.has_value();
  }
};

/// Compares layer by layer (LayerMatch.h). Figures that differ by less than 1 part in 10^9 count as equal.
ReportDiff diffReports(Report before, Report after);

/// "jetson-nano power_mode=maxn", "no board".
std::string boardAndSettings(Report const &report);
/// What the side was asked for where the other was asked for something else: board and settings, sizes; empty where both
/// were asked the same. "agx-xavier power_mode=30w", "batch=8".
std::string sideText(ReportDiff const &diff, Report const &side);

/// after / before - 1; absent where one is, or `before` is not positive.
ReportNumber relativeChange(ReportNumber before, ReportNumber after);

} // namespace eo

#endif
