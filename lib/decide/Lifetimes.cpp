#include "lib/decide/Lifetimes.h"

#include "lib/ir/DataType.h"
#include "lib/support/Checked.h"
#include "lib/support/Error.h"
#include "llvm/ADT/STLExtras.h"

#include <algorithm>

namespace eo {

namespace {
/// Walks the main graph once.
class Walk {
public:
  Walk(Graph const &network, TypeMap const &inferred, NodeRoles const &nodeRoles, unsigned executed)
      : graph(network), types(inferred), roles(nodeRoles), executedBits(executed), buffer(network, none) {}

  llvm::Expected<Lifetimes> run() {
    Body const &main = graph.main();
    result.steps = static_cast<int64_t>(main.nodes.size());
    for (ValueId input : main.inputs)
      if (input.valid() && roles.isParameter[input] == 0)
        own(input, -1);
    for (size_t step = 0; step < main.nodes.size(); ++step)
      visit(graph.node(main.nodes[step]), static_cast<int64_t>(step));
    for (ValueId output : main.outputs)
      if (output.valid() && buffer[output] != none)
        result.tensors[buffer[output]].last = result.steps;
    if (overflow)
      return inputError("its activations take more than 2^62 bytes");
    return std::move(result);
  }

private:
  static constexpr uint32_t none = ~0U;
  static constexpr int64_t most = int64_t{1} << 62; ///< leaves room for offsets to be aligned

  /// A ValueMap filled with something else than zeros.
  struct BufferMap {
    BufferMap(Graph const &of, uint32_t fill) : items(of.valueCount(), fill) {}
    uint32_t &operator[](ValueId id) { return items[id.index]; }
    std::vector<uint32_t> items;
  };

  void own(ValueId id, int64_t step) {
    TensorType const &type = types[id];
    std::optional<int64_t> elements = type.elements().tryValue(), bytes = type.bytes().tryValue();
    if (type.elements().isOverflow() || type.bytes().isOverflow())
      overflow = true;
    if (elements && bytes && isFloatingPoint(type.element) && bitWidth(type.element) > executedBits) {
      std::optional<int64_t> bits = checkedMul(*elements, static_cast<int64_t>(executedBits));
      bytes = bits ? std::optional(*bits / 8 + (*bits % 8 != 0 ? 1 : 0)) : std::nullopt;
    }
    if (!bytes) {
      ++result.unknown;
      return;
    }
    total = total ? checkedAdd(*total, *bytes) : total;
    overflow |= !total || *total > most;
    buffer[id] = static_cast<uint32_t>(result.tensors.size());
    result.tensors.push_back({graph.value(id).name.str(), *bytes, step, std::max<int64_t>(step, 0), -1});
  }

  void use(ValueId id, int64_t step) {
    if (!id.valid() || buffer[id] == none)
      return;
    LiveTensor &tensor = result.tensors[buffer[id]];
    tensor.last = std::max(tensor.last, step);
    tensor.lastRead = std::max(tensor.lastRead, step);
    if (tensor.readers.empty() || tensor.readers.back() != step)
      tensor.readers.push_back(step);
  }

  /// Values that nested bodies read are alive while the owner runs.
  void useOfBodies(Node const &node, int64_t step) {
    for (Attribute const &attribute : node.attributes)
      if (auto const *id = std::get_if<BodyId>(&attribute.value)) {
        result.hasBodies = true;
        for (NodeId inner : graph.body(*id).nodes) {
          for (ValueId input : graph.node(inner).inputs)
            use(input, step);
          useOfBodies(graph.node(inner), step);
        }
        for (ValueId output : graph.body(*id).outputs)
          use(output, step);
      }
  }

  void visit(Node const &node, int64_t step) {
    if (roles.roles[node.id] != NodeRole::Live)
      return;
    for (ValueId input : node.inputs)
      use(input, step);
    useOfBodies(node, step);
    bool view = opClass(node.kind) == OpClass::View && node.hasInput(0) && buffer[node.inputs[0]] != none;
    for (ValueId output : node.outputs) {
      if (!output.valid())
        continue;
      if (view && output == node.output(0))
        buffer[output] = buffer[node.inputs[0]];
      else
        own(output, step);
    }
  }

  Graph const &graph;
  TypeMap const &types;
  NodeRoles const &roles;
  unsigned executedBits;
  BufferMap buffer;
  Lifetimes result;
  std::optional<int64_t> total = 0;
  bool overflow = false;
};
} // namespace

llvm::Expected<Lifetimes> lifetimesOf(Graph const &graph, TypeMap const &types, NodeRoles const &roles,
                                      unsigned executedBits) {
  return Walk(graph, types, roles, executedBits).run();
}

int64_t Lifetimes::peakBytes() const {
  // births and deaths by step; inputs are born before step 0
  std::vector<int64_t> change(static_cast<size_t>(steps) + 3);
  for (LiveTensor const &tensor : tensors) {
    change[static_cast<size_t>(std::max<int64_t>(tensor.first, 0))] += tensor.bytes;
    change[static_cast<size_t>(std::max<int64_t>(tensor.last, 0)) + 1] -= tensor.bytes;
  }
  int64_t live = 0, peak = 0;
  for (int64_t one : change)
    peak = std::max(peak, live += one);
  return peak;
}

} // namespace eo
