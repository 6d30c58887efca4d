//===- Elements.h - the numbers of a constant -----------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_ONNX_REWRITE_ELEMENTS_H
#define ENERGY_OPT_LIB_ONNX_REWRITE_ELEMENTS_H

#include "lib/onnx/OnnxProto.h"
#include <cstring>
#include <optional>
#include <string>
#include <vector>

namespace eo {

/// A tensor of elements of whole bytes, as raw_data has them.
struct Elements {
  int type = 0; ///< onnx::TensorProto::DataType
  std::vector<int64_t> dims;
  std::string bytes; ///< little endian, one element after another

  size_t count() const;
  size_t width() const; ///< bytes of an element; 0 for types that are not of whole bytes
  int64_t rank() const { return static_cast<int64_t>(dims.size()); }

  /// The elements as numbers of type T, whose width is that of the type.
  template <typename T> std::vector<T> as() const {
    std::vector<T> result(bytes.size() / sizeof(T));
    if (!result.empty())
      std::memcpy(result.data(), bytes.data(), result.size() * sizeof(T));
    return result;
  }
  template <typename T> void set(std::vector<T> const &values) {
    bytes.assign(reinterpret_cast<char const *>(values.data()), values.size() * sizeof(T));
  }

  /// Of float and double; nullopt of another type.
  std::optional<std::vector<double>> reals() const;
  /// Numbers, rounded to the type, which is float or double. False where one of them is not finite then.
  bool setReals(std::vector<double> const &values);
  /// Of int32 and int64; nullopt of another type.
  std::optional<std::vector<int64_t>> integers() const;
};

/// Elements of a list of integers, as shapes have them.
Elements integerList(std::vector<int64_t> const &values);

/// Bytes of an element of the type; 0 where it is text, of less than a byte, or unknown.
size_t elementWidth(int type);

/// What the tensor holds. `folder`: where its file is looked for; names of files that lead out of it are not
/// followed. nullopt: a type without whole bytes, sizes that do not fit, elements that are not there.
std::optional<Elements> readElements(onnx::TensorProto const &tensor, std::string const &folder);

/// The tensor with these elements, inside the file.
onnx::TensorProto tensorOf(std::string const &name, Elements const &elements);

/// The file with the tensor's elements, relative to the network's folder; empty where they are inside.
std::string externalFile(onnx::TensorProto const &tensor);

} // namespace eo

#endif
