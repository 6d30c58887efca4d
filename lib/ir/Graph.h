//===- Graph.h - the imported network -----------------------------------------------------===//
//
// A Graph owns every node and value of the network, those of If/Loop/Scan bodies included, in two vectors;
// ids index them. It is built once by GraphBuilder (lib/onnx) and immutable afterwards: everything a pass
// finds out goes into a NodeMap or ValueMap beside it.
//
#ifndef ENERGY_OPT_LIB_IR_GRAPH_H
#define ENERGY_OPT_LIB_IR_GRAPH_H

#include "lib/ir/Ops.h"
#include "lib/ir/TensorType.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Allocator.h"
#include <compare>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace eo {

/// A strong 32-bit index; default: none.
template <typename Tag> struct Id {
  uint32_t index = std::numeric_limits<uint32_t>::max();
  constexpr bool valid() const { return index != std::numeric_limits<uint32_t>::max(); }
  constexpr auto operator<=>(Id const &) const = default;
};

/// Ids are unique over the whole network, child graphs included, and dense: they index NodeMap and ValueMap.
using NodeId = Id<struct NodeTag>;
/// A tensor of the graph; invalid for an operand that is left out.
using ValueId = Id<struct ValueTag>;
using BodyId = Id<struct BodyTag>; ///< a (child) graph: nodes in order, inputs, outputs

/// An initializer or tensor attribute. Dimensions always; elements only where they are few enough to feed
/// shape arithmetic (LoadOptions::keepElements) and stored in the file itself.
struct ConstantTensor {
  DataType type = DataType::Undefined;
  llvm::SmallVector<int64_t, 4> dims; ///< none negative
  bool hasElements = false;
  std::vector<int64_t>
      ints; ///< elements of integer and bool tensors (uint64 above 2^63-1: hasElements is false)
  std::vector<double> floats; ///< elements of floating-point tensors

  TensorType tensorType() const;
};

/// Attribute values. Tensors and bodies are held by the Graph.
using AttributeValue =
    std::variant<std::monostate, int64_t, float, llvm::StringRef, std::vector<int64_t>, std::vector<float>,
                 std::vector<llvm::StringRef>, ConstantTensor const *, BodyId>;

/// A named constant of a node, as the file states it.
struct Attribute {
  llvm::StringRef name;
  AttributeValue value; ///< monostate: a kind we keep nothing of (type protos, sparse tensors)
};

/// An operator at its place in the graph, with operands and attributes.
struct Node {
  NodeId id;
  OpKind kind = OpKind::Unknown;
  llvm::StringRef
      name; ///< as in the file, or "<op>_<index>" where the file has none; unique only by accident
  llvm::StringRef opType; ///< as in the file
  llvm::StringRef domain; ///< "" for ai.onnx, whatever spelling the file uses
  llvm::StringRef scope;  ///< path of the function calls it was inlined from; "" outside functions
  int64_t opset = 0;      ///< version of `domain` in force where the node stands; 0: not imported by the file
  uint32_t fileIndex = 0; ///< position in its graph in the file
  BodyId body;            ///< the body it belongs to
  llvm::SmallVector<ValueId, 4> inputs;       ///< invalid id: an optional input left out
  llvm::SmallVector<ValueId, 2> outputs;      ///< invalid id: an output nobody wants
  llvm::SmallVector<Attribute, 0> attributes; ///< most nodes have none

  /// The attribute, or nullptr.
  Attribute const *find(llvm::StringRef attribute) const;
  bool has(llvm::StringRef attribute) const { return find(attribute) != nullptr; }
  /// The attribute, or `otherwise` where it is absent or of another kind (as float: an int counts too).
  int64_t intOr(llvm::StringRef attribute, int64_t otherwise) const;
  float floatOr(llvm::StringRef attribute, float otherwise) const;
  llvm::StringRef stringOr(llvm::StringRef attribute, llvm::StringRef otherwise) const;
  /// Empty where absent or of another kind.
  llvm::ArrayRef<int64_t> ints(llvm::StringRef attribute) const;
  llvm::ArrayRef<float> floats(llvm::StringRef attribute) const;
  /// nullptr where absent or of another kind.
  ConstantTensor const *tensor(llvm::StringRef attribute) const;
  /// Invalid where absent or of another kind.
  BodyId bodyAttribute(llvm::StringRef attribute) const;

  bool hasInput(size_t i) const { return i < inputs.size() && inputs[i].valid(); }
  bool hasOutput(size_t i) const { return i < outputs.size() && outputs[i].valid(); }
  /// The id of input i; invalid where left out or beyond the end.
  ValueId input(size_t i) const { return i < inputs.size() ? inputs[i] : ValueId(); }
  ValueId output(size_t i) const { return i < outputs.size() ? outputs[i] : ValueId(); }
};

/// Where a value comes from.
enum class ValueSource : uint8_t {
  Input,       ///< a graph input without initializer (for a body: a formal parameter)
  Initializer, ///< an initializer, whether or not it is listed among the inputs as well
  NodeOutput,
  Missing, ///< used but produced by nothing: a damaged file, kept so that the rest can be analysed
};

/// A tensor of the graph: where it comes from and what the file says of it. What is inferred stands in
/// ValueMaps.
struct Value {
  ValueId id;
  BodyId body;              ///< the body that declares it
  NodeId producer;          ///< for NodeOutput
  uint32_t outputIndex = 0; ///< for NodeOutput
  llvm::StringRef name;
  TensorType const *declaration = nullptr;  ///< most values have none
  ConstantTensor const *constant = nullptr; ///< initializers
  ValueSource source = ValueSource::Missing;
  bool listedAsInput =
      false; ///< an initializer that the file lists among the inputs: a default, or an old exporter

