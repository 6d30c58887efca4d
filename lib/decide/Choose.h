//===- Choose.h - the best of several networks, sizes, boards and settings --------------------------===//
//
// Every candidate has an energy for each sample, a latency and a power, each with its interval. Limits are judged by
// the intervals; what cannot be beaten in all three at once is the front.
//
#ifndef ENERGY_OPT_LIB_DECIDE_CHOOSE_H
#define ENERGY_OPT_LIB_DECIDE_CHOOSE_H

#include "lib/board/BoardModel.h"
#include "lib/decide/Mission.h"

namespace eo {

/// What a candidate must keep to; absent: no limit.
struct ChoiceLimits {
  std::optional<double> energyJ;  ///< of a sample
  std::optional<double> latencyS; ///< from input to result
  std::optional<double> powerW;   ///< mean: back to back, or at the rate where one is given
  std::optional<double> ratePerS; ///< samples: it has to keep up, and power is the mean at this rate

  bool any() const { return energyJ || latencyS || powerW || ratePerS; }
};

/// One network at one size on one board under one setting.
struct Contender {
  Report report;
  std::string settings;        ///< only those that differ among the board's candidates: "precision=fp16"
  bool measured = true;        ///< no setting in force is a declared point, which nobody measured
  std::optional<double> baseW; ///< what the board draws whatever runs

  std::optional<BoundedFigure> sampleJ, latencyS, powerW, ratePerS; ///< rate: the highest it keeps up with
  MissionVerdict verdict = MissionVerdict::Fits; ///< on the limits; Unknown where a limited figure is
  std::string failing;                           ///< the limits it does not keep: "latency, power"
  bool isAll() const {
    return report.totals.energyIsAll;
  }                      ///< else its figures are lower bounds, and it is never best
  bool onFront = false;  ///< no candidate that may fit is better in one figure and as good in all
  bool likeBest = false; ///< its energy cannot be told apart from that of the best: the intervals overlap
  bool best = false;     ///< the least energy (at a rate: power) of those that fit, else of those that may
};

/// Fills in the figures of all candidates, judges and ranks them: the best first, those that do not fit last.
void rankContenders(std::vector<Contender> &candidates, ChoiceLimits const &limits);

/// All settings of a board that agree with the requests: the product of the values its file knows, declared points
/// included; at most `most` of them, an error beyond that.
llvm::Expected<std::vector<SettingValues>>
settingsOf(BoardModel const &board, llvm::ArrayRef<SettingRequest> requests, size_t most = 1000);

/// Whether nobody measured the setting.
bool isDeclared(BoardModel const &board, SettingValues const &settings);

} // namespace eo

#endif
