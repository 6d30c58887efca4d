//===- ConvEngine.h - engines that choose how to share out their multipliers ------------------------===//
//
// Some accelerators convolve in an engine of M multipliers that works in modes: in mode m the input channels are cut
// into 2^m blocks that are added up at the end, and M >> m output channels are made at a time. At each output position a
// group of output channels takes
//
//   channels of a block · kernel positions + beside[m]   cycles
//
// A mode is barred where channels of a block · kernel positions exceed the engine's `taps`, or where the input does not
// stay beside the engine: kernel height + stride + spareLines of its lines (one more up to a width of 8; widths rounded up
// to 8) of as many channels as its blocks are made for must fit into a block of memory. The compiler takes the mode of the
// fewest cycles. Where every mode is barred it cuts the input: into channels, each part's sum but the first being written,
// read and added to what was there; or in space, where only the lines are too many: the input then passes through memory
// once more. What moves fewer bytes is taken. A first layer's input is copied into the engine's layout before.
//
// Which engines there are: ConvEngines.def. A board file names its own: `engine: myriad-x`.
//
#ifndef ENERGY_OPT_LIB_BOARD_CONVENGINE_H
#define ENERGY_OPT_LIB_BOARD_CONVENGINE_H

#include "lib/board/CostFeatures.h"
#include <array>

namespace eo {

/// A convolution engine of fixed modes, as its maker or a reading of its compiler describes it; counts of hardware.
struct ConvEngine {
  llvm::StringRef name, source;
  int64_t multipliers = 0; ///< multiply-accumulates a cycle at most
  int64_t taps = 0;        ///< of a block, for one output
  int64_t blockBytes = 0;
  int64_t spareLines = 0;
  std::array<int64_t, 5> beside = {}; ///< cycles, by mode
};

/// How an engine runs a convolution.
struct EngineUse {
  double utilisation = 0; ///< multiply-accumulates over those its cycles had room for: above 0, at most 1
  double positions =
      0; ///< of the result of one input: a group of output channels walks over them, then the next
  double spilledBytes = 0; ///< that pass through memory beside its work
};

/// nullptr where there is none of that name.
ConvEngine const *findConvEngine(llvm::StringRef name);
std::vector<std::string> convEngineNames();

/// nullopt for what runs elsewhere: other operators, convolutions of other than two axes, transposed and depthwise ones,
/// and where a size is not known. `bits`: of an element as executed.
std::optional<EngineUse> engineUse(ConvEngine const &engine, CostFeatures const &features, unsigned bits);

} // namespace eo

#endif
