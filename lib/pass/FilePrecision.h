//===- FilePrecision.h - the numbers a file computes with --------------------------------------------===//
#ifndef ENERGY_OPT_LIB_PASS_FILEPRECISION_H
#define ENERGY_OPT_LIB_PASS_FILEPRECISION_H

#include "lib/ir/DataType.h"
#include <string>
#include <tuple>

namespace eo {

/// match-precision: what most multiply-accumulates of the file are written in.
struct FilePrecision {
  /// Int8 for all that is quantised to integers, a float of 8 bits or fewer where it is quantised to those; Undefined
  /// without any.
  DataType arithmetic = DataType::Undefined;
  unsigned weightBits = 0; ///< of weights stored in fewer bits than `arithmetic`; else 0
  /// How quantised arithmetic is written: "QDQ", "QOperator" or "dynamic"; empty for the rest.
  std::string scheme;
  bool floatWeights = false; ///< those of `weightBits` are floats

  bool operator==(FilePrecision const &) const = default;
  bool operator<(FilePrecision const &other) const {
    return std::tie(arithmetic, weightBits, scheme, floatWeights) <
           std::tie(other.arithmetic, other.weightBits, other.scheme, other.floatWeights);
  }
  /// "FP16", "INT8 (QDQ)", "FP8 (QDQ)", "FP32 with INT4 weights"; empty without arithmetic.
  std::string text() const;
};

} // namespace eo

#endif
