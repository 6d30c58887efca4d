#include "passes/LayerMatching.h"
#include "passes/OnnxRuntimeNames.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSwitch.h"
#include <numeric>

namespace eo {

/// "PWN(a, b) + c || d" is a, b, c and d.
static llvm::SmallVector<llvm::StringRef, 4> partsOf(llvm::StringRef name) {
  llvm::SmallVector<llvm::StringRef, 4> result = {name};
  for (llvm::StringRef separator : {" + ", " || ", ", ", ",", ";"}) {
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
  if (dropNumbered(name, "]:") || name.consume_back("]"))
    name.consume_front("[");
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
      for (ValueId output : graph.node(id).outputs)
        if (output.valid())
          tensors.try_emplace(onlyWords(graph.value(output).name), id);
    }
  }

  /// The nodes that a layer's name speaks of.
  std::vector<NodeId> nodesOf(llvm::StringRef name) const {
    if (std::optional<NodeId> node = lookUp(exact, name))
      return {*node};
    std::vector<NodeId> nodes;
    for (llvm::StringRef part : partsOf(name))
      if (std::optional<NodeId> node = findPart(part))
        nodes.push_back(*node);
    return nodes;
  }

  /// "{ForeignNode[a...b]}": the kernels from a to b. Where one end is no node (a constant, a layer without name), it is
  /// the network's.
  std::vector<uint32_t> spanOf(llvm::StringRef name) const {
    size_t open = name.find("{ForeignNode["), close = name.rfind("]}");
    llvm::StringRef inside = close == llvm::StringRef::npos ? "" : name.slice(open + 13, close);
    auto [from, to] = inside.split("...");
    if (open == llvm::StringRef::npos || to.empty() || groups.kernels.empty())
      return {};
    std::optional<uint32_t> first = kernelAt(from, false), last = kernelAt(to, true);
    if (!first && !last)
      return {};
    auto end = static_cast<uint32_t>(groups.kernels.size() - 1);
    std::vector<uint32_t> kernels;
    for (uint32_t k = first.value_or(0); k <= last.value_or(end); ++k)
      kernels.push_back(k);
    return kernels;
  }

  std::vector<uint32_t> kernelsOfNodes(llvm::ArrayRef<NodeId> nodes) const {
    llvm::SmallSetVector<uint32_t, 8> kernels;
    for (NodeId id : nodes)
      if (uint32_t position = groups.position[id]; position != 0)
        kernels.insert(position - 1);
    return {kernels.begin(), kernels.end()};
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
    if (std::optional<NodeId> node = lookUp(exact, plain.rsplit('/').first))
      return node;
    return lookUp(tensors, onlyWords(plain));
  }

  /// The first or last kernel of the nodes that an end of a span speaks of.
  std::optional<uint32_t> kernelAt(llvm::StringRef end, bool last) const {
    std::vector<uint32_t> kernels = kernelsOfNodes(nodesOf(end));
    if (kernels.empty())
      return std::nullopt;
    return last ? *std::max_element(kernels.begin(), kernels.end())
                : *std::min_element(kernels.begin(), kernels.end());
  }

