//===- Sequences.cpp - sequences that only carry tensors along ---------------------------------------------===//
//
//   s = SequenceConstruct(a, b); y = ConcatFromSequence(s)                     y = Concat(a, b)
//   s = SequenceInsert(SequenceEmpty(), a); y = SequenceAt(s, 0)               y = a
//   s = SplitToSequence(x, 16); a = SequenceAt(s, 0); b = SequenceAt(s, 1)     a, b = Split(x), of 32 on that axis
//
// as PyTorch's exporter writes lists of tensors.
//
#include "passes/canonical/Sequences.h"
#include "llvm/ADT/STLExtras.h"

namespace eo::canonical {

/// Of sequences that are longer nothing is known, so that looking into them stays quick.
static constexpr size_t mostTensors = 256;

/// The only element of a constant; nullopt where it is not known.
static std::optional<int64_t> place(Knowledge const &known, ValueId id) {
  std::optional<std::vector<int64_t>> elements = constantInts(known, id);
  return elements && elements->size() == 1 ? std::optional<int64_t>(elements->front()) : std::nullopt;
}

static NodeId producerOf(Knowledge const &known, ValueId id) {
  return id.valid() ? known.graph.value(known.form.source[id]).producer : NodeId();
}

std::optional<std::vector<ValueId>> tensorsOf(Knowledge const &known, ValueId sequence,
                                              std::vector<NodeId> *nodes) {
  constexpr int mostSteps = 64;
  std::vector<std::pair<ValueId, std::optional<ValueId>>> inserted; // with the place, the last one first
  std::vector<ValueId> tensors;
  for (int step = 0;; ++step) {
    NodeId producer = producerOf(known, sequence);
    if (!producer.valid() || step == mostSteps)
      return std::nullopt;
    Node const &node = known.graph.node(producer);
    if (nodes != nullptr)
      nodes->push_back(producer);
    if (node.inputs.size() > mostTensors)
      return std::nullopt;
    if (node.kind == OpKind::SequenceConstruct)
      tensors.assign(node.inputs.begin(), node.inputs.end());
    else if (node.kind == OpKind::SequenceInsert && node.hasInput(0) && node.hasInput(1)) {
      inserted.emplace_back(node.inputs[1],
                            node.hasInput(2) ? std::optional<ValueId>(node.inputs[2]) : std::nullopt);
      sequence = node.inputs[0];
      continue;
    } else if (node.kind != OpKind::SequenceEmpty)
      return std::nullopt;
    break;
  }
  for (auto const &[tensor, given] : llvm::reverse(inserted)) {
    auto count = static_cast<int64_t>(tensors.size());
    std::optional<int64_t> at = given ? place(known, *given) : std::optional<int64_t>(count);
    if (!at || *at < -count || *at > count)
      return std::nullopt;
    tensors.insert(tensors.begin() + (*at < 0 ? *at + count : *at), tensor);
  }
  return tensors;
}

ValueId tensorAt(Knowledge const &known, Node const &sequenceAt) {
  std::optional<int64_t> at = place(known, sequenceAt.input(1));
  std::optional<std::vector<ValueId>> tensors = at ? tensorsOf(known, sequenceAt.input(0)) : std::nullopt;
  if (!tensors)
    return {};
  auto count = static_cast<int64_t>(tensors->size());
  int64_t picked = *at < 0 ? *at + count : *at;
  return picked >= 0 && picked < count ? (*tensors)[static_cast<size_t>(picked)] : ValueId();
}

bool isSplit(Knowledge const &known, Node const &splitToSequence) {
  if (splitToSequence.kind != OpKind::SplitToSequence || !splitToSequence.hasInput(0) ||
      !splitToSequence.hasOutput(0) ||
      llvm::is_contained(known.graph.body(splitToSequence.body).outputs, splitToSequence.outputs[0]))
    return false;
  llvm::ArrayRef<NodeId> users = known.graph.users(splitToSequence.outputs[0]);
  return !users.empty() && users.size() <= mostTensors && llvm::all_of(users, [&](NodeId user) {
    return known.graph.node(user).kind == OpKind::SequenceAt &&
           pieceAt(known, known.graph.node(user)).whole.valid();
  });
}

Part pieceAt(Knowledge const &known, Node const &sequenceAt) {
  NodeId producer = sequenceAt.hasInput(0) ? known.graph.value(sequenceAt.inputs[0]).producer : NodeId();
  std::optional<int64_t> at = place(known, sequenceAt.input(1));
  if (!producer.valid() || !at || *at < 0 || known.graph.node(producer).kind != OpKind::SplitToSequence)
    return {};
  Node const &split = known.graph.node(producer);
  TensorType const &x = known.inferred.types[split.inputs[0]];
  std::optional<int64_t> axis = x.hasRank() ? axisFromFront(split.intOr("axis", 0), x.rank()) : std::nullopt;
  std::optional<int64_t> whole = axis ? lengthOf(known, split.inputs[0], *axis) : std::nullopt;
  if (!whole)
    return {};
  std::optional<std::vector<int64_t>> lengths;
  if (!split.hasInput(1))
    lengths = std::vector<int64_t>{1}; // each element a tensor of its own
  else if (auto many = known.inferred.types[split.inputs[1]].elements().tryValue();
           many && *many <= static_cast<int64_t>(mostTensors))
    lengths = constantInts(known, split.inputs[1]);
  if (!lengths || lengths->empty())
    return {};
  bool list = split.hasInput(1) && known.inferred.types[split.inputs[1]].rank() == 1;
  if (!list && lengths->front() <= 0)
    return {};
  int64_t start = 0;
  if (!list)
    start = *at < *whole ? *at * lengths->front() : *whole;
  else
    for (int64_t i = 0; i < *at && static_cast<size_t>(i) < lengths->size(); ++i)
      start += (*lengths)[static_cast<size_t>(i)];
  return start >= 0 && start < *whole ? Part{split.inputs[0], *axis, start} : Part();
}

void joinSequences(Knowledge const &known, CanonicalForm &form) {
  for (NodeId id : form.nodes) {
    Node const &joined = known.graph.node(id);
    if (joined.kind != OpKind::ConcatFromSequence || form.part[id] != NodePart::Work || form.unit[id] != 0 ||
        !joined.hasInput(0) || !joined.hasOutput(0))
      continue;
    std::vector<NodeId> nodes = {id};
    std::optional<std::vector<ValueId>> tensors = tensorsOf(known, joined.inputs[0], &nodes);
    auto inside = [&](NodeId reader) { return llvm::is_contained(nodes, reader); };
    bool alone = tensors && llvm::all_of(llvm::makeArrayRef(nodes).drop_front(), [&](NodeId one) {
                   ValueId sequence = known.graph.node(one).outputs[0];
                   bool free = form.part[one] == NodePart::Constant; // an empty one
                   return free || (form.part[one] == NodePart::Work && form.unit[one] == 0 &&
                                   form.leaves[sequence] == 0 && form.together(known.graph, one, id) &&
                                   llvm::all_of(form.readers(sequence), inside));
                 });
    if (!alone)
      continue;
    std::reverse(nodes.begin() + 1, nodes.end());
    llvm::erase_if(nodes, [&](NodeId one) { return form.part[one] != NodePart::Work; });
    form.units.push_back({nodes, OpKind::Concat, {joined.outputs[0]}});
    for (NodeId member : nodes)
      form.unit[member] = static_cast<uint32_t>(form.units.size());
  }
}

namespace {

/// Concats on one axis, each read by the next only.
class Joined {
public:
  Joined(Knowledge const &knowledge, CanonicalForm const &canonicalForm, NodeId last)
      : nodes{last}, known(knowledge), form(canonicalForm), axis(axisOf(known.graph.node(last))) {
    for (size_t i = 0; axis && i < nodes.size(); ++i) // those found are looked at in turn
      for (ValueId input : known.graph.node(nodes[i]).inputs)
        if (NodeId inner = concatAlone(input, nodes[i]); inner.valid() && nodes.size() < mostTensors)
          nodes.push_back(inner);
  }

