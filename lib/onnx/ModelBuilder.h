//===- ModelBuilder.h - networks that are made up, as ONNX files ------------------------------------===//
//
// For networks that are measured or tested, not for what people train: weights are pseudo-random numbers of the size that keeps
// activations near 1, the same ones every time.
//
#ifndef ENERGY_OPT_LIB_ONNX_MODELBUILDER_H
#define ENERGY_OPT_LIB_ONNX_MODELBUILDER_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace eo {

/// Builds one network, node by node; values are known by their names. Operators are those of opset 17, IR version 8.
class ModelBuilder {
public:
  using Dims = std::vector<int64_t>; ///< of a tensor, or the integers of an attribute
  /// An attribute of a node.
  struct Setting {
    std::string name;
    std::variant<int64_t, float, Dims> value;
  };

  explicit ModelBuilder(llvm::StringRef name);
  ~ModelBuilder();
  ModelBuilder(ModelBuilder const &) = delete;
  ModelBuilder &operator=(ModelBuilder const &) = delete;

  /// A float32 input of the network.
  std::string input(llvm::StringRef name, Dims const &shape);
  /// A float32 weight; `fanIn` is what is summed up in one output.
  std::string weight(Dims const &shape, int64_t fanIn);
  /// An int8 weight between -127 and 127.
  std::string quantizedWeight(Dims const &shape);
  /// Constants.
  std::string integers(Dims const &values);
  std::string number(float value);
  std::string zeroPoint(bool isSigned, int value);
  /// A node with one output, whose name is returned. An empty input is one that is left out.
  std::string node(llvm::StringRef op, llvm::ArrayRef<std::string> inputs,
                   llvm::ArrayRef<Setting> settings = {});
  /// A float32 output of the network.
  void output(llvm::StringRef value, Dims const &shape);

  /// The file, byte for byte the same every time.
  std::string bytes() const;

private:
  std::string fresh(llvm::StringRef kind);
  double random();

  struct Model; ///< the protobuf message
  std::unique_ptr<Model> model;
  uint64_t state = 1; ///< of the pseudo-random numbers
  size_t count = 0;   ///< of names given
};

} // namespace eo

#endif
