//===- NetworkAnnotations.h - what the analysis passes find out ---------------------------------===//
//
// Each struct is one annotation, written by the pass named above it.
//
#ifndef ENERGY_OPT_LIB_PASS_NETWORKANNOTATIONS_H
#define ENERGY_OPT_LIB_PASS_NETWORKANNOTATIONS_H

#include "lib/ir/TypeMap.h"
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace eo {

/// Handed in by the tool: values for open dimensions (--dim, --input-shape) and for inputs that steer (--value).
struct DimBindings {
  std::map<std::string, int64_t> named;                       ///< --dim NAME=V
  std::map<std::string, std::string> expressions;             ///< --dim NAME=OTHER+1
  std::map<std::pair<std::string, unsigned>, int64_t> byAxis; ///< --dim VALUE[AXIS]=V
  std::map<std::string, double> values;                       ///< --value INPUT=V: what all its elements are
  std::map<std::string, std::vector<int64_t>> shapes;         ///< --input-shape INPUT:1x3x224x224
  bool defaultBatch = true;                                   ///< set an open batch dimension to 1

  bool operator==(DimBindings const &other) const = default;
  /// Whether the network is asked to run at a size of the user's.
  bool asksForSize() const {
    return !named.empty() || !expressions.empty() || !byAxis.empty() || !shapes.empty();
  }
};

/// bind-dimensions: the declared types of the network's inputs with bindings and the batch default applied.
/// Unnamed dimensions are symbols called "input[axis]".
struct BoundInputs {
  std::map<ValueId, TensorType> types;                   ///< of the network's inputs
  std::vector<std::string> openNames;                    ///< symbols that stay open, in order of appearance
  std::map<std::string, int64_t> applied;                ///< symbol -> value, the defaulted batch included
  std::optional<std::string> defaultedBatch;             ///< the symbol that was set to 1 without being asked
  std::map<std::pair<ValueId, unsigned>, int64_t> inner; ///< --dim VALUE[AXIS]=V of values that are no inputs
  bool bindsInner =
      false; ///< a name was bound that stands in outputs or inner values only, or `inner` is not empty
  std::map<ValueId, double> given; ///< --value: inputs whose elements are known
};

/// The elements of a small tensor that feeds shape arithmetic, in row-major order. Exactly one list is filled
/// (none for a tensor without elements).
struct FoldedConstant {
  /// Integers and bools (0 or 1); each may be symbolic or unknown. Floating-point tensors use it too where an
  /// element depends on a dimension: then every element that is not unknown is integral.
  llvm::SmallVector<SymInt, 4> ints;
  std::vector<double> floats; ///< floating-point tensors of known numbers
};

/// infer-shapes: types of all values (nothing known where no rule applies), and what could be folded.
/// `constants` holds null where nothing was folded; initializers appear where shape arithmetic read them.
struct InferredTypes {
  TypeMap types;
  ValueMap<std::shared_ptr<FoldedConstant const>> constants;
  std::vector<NodeId> refused{}; ///< nodes of the main graph that cannot run as they are
  SymInt batch = 1;              ///< samples per execution; 1 where nothing says so (passes/SamplesPerRun.h)
};

/// classify-nodes: what runs at inference, and which values are learned parameters.
enum class NodeRole : uint8_t {
  Live,
  Dead,     ///< no network output depends on it
  Foldable, ///< every input is constant (initializers, Constant nodes, other foldable nodes): done once,
            ///< offline
};

/// classify-nodes: what each node is to an executed network, and which values are learned.
struct NodeRoles {
  NodeMap<NodeRole> roles;
  /// Learned parameters: initializers, what is folded from them, and network inputs of fixed shape that only
  /// feed weight positions (some exporters pass weights as inputs).
  ValueMap<char> isParameter; ///< 0 or 1
  /// For a parameter: the stored tensor it is a copy or view of (W for Transpose(W)), itself otherwise.
  /// Invalid for activations. Parameters of one storage are one parameter.
  ValueMap<ValueId> storage;
  /// 1: not computed at inference: initializers, results of foldable nodes, inputs taken for parameters.
  ValueMap<char> isConstant;
  bool parametersAsInputs = false; ///< at least one network input was taken for a parameter
};

/// count-macs: multiply-accumulates (convention eo-mac-1) and other operations per node. Dead and foldable
/// nodes have 0. Control flow: the counted total of its bodies.
struct MacCounts {
  NodeMap<SymInt> macs, otherOps;
  /// For control flow whose `macs` are unknown: what its known bodies come to at least. Unknown for other nodes.
  NodeMap<SymInt> atLeast;
};

/// count-traffic: elements and bytes each node touches at the file's types.
struct MemoryTraffic {
  NodeMap<SymInt> params;     ///< parameter elements read first by this node (shared ones count once)
  NodeMap<SymInt> paramBytes; ///< the same in bytes
  NodeMap<SymInt> bytesRead;  ///< activations and parameters, each operand once; of look-ups what they pick
  NodeMap<SymInt> bytesWritten;
  NodeMap<SymInt> activationsWritten;          ///< elements
  NodeMap<SymInt> parametersRead;              ///< elements, also of those an earlier node has read
  SymInt totalParams = 0, totalParamBytes = 0; ///< every parameter of the network once
  SymInt activationBytes = 0; ///< network inputs and all outputs of live nodes that are not views
};

/// plan-memory: most bytes of activations alive at once as the board's runtime keeps them; find-peak: when nodes run in
/// graph order.
struct MemoryPlan {
  SymInt peakBytes;   ///< unknown where a size on the way is
  SymInt peakAtLeast; ///< the same without values of unknown size
};

} // namespace eo

#endif
