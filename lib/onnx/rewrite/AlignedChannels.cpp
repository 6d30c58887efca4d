//===- AlignedChannels.cpp - channels of zeros that fill a tile -----------------------------------------===//
//
//   a = Conv(x, w: 111x64x3x3); r = Relu(a); y = Conv(r, v: 32x111x1x1)
//   a = Conv(x, w and a filter of zeros: 112x64x3x3); r = Relu(a); y = Conv(r, v and an input of zeros: 32x112x1x1)
//
// What the new channel holds, f(0) behind an activation f, is multiplied by zero. It goes through activations, pooling and
// depthwise convolutions; a convolution whose channels anything else reads stays as it is.
//
#include "lib/onnx/rewrite/Draft.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>
#include <map>

namespace eo {

namespace {
/// The layers that get more channels together.
struct Padding {
  std::vector<int> makers;  ///< convolutions that compute them: the first, and depthwise ones
  std::vector<int> readers; ///< convolutions that take them in
  std::vector<std::string> values;
};

/// Follows the channels of one convolution.
class ChannelFill {
public:
  explicit ChannelFill(Draft &rewritten) : draft(rewritten) {
    for (int place = 0; place < draft.nodes(); ++place)
      for (int i = 0; i < draft.node(place).input_size(); ++i)
        if (std::string value = draft.input(place, i); !value.empty())
          readersOf[value].push_back({place, i});
  }

  /// The constant that the node reads, as it has grown.
  std::optional<Elements> constantOf(int place, int i) const {
    auto grown = grownAt.find({place, i});
    return grown != grownAt.end() ? std::optional(grown->second) : draft.elements(draft.input(place, i));
  }

  /// What has grown becomes constants of their own.
  void finish() {
    for (auto const &[input, elements] : grownAt)
      draft.setInput(input.first, input.second,
                     draft.addConstant(draft.input(input.first, input.second) + "_aligned", elements));
  }

  /// Nothing where something else than convolutions needs the channels.
  std::optional<Padding> follow(int place, int64_t channels) const {
    Padding padding;
    padding.makers.push_back(place);
    padding.values.push_back(draft.node(place).output(0));
    for (size_t next = 0; next < padding.values.size(); ++next) {
      std::string const value = padding.values[next];
      auto readers = readersOf.find(value);
      if (draft.pinned(value) || readers == readersOf.end())
        return std::nullopt;
      for (auto const &[reader, i] : readers->second)
        if (i != 0 || !take(reader, channels, padding))
          return std::nullopt;
    }
    return padding;
  }

  static std::string nameOf(onnx::NodeProto const &node) {
    return node.name().empty() ? node.output(0) : node.name();
  }

  void fill(Padding const &padding, int64_t from, int64_t to) {
    for (int place : padding.makers) {
      grow(place, 1, 0, from, to);
      grow(place, 2, 0, from, to);
      if (place == padding.makers.front())
        continue;
      for (onnx::AttributeProto &one : *draft.node(place).mutable_attribute())
        if (ref(one.name()) == "group")
          one.set_i(to);
    }
    for (int place : padding.readers)
      grow(place, 1, 1, from, to);
    for (std::string const &value : padding.values)
      draft.forgetShape(value);
    draft.note(padding.makers.front(), fmt::format("{} channels of zeros beside its {}", to - from, from));
  }

private:
  bool take(int reader, int64_t channels, Padding &padding) const {
    onnx::NodeProto const &node = draft.node(reader);
    if (draft.isRemoved(reader) || node.output_size() != 1)
      return false;
    if (draft.is(reader, "Conv")) {
      std::optional<Elements> weights = constantOf(reader, 1);
      int64_t group = Draft::integer(node, "group", 1);
      if (!weights || weights->rank() < 3)
        return false;
      if (group == 1) {
        padding.readers.push_back(reader);
        return weights->dims[1] == channels;
      }
      bool bias = draft.input(reader, 2).empty() || constantOf(reader, 2);
      if (group != channels || weights->dims[0] != channels || !bias)
        return false;
      padding.makers.push_back(reader);
    } else if (!handsOn(reader)) {
      return false;
    }
    padding.values.push_back(node.output(0));
    return true;
  }

  /// Each channel of its result is computed from that channel alone, finite of finite ones.
  bool handsOn(int place) const {
    static constexpr llvm::StringLiteral ops[] = {
        "Relu",    "LeakyRelu",   "Sigmoid",           "Tanh",
        "Clip",    "HardSigmoid", "HardSwish",         "Elu",
        "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool",
        "Softplus"};
    return llvm::any_of(ops, [&](llvm::StringRef op) { return draft.is(place, op); });
  }

  /// The constant with zeros up to `to` along the axis, as an input of its own.
  void grow(int place, int i, size_t axis, int64_t from, int64_t to) {
    if (draft.input(place, i).empty())
      return;
    Elements elements = *constantOf(place, i), grown{elements.type, elements.dims, {}};
    size_t inner = elements.width(), outer = 1;
    for (size_t d = 0; d < elements.dims.size(); ++d)
      (d < axis ? outer : inner) *= d == axis ? 1 : static_cast<size_t>(elements.dims[d]);
    grown.dims[axis] = to;
    size_t row = inner * static_cast<size_t>(from);
    for (size_t k = 0; k < outer; ++k) {
      grown.bytes.append(elements.bytes, k * row, row);
      grown.bytes.append(inner * static_cast<size_t>(to - from), '\0');
    }
    grownAt[{place, i}] = std::move(grown);
  }

  Draft &draft;
  llvm::StringMap<std::vector<std::pair<int, int>>> readersOf;
  std::map<std::pair<int, int>, Elements> grownAt; ///< inputs of nodes that have grown
};
} // namespace

void rewrites::alignChannels(Draft &draft) {
  int64_t tile = draft.align();
  if (tile < 2)
    return;
  ChannelFill fill(draft);
  for (int place = 0; place < draft.nodes(); ++place) {
    onnx::NodeProto const &node = draft.node(place);
    if (!draft.is(place, "Conv") || Draft::integer(node, "group", 1) != 1 || node.output_size() != 1)
      continue;
    std::optional<Elements> weights = fill.constantOf(place, 1);
    bool bias = draft.input(place, 2).empty() || fill.constantOf(place, 2);
    if (!weights || weights->rank() < 3 || weights->width() == 0 || !bias)
      continue;
    int64_t channels = weights->dims[0];
    if (channels <= tile || channels % tile == 0) // less than a tile is filled with positions
      continue;
    if (std::optional<Padding> padding = fill.follow(place, channels))
      fill.fill(*padding, channels, (channels + tile - 1) / tile * tile);
  }
  fill.finish();
}

} // namespace eo
