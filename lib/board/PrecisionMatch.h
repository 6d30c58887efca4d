//===- PrecisionMatch.h - the precision a board runs a file at --------------------------------------===//
#ifndef ENERGY_OPT_LIB_BOARD_PRECISIONMATCH_H
#define ENERGY_OPT_LIB_BOARD_PRECISIONMATCH_H

#include "lib/board/BoardModel.h"
#include <map>

namespace eo {

/// How many multiply-accumulates a network has in each type.
class ArithmeticShares {
public:
  void add(DataType type, Count macs) {
    if (type != DataType::Undefined && macs.value_or(0) > 0)
      shares[type] += static_cast<double>(*macs);
  }
  /// The type with the most; Undefined without any.
  DataType most() const;

private:
  std::map<DataType, double> shares;
};

/// Sets the board's `precision`, where it has that setting, to what its runtime takes for a file of such
/// arithmetic: fp16 for float16, int8 or else fp16 for networks quantised to
/// integers, fp8 or else fp16 for those quantised to FP8. Others leave it as it is, and so
/// does what the board has no value for.
void matchPrecision(DataType arithmetic, BoardModel const &board, SettingValues &settings);

} // namespace eo

#endif
