#include "passes/LayerMatching.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include <numeric>

namespace eo {

/// "PWN(a, b) + c || d" is a, b, c and d.
static llvm::SmallVector<llvm::StringRef, 4> partsOf(llvm::StringRef name) {
  llvm::SmallVector<llvm::StringRef, 4> result = {name};
  for (llvm::StringRef separator : {" + ", " || ", ", ", ","}) {
    llvm::SmallVector<llvm::StringRef, 4> finer;
    for (llvm::StringRef part : result)
      part.split(finer, separator, -1, /*KeepEmpty=*/false);
    result = finer;
  }
  for (llvm::StringRef &part : result) {
    part = part.trim();
    while (part.consume_front("PWN(") || part.consume_front("{ForeignNode["))
      ;
    part = part.rtrim(")]}").trim();
  }
  return result;
}

/// Without a number at the end and the text before it: "a_myl2" of "a_myl2_7" for "_", "_myl".
static bool dropNumbered(llvm::StringRef &name, llvm::StringRef before) {
  llvm::StringRef rest = name.rtrim("0123456789");
  if (rest.size() == name.size() || !rest.consume_back(before))
    return false;
  name = rest;
  return true;
}

/// Without what runtimes put around the name of a layer that they copy, convert or compile.
static llvm::StringRef withoutAdditions(llvm::StringRef name) {
  dropNumbered(name, " input reformatter ") || dropNumbered(name, " output reformatter ");
  name.consume_back(" copy");
  if (llvm::StringRef compiled = name; dropNumbered(compiled, "_") && dropNumbered(compiled, "_myl"))
    name = compiled;
  if (dropNumbered(name, "]:"))
    name.consume_front("[");
  return name;
}

static std::string onlyWords(llvm::StringRef name) {
  std::string result = name.str();
  for (char &c : result)
    c = llvm::isAlnum(c) ? c : '_';
  return result;
}

namespace {

class NameTable {
public:
  NameTable(Graph const &graph, KernelGroups const &kernelGroups) : groups(kernelGroups) {
    for (NodeId id : graph.main().nodes) {
      exact.try_emplace(graph.node(id).name, id);
      if (auto [entry, isNew] = words.try_emplace(onlyWords(graph.node(id).name), id); !isNew)
        entry->second = NodeId(); // of several nodes: of none
    }
  }

  /// The kernels of the nodes that a layer's name speaks of.
  std::vector<uint32_t> kernelsOf(llvm::StringRef name) const {
    if (std::optional<NodeId> node = lookUp(exact, name))
      return kernelsOfNodes(*node);
    std::vector<NodeId> nodes;
    for (llvm::StringRef part : partsOf(name))
      if (std::optional<NodeId> node = findPart(part))
        nodes.push_back(*node);
    return kernelsOfNodes(nodes);
  }

private:
  using Table = llvm::StringMap<NodeId>;

  static std::optional<NodeId> lookUp(Table const &table, llvm::StringRef name) {
    auto found = table.find(name);
    return found == table.end() || !found->second.valid() ? std::nullopt : std::optional(found->second);
  }

  std::optional<NodeId> findPart(llvm::StringRef part) const {
    if (std::optional<NodeId> node = lookUp(exact, part))
      return node;
    llvm::StringRef plain = withoutAdditions(part);
    if (std::optional<NodeId> node = lookUp(words, onlyWords(plain)))
      return node;
    return lookUp(exact, plain.rsplit('/').first);
  }

  std::vector<uint32_t> kernelsOfNodes(llvm::ArrayRef<NodeId> nodes) const {
    std::vector<uint32_t> kernels;
    for (NodeId id : nodes)
      if (uint32_t position = groups.position[id];
          position != 0 && !llvm::is_contained(kernels, position - 1))
        kernels.push_back(position - 1);
    return kernels;
  }

  KernelGroups const &groups;
  Table exact, words;
};

/// What runtimes and we agree to call the same kind of layer.
enum class LayerSort { Weighted, Pooling, Softmax, Other };
constexpr LayerSort matchedSorts[] = {LayerSort::Weighted, LayerSort::Pooling, LayerSort::Softmax};

LayerSort sortOf(llvm::StringRef kind) {
  std::string lower = kind.lower();
  auto has = [&](auto... words) { return (llvm::StringRef(lower).contains(words) || ...); };
  if (has("pool") || lower == "mean")
    return LayerSort::Pooling;
  if (has("softmax"))
    return LayerSort::Softmax;
  return has("conv", "fully", "gemm", "matmul", "dense") ? LayerSort::Weighted : LayerSort::Other;
}

LayerSort sortOf(Kernel const &kernel) {
  switch (kernel.features.costClass) {
  case CostClass::Pooling:
  case CostClass::GlobalPooling:
    return LayerSort::Pooling;
  case CostClass::Softmax:
    return LayerSort::Softmax;
  default:
    return kernel.features.weightElements.value_or(0) > 0 && kernel.features.macs.value_or(0) > 0
               ? LayerSort::Weighted
               : LayerSort::Other;
  }
}

/// The n-th layer of a sort is the n-th kernel of it, where there are as many of both.
void matchByOrder(KernelGroups const &groups, MeasuredLatencies const &measured, LayerMatches &matches) {
  for (LayerSort sort : matchedSorts) {
    std::vector<size_t> layers;
    std::vector<uint32_t> kernels;
    for (size_t i = 0; i < measured.layers.size(); ++i)
      if (measured.layers[i].seconds > 0 && sortOf(measured.layers[i].kind) == sort)
        layers.push_back(i);
    for (uint32_t k = 0; k < groups.kernels.size(); ++k)
      if (sortOf(groups.kernels[k]) == sort)
        kernels.push_back(k);
    if (layers.size() == kernels.size())
      for (size_t i = 0; i < layers.size(); ++i)
        matches.kernels[layers[i]] = {kernels[i]};
  }
}

} // namespace

LayerMatches matchLayers(Graph const &graph, KernelGroups const &groups, MeasuredLatencies const &measured) {
  LayerMatches matches;
  NameTable names(graph, groups);
  bool named = false;
  for (MeasuredLatencies::Layer const &layer : measured.layers) {
    matches.kernels.push_back(names.kernelsOf(layer.name));
    named |= !matches.kernels.back().empty() && layer.seconds > 0;
  }
  if (measured.layers.size() == 1 && matches.kernels.front().size() <= 1) {
    matches.how = LayerMatching::Whole;
    matches.kernels.front().resize(groups.kernels.size());
    std::iota(matches.kernels.front().begin(), matches.kernels.front().end(), 0U);
  } else if (!named) {
    matches.how = LayerMatching::ByOrder;
    matchByOrder(groups, measured, matches);
  }
  return matches;
}

} // namespace eo
