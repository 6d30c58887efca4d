//===- FilePrecision.h - the numbers a file computes with --------------------------------------------===//
#ifndef ENERGY_OPT_LIB_PASS_FILEPRECISION_H
#define ENERGY_OPT_LIB_PASS_FILEPRECISION_H

#include "lib/ir/DataType.h"
#include <string>
#include <tuple>

namespace eo {

/// match-precision: what most multiply-accumulates of the file are written in.
struct FilePrecision {
  DataType arithmetic = DataType::Undefined; ///< Int8 for all quantised forms; Undefined without any
  unsigned weightBits = 0;                   ///< of weights stored in fewer bits than `arithmetic`; else 0
  /// How quantised arithmetic is written: "QDQ", "QOperator" or "dynamic"; empty for the rest.
  std::string scheme;

  bool operator==(FilePrecision const &) const = default;
  bool operator<(FilePrecision const &other) const {
    return std::tie(arithmetic, weightBits, scheme) <
           std::tie(other.arithmetic, other.weightBits, other.scheme);
  }
  /// "FP16", "INT8 (QDQ)", "FP32 with INT4 weights"; empty without arithmetic.
  std::string text() const;
};

} // namespace eo

#endif
