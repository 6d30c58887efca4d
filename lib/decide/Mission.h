//===- Mission.h - what a duty cycle draws, and how long a battery lasts --------------------------===//
//
// A device infers f times a second and does something else between. Everything it draws is a sum of parts, each a
// constant power and an energy for every execution of the network, so that its mean power is linear in f:
//
//   P(f) = (Σ constant + f · Σ perExecution) / regulator
//
// With T the time from result to result, E the energy of an execution and N executions for each wake-up:
//
//   part             without sleep           with sleep
//   inference        f · E                   f · E
//   between          idle · (1 − f · T)      sleep · (1 − f · (T + (wake + load) / N))
//   wake-up, load                            f · energy / N; without an energy, its time at the idle power
//   camera           camera                  camera · f · (T + (wake + load) / N): it sleeps with the rest
//   host             host                    host
//   radio            f · samples · radio     f · samples · radio
//
// Hours are battery · usable · capacity / P. The interval of E is that of the board; powers of the user have none.
//
#ifndef ENERGY_OPT_LIB_DECIDE_MISSION_H
#define ENERGY_OPT_LIB_DECIDE_MISSION_H

#include "lib/decide/Limit.h"
#include "lib/decide/MissionCycle.h"
#include "lib/report/Report.h"
#include "llvm/Support/Error.h"

namespace eo {

/// What the device does beside computing. SI units; absent: not stated.
struct MissionPlan {
  std::optional<double> ratePerS;          ///< samples a second; absent: as often as it can, or asked for
  std::optional<double> burst;             ///< executions for each wake-up; without: 1
  std::optional<double> idleW;             ///< between inferences; absent: what the board's model says
  std::optional<double> sleepW;            ///< in the place of idle; absent: it never sleeps
  std::optional<double> wakeJ, wakeS;      ///< of a wake-up
  std::optional<double> loadJ, loadS;      ///< of loading the network after each wake-up
  std::optional<double> cameraW, hostW;    ///< drawn beside the board
  std::optional<double> radioJ;            ///< to send the result of a sample
  std::optional<double> inferenceS;        ///< time of an execution, for boards whose model knows none
  std::optional<double> batteryWh, usable; ///< usable: share of it
  std::optional<double> capacity;          ///< share that is left at the temperature of use
  std::optional<double> temperatureC;      ///< with capacityAt, in the place of `capacity`
  std::vector<std::pair<double, double>> capacityAt; ///< °C, share; ascending; straight between, ends held
  std::optional<double> regulator;                   ///< efficiency between battery and devices
  std::optional<double> supplyW;                     ///< the most that may be drawn of the supply
  std::optional<double> lastS;                       ///< how long the battery has to last
  std::optional<double> gridGPerKwh;                 ///< gCO2e of a kWh
  std::optional<double> pricePerKwh;                 ///< in the currency of the user

  bool sleeps() const { return sleepW.has_value(); }
};

/// A usage error where parts contradict each other: a wake-up without sleep, hours without a battery.
llvm::Error checkPlan(MissionPlan const &plan);

/// What share of the battery is left at the temperature: `capacity`, else by capacityAt; 1 without both.
double capacityShare(MissionPlan const &plan);

struct ChosenBoard;
/// What the board's model draws whatever runs, W; nothing where its kind knows no such figure.
std::optional<double> baseOf(ChosenBoard const &board);

/// The inference the mission is built of.
struct MissionInference {
  double energyJ = 0;
  std::optional<double> lowJ, highJ; ///< both or neither
  double timeS = 0;                  ///< from result to result
  std::optional<double> timeLowS, timeHighS;
  double samples = 1;    ///< of one execution
  double peakW = 0;      ///< of the layer that draws most, as a mean over the layer
  std::string peakLayer; ///< its name; empty: of the execution as a whole
  double idleW = 0;
  bool isAll =
      true; ///< no layer is left out; else energy and time are lower bounds, and nothing fits by them
  bool isGuess = false;           ///< the estimate's trust: verdicts are those of Limit.h on a guess
  std::vector<std::string> notes; ///< what was taken for what
};

/// Of a report. `boardBaseW`: what the board's model draws whatever runs. A usage error where the plan has to
/// state what the board's model does not know: time, idle power; an input error without an energy.
llvm::Expected<MissionInference> missionInference(Report const &report, std::optional<double> boardBaseW,
                                                  MissionPlan const &plan);

/// A part of the mean power at the battery, regulator included as a part of its own.
struct MissionPart {
  std::string name; ///< "inference", "idle between inferences", …
  BoundedFigure watts;
};

/// "FITS", "DOES NOT FIT", "UNKNOWN".
llvm::StringRef verdictWord(MissionVerdict verdict);

/// What comes of a mission.
struct MissionResult {
  double ratePerS = 0;           ///< samples
  double busyShare = 0;          ///< of the time, wake-ups included; at most 1 where it keeps up
  BoundedFigure highestRatePerS; ///< that it keeps up with; low where the time is at its high bound
  MissionVerdict keepsUp = MissionVerdict::Fits;
  BoundedFigure meanW, peakW;     ///< at the battery or supply
  std::string peakLayer;          ///< of the inference; empty: of the execution as a whole, or of `peakPhase`
  std::string peakPhase;          ///< "asleep", where more is drawn in it than in any layer; else empty
  std::vector<MissionPart> parts; ///< largest first
  MissionCycle cycle;             ///< what is drawn when; at most as often as it keeps up with
  std::optional<BoundedFigure> lastsS; ///< of the battery
  std::optional<BoundedFigure> samplesPerCharge;
  std::optional<MissionVerdict> lastsAsAsked;
  std::optional<BoundedFigure>
      rateForHours; ///< the highest with which the battery lasts as asked and that is kept up; 0: none does
  std::optional<MissionVerdict> underSupply; ///< the peak
  std::vector<std::string> notes;

  /// Of all demands: DoesNotFit before Unknown before Fits.
  MissionVerdict verdict() const;
};

/// The highest rate that lasts as asked and is kept up wherever in the intervals the truth lies; without intervals by the
/// values. Of a result with rateForHours.
double certainRate(MissionResult const &result);

/// A demand of a plan and how it is met.
struct MissionDemand {
  MissionVerdict verdict = MissionVerdict::Fits;
  char const *what = ""; ///< "the rate", "the battery", "the supply"
  std::string why;       ///< "24 h asked for, it lasts 19.2 h (17.9 h to 20.8 h)"
};
/// The battery and the supply where they were asked about, the rate where it is not kept up with for certain.
std::vector<MissionDemand> demandsOf(MissionPlan const &plan, MissionResult const &result);

/// kWh of a year at the mean power, and of a million samples at the rate (0 without any).
double kwhPerYear(MissionResult const &result);
double kwhPerMillion(MissionResult const &result);

/// At the plan's rate; without one at the highest that lasts as asked wherever in the intervals the truth lies (without
/// intervals by the value), else at the highest it keeps up with.
MissionResult solveMission(MissionPlan const &plan, MissionInference const &inference);

} // namespace eo

#endif
