//===- Normalization.cpp - BatchNormalization inside the weights before it --------------------------===//
//
//   y = (W x + b - mean) · f + offset,  f = scale / sqrt(variance + epsilon)
//     = (f W) x + (b - mean) · f + offset
//
// for Conv, ConvTranspose and Gemm with constant weights whose result nothing else reads.
//
#include "lib/onnx/rewrite/Draft.h"
#include <cmath>
#include <fmt/format.h>

namespace eo {

namespace {
/// What the normalization does to channel c: x · factor[c] + offset[c].
struct ChannelScale {
  std::vector<double> factor, offset;
};
} // namespace

static std::optional<std::vector<double>> realsOf(Draft const &draft, int place, int i) {
  std::optional<Elements> elements = draft.elements(draft.input(place, i));
  return elements && elements->rank() == 1 ? elements->reals() : std::nullopt;
}

/// Whether the node normalizes by the numbers it is given and not by those of the batch.
static bool atInference(Draft const &draft, int place) {
  constexpr int64_t testsByDefault = 7, trainsByAttribute = 14, perElement = 9;
  onnx::NodeProto const &node = draft.node(place);
  if (draft.opset() < testsByDefault
          ? Draft::integer(node, "is_test", 0) == 0
          : draft.opset() >= trainsByAttribute && Draft::integer(node, "training_mode", 0) != 0)
    return false;
  if (draft.opset() < perElement && Draft::integer(node, "spatial", 1) == 0)
    return false;
  for (int i = 1; i < node.output_size(); ++i)
    if (!node.output(i).empty())
      return false;
  return node.output_size() > 0 && node.input_size() == 5;
}

static std::optional<ChannelScale> scaleOf(Draft const &draft, int place) {
  std::optional<std::vector<double>> scale = realsOf(draft, place, 1), offset = realsOf(draft, place, 2);
  std::optional<std::vector<double>> mean = realsOf(draft, place, 3), variance = realsOf(draft, place, 4);
  if (!scale || !offset || !mean || !variance || offset->size() != scale->size() ||
      mean->size() != scale->size() || variance->size() != scale->size())
    return std::nullopt;
  double epsilon = static_cast<double>(Draft::real(draft.node(place), "epsilon", 1e-5F));
  ChannelScale result;
  for (size_t c = 0; c < scale->size(); ++c) {
    double factor = (*scale)[c] / std::sqrt((*variance)[c] + epsilon);
    if (!std::isfinite(factor))
      return std::nullopt;
    result.factor.push_back(factor);
    result.offset.push_back((*offset)[c] - (*mean)[c] * factor);
  }
  return result;
}

namespace {
/// Where the output channel of each weight is: element e has channel (e / inner) % channels, plus for grouped
/// transposed convolutions channels · (e / group).
struct ChannelLayout {
  size_t inner = 1, channels = 0, group = SIZE_MAX;

