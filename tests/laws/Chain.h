//===- Chain.h - networks of alike convolutions --------------------------------------------------------===//
#ifndef ENERGY_OPT_TESTS_LAWS_CHAIN_H
#define ENERGY_OPT_TESTS_LAWS_CHAIN_H

#include "tests/laws/NetworkEdit.h"

namespace eo::test {

/// `depth` convolutions of square maps, each with its Relu.
struct Chain {
  int64_t batch = 1, size = 32, channels = 64, depth = 4, kernel = 3, stride = 1, groups = 1, dilation = 1;
  int64_t inputs = 0; ///< channels that the first one reads; 0: `channels`
  bool activated = true;
  bool inside = false; ///< behind a Relu: the first convolution does not read what the network is fed

  /// The network, without weight values.
  onnx::ModelProto build() const;
};

} // namespace eo::test

#endif
