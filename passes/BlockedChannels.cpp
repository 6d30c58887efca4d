//===- BlockedChannels.cpp ---------------------------------------------------------------------------------===//
//
//   a = nchwc.Conv (x[1,3,8,8], w[32,3,3,3])      3 is the network's own, 32 stands for 17 to 32
//   y = ReorderOutput <channels = 20> (a)         20 of them are
//
#include "passes/BlockedChannels.h"

#include "lib/support/Checked.h"

namespace eo {

/// Channels that the tensor has at least behind their padding.
static int64_t leastOf(int64_t padded) {
  int64_t block = padded % 16 == 0 ? 16 : 8;
  return padded % block == 0 ? padded - block + 1 : padded;
}

/// Operators that keep channels as they are.
static bool keepsChannels(OpKind kind) {
  using enum OpKind;
  return kind == NchwcMaxPool || kind == NchwcAveragePool || kind == NchwcGlobalMaxPool ||
         kind == NchwcGlobalAveragePool || kind == NchwcUpsample || kind == Add || kind == Mul ||
         kind == Relu || kind == Concat;
}

/// The channels that a ReorderOutput behind the value says.
static std::optional<int64_t> saidBehind(Graph const &graph, ValueId id) {
  constexpr unsigned longestChain = 8;
  for (unsigned i = 0; i < longestChain; ++i) {
    NodeId next;
    for (NodeId user : graph.users(id)) {
      Node const &node = graph.node(user);
      if (node.kind == OpKind::ReorderOutput)
        return node.intOr("channels", 0);
      if (keepsChannels(node.kind) && node.kind != OpKind::Concat)
        next = user;
    }
    if (!next.valid() || !graph.node(next).hasOutput(0))
      return std::nullopt;
    id = graph.node(next).outputs[0];
  }
  return std::nullopt;
}

/// The channels of the tensor before a ReorderInput that makes the value.
static std::optional<int64_t> saidBefore(Graph const &graph, InferredTypes const &inferred, ValueId id) {
  NodeId producer = graph.value(id).producer;
  if (!producer.valid() || graph.node(producer).kind != OpKind::ReorderInput ||
      !graph.node(producer).hasInput(0))
    return std::nullopt;
  Node const &reorder = graph.node(producer);
  TensorType const &x = inferred.types[reorder.inputs[0]];
  size_t axis = reorder.intOr("channels_last", 0) != 0 ? 3 : 1;
  return x.hasRank() && x.rank() == 4 ? (*x.shape)[axis].tryValue() : std::nullopt;
}

static int64_t bounded(std::optional<int64_t> said, int64_t padded) {
  return said && *said >= 1 && *said <= padded ? *said : leastOf(padded);
}

static std::optional<int64_t> leastMacs(Graph const &graph, InferredTypes const &inferred, Node const &conv,
                                        int64_t macs) {
  TensorType const &w = inferred.types[conv.inputs[1]];
  std::optional<int64_t> out = w.hasRank() && w.rank() == 4 ? (*w.shape)[0].tryValue() : std::nullopt;
  std::optional<int64_t> in = out ? (*w.shape)[1].tryValue() : std::nullopt;
  if (!out || !in || *out < 1 || *in < 1 || !conv.hasOutput(0))
    return std::nullopt;
  int64_t ownOut = bounded(saidBehind(graph, conv.outputs[0]), *out), ownIn = *in;
  bool grouped = conv.intOr("group", 1) > 1;
  if (!grouped && *in % 8 == 0)
    ownIn = bounded(saidBefore(graph, inferred, conv.inputs[0]), *in);
  std::optional<int64_t> own = checkedMul(macs / *out / *in, ownOut);
  return own ? checkedMul(*own, ownIn) : std::nullopt;
}

std::optional<BlockedMacs> blockedMacs(Graph const &graph, InferredTypes const &inferred,
                                       NodeMap<SymInt> const &macs) {
  SymInt all = 0, own = 0;
  for (Node const &node : graph.nodes()) {
    if (node.kind != OpKind::NchwcConv || !node.hasInput(0) || !node.hasInput(1))
      continue;
    std::optional<int64_t> counted = macs[node.id].tryValue();
    std::optional<int64_t> least = counted ? leastMacs(graph, inferred, node, *counted) : std::nullopt;
    if (!least)
      continue; // its size depends on data, or is open
    all += *counted;
    own += *least;
  }
  std::optional<int64_t> sum = all.tryValue(), atLeast = own.tryValue();
  return sum && atLeast && *sum > 0 ? std::optional(BlockedMacs{*sum, *atLeast}) : std::nullopt;
}

} // namespace eo
