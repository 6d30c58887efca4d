//===- Networks.h - networks to measure on, made in memory ------------------------------------------===//
#ifndef ENERGY_OPT_TESTS_BENCH_NETWORKS_H
#define ENERGY_OPT_TESTS_BENCH_NETWORKS_H

#include <cstdint>
#include <string>

namespace eo::bench {

/// ResNet-50 as its paper describes it (He et al., 2016): 53 convolutions with BatchNormalization and Relu, 16 residual
/// additions, one Gemm; serialised ModelProto, opset 13. Weights have names, types and dims and point to a file that
/// does not exist, or are zeros in the file (`withWeights`, 97 MB).
std::string resNet50(bool withWeights = false);

/// `length` Relu nodes one after the other, listed in reverse order if asked.
std::string chain(int64_t length, bool reversed = false);

} // namespace eo::bench

#endif
