//===- KernelFamily.h - kernels that run alike -------------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_BOARD_KERNELFAMILY_H
#define ENERGY_OPT_LIB_BOARD_KERNELFAMILY_H

#include "lib/board/CostFeatures.h"

namespace eo {

/// Algorithms: kernels of one run alike, with their own peak, bandwidth and power. Libraries choose by the
/// size of a convolution's kernel (Rodrigues et al. 2017): fast algorithms for 3×3, matrix multiplication of
/// unrolled patches for large ones.
enum class KernelFamily : uint8_t {
  Winograd,       ///< 3×3 convolution, stride 1, no dilation: fast algorithms apply
  Pointwise,      ///< 1×1 convolution: a matrix product
  ImplicitGemm,   ///< other convolutions up to 4×4, transposed and deformable ones
  Gemm,           ///< 5×5 and larger
  Direct,         ///< first layers of up to 4 input channels
  Depthwise,      ///< fewer than 8 input channels to a group
  DepthwiseLarge, ///< the same of kernels other than 3×3 and 1×1: libraries write 3×3 ones by hand
  Matrix,         ///< fully connected layers, matrix products, attention
  Recurrent,      ///< LSTM, GRU, RNN: products of a matrix and a vector, a step after the other
  Pooling,
  Elementwise, ///< one pass over the data: normalization, activation, arithmetic, softmax, reduction, …
  Movement,    ///< copies: concatenation, transposition, padding, resampling
};
inline constexpr size_t familyCount = 12;
/// Input channels to a group from which a convolution in groups is of the families of whole ones.
inline constexpr int64_t depthwiseChannels = 8;
/// Input channels up to which a first layer is Direct.
inline constexpr int64_t directChannels = 4;

/// "winograd", "pointwise", …: the words behind the dot of a coefficient's name.
llvm::StringRef kernelFamilyName(KernelFamily family);

/// The family of that name; nullopt where there is none.
std::optional<KernelFamily> findKernelFamily(llvm::StringRef name);

/// The family that a kernel of this one counts as where a board knows no better; nullopt where there is none.
std::optional<KernelFamily> widerFamily(KernelFamily family);

/// nullopt for what runs no code of its own: views, shape arithmetic.
std::optional<KernelFamily> kernelFamily(CostFeatures const &features);

/// Input channels of a group; 0 where they are not known.
double inputChannelsOfGroup(CostFeatures const &features);

} // namespace eo

#endif
