//===- RanInFloat.h - quantised networks that a runtime did not run as integers ----------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_RANINFLOAT_H
#define ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_RANINFLOAT_H

#include "llvm/ADT/StringRef.h"
#include <optional>

namespace eo {

/// ONNX Runtime computes a convolution or product between Q and DQ as integers where it recognises them (QLinearConv,
/// QGemm, …) and else as floats between conversions. Of the network of a bundle: the share of the time of its convolutions
/// and products that ran as floats, by the profile beside it (`networks/x.onnx`, `profiles/x.json`); nullopt where there
/// is none of ONNX Runtime, or neither ran.
std::optional<double> shareRunInFloat(llvm::StringRef network);

} // namespace eo

#endif