  std::vector<NodeId> nodes; ///< the last, then those before it

private:
  std::optional<int64_t> axisOf(Node const &concat) const {
    TensorType const &whole = known.inferred.types[concat.outputs[0]];
    return whole.hasRank() ? axisFromFront(concat.intOr("axis", 0), whole.rank()) : std::nullopt;
  }

  NodeId concatAlone(ValueId value, NodeId reader) const {
    NodeId id = value.valid() ? known.graph.value(value).producer : NodeId();
    if (!id.valid() || llvm::is_contained(nodes, id) || known.graph.node(id).kind != OpKind::Concat ||
        form.part[id] != NodePart::Work || form.unit[id] != 0 || form.leaves[value] != 0 ||
        !form.together(known.graph, id, reader) || axisOf(known.graph.node(id)) != axis)
      return {};
    llvm::ArrayRef<NodeId> users = known.graph.users(value);
    return users.size() == 1 && users.front() == reader ? id : NodeId();
  }

  Knowledge const &known;
  CanonicalForm const &form;
  std::optional<int64_t> axis;
};

} // namespace

void joinConcats(Knowledge const &known, CanonicalForm &form) {
  for (NodeId id : llvm::reverse(form.nodes)) {
    Node const &last = known.graph.node(id);
    if (last.kind != OpKind::Concat || form.part[id] != NodePart::Work || form.unit[id] != 0 ||
        !last.hasOutput(0))
      continue;
    Joined joined(known, form, id);
    if (joined.nodes.size() == 1)
      continue;
    std::reverse(joined.nodes.begin() + 1, joined.nodes.end());
    form.units.push_back({joined.nodes, OpKind::Concat, {last.outputs[0]}});
    for (NodeId member : joined.nodes)
      form.unit[member] = static_cast<uint32_t>(form.units.size());
  }
}

} // namespace eo::canonical
