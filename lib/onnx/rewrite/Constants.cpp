//===- Constants.cpp - nodes that compute the same at every run --------------------------------------===//
#include "lib/onnx/rewrite/Draft.h"
#include "lib/onnx/rewrite/Fold.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

namespace eo {

namespace {
/// Folded constants of this draft, which may be inputs of the next node.
using FoldedValues = llvm::StringMap<Elements>;
} // namespace

static std::optional<Elements> valueOf(Draft const &draft, FoldedValues const &folded,
                                       std::string const &name) {
  auto found = folded.find(name);
  return found != folded.end() ? std::optional(found->second) : draft.elements(name);
}

/// Whether the file stays as small: a result larger than what goes with it would not.
static bool staysSmall(Draft const &draft, int place, llvm::ArrayRef<std::optional<Elements>> inputs,
                       size_t bytes) {
  constexpr size_t small = size_t{1} << 16;
  size_t goes = 0;
  for (size_t i = 0; i < inputs.size(); ++i)
    if (inputs[i] && draft.readOnce(draft.input(place, static_cast<int>(i))))
      goes += inputs[i]->bytes.size();
  return bytes <= std::max(goes, small);
}

static bool allConstant(Draft const &draft, FoldedValues const &folded, int place) {
  bool any = false;
  for (int i = 0; i < draft.node(place).input_size(); ++i) {
    std::string name = draft.input(place, i);
    if (name.empty())
      continue;
    any = true;
    if (draft.constant(name) == nullptr && folded.count(name) == 0)
      return false;
  }
  return any;
}

void rewrites::foldConstants(Draft &draft) {
  FoldedValues folded;
  constexpr size_t mostBytes = size_t{1} << 30; // of all results
  size_t bytes = 0;
  for (int place = 0; place < draft.nodes(); ++place) {
    onnx::NodeProto const &node = draft.node(place);
    bool standard = node.domain().empty() || node.domain() == "ai.onnx";
    if (!standard || node.output_size() != 1 || draft.pinned(node.output(0)) || draft.isRemoved(place) ||
        !allConstant(draft, folded, place))
      continue;
    std::vector<std::optional<Elements>> inputs;
    bool all = true;
    for (int i = 0; i < node.input_size(); ++i) {
      std::string name = draft.input(place, i);
      inputs.push_back(name.empty() ? std::nullopt : valueOf(draft, folded, name));
      all &= name.empty() || inputs.back();
    }
    std::optional<Elements> value = all ? foldNode({node, draft.opset(), inputs}) : std::nullopt;
    if (!value || !staysSmall(draft, place, inputs, value->bytes.size()) ||
        bytes + value->bytes.size() > mostBytes)
      continue;
    bytes += value->bytes.size();
    draft.note(place, "its result is a constant");
    draft.remove(place);
    folded[node.output(0)] = std::move(*value);
  }
  // Only what something reads still, in the order of the nodes.
  for (int place = 0; place < draft.nodes(); ++place) {
    onnx::NodeProto const &node = draft.node(place);
    if (draft.isRemoved(place) && node.output_size() == 1 && folded.count(node.output(0)) > 0 &&
        draft.readers(node.output(0)) > 0)
      draft.define(node.output(0), folded[node.output(0)]);
  }
}

} // namespace eo