  KernelGroups const &groups;
  Table exact, words, tensors; ///< tensors: their producers
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
  CostClass costClass = kernel.features.costClass;
  if (costClass == CostClass::Pooling || costClass == CostClass::GlobalPooling)
    return LayerSort::Pooling;
  if (costClass == CostClass::Softmax)
    return LayerSort::Softmax;
  bool weighted = kernel.features.weightElements.value_or(0) > 0 && kernel.features.macs.value_or(0) > 0;
  return weighted ? LayerSort::Weighted : LayerSort::Other;
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

/// By the words of engines for what they put between the nodes.
static bool isEngineOverhead(MeasuredLatencies::Layer const &layer) {
  std::string name = llvm::StringRef(layer.name).lower(), kind = llvm::StringRef(layer.kind).lower();
  for (llvm::StringRef word : {"reformatting ", " reformatter ", "memcpy", "reformat_", "copynode"})
    if (llvm::StringRef(name).contains(word))
      return true;
  return llvm::StringSwitch<bool>(kind)
      .Cases("reorder", "convert", "copy", "quantize", "dequantize", true)
      .Cases("inputoperator", "outputoperator", "reformat", "memcpy", true)
      .Default(false);
}

static LayerMatches matchEngineLayers(Graph const &graph, KernelGroups const &groups,
                                      MeasuredLatencies const &measured) {
  LayerMatches matches;
  NameTable names(graph, groups);
  bool named = false;
  size_t spanned = 0;
  constexpr size_t mostSpanned =
      5'000'000; // kernels in all spans; a hostile report has as many spans as layers
  for (MeasuredLatencies::Layer const &layer : measured.layers) {
    std::vector<NodeId> nodes;
    bool reformats = llvm::StringRef(layer.name).startswith("Reformatting ");
    std::vector<uint32_t> kernels;
    if (!reformats && spanned < mostSpanned)
      spanned += (kernels = names.spanOf(layer.name)).size();
    if (!reformats && kernels.empty()) {
      nodes = names.nodesOf(layer.name);
      kernels = names.kernelsOfNodes(nodes);
    }
    LayerPlace place = !kernels.empty()          ? LayerPlace::Kernels
                       : !nodes.empty()          ? LayerPlace::NoKernel
                       : isEngineOverhead(layer) ? LayerPlace::Inserted
                                                 : LayerPlace::Nowhere;
    named |= place == LayerPlace::Kernels && layer.seconds > 0;
    matches.kernels.push_back(std::move(kernels));
    matches.places.push_back(place);
  }
  if (measured.layers.size() == 1 && matches.kernels.front().size() <= 1 &&
      (!named || llvm::StringRef(measured.layers.front().kind).contains_insensitive("delegate"))) {
    matches.how = LayerMatching::Whole;
    matches.kernels.front().resize(groups.kernels.size());
    std::iota(matches.kernels.front().begin(), matches.kernels.front().end(), 0U);
  } else if (!named) {
    matches.how = LayerMatching::ByOrder;
    matchByOrder(groups, measured, matches);
  }
  for (size_t i = 0; i < matches.kernels.size(); ++i)
    if (!matches.kernels[i].empty())
      matches.places[i] = LayerPlace::Kernels;
  return matches;
}

static LayerMatches matchRuntimeRows(Graph const &graph, KernelGroups const &groups,
                                     MeasuredLatencies const &measured) {
  LayerMatches matches;
  std::vector<RuntimeRow> rows = matchOnnxRuntimeRows(graph, measured);
  std::vector<char> timed(groups.kernels.size());
  for (RuntimeRow const &row : rows) {
    uint32_t position = row.node.valid() ? groups.position[row.node] : 0;
    matches.kernels.emplace_back();
    if (position != 0) {
      matches.kernels.back() = {position - 1};
      timed[position - 1] = 1;
    }
    matches.places.push_back(position != 0      ? LayerPlace::Kernels
                             : row.node.valid() ? LayerPlace::NoKernel
                             : row.inserted     ? LayerPlace::Inserted
                                                : LayerPlace::Nowhere);
  }
  NodeMap<uint32_t> swallowed = swallowedNodes(graph, rows);
  for (uint32_t k = 0; k < groups.kernels.size(); ++k)
    if (timed[k] == 0 && llvm::any_of(groups.kernels[k].nodes, [&](NodeId id) { return swallowed[id] != 0; }))
      matches.swallowed.push_back(k);
  return matches;
}

LayerMatches matchLayers(Graph const &graph, KernelGroups const &groups, MeasuredLatencies const &measured) {
  return measured.onnxRuntime ? matchRuntimeRows(graph, groups, measured)
                              : matchEngineLayers(graph, groups, measured);
}

} // namespace eo
