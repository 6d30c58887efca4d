#include "lib/pass/CanonicalForm.h"

#include "llvm/ADT/STLExtras.h"

namespace eo {

llvm::StringRef partText(NodePart part) {
  switch (part) {
  case NodePart::Work:
  case NodePart::Member:
    return {};
  case NodePart::Same:
    return "changes nothing";
  case NodePart::View:
    return "a view";
  case NodePart::Format:
    return "another number format";
  case NodePart::Padding:
    return "padding of the operator behind it";
  case NodePart::Constant:
    return "constant";
  case NodePart::Branch:
    return "the branch that runs";
  case NodePart::Unread:
    return "not read";
  }
  return {};
}

bool CanonicalForm::isOpen(Graph const &graph, Node const &node) const {
  if (node.kind == OpKind::If)
    return true;
  BodyId body = node.bodyAttribute("body");
  return body.valid() && turns[body.index] > 0 && graph.body(body).owner == node.id;
}

static bool runs(NodePart part) { return part == NodePart::Work || part == NodePart::Member; }

llvm::SmallVector<ValueId, 4> CanonicalForm::inputs(Graph const &graph, NodeId anchor) const {
  llvm::SmallVector<ValueId, 4> found;
  CanonicalUnit const *whole = unitOf(anchor);
  for (NodeId id : whole != nullptr ? llvm::makeArrayRef(whole->nodes) : llvm::makeArrayRef(anchor))
    for (ValueId input : graph.node(id).inputs) {
      if (!input.valid() || constant[input] != 0)
        continue;
      ValueId held = source[input];
      NodeId producer = graph.value(held).producer;
      bool inside = whole != nullptr && producer.valid() && unitOf(producer) == whole;
      if (!inside && !llvm::is_contained(found, held))
        found.push_back(held);
    }
  return found;
}

void CanonicalForm::listReaders(Graph const &graph) {
  // every read as (source, anchor); nodes of bodies stand for themselves
  std::vector<std::pair<ValueId, NodeId>> reads;
  reads.reserve(graph.valueCount());
  for (uint32_t body = 0; body < graph.bodyCount(); ++body)
    for (NodeId id : graph.body({body}).nodes) {
      if (!runs(part[id]))
        continue;
      for (ValueId input : graph.node(id).inputs) {
        if (!input.valid() || constant[input] != 0)
          continue;
        ValueId held = source[input];
        NodeId producer = graph.value(held).producer;
        bool inside = producer.valid() && unit[id] != 0 && unit[id] == unit[producer];
        if (!inside && sees(graph, {body}, held))
          reads.emplace_back(held, anchorOf(id));
      }
    }
  readerStart.assign(graph.valueCount() + 1, 0);
  for (auto const &[held, reader] : reads)
    ++readerStart[held.index + 1];
  for (size_t i = 1; i < readerStart.size(); ++i)
    readerStart[i] += readerStart[i - 1];
  readerList.assign(reads.size(), NodeId());
  std::vector<uint32_t> place(readerStart.begin(), readerStart.end() - 1);
  for (auto const &[held, reader] : reads)
    readerList[place[held.index]++] = reader;
  // a node that reads a source twice is one reader
  uint32_t kept = 0;
  for (size_t value = 0; value < graph.valueCount(); ++value) {
    auto first = readerList.begin() + readerStart[value], last = readerList.begin() + readerStart[value + 1];
    if (last - first > 1) {
      std::sort(first, last);
      last = std::unique(first, last);
    }
    readerStart[value] = kept;
    for (; first != last; ++first)
      readerList[kept++] = *first;
  }
  readerStart.back() = kept;
  readerList.resize(kept);
}

} // namespace eo
