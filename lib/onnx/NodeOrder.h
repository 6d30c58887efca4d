//===- NodeOrder.h - nodes sorted so that values come before their readers -------------------------===//
#ifndef ENERGY_OPT_LIB_ONNX_NODEORDER_H
#define ENERGY_OPT_LIB_ONNX_NODEORDER_H

#include "lib/onnx/SlimModel.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Error.h"
#include <vector>

namespace eo {

/// The nodes of one graph or body, as read.
using NodeList = ArenaList<SlimNode>;

/// Which outer values the bodies of a network read. Remembers what it found: every body is looked at once.
class Captures {
public:
  /// `mostNames` bounds the names remembered over all bodies: bodies within each other repeat theirs.
  explicit Captures(size_t mostNames = 10'000'000) : remaining(mostNames) {}

  /// Names the body reads, itself or in bodies within, but does not define. In order of first use.
  std::vector<Name> const &of(SlimGraph const &body);

  /// More names than `mostNames` were found, and those above it were left out.
  bool exceeded() const { return isExceeded; }
  /// How often forEachRead went through a node: the work of ordering, which tests hold to a multiple of the nodes.
  size_t nodesRead = 0;

private:
  llvm::DenseMap<SlimGraph const *, std::unique_ptr<std::vector<Name>>> known;
  size_t remaining;
  bool isExceeded = false;
};

/// Calls `take` with the name of every value the node reads, in bodies it holds as well.
template <typename Take> void forEachRead(SlimNode const &node, Captures &captures, Take take) {
  ++captures.nodesRead;
  for (Name input : node.inputs)
    if (!input.empty())
      take(input);
  for (SlimAttribute const &attribute : node.attributes)
    if (attribute.graph != nullptr)
      for (Name name : captures.of(*attribute.graph))
        take(name);
}

/// The nodes in an order in which every value is produced before it is read; of nodes that could
/// come next, the one that is first in the file does. Names that `isDeclared` (inputs, initializers) are no
/// node's. Of several producers of a name the first counts. The error names the nodes of a cycle, or says
/// that `captures` are too many.
llvm::Expected<std::vector<SlimNode const *>>
nodeOrder(NodeList const &nodes, llvm::function_ref<bool(Name)> isDeclared, Captures &captures);

/// The node's name, or "<op>_<index>" where it has none.
std::string nodeName(SlimNode const &node);

} // namespace eo

#endif
