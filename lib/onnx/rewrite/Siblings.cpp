//===- Siblings.cpp - convolutions of one geometry that read the same value ---------------------------===//
//
//   a = Conv(x, w1: 64x192x1x1); b = Conv(x, w2: 96x192x1x1)
//   m = Conv(x, w1 above w2: 160x192x1x1); a, b = Split(m)
//
#include "lib/onnx/rewrite/Draft.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

namespace eo {

namespace {
struct SiblingConv {
  int place;
  Elements weights;
  std::optional<Elements> bias;
};
} // namespace

/// All but the weights: what must be alike.
static std::string geometry(Draft const &draft, int place, Elements const &weights) {
  onnx::NodeProto const &node = draft.node(place);
  std::string text = fmt::format("{} {} {}", weights.type, weights.dims[1],
                                 fmt::join(weights.dims.begin() + 2, weights.dims.end(), "x"));
  for (llvm::StringRef name : {"dilations", "kernel_shape", "pads", "strides"}) {
    onnx::AttributeProto const *found = Draft::attribute(node, name);
    std::vector<int64_t> ints;
    if (found != nullptr)
      ints.assign(found->ints().begin(), found->ints().end());
    else if (name == "kernel_shape")
      ints.assign(weights.dims.begin() + 2, weights.dims.end());
    else
      ints.assign((name == "pads" ? 2 : 1) * (weights.dims.size() - 2), name == "pads" ? 0 : 1);
    text += fmt::format(" {}", fmt::join(ints, ","));
  }
  return text + " " + Draft::text(node, "auto_pad", "NOTSET");
}

static std::optional<SiblingConv> siblingAt(Draft const &draft, int place) {
  onnx::NodeProto const &node = draft.node(place);
  if (!draft.is(place, "Conv") || Draft::integer(node, "group", 1) != 1 || node.output_size() != 1)
    return std::nullopt;
  std::optional<Elements> weights = draft.elements(draft.input(place, 1));
  if (!weights || weights->rank() < 3 || weights->count() == 0)
    return std::nullopt;
  SiblingConv result{place, std::move(*weights), std::nullopt};
  if (draft.input(place, 2).empty())
    return result;
  result.bias = draft.elements(draft.input(place, 2));
  bool fits = result.bias && result.bias->rank() == 1 && result.bias->dims[0] == result.weights.dims[0] &&
              result.bias->type == result.weights.type;
  return fits ? std::optional(std::move(result)) : std::nullopt;
}

static void setInts(onnx::NodeProto &node, llvm::StringRef name, std::vector<int64_t> const &values) {
  onnx::AttributeProto &attribute = *node.add_attribute();
  attribute.set_name(name.str());
  attribute.set_type(onnx::AttributeProto::INTS);
  for (int64_t value : values)
    attribute.add_ints(value);
}

static void mergeGroup(Draft &draft, std::vector<SiblingConv> const &group) {
  SiblingConv const &first = group.front();
  onnx::NodeProto conv = draft.node(first.place), split;
  Elements weights{first.weights.type, first.weights.dims, {}}, bias{first.weights.type, {0}, {}};
  bool hasBias = llvm::any_of(group, [](SiblingConv const &one) { return one.bias.has_value(); });
  std::vector<int64_t> channels;
  weights.dims[0] = 0;
  for (SiblingConv const &one : group) {
    channels.push_back(one.weights.dims[0]);
    weights.dims[0] += channels.back();
    weights.bytes += one.weights.bytes;
    bias.bytes +=
        one.bias ? one.bias->bytes : std::string(static_cast<size_t>(channels.back()) * bias.width(), '\0');
    *split.add_output() = draft.node(one.place).output(0);
  }
  bias.dims[0] = weights.dims[0];
  std::string merged = conv.output(0) + "_merged", old = draft.input(first.place, 1);
  conv.clear_input();
  conv.add_input(draft.input(first.place, 0));
  conv.add_input(draft.addConstant(old + "_merged", weights));
  if (hasBias)
    conv.add_input(draft.addConstant(old + "_merged_bias", bias));
  conv.set_output(0, merged);
  split.set_op_type("Split");
  split.set_name((conv.name().empty() ? conv.output(0) : conv.name()) + "_split");
  split.add_input(merged);
  onnx::AttributeProto &axis = *split.add_attribute();
  axis.set_name("axis");
  axis.set_type(onnx::AttributeProto::INT);
  axis.set_i(1);
  constexpr int64_t sizesAreInput = 13; // since that opset
  if (draft.opset() >= sizesAreInput)
    split.add_input(draft.addConstant(split.name() + "_sizes", integerList(channels)));
  else
    setInts(split, "split", channels);
  for (SiblingConv const &one : group) {
    draft.note(one.place,
               fmt::format("one of {} in '{}'", group.size(), conv.name().empty() ? merged : conv.name()));
    draft.remove(one.place);
  }
  draft.insertBefore(first.place, {std::move(conv), std::move(split)});
}

void rewrites::mergeSiblings(Draft &draft) {
  constexpr int64_t oldest = 2; // opset: Split with an attribute
  if (draft.opset() < oldest)
    return;
  llvm::MapVector<std::pair<std::string, std::string>, std::vector<int>,
                  std::map<std::pair<std::string, std::string>, unsigned>>
      groups; // by input and geometry
  for (int place = 0; place < draft.nodes(); ++place)
    if (std::optional<SiblingConv> one = siblingAt(draft, place))
      groups[{draft.input(place, 0), geometry(draft, place, one->weights)}].push_back(place);
  for (auto const &entry : groups) {
    if (entry.second.size() < 2)
      continue;
    std::vector<SiblingConv> group;
    for (int place : entry.second)
      group.push_back(std::move(*siblingAt(draft, place)));
    mergeGroup(draft, group);
  }
}

} // namespace eo
