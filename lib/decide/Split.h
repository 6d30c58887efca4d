//===- Split.h - a head on the device, a tail on a server ---------------------------------------------===//
//
// The device runs a set of nodes that is closed: with a node all that it needs. It sends what the rest reads. With the
// energy and time of the set and the B bytes of all tensors that cross,
//
//   E = set + 8 B · J/bit            T = set + 8 B / (bit/s) + the rest on the server
//
// The cuts in graph order (the first i nodes) are all listed. Of all closed sets, which are far more, those that are best for
// some weighting of E and T are found by minimum cuts (SplitSets.cpp): the least energy of all and every corner of the convex
// hull. Kernels are not cut. What the device draws while it waits for the server is not in E.
//
// Early exits: of all samples the share p ends at an output of the network. An exit on the device is worth that much: what only
// later results need runs for the others alone, and so do radio and server. An exit on the server saves the device nothing.
//
#ifndef ENERGY_OPT_LIB_DECIDE_SPLIT_H
#define ENERGY_OPT_LIB_DECIDE_SPLIT_H

#include "lib/decide/Lifetimes.h"
#include "lib/decide/Mission.h"
#include "lib/decide/Radio.h"
#include "lib/report/Writers.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

/// One node in graph order.
struct SplitStep {
  std::string name, op;
  double energyJ = 0, timeS = 0; ///< on the device
  double serverS = 0;            ///< on the server; 0 where none is given
  bool startsKernel = true;      ///< no kernel runs both before and from this node in graph order
  size_t kernel = ~size_t{0};    ///< nodes of the same number are one kernel; this number: none
};

/// An output of the network at which some samples end.
struct SplitExit {
  std::string name;
  size_t step = 0;  ///< that computes it
  double share = 0; ///< of all samples
};

/// A place to cut.
struct NetworkCut {
  size_t head = 0;                  ///< nodes on the device
  bool inOrder = true;              ///< they are the first in graph order
  std::string after;                ///< the last of them; empty for none
  std::vector<std::string> sends{}; ///< names of the tensors that cross; of cuts on the front alone
  int64_t bytes = 0;                ///< that cross
  size_t tensors = 0;               ///< how many
  double headJ = 0, radioJ = 0, headS = 0, radioS = 0, tailS = 0;
  double ends = 0;      ///< share of the samples that end on the device
  bool onFront = false; ///< no other cut takes less energy and no more time, or less time and no more energy

  double energyJ() const { return headJ + radioJ; }
  double latencyS() const { return headS + radioS + tailS; }
};

/// What a split is searched in.
struct SplitProblem {
  std::vector<SplitStep> steps;
  Lifetimes lifetimes;
  RadioLink radio;
  std::vector<SplitExit> exits{}; ///< in graph order; at most ExitShares::most
  bool isTimed = true;            ///< the device's model knows times: else cuts are ranked by energy alone
};

/// Which nodes run how often, once some exits are on the device.
class ExitShares {
public:
  explicit ExitShares(SplitProblem const &problem);
  /// The share of the samples that the node runs for where the exits of `onDevice` (bit i: exit i) are on the device.
  double runs(size_t step, uint32_t onDevice) const;
  /// That of the samples which go on to the server.
  double rest(uint32_t onDevice) const;
  /// The exits among the nodes of the set.
  uint32_t within(std::vector<char> const &set) const;
  static constexpr size_t most = 8; ///< exits

private:
  std::vector<SplitExit> const &exits;
  std::vector<std::vector<char>> neededBy; ///< of each exit: the nodes that it needs
};

/// All cuts in graph order, cut 0 and the last one included: one more than there are places between kernels. Behind them the
/// sets that are in no order and beat all that are. The front is marked.
std::vector<NetworkCut> allCuts(SplitProblem const &problem);

/// The cut with this set on the device.
NetworkCut cutOf(SplitProblem const &problem, ExitShares const &shares, std::vector<char> const &set);
/// Closed sets that are best for some weighting of energy and latency, the least energy first.
std::vector<std::vector<char>> bestSets(SplitProblem const &problem, ExitShares const &shares);

/// What is known of the figures of a board, that of the device or the server's.
struct SplitBoard {
  /// Lower and upper bound over the value.
  using Factors = std::optional<std::pair<double, double>>;

  Factors energy, latency;
  bool isTimed = true;  ///< its model knows how long layers take
  bool isAll = true;    ///< all layers have an estimate
  bool isGuess = false; ///< by its trust
  std::string trust;    ///< in words; empty where nothing is known of it
};

/// That of the board the report is of.
SplitBoard splitBoardOf(Report const &report);

/// The answer of energy-opt split.
struct SplitAnswer {
  Report report;
  std::string server; ///< what runs the tail; empty: its time is not in the latency
  SplitBoard device, tail;
  RadioLink radio;
  std::optional<double> latencyS; ///< the limit
  std::vector<SplitExit> exits{};
  std::vector<NetworkCut> cuts;

  /// Of the head and the radio; bounds are those of the head.
  BoundedFigure energyOf(NetworkCut const &cut) const;
  /// From input to result; nothing where the device has no times and computes.
  std::optional<BoundedFigure> latencyOf(NetworkCut const &cut) const;
  /// Whether the cut keeps to the limit (Limit.h); FITS without one.
  MissionVerdict verdictOf(NetworkCut const &cut) const;
  /// The cut of least energy among those whose latency keeps to the limit, by the value alone; nullptr where none does.
  NetworkCut const *best() const;
  /// The same among those that keep to it for certain.
  NetworkCut const *bestForCertain() const;
  /// FITS where a cut keeps to the limit for certain, DOES NOT FIT where none can.
  MissionVerdict verdict() const;

private:
  NetworkCut const *cheapest(llvm::function_ref<bool(NetworkCut const &)> keeps) const;
};

/// The best cut in a sentence, then the front and both ends.
void writeSplitText(SplitAnswer const &answer, WriteOptions const &options, llvm::raw_ostream &stream);
/// "energy-opt/split/1" with all cuts.
void writeSplitJson(SplitAnswer const &answer, llvm::raw_ostream &stream);
/// A row a cut.
void writeSplitCsv(SplitAnswer const &answer, llvm::raw_ostream &stream);

} // namespace eo

#endif