  /// From graph inputs, outputs, value_info or the initializer; nothing known otherwise.
  TensorType const &declared() const;
};

/// The network's graph (`Graph::main()`) or the body of an If, Loop or Scan.
struct Body {
  BodyId id;
  NodeId owner; ///< the If, Loop or Scan; invalid for the main graph
  llvm::StringRef name;
  std::vector<ValueId> inputs;  ///< in file order; initializers listed among the inputs are left out
  std::vector<ValueId> outputs; ///< in file order; invalid id: names a value that does not exist
  std::vector<NodeId> nodes;    ///< topological order; ties in file order
};

/// What the file says of itself.
struct NetworkInfo {
  int64_t irVersion = 0;
  std::map<std::string, int64_t> opsets; ///< domain ("" for ai.onnx) -> version
  std::string name, producer;            ///< producer: "name version"
  std::set<std::string> zeroDims{};      ///< "x[2]": open dimensions that the file gives as 0
};

/// A network: nodes, values and bodies, topologically ordered. Immutable; made by GraphBuilder or GraphEdit.
class Graph {
public:
  Graph() = default;
  Graph(Graph &&) = default;
  Graph &operator=(Graph &&) = default;

  NetworkInfo const &info() const { return network; }
  Body const &main() const { return bodyTable.front(); }
  Body const &body(BodyId id) const { return bodyTable[id.index]; }
  Node const &node(NodeId id) const { return nodeTable[id.index]; }
  Value const &value(ValueId id) const { return valueTable[id.index]; }
  size_t nodeCount() const { return nodeTable.size(); }
  size_t valueCount() const { return valueTable.size(); }
  size_t bodyCount() const { return bodyTable.size(); }
  llvm::ArrayRef<Node> nodes() const { return nodeTable; }
  llvm::ArrayRef<Value> values() const { return valueTable; }

  /// The nodes that read each value, in id order; built on first use by the builder's `finish`. Bodies'
  /// readers of outer values are included.
  llvm::ArrayRef<NodeId> users(ValueId id) const;

private:
  friend class GraphBuilder;
  NetworkInfo network;
  std::vector<Node> nodeTable;
  std::vector<Value> valueTable;
  std::vector<Body> bodyTable;
  llvm::SpecificBumpPtrAllocator<ConstantTensor> tensors;
  llvm::SpecificBumpPtrAllocator<TensorType> declarations;
  std::unique_ptr<llvm::BumpPtrAllocator> strings;
  std::vector<uint32_t> userStart; ///< CSR: users of value v are userList[userStart[v] .. userStart[v+1])
  std::vector<NodeId> userList;
};

/// The only way to fill a Graph. The caller keeps body node lists in topological order.
class GraphBuilder {
public:
  /// `texts`: where names lie already that nodes and values are going to refer to.
  explicit GraphBuilder(
      std::unique_ptr<llvm::BumpPtrAllocator> texts = std::make_unique<llvm::BumpPtrAllocator>());

  NetworkInfo &info() { return graph.network; }
  /// Makes room for that many in one go; more may be added.
  void reserve(size_t nodes, size_t values);
  /// A copy of the text that lives as long as the graph.
  llvm::StringRef save(llvm::StringRef text);
  ConstantTensor const *addTensor(ConstantTensor tensor) { return &(newTensor() = std::move(tensor)); }
  /// The same, to be filled in where it stays.
  ConstantTensor &newTensor() { return *new (graph.tensors.Allocate()) ConstantTensor; }
  /// What a value's declaration refers to.
  TensorType const *addDeclaration(TensorType type) { return &(newDeclaration() = std::move(type)); }
  /// The same, to be filled in where it stays.
  TensorType &newDeclaration() { return *new (graph.declarations.Allocate()) TensorType; }
  /// The first body added is the main graph.
  BodyId addBody(llvm::StringRef name, NodeId owner);
  ValueId addValue(llvm::StringRef name, ValueSource source, BodyId body);
  /// Adds a node at the end of the body's order. Its outputs get producer and index.
  NodeId addNode(Node node);
  /// The same in two steps, without moving the node: one to be filled in before any other is added, and its entry into
  /// the body.
  Node &startNode() { return graph.nodeTable.emplace_back(); }
  NodeId enterNode();
  Body &body(BodyId id) { return graph.bodyTable[id.index]; }
  Node &node(NodeId id) { return graph.nodeTable[id.index]; }
  Value &value(ValueId id) { return graph.valueTable[id.index]; }

  /// Builds the use lists and hands the graph over.
  Graph finish();

private:
  Graph graph;
};

/// A side table with one T per node, dense over node ids.
template <typename T> class NodeMap {
public:
  NodeMap() = default;
  explicit NodeMap(Graph const &graph) : items(graph.nodeCount()) {}
  T &operator[](NodeId id) { return items[id.index]; }
  T const &operator[](NodeId id) const { return items[id.index]; }
  size_t size() const { return items.size(); }

private:
  std::vector<T> items;
};

/// A side table with one T per value, dense over value ids. Of an operand that is left out it has what a new T is: nodes of files
/// need not have what their operators ask for.
template <typename T> class ValueMap {
public:
  ValueMap() = default;
  explicit ValueMap(Graph const &graph) : items(graph.valueCount()) {}
  T &operator[](ValueId id) { return items[id.index]; }
  T const &operator[](ValueId id) const { return id.valid() ? items[id.index] : none(); }
  size_t size() const { return items.size(); }

private:
  static T const &none() {
    static T const nothing = T();
    return nothing;
  }
  std::vector<T> items;
};

} // namespace eo

#endif
