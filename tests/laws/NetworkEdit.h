//===- NetworkEdit.h - an ONNX message being rewritten ----------------------------------------------===//
#ifndef ENERGY_OPT_TESTS_LAWS_NETWORKEDIT_H
#define ENERGY_OPT_TESTS_LAWS_NETWORKEDIT_H

#include "tests/oracle/OnnxFiles.h"
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace eo::test {

/// The main graph of a message, its types, and steps that rewrites are made of. Nodes are appended and sorted
/// by `finish`.
class NetworkEdit {
public:
  /// `original` is not changed.
  explicit NetworkEdit(onnx::ModelProto const &original);

  onnx::GraphProto &graph() { return *model.mutable_graph(); }
  onnx::ModelProto &whole() { return model; }
  /// Shape and element type as infer-shapes finds them; nullptr where nothing is known.
  TensorType const *typeOf(std::string const &value) const { return types.typeOf(value); }
  /// The dimensions where all are known.
  std::optional<std::vector<int64_t>> sizes(std::string const &value) const;
  bool isFloat(std::string const &value) const;
  bool isConstant(std::string const &value) const { return constants.count(value) != 0; }
  bool isOutput(std::string const &value) const { return outputs.count(value) != 0; }
  /// How many operands of nodes, those of bodies included, and outputs are the value.
  size_t readers(std::string const &value) const;
  int64_t opset() const;
  /// Lets the file mean a later opset of the same operators; false where it means an earlier one than `from`.
  bool raiseOpset(int64_t from, int64_t to);

  /// A name nobody has.
  std::string fresh(std::string const &stem);
  onnx::NodeProto &add(std::string const &op, std::vector<std::string> const &inputs,
                       std::string const &output);
  /// Constants of one dimension, or a single number.
  std::string constant(std::vector<float> const &elements, bool scalar = false);
  std::string constant(std::vector<int64_t> const &elements);
  /// A weight of those dimensions without elements.
  std::string weight(std::vector<int64_t> const &dims);
  /// The node computes its first result under a new name, which is returned; the old name is free to be
  /// computed from it.
  std::string rename(onnx::NodeProto &node);
  /// Removes nodes whose type was cleared and sorts the rest by what they read.
  void finish();
  onnx::ModelProto take() { return std::move(model); }

private:
  onnx::ModelProto model;
  InferredNetwork types;
  std::set<std::string> constants, outputs;
  std::map<std::string, size_t> uses;
  size_t names = 0;
};

onnx::AttributeProto *attribute(onnx::NodeProto &node, std::string const &name);
onnx::AttributeProto const *find(onnx::NodeProto const &node, std::string const &name);
int64_t intOr(onnx::NodeProto const &node, std::string const &name, int64_t otherwise);
std::vector<int64_t> intsOf(onnx::NodeProto const &node, std::string const &name);
void setInts(onnx::NodeProto &node, std::string const &name, std::vector<int64_t> const &values);
void setInt(onnx::NodeProto &node, std::string const &name, int64_t value);
void setFloat(onnx::NodeProto &node, std::string const &name, float value);
bool isPlain(onnx::NodeProto const &node); ///< of the domain of ONNX itself

/// Makes the value a float32 tensor, of a shape that is not known where no sizes are given.
void declareFloats(onnx::ValueInfoProto &value, std::string const &name,
                   std::vector<int64_t> const &dims = {});

} // namespace eo::test

#endif
