//===- Networks.h - networks to measure on, made in memory ------------------------------------------===//
#ifndef ENERGY_OPT_TESTS_BENCH_NETWORKS_H
#define ENERGY_OPT_TESTS_BENCH_NETWORKS_H

#include <cstdint>
#include <string>

namespace eo::bench {

/// Whether tensors hold their elements or only name, type and dims (as an external file that does not exist).
enum class Weights { Absent, Zeros };

/// ResNet-50 as its paper describes it (He et al., 2016): 53 convolutions with BatchNormalization and Relu,
/// 16 residual additions, one Gemm; serialised ModelProto, opset 13; 97 MB with weights. With `copies` > 1
/// each initializer has that many further tensors of its size beside it which no node reads: more bytes, the
/// same nodes.
std::string resNet50(Weights weights = Weights::Absent, int copies = 1);

/// `length` Relu nodes one after the other, listed in reverse order if asked.
std::string chain(int64_t length, bool reversed = false);

} // namespace eo::bench

#endif
