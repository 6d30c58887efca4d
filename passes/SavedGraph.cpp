#include "passes/SavedGraph.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSwitch.h"

namespace eo {

static bool isLayoutChange(llvm::StringRef op) {
  return llvm::StringSwitch<bool>(op)
      .Cases("ReorderOutput", "ReorderInput", "Transpose", "Reshape", "Cast", "QuantizeLinear", true)
      .Case("DequantizeLinear", true)
      .Default(false);
}

/// The names of what a node makes, and of the same behind the layout changes that alone read it.
static std::vector<std::string> outputsOf(Graph const &saved, Node const &node) {
  std::vector<std::string> names;
  for (ValueId output : node.outputs) {
    constexpr int longestWay = 4;
    for (int step = 0; step < longestWay && output.valid(); ++step) {
      names.push_back(saved.value(output).name.str());
      ValueId behind;
      for (NodeId user : saved.users(output))
        if (isLayoutChange(saved.node(user).opType))
          behind = saved.node(user).output(0);
      output = behind;
    }
  }
  return names;
}

void nameOutputs(Graph const &saved, MeasuredLatencies &measured) {
  llvm::StringMap<NodeId> byName;
  llvm::StringMap<std::vector<NodeId>> nameless; ///< by operator
  for (NodeId id : saved.main().nodes) {
    Node const &node = saved.node(id);
    byName.try_emplace(node.name, id);
    llvm::StringRef number = node.name;
    if (number.consume_front(node.opType) && number.consume_front("_") && llvm::all_of(number, llvm::isDigit))
      nameless[node.opType].push_back(id);
  }
  llvm::StringMap<size_t> next;
  for (MeasuredLatencies::Layer &layer : measured.layers) {
    auto named = byName.find(layer.name);
    auto others = nameless.find(layer.kind);
    if (others != nameless.end() && llvm::StringRef(layer.name).startswith(layer.kind)) {
      if (size_t &n = next[layer.kind]; n < others->second.size())
        layer.outputs = outputsOf(saved, saved.node(others->second[n++]));
    } else if (named != byName.end()) {
      layer.outputs = outputsOf(saved, saved.node(named->second));
    }
  }
}

} // namespace eo
