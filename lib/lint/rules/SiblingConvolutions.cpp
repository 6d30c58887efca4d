//===- SiblingConvolutions.cpp ------------------------------------------------------------------------===//
//
// Convolutions of one geometry that read the same value can be one:
//
//   a = Conv(x, w1: 64x192x1x1); b = Conv(x, w2: 96x192x1x1)
//   m = Conv(x, w: 160x192x1x1); a, b = Split(m)
//
// One finding for the network with all groups.
//
#include "lib/lint/ConvLayer.h"
#include "lib/lint/CostlyKernels.h"
#include "lib/lint/Rules.h"
#include "lib/lint/WhatIf.h"
#include "lib/support/Quantity.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <fmt/format.h>

namespace eo {

using Siblings = std::vector<ConvLayer>;

static bool alike(ConvLayer const &a, ConvLayer const &b) {
  return a.kernel == b.kernel && a.stride == b.stride && a.dilation == b.dilation &&
         a.node->ints("pads") == b.node->ints("pads") &&
         a.node->stringOr("auto_pad", "NOTSET") == b.node->stringOr("auto_pad", "NOTSET");
}

/// Groups of two and more, in graph order of their first.
static std::vector<Siblings> findSiblings(LintedNetwork const &network) {
  constexpr size_t mostGeometries = 4; // of one value: keeps the work linear
  llvm::MapVector<uint32_t, std::vector<Siblings>> byInput;
  for (CostlyKernel const &kernel : kernelsFrom(network, 0)) {
    std::optional<ConvLayer> layer = convLayer(network, kernel.anchor);
    if (!layer || layer->group != 1 || !layer->node->hasOutput(0))
      continue;
    std::vector<Siblings> &groups = byInput[layer->input().index];
    auto same = llvm::find_if(groups, [&](Siblings const &group) { return alike(group.front(), *layer); });
    if (same != groups.end())
      same->push_back(*layer);
    else if (groups.size() < mostGeometries)
      groups.push_back({*layer});
  }
  std::vector<Siblings> found;
  for (auto &entry : byInput)
    for (Siblings &group : entry.second)
      if (group.size() > 1)
        found.push_back(std::move(group));
  return found;
}

/// The results keep their order and sizes.
static void merge(LintedNetwork const &network, GraphEdit &edit, Siblings const &group) {
  ConvLayer const &first = group.front();
  std::vector<int64_t> channels;
  bool hasBias = false;
  SymInt all = 0;
  for (ConvLayer const &one : group) {
    channels.push_back(one.out);
    all += one.out;
    hasBias |= one.node->hasInput(2);
  }
  if (!all.isKnown())
    return;
  DataType type = network.annotations.get<InferredTypes>().types[first.node->inputs[1]].element;
  std::vector<ValueId> inputs{
      first.input(), edit.addParameter(type, {all.value(), first.in, first.kernel[0], first.kernel[1]})};
  if (hasBias)
    inputs.push_back(edit.addParameter(type, all.value()));
  ValueId merged = edit.insertBefore(first.node->id, OpKind::Conv, inputs, first.node->attributes);
  constexpr int64_t sizesAreInput = 13; // since that opset
  std::vector<ValueId> split{merged};
  std::vector<Attribute> attributes{{"axis", int64_t{1}}};
  if (first.node->opset >= sizesAreInput)
    split.push_back(edit.addInts(channels));
  else
    attributes.push_back({"split", channels});
  std::vector<ValueId> parts =
      edit.insertBefore(first.node->id, OpKind::Split, split, attributes, group.size());
  for (size_t i = 0; i < group.size(); ++i)
    edit.bypass(group[i].node->id, parts[i]);
}

/// "merge 'a', 'b'; 'c', 'd', 'e'; and 7 groups more".
static std::string whatToMerge(llvm::ArrayRef<Siblings> groups) {
  constexpr size_t mostGroups = 3, mostNames = 6;
  std::string text = "merge ";
  for (Siblings const &group : groups.take_front(mostGroups)) {
    text += text.size() > 6 ? "; " : "";
    for (size_t i = 0; i < std::min(group.size(), mostNames); ++i)
      text += fmt::format("{}'{}'", i == 0 ? "" : ", ", group[i].node->name);
    text += group.size() > mostNames ? ", …" : "";
  }
  return groups.size() > mostGroups ? text + fmt::format("; and {} groups more", groups.size() - mostGroups)
                                    : text;
}

std::vector<Finding> rules::siblingConvolutions(LintedNetwork const &network) {
  std::vector<Siblings> groups = findSiblings(network);
  if (groups.empty())
    return {};
  GraphEdit edit(network.graph);
  size_t layers = 0;
  for (Siblings const &group : groups) {
    merge(network, edit, group);
    layers += group.size();
  }
  WhatIf merged = whatIf(network, std::move(edit).build(), "one convolution in the place of each group");
  if (!isNoticeable(network, merged, noticeableForFree))
    return {};
  Finding finding = findingAt(network, groups.front().front().node->id);
  finding.message = fmt::format("{} convolutions in {} group{} alike read the same input", layers,
                                groups.size(), groups.size() == 1 ? "" : "s");
  finding.help = whatToMerge(groups);
  setSaving(finding, std::move(merged));
  return {finding};
}

} // namespace eo
