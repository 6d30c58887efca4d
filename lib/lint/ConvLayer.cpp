#include "lib/lint/ConvLayer.h"

#include <algorithm>
#include <fmt/format.h>

namespace eo {

static std::optional<Extent2> pair(Extents const &extents) {
  return extents.size() == 2 ? std::optional(Extent2{extents[0], extents[1]}) : std::nullopt;
}

std::optional<ConvLayer> convLayer(LintedNetwork const &network, NodeId id) {
  Node const &node = network.graph.node(id);
  CostFeatures const *features = network.annotations.get<NodeFeatures>().find(id);
  if (node.kind != OpKind::Conv || features == nullptr || !node.hasInput(1))
    return std::nullopt;
  CostFeatures const &f = *features;
  std::optional<Extent2> kernel = pair(f.kernel), stride = pair(f.stride), dilation = pair(f.dilation),
                         inSize = pair(f.inSize), outSize = pair(f.outSize);
  if (!f.ifm || !f.ofm || !f.group || !kernel || !stride || !dilation || !inSize || !outSize)
    return std::nullopt;
  return ConvLayer{{*f.ifm, *f.ofm, *f.group, *kernel, *stride}, &node, *dilation, *inSize, *outSize};
}

namespace {
/// The size along one axis from convolution to convolution, and the padding each needs.
struct Axis {
  int64_t size, goal;

  /// The smallest padding of one more convolution that reaches the goal; updates `size`.
  int64_t pad(int64_t kernel, int64_t stride) {
    int64_t padding = std::max<int64_t>(0, (goal - 1) * stride + kernel - size);
    size = (size + padding - kernel) / stride + 1;
    return padding;
  }
};
} // namespace

static std::vector<Attribute> attributesOf(ConvShape const &shape, Extent2 padding) {
  std::vector<int64_t> pads{padding[0] / 2, padding[1] / 2, padding[0] - padding[0] / 2,
                            padding[1] - padding[1] / 2};
  return {{"kernel_shape", std::vector<int64_t>(shape.kernel.begin(), shape.kernel.end())},
          {"strides", std::vector<int64_t>(shape.stride.begin(), shape.stride.end())},
          {"pads", std::move(pads)},
          {"group", shape.group}};
}

bool replaceByChain(LintedNetwork const &network, GraphEdit &edit, ConvLayer const &layer, ValueId input,
                    llvm::ArrayRef<ConvShape> chain) {
  Node const &node = *layer.node;
  DataType type = network.annotations.get<InferredTypes>().types[node.inputs[1]].element;
  Axis height{layer.inSize[0], layer.outSize[0]}, width{layer.inSize[1], layer.outSize[1]};
  for (ConvShape const &shape : chain) {
    bool last = &shape == &chain.back();
    Extent2 padding{height.pad(shape.kernel[0], shape.stride[0]),
                    width.pad(shape.kernel[1], shape.stride[1])};
    if (height.size < 1 || width.size < 1)
      return false;
    std::vector<Attribute> attributes = attributesOf(shape, padding);
    ValueId weight =
        edit.addParameter(type, {shape.out, shape.in / shape.group, shape.kernel[0], shape.kernel[1]});
    if (!last) {
      std::vector<ValueId> inputs{input, weight};
      if (node.hasInput(2))
        inputs.push_back(edit.addParameter(type, shape.out));
      input = edit.insertBefore(node.id, OpKind::Conv, inputs, attributes);
      continue;
    }
    Node &copy = edit.node(node.id);
    copy.inputs[0] = input;
    copy.inputs[1] = weight;
    copy.attributes.assign(attributes.begin(), attributes.end());
  }
  return height.size == layer.outSize[0] && width.size == layer.outSize[1];
}

std::string extentText(Extent2 extent) { return fmt::format("{}x{}", extent[0], extent[1]); }

} // namespace eo
