//===- Split.h - a head on the device, a tail on a server ---------------------------------------------===//
//
// Cut i runs the first i nodes in graph order on the device and sends what the rest reads. With the energy and time of
// the head and the B bytes of all tensors that cross,
//
//   E(i) = head + 8 B · J/bit            T(i) = head + 8 B / (bit/s) + tail on the server
//
// Cut 0 sends the inputs; the last one sends nothing. Kernels are not cut. What the device draws while it waits for the
// server is not in E.
//
#ifndef ENERGY_OPT_LIB_DECIDE_SPLIT_H
#define ENERGY_OPT_LIB_DECIDE_SPLIT_H

#include "lib/decide/Lifetimes.h"
#include "lib/decide/Mission.h"
#include "lib/report/Writers.h"

namespace eo {

/// How results leave the device.
struct RadioLink {
  double joulesPerBit = 0, bitsPerSecond = 0; ///< the latter 0: time is not known
};
/// Of "100nJ/bit,20Mbit/s" and "100 nJ/bit"; a usage error for anything else.
llvm::Expected<RadioLink> parseRadio(llvm::StringRef text);

/// One node in graph order.
struct SplitStep {
  std::string name, op;
  double energyJ = 0, timeS = 0; ///< on the device
  double serverS = 0;            ///< on the server; 0 where none is given
  bool startsKernel = true;      ///< no kernel runs both before and from this node
};

/// A place to cut.
struct NetworkCut {
  size_t head = 0;    ///< nodes on the device
  std::string after;  ///< the last of them; empty for none
  int64_t bytes = 0;  ///< that cross
  size_t tensors = 0; ///< how many
  double headJ = 0, radioJ = 0, headS = 0, radioS = 0, tailS = 0;
  bool onFront = false; ///< no other cut takes less energy and no more time, or less time and no more energy

  double energyJ() const { return headJ + radioJ; }
  double latencyS() const { return headS + radioS + tailS; }
};

/// All cuts in order; one more than there are places between kernels, cut 0 and the last one included.
std::vector<NetworkCut> allCuts(llvm::ArrayRef<SplitStep> steps, Lifetimes const &lifetimes,
                                RadioLink const &radio);

/// The cut of least energy among those within the latency; nullptr where none is.
NetworkCut const *bestCut(llvm::ArrayRef<NetworkCut> cuts, std::optional<double> latencyS);

/// The answer of energy-opt split.
struct SplitAnswer {
  Report report;
  std::string server; ///< what runs the tail; empty: its time is not in the latency
  RadioLink radio;
  std::optional<double> latencyS; ///< the limit
  std::vector<NetworkCut> cuts;
};

/// The best cut in a sentence, then the front and both ends.
void writeSplitText(SplitAnswer const &answer, WriteOptions const &options, llvm::raw_ostream &stream);
/// "energy-opt/split/1" with all cuts.
void writeSplitJson(SplitAnswer const &answer, llvm::raw_ostream &stream);
/// A row a cut.
void writeSplitCsv(SplitAnswer const &answer, llvm::raw_ostream &stream);

} // namespace eo

#endif
