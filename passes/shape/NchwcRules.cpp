//===- NchwcRules.cpp - channels in blocks: com.microsoft.nchwc -------------------------------===//
//
// ONNX Runtime writes x[N,C,H,W] as x[N,C rounded up to a block,H,W]; the block is 16 with AVX-512, 8 elsewhere.
//
//   xr[1,32,8,8] = ReorderInput(x[1,20,8,8])            y[1,20,8,8] = ReorderOutput<channels = 20>(yr)
//

#include "lib/support/Checked.h"
#include "passes/shape/ShapeRules.h"
#include "passes/shape/SlidingWindow.h"
#include "llvm/ADT/STLExtras.h"

namespace eo::shape {

static constexpr int64_t wideBlock = 16, narrowBlock = 8;

/// A dimension of a blocked convolution's weights[Cout, Cin/group, …]; nullopt for other nodes and where it is not known.
static std::optional<int64_t> weightsDim(ShapeState const &state, Node const &node, size_t axis) {
  if (node.kind != OpKind::NchwcConv || !node.hasInput(1))
    return std::nullopt;
  std::optional<Shape> const &weights = state.result.types[node.inputs[1]].shape;
  return weights && axis < weights->size() ? (*weights)[axis].tryValue() : std::nullopt;
}

static std::optional<int64_t> channelsRead(ShapeState const &state, Node const &node) {
  std::optional<int64_t> perGroup = weightsDim(state, node, 1);
  std::optional<int64_t> channels = perGroup ? checkedMul(*perGroup, node.intOr("group", 1)) : std::nullopt;
  return channels && *channels >= 1 ? channels : std::nullopt;
}

/// Channels that the first convolution behind the value reads; operators between them keep channels.
static std::optional<int64_t> channelsReadBehind(ShapeState const &state, ValueId id) {
  Graph const &graph = state.graph;
  constexpr unsigned longestChain = 16;
  for (unsigned i = 0; i < longestChain; ++i) {
    NodeId next;
    for (NodeId user : graph.users(id)) {
      if (graph.node(user).input(0) == id)
        if (auto channels = channelsRead(state, graph.node(user)))
          return channels;
      next = user;
    }
    if (!next.valid() || !graph.node(next).hasOutput(0) || graph.node(next).kind == OpKind::ReorderOutput)
      return std::nullopt;
    id = graph.node(next).outputs[0];
  }
  return std::nullopt;
}

/// 16 where the outputs of all blocked convolutions divide by it.
static int64_t blockOf(ShapeState &state) {
  if (state.channelBlock == 0) {
    bool narrow = llvm::any_of(state.graph.nodes(), [&](Node const &node) {
      return weightsDim(state, node, 0).value_or(0) % wideBlock != 0;
    });
    state.channelBlock = narrow ? narrowBlock : wideBlock;
  }
  return state.channelBlock;
}

/// x[N,C,H,W], or x[N,H,W,C] with channels_last -> y[N,C rounded up,H,W].
void reorderInput(ShapeContext &context) {
  if (!context.needsInputs(1) || !context.checkRank(0, 4, "x"))
    return;
  context.setElement(0, context.element(0));
  Shape const *x = context.shape(0);
  if (x == nullptr)
    return;
  Shape y = context.node.intOr("channels_last", 0) != 0 ? channelsFirst(*x) : *x;
  std::optional<int64_t> read =
      context.hasOutput(0) ? channelsReadBehind(context.shared(), context.node.outputs[0]) : std::nullopt;
  int64_t block = blockOf(context.shared());
  y[1] = read ? SymInt(*read) : ceilDiv(y[1], block) * block;
  context.set(0, context.element(0), std::move(y));
}

/// x[N,C rounded up,H,W] -> y[N,channels,H,W], or y[N,H,W,channels] with channels_last.
void reorderOutput(ShapeContext &context) {
  if (!context.needsInputs(1) || !context.checkRank(0, 4, "x"))
    return;
  context.setElement(0, context.element(0));
  Shape const *x = context.shape(0);
  int64_t channels = context.node.intOr("channels", 0);
  if (x == nullptr)
    return;
  Shape y = *x;
  if (channels < 1 || (y[1].isKnown() && channels > y[1].value()))
    return context.bad("channels is {} for an input of {}", channels, y[1].str());
  y[1] = channels;
  context.set(0, context.element(0),
              context.node.intOr("channels_last", 0) != 0 ? channelsBehind(y) : std::move(y));
}

/// The attribute scales holds one integer an axis.
void nchwcUpsample(ShapeContext &context) {
  Shape const *x = context.likeFirst(1);
  llvm::ArrayRef<int64_t> scales = context.node.ints("scales");
  if (x == nullptr)
    return;
  if (!scales.empty() && scales.size() != x->size())
    return context.bad("{} scales for rank {}", scales.size(), x->size());
  Shape y = *x;
  for (size_t i = 0; i < scales.size(); ++i) {
    if (scales[i] < 1)
      return context.bad("scales hold {}", scales[i]);
    y[i] *= scales[i];
  }
  context.set(0, context.element(0), std::move(y));
}

} // namespace eo::shape
