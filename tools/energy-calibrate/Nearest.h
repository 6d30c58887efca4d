//===- Nearest.h - which known board is most like one that was measured -------------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_NEAREST_H
#define ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_NEAREST_H

#include "lib/board/BoardPath.h"
#include "tools/energy-calibrate/DataFlags.h"

namespace eo {

/// A board and how well it tells the proportions of what was measured.
struct NearBoard {
  std::string name;
  double factor = 1;  ///< measured time / its time, median over the networks
  double scatter = 0; ///< median of |ln(measured / (factor · its time))|: 0.2 is about 20 %
};

/// The boards of form roofline on the path that run on `unit` ("" for any), the most alike first: which have, up to a common
/// factor, the times of the tables' networks. A board called `except` is left out. Input errors of the tables; an input error
/// where they have no times or fewer than three networks; a usage error where no board has the unit.
llvm::Expected<std::vector<NearBoard>> nearestBoards(BoardPath const &path, llvm::StringRef unit,
                                                     llvm::StringRef except, DataFlags const &data,
                                                     llvm::ArrayRef<MeasurementTable> tables);

} // namespace eo

#endif
