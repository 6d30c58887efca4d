#include "passes/Companions.h"

#include "lib/board/KernelFamily.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

namespace {
/// Copies between plain maps and blocks of channels.
class LayoutCopies {
public:
  LayoutCopies(Graph const &graph, CanonicalForm const &canonical, TypeMap const &valueTypes,
               BlockedLayout const &blocked)
      : form(canonical), types(valueTypes), layout(blocked), edges(graph, canonical), inBlocks(graph),
        isCopied(graph) {}

  void add(llvm::function_ref<bool(Kernel const &)> isPlain, llvm::MutableArrayRef<Kernel> kernels) {
    std::vector<char> works(kernels.size());
    for (size_t k = 0; k < kernels.size(); ++k)
      if (!isPlain(kernels[k]) && worksOnBlocks(kernels[k])) {
        works[k] = 1;
        mark(kernels[k]);
      }
    for (size_t k = 0; k < kernels.size(); ++k)
      if (works[k] == 0 && keepsBlocks(kernels[k])) {
        works[k] = 1;
        mark(kernels[k]);
      }
    for (size_t k = 0; k < kernels.size(); ++k) {
      if (works[k] != 0)
        fill(kernels[k].features);
      if (kernelFamily(kernels[k].features))
        copyFor(kernels[k], works[k] != 0);
    }
  }

private:
  bool worksOnBlocks(Kernel const &kernel) const {
    CostFeatures const &features = kernel.features;
    bool maps = llvm::all_of(edges.resultsOf(kernel), [&](ValueId result) { return isMap(types[result]); });
    bool integer = features.inputType != DataType::Undefined && bitWidth(features.inputType) <= 8;
    bool whole = features.macs.value_or(0) > 0 || features.ofm.value_or(0) % layout.channels == 0;
    return maps && !integer && whole && layout.works.matches(features);
  }

  bool keepsBlocks(Kernel const &kernel) const {
    if (!layout.keeps.matches(kernel.features))
      return false;
    llvm::SmallVector<ValueId, 4> inputs = edges.inputsOf(kernel);
    return !inputs.empty() && llvm::all_of(inputs, [&](ValueId input) {
      return inBlocks[input] != 0 && hasWholeBlocks(types[input]);
    });
  }

  void mark(Kernel const &kernel) {
    for (ValueId result : edges.resultsOf(kernel))
      inBlocks[result] = 1;
  }

  void copyFor(Kernel &kernel, bool works) {
    bool reads = works && !readsPlain(kernel.features);
    for (ValueId input : edges.inputsOf(kernel))
      if ((inBlocks[input] != 0) != reads)
        copy(input, kernel);
    for (ValueId result : edges.resultsOf(kernel))
      if (works && form.leaves[result] != 0)
        copy(result, kernel);
  }

  /// A convolution of few channels fills its blocks as it reads.
  bool readsPlain(CostFeatures const &features) const {
    return features.macs.value_or(0) > 0 && features.ifm && *features.ifm < layout.channels;
  }

  /// [N,C,H,W]
  static bool isMap(TensorType const &type) { return type.hasRank() && type.rank() == 4; }

  void fill(CostFeatures &features) const {
    if (!features.kclc || !features.ifm || !features.ofm || *features.ofm == 0)
      return;
    auto rounding = [&](int64_t size) {
      int64_t more = (layout.channels - size % layout.channels) % layout.channels;
      return 1 + static_cast<double>(more) / static_cast<double>(size);
    };
    bool each = features.group.value_or(1) > 1 || readsPlain(features); // of the input's channels by itself
    double filling = rounding(*features.ofm) * (each ? 1 : rounding(*features.ifm));
    if (filling > 1)
      features.rare.edit().filling = filling;
  }

  bool hasWholeBlocks(TensorType const &type) const {
    std::optional<int64_t> size = isMap(type) ? (*type.shape)[1].tryValue() : std::nullopt;
    return size && *size % layout.channels == 0;
  }

  void copy(ValueId value, Kernel &kernel) {
    Count elements = types[value].elements().tryValue();
    if (isCopied[value] != 0 || !elements)
      return;
    isCopied[value] = 1;
    RareFeatures &rare = kernel.features.rare.edit();
    rare.copiedElements += static_cast<double>(*elements);
    rare.companionLaunches += 1;
  }

  CanonicalForm const &form;
  TypeMap const &types;
  BlockedLayout const &layout;
  KernelEdges edges;
  ValueMap<char> inBlocks, isCopied;
};
} // namespace

/// Of an anchor that does something: what merely stands for a value that is there already brings nothing.
static void addOperators(CanonicalForm const &form, llvm::ArrayRef<CompanionOperators> rules,
                         Kernel &kernel) {
  NodePart part = form.part[kernel.nodes.front()];
  auto rule =
      llvm::find_if(rules, [&](CompanionOperators const &one) { return one.nodes.matches(kernel.features); });
  if (rule == rules.end() || (part != NodePart::Work && part != NodePart::View))
    return;
  RareFeatures &rare = kernel.features.rare.edit();
  rare.companionLaunches += rule->launches;
  rare.copiedElements += rule->copies * static_cast<double>(kernel.features.inputElements.value_or(0) +
                                                            kernel.features.outputElements.value_or(0));
}

/// What a caller gets is copied to where it is wanted; no operator of the runtime does that.
static void addResults(CanonicalForm const &form, KernelEdges const &edges, TypeMap const &types,
                       Kernel &kernel) {
  for (ValueId result : edges.resultsOf(kernel))
    if (form.leaves[result] != 0)
      if (Count elements = types[result].elements().tryValue())
        kernel.features.rare.edit().copiedElements += static_cast<double>(*elements);
}

void addCompanions(Graph const &graph, CanonicalForm const &form, TypeMap const &types,
                   KernelRules const &rules, llvm::function_ref<bool(Kernel const &)> isPlain,
                   llvm::MutableArrayRef<Kernel> kernels) {
  KernelEdges edges(graph, form);
  for (Kernel &kernel : kernels) {
    if (!rules.companions.empty())
      addOperators(form, rules.companions, kernel);
    if (rules.copiesResults && kernelFamily(kernel.features))
      addResults(form, edges, types, kernel);
  }
  bool writtenOut = llvm::any_of(kernels, [](Kernel const &kernel) {
    OpKind op = kernel.features.op;
    return op == OpKind::ReorderInput || op == OpKind::ReorderOutput;
  });
  if (rules.blocked && !writtenOut)
    LayoutCopies(graph, form, types, *rules.blocked).add(isPlain, kernels);
}

} // namespace eo
