//===- ConvEngine.h - engines that choose how to share out their multipliers ------------------------===//
//
// Some accelerators convolve in an engine of M multipliers that works in modes: in mode m the input channels are cut
// into 2^m blocks that are added up at the end, and M >> m output channels are made at a time. At each output position a
// group of output channels takes
//
//   channels of a block · kernel positions + beside[m]   cycles
//
// A mode is barred where channels of a block · kernel positions exceed the engine's `taps`. The compiler takes the mode
// of the fewest cycles; where every mode is barred it cuts the input channels into parts and adds these up. The input
// stays beside the engine where kernel height + stride + spareLines of its lines (one more up to a width of 8; widths
// rounded up to 8) fit into a block of memory; else it and the result pass through memory once more.
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
  bool holdsInput = true;
};

/// nullptr where there is none of that name.
ConvEngine const *findConvEngine(llvm::StringRef name);
std::vector<std::string> convEngineNames();

/// nullopt for what runs elsewhere: other operators, convolutions of other than two axes, transposed and depthwise ones,
/// those of up to 4 input channels, and where a size is not known. `bits`: of an element as executed.
std::optional<EngineUse> engineUse(ConvEngine const &engine, CostFeatures const &features, unsigned bits);

} // namespace eo

#endif
