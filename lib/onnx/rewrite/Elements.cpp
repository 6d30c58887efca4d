#include "lib/onnx/rewrite/Elements.h"

#include "lib/onnx/ByteSource.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <cmath>
#include <limits>

namespace eo {

using onnx::TensorProto;

size_t elementWidth(int type) {
  switch (type) {
  case TensorProto::BOOL:
  case TensorProto::INT8:
  case TensorProto::UINT8:
    return 1;
  case TensorProto::INT16:
  case TensorProto::UINT16:
  case TensorProto::FLOAT16:
  case TensorProto::BFLOAT16:
    return 2;
  case TensorProto::FLOAT:
  case TensorProto::INT32:
  case TensorProto::UINT32:
    return 4;
  case TensorProto::DOUBLE:
  case TensorProto::INT64:
  case TensorProto::UINT64:
  case TensorProto::COMPLEX64:
    return 8;
  case TensorProto::COMPLEX128:
    return 16;
  default: // open: a file may hold any number
    return 0;
  }
}

size_t Elements::count() const { return width() == 0 ? 0 : bytes.size() / width(); }
size_t Elements::width() const { return elementWidth(type); }

std::optional<std::vector<double>> Elements::reals() const {
  if (type == TensorProto::DOUBLE)
    return as<double>();
  if (type != TensorProto::FLOAT)
    return std::nullopt;
  std::vector<float> values = as<float>();
  return std::vector<double>(values.begin(), values.end());
}

bool Elements::setReals(std::vector<double> const &values) {
  double most = type == TensorProto::DOUBLE ? std::numeric_limits<double>::max()
                                            : static_cast<double>(std::numeric_limits<float>::max());
  std::vector<float> rounded;
  for (double value : values) {
    if (!(std::abs(value) <= most))
      return false;
    rounded.push_back(static_cast<float>(value));
  }
  if (type == TensorProto::DOUBLE)
    set(values);
  else
    set(rounded);
  return true;
}

std::optional<std::vector<int64_t>> Elements::integers() const {
  if (type == TensorProto::INT64)
    return as<int64_t>();
  if (type != TensorProto::INT32)
    return std::nullopt;
  std::vector<int32_t> values = as<int32_t>();
  return std::vector<int64_t>(values.begin(), values.end());
}

Elements integerList(std::vector<int64_t> const &values) {
  Elements result{TensorProto::INT64, {static_cast<int64_t>(values.size())}, {}};
  result.set(values);
  return result;
}

std::string externalFile(TensorProto const &tensor) {
  if (tensor.data_location() != TensorProto::EXTERNAL)
    return {};
  for (onnx::StringStringEntryProto const &entry : tensor.external_data())
    if (entry.key() == "location")
      return entry.value();
  return {};
}

/// A file name that stays in the folder it is looked for in.
static bool staysInside(llvm::StringRef location) {
  if (location.empty() || llvm::sys::path::is_absolute(location) || location.contains('\0'))
    return false;
  for (auto part = llvm::sys::path::begin(location), end = llvm::sys::path::end(location); part != end;
       ++part)
    if (*part == "..")
      return false;
  return true;
}

static std::optional<std::string> readExternal(TensorProto const &tensor, std::string const &folder,
                                               size_t expected) {
  std::string location = externalFile(tensor);
  if (!staysInside(location))
    return std::nullopt;
  uint64_t offset = 0, length = expected;
  for (onnx::StringStringEntryProto const &entry : tensor.external_data()) {
    uint64_t *into = entry.key() == "offset" ? &offset : entry.key() == "length" ? &length : nullptr;
    if (into != nullptr && !llvm::to_integer(entry.value(), *into, 10))
      return std::nullopt;
  }
  llvm::SmallString<256> path(folder);
  llvm::sys::path::append(path, location);
  if (length != expected || !llvm::sys::fs::is_regular_file(path))
    return std::nullopt;
  llvm::Expected<ByteSource> file = ByteSource::open(path);
  if (!file) {
    llvm::consumeError(file.takeError());
    return std::nullopt;
  }
  if (offset > file->size() || expected > file->size() - offset)
    return std::nullopt;
  llvm::StringRef bytes = file->at(offset, expected).take_front(expected);
  return bytes.size() == expected ? std::optional(bytes.str()) : std::nullopt;
}

/// Bytes of the elements of a tensor of these sizes; nullopt from 2 GiB on.
static std::optional<size_t> bytesOf(TensorProto const &tensor) {
  constexpr uint64_t most = uint64_t{1} << 31;
  uint64_t total = elementWidth(tensor.data_type());
  bool none = total == 0;
  for (int64_t dim : tensor.dims()) {
    if (dim < 0)
      return std::nullopt;
    auto size = static_cast<uint64_t>(dim);
    if (size != 0 && total > most / size)
      return std::nullopt;
    total *= size;
  }
  return none || total >= most ? std::nullopt : std::optional<size_t>(total);
}

template <typename T, typename Field> static std::string packed(Field const &field) {
  std::string bytes;
  bytes.reserve(static_cast<size_t>(field.size()) * sizeof(T));
  for (auto value : field) {
    T element = static_cast<T>(value);
    bytes.append(reinterpret_cast<char const *>(&element), sizeof(T));
  }
  return bytes;
}

/// From the field that the type has for itself.
static std::string fromFields(TensorProto const &tensor) {
  switch (tensor.data_type()) {
  case TensorProto::FLOAT:
  case TensorProto::COMPLEX64:
    return packed<float>(tensor.float_data());
  case TensorProto::DOUBLE:
  case TensorProto::COMPLEX128:
    return packed<double>(tensor.double_data());
  case TensorProto::INT64:
    return packed<int64_t>(tensor.int64_data());
  case TensorProto::UINT64:
    return packed<uint64_t>(tensor.uint64_data());
  case TensorProto::UINT32:
    return packed<uint32_t>(tensor.uint64_data());
  case TensorProto::INT32:
    return packed<int32_t>(tensor.int32_data());
  default: // open: narrower ones, each in 32 bits
    return elementWidth(tensor.data_type()) == 2 ? packed<uint16_t>(tensor.int32_data())
                                                 : packed<uint8_t>(tensor.int32_data());
  }
}

std::optional<Elements> readElements(TensorProto const &tensor, std::string const &folder) {
  std::optional<size_t> expected = bytesOf(tensor);
  if (!expected || tensor.has_segment())
    return std::nullopt;
  Elements result{tensor.data_type(), {tensor.dims().begin(), tensor.dims().end()}, {}};
  if (tensor.data_location() == TensorProto::EXTERNAL) {
    std::optional<std::string> bytes = readExternal(tensor, folder, *expected);
    if (!bytes)
      return std::nullopt;
    result.bytes = std::move(*bytes);
  } else {
    result.bytes = tensor.has_raw_data() ? tensor.raw_data() : fromFields(tensor);
  }
  return result.bytes.size() == *expected ? std::optional(std::move(result)) : std::nullopt;
}

TensorProto tensorOf(std::string const &name, Elements const &elements) {
  TensorProto tensor;
  tensor.set_name(name);
  tensor.set_data_type(elements.type);
  for (int64_t dim : elements.dims)
    tensor.add_dims(dim);
  tensor.set_raw_data(elements.bytes);
  return tensor;
}

} // namespace eo
