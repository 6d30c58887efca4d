//===- Expectations.h - what a roofline fit expects before it has seen a row -------------------------===//
//
// Five networks cannot show fifty figures. What they leave open stays where it was expected, so that each expectation is a statement
// about boards. None is measured: they are orders of magnitude, with spreads that are wide against what boards differ by.
//
#ifndef ENERGY_OPT_LIB_CALIBRATE_EXPECTATIONS_H
#define ENERGY_OPT_LIB_CALIBRATE_EXPECTATIONS_H

#include "lib/board/BoardModel.h"
#include "lib/board/KernelFamily.h"

namespace eo {

/// What is expected of a figure: a value in its unit, and the standard deviation of its logarithm; 0: it is known.
struct Expectation {
  double value = 1, spread = 1;
};

/// How large the things of a table are.
struct Magnitudes {
  double shortestRow = 0;    ///< s, of what was timed
  double shortestKernel = 0; ///< s, mean of the kernels of a row: its least
  double quickKernel = 0;    ///< s, likewise: what a tenth of the rows is below
  double mostMacs = 1;       ///< MAC/s, at least 1
  double mostBytes = 0;      ///< B/s
  double leastPower = 0;     ///< W, mean of an inference
  double middlePower = 0;    ///< W, likewise
};

/// Of a figure that stands for all families and settings. {1, 0} for those that no table shows and a board or a setting gives.
Expectation usualFigure(BoardFigure figure, Magnitudes const &table);

/// Of a family against the common figure: fast algorithms for 3×3 convolutions, depthwise ones
/// at a quarter of the peak, the others alike. `freeFamilies`: with little confidence, for data that can say
/// better.
Expectation usualOfFamily(BoardFigure figure, KernelFamily family, bool freeFamilies);

/// Of a figure at a setting's value against its default: peaks double from fp32 to fp16 and again to int8; spread 0: nothing.
/// `freeSettings`: it may bring another runtime, with other kernels.
Expectation usualOfSetting(BoardFigure figure, SettingDeclaration const &setting, llvm::StringRef value,
                           bool freeSettings);

/// The same of two settings together, beyond what each does: another library at another precision.
inline constexpr Expectation usualOfPair = {1, 0.3};

/// How far a setting may move a family of kernels against the others: the spread of its logarithm; 0: not at all.
double spreadOfFamilyAtSetting(BoardFigure figure);

} // namespace eo

#endif
