//===- ConvLayer.h - two-dimensional convolutions and what could stand in their place --------------===//
#ifndef ENERGY_OPT_LIB_LINT_CONVLAYER_H
#define ENERGY_OPT_LIB_LINT_CONVLAYER_H

#include "lib/ir/GraphEdit.h"
#include "lib/lint/Rule.h"
#include <array>

namespace eo {

/// Height, width.
using Extent2 = std::array<int64_t, 2>;

/// Channels and geometry of a convolution; padding follows from the sizes it has to meet.
struct ConvShape {
  int64_t in = 0, out = 0, group = 1; ///< channels, over all groups
  Extent2 kernel{1, 1}, stride{1, 1};
};

/// A Conv of the main graph all of whose sizes are known.
struct ConvLayer : ConvShape {
  Node const *node;
  Extent2 dilation, inSize, outSize;

  ValueId input() const { return node->input(0); }
};

/// nullopt for other operators, for 1-D and 3-D convolutions and where a size is not known.
std::optional<ConvLayer> convLayer(LintedNetwork const &network, NodeId id);

/// The last shape of `chain` takes the layer's place (and its bias), those before it become new convolutions
/// in front, with a bias where the layer has one and nothing in between. Each is padded by no more than it
/// takes to end up with the layer's output size. The chain reads `input`, of the layer's input size. False,
/// with the edit unusable, where no padding does.
bool replaceByChain(LintedNetwork const &network, GraphEdit &edit, ConvLayer const &layer, ValueId input,
                    llvm::ArrayRef<ConvShape> chain);

/// "3x3", "1x7".
std::string extentText(Extent2 extent);

} // namespace eo

#endif