  size_t at(size_t element) const { return element / inner % channels + element / group * channels; }
};
} // namespace

static std::optional<ChannelLayout> layoutOf(Draft const &draft, int place, Elements const &weights) {
  onnx::NodeProto const &node = draft.node(place);
  auto dim = [&](size_t i) { return static_cast<size_t>(weights.dims[i]); };
  ChannelLayout layout;
  if (weights.count() == 0)
    return std::nullopt;
  if (draft.is(place, "Gemm")) {
    if (weights.rank() != 2)
      return std::nullopt;
    bool transposed = Draft::integer(node, "transB", 0) != 0;
    layout.inner = transposed ? dim(1) : 1;
    layout.channels = transposed ? dim(0) : dim(1);
    return layout;
  }
  if (weights.rank() < 3)
    return std::nullopt;
  for (size_t i = 2; i < weights.dims.size(); ++i)
    layout.inner *= dim(i);
  if (draft.is(place, "Conv")) {
    layout.inner *= dim(1);
    layout.channels = dim(0);
    return layout;
  }
  int64_t groups = Draft::integer(node, "group", 1);
  if (groups < 1 || weights.dims[0] % groups != 0)
    return std::nullopt;
  layout.channels = dim(1);
  layout.group = weights.count() / static_cast<size_t>(groups);
  return layout;
}

/// The bias of every channel, 0 where there is none; nullopt where it is not one number for each.
static std::optional<std::vector<double>> biasOf(Draft const &draft, int place, size_t channels) {
  if (draft.input(place, 2).empty())
    return std::vector<double>(channels);
  std::optional<Elements> bias = draft.elements(draft.input(place, 2));
  std::optional<std::vector<double>> numbers = bias ? bias->reals() : std::nullopt;
  bool row = bias && (bias->rank() == 1 || (bias->rank() == 2 && bias->dims[0] == 1));
  return row && numbers && numbers->size() == channels ? numbers : std::nullopt;
}

static void setReal(onnx::NodeProto &node, llvm::StringRef name, float value) {
  for (onnx::AttributeProto &one : *node.mutable_attribute())
    if (ref(one.name()) == name)
      one.set_f(value);
}

static bool foldInto(Draft &draft, int layer, int normalization) {
  std::optional<ChannelScale> scale = scaleOf(draft, normalization);
  std::optional<Elements> weights = scale ? draft.elements(draft.input(layer, 1)) : std::nullopt;
  std::optional<std::vector<double>> numbers = weights ? weights->reals() : std::nullopt;
  std::optional<ChannelLayout> layout = numbers ? layoutOf(draft, layer, *weights) : std::nullopt;
  if (!layout || layout->channels == 0)
    return false;
  size_t channels = layout->at(numbers->size() - 1) + 1;
  std::optional<std::vector<double>> bias = biasOf(draft, layer, channels);
  if (channels != scale->factor.size() || !bias)
    return false;
  bool gemm = draft.is(layer, "Gemm");
  double beta = gemm ? static_cast<double>(Draft::real(draft.node(layer), "beta", 1)) : 1;
  for (size_t e = 0; e < numbers->size(); ++e)
    (*numbers)[e] *= scale->factor[layout->at(e)];
  for (size_t c = 0; c < channels; ++c)
    (*bias)[c] = beta * (*bias)[c] * scale->factor[c] + scale->offset[c];
  Elements folded = *weights, offset{weights->type, {static_cast<int64_t>(channels)}, {}};
  if (!folded.setReals(*numbers) || !offset.setReals(*bias))
    return false;
  std::string result = draft.node(layer).output(0), old = draft.input(layer, 1);
  if (!draft.bypass(normalization, result))
    return false;
  draft.setInput(layer, 1, draft.addConstant(old + "_folded", folded));
  draft.setInput(layer, 2, draft.addConstant(old + "_folded_bias", offset));
  if (gemm)
    setReal(draft.node(layer), "beta", 1);
  return true;
}

void rewrites::foldNormalization(Draft &draft) {
  for (int place = 0; place < draft.nodes(); ++place) {
    if (!draft.is(place, "BatchNormalization") || !atInference(draft, place))
      continue;
    std::string x = draft.input(place, 0);
    std::optional<int> layer = draft.producer(x);
    if (!layer || !draft.readOnce(x) || draft.node(*layer).output(0) != x ||
        (!draft.is(*layer, "Conv") && !draft.is(*layer, "ConvTranspose") && !draft.is(*layer, "Gemm")))
      continue;
    constexpr int64_t gemmBroadcasts = 7;
    if (draft.is(*layer, "Gemm") && draft.opset() < gemmBroadcasts)
      continue;
    if (foldInto(draft, *layer, place))
      draft.note(place, fmt::format("into the weights of '{}'", draft.node(*layer).name().empty()
                                                                    ? draft.node(*layer).output(0)
                                                                    : draft.node(*layer).name()));
  }
}

} // namespace eo
