//===- MissionInference.cpp - what a mission takes from a report ------------------------------===//

#include "lib/cost/FigureSet.h"
#include "lib/cost/TrustLevel.h"
#include "lib/decide/CaseText.h"
#include "lib/decide/Mission.h"
#include "lib/support/Error.h"
#include "lib/support/Quantity.h"

namespace eo {

std::optional<double> baseOf(ChosenBoard const &board) {
  double base = resolveFigures(board).get(BoardFigure::Base, 0);
  return base > 0 ? std::optional(base) : std::nullopt;
}

/// Of a layer while it runs. The energy of a layer has its share of the base that is drawn while nothing of the network
/// runs (the overhead of an inference), its time has not: that share is left out where the board tells it apart.
static std::optional<double> powerWhileRunning(ReportLayer const &layer, ReportTotals const &totals) {
  if (layer.energyDynamic && layer.latency && *layer.latency > 0 && totals.energyBase && totals.throughput)
    return *totals.energyBase * *totals.throughput + *layer.energyDynamic / *layer.latency;
  return layer.power;
}

/// The layer that draws most, among those that take a thousandth of the time and more: shorter ones say little.
static void findPeak(Report const &report, MissionInference &inference) {
  double total = report.totals.deviceLatency.value_or(0);
  for (ReportLayer const &layer : report.layers) {
    std::optional<double> watts = powerWhileRunning(layer, report.totals);
    if (!watts || !layer.latency || *layer.latency < 1e-3 * total || *watts <= inference.peakW)
      continue;
    inference.peakW = *watts;
    inference.peakLayer = layer.name.empty() ? layer.op : layer.name;
  }
}

/// How long one takes: as the plan says, else as the board has it.
static llvm::Error findTime(ReportTotals const &totals, MissionPlan const &plan, llvm::StringRef board,
                            MissionInference &inference) {
  if (plan.inferenceS) {
    inference.timeS = *plan.inferenceS;
    return llvm::Error::success();
  }
  if (!totals.throughput)
    return usageError("{} has energies only: how long an inference takes has to be said, for example "
                      "--inference-time=20ms",
                      board);
  inference.timeS = 1 / *totals.throughput;
  if (totals.latency && totals.latencyLow && totals.latencyHigh && *totals.latency > 0) {
    inference.timeLowS = inference.timeS * *totals.latencyLow / *totals.latency;
    inference.timeHighS = inference.timeS * *totals.latencyHigh / *totals.latency;
  }
  return llvm::Error::success();
}

/// What is drawn between two: as the plan says, else the base of the board's model; nobody asks where the device sleeps.
static llvm::Error findIdle(std::optional<double> boardBaseW, MissionPlan const &plan, llvm::StringRef board,
                            MissionInference &inference) {
  if (plan.idleW) {
    inference.idleW = *plan.idleW;
  } else if (boardBaseW) {
    inference.idleW = *boardBaseW;
    inference.notes.push_back(
        fmt::format("idle power is the base of the board's model, {}: found while networks "
                    "ran; a device that clocks down draws less (--idle)",
                    formatSi(*boardBaseW, "W")));
  } else if (!plan.sleeps()) {
    return usageError("what {} draws between inferences is not known: --idle=P, or --sleep=P where it sleeps",
                      board);
  }
  return llvm::Error::success();
}

/// Energies above idle get what idle draws in the time of an inference.
static void addIdle(MissionInference &inference) {
  double idleJ = inference.idleW * inference.timeS;
  inference.energyJ += idleJ;
  inference.peakW += inference.idleW;
  for (std::optional<double> *bound : {&inference.lowJ, &inference.highJ})
    if (*bound)
      **bound += idleJ;
  inference.notes.push_back(
      "the board's energies are above idle: idle was added for the time of an inference");
}

/// What the board's energies are of.
static void includeWhatIsDrawn(ReportBoard const &board, MissionPlan const &plan,
                               MissionInference &inference) {
  if (board.idle == "excluded")
    addIdle(inference);
  if (board.idle.empty())
    inference.notes.push_back("whether the board's energies include idle is not stated; taken as included");
  if (!board.metered.empty() && board.metered != "wall" && !plan.hostW)
    inference.notes.push_back(
        fmt::format("the board was metered at its {}: what is beside it (carrier, host, "
                    "screen) is not in these figures (--host)",
                    board.metered));
}

llvm::Expected<MissionInference> missionInference(Report const &report, std::optional<double> boardBaseW,
                                                  MissionPlan const &plan) {
  ReportTotals const &totals = report.totals;
  std::string board = report.board ? report.board->id : "no board";
  if (!totals.energy)
    return inputError("{}: {}; a mission starts from joules an inference", report.model.path,
                      noEnergyText(report));
  MissionInference inference;
  inference.energyJ = *totals.energy;
  inference.lowJ = totals.energyLow;
  inference.highJ = totals.energyHigh;
  inference.isAll = totals.energyIsAll;
  if (!inference.isAll)
    inference.notes.push_back("layers without an estimate are left out: the truth is higher");
  inference.samples = static_cast<double>(report.model.batch.value_or(1));
  if (llvm::Error error = findTime(totals, plan, board, inference))
    return error;
  if (llvm::Error error = findIdle(boardBaseW, plan, board, inference))
    return error;
  if (plan.idleW && *plan.idleW > inference.energyJ / inference.timeS)
    inference.notes.push_back(fmt::format("idle is said to draw {}, more than an inference with {} on the "
                                          "mean: --host is for what is beside the board",
                                          formatSi(*plan.idleW, "W"),
                                          formatSi(inference.energyJ / inference.timeS, "W")));
  inference.peakW = inference.energyJ / inference.timeS;
  findPeak(report, inference);
  inference.isGuess = report.trust && report.trust->level == TrustLevel::Guess;
  if (inference.isGuess)
    inference.notes.push_back("the estimate is a guess (trust): nothing fits by it, and only what is above a "
                              "limit by more than its "
                              "whole interval does not");
  if (report.board)
    includeWhatIsDrawn(*report.board, plan, inference);
  return inference;
}

} // namespace eo
