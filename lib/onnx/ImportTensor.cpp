#include "lib/onnx/ImportTensor.h"

#include "lib/support/Checked.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/Endian.h"
#include <cmath>
#include <fmt/format.h>

namespace eo {

static std::optional<int64_t> elementCount(llvm::ArrayRef<int64_t> dims) {
  std::optional<int64_t> count = 1;
  for (int64_t dim : dims)
    if (!(count = checkedMul(*count, dim)))
      return std::nullopt;
  return count;
}

/// IEEE 754 binary16: sign, 5 exponent bits, 10 fraction bits.
static double halfToDouble(uint16_t bits) {
  int exponent = (bits >> 10) & 0x1F;
  double fraction = bits & 0x3FF;
  double magnitude = exponent == 31  ? (fraction == 0 ? HUGE_VAL : std::nan(""))
                     : exponent == 0 ? std::ldexp(fraction, -24)
                                     : std::ldexp(fraction + 1024, exponent - 25);
  return (bits & 0x8000) != 0 ? -magnitude : magnitude;
}

/// bfloat16 is the upper half of a binary32.
static double bfloatToDouble(uint16_t bits) {
  return llvm::bit_cast<float>(static_cast<uint32_t>(bits) << 16);
}

namespace {

/// Reads the elements of a tensor of `count` elements into `result`.
struct ElementReader {
  onnx::TensorProto const &proto;
  size_t count;
  ConstantTensor &result;
  size_t found = 0; ///< elements in a typed field or bytes of raw_data
  size_t wanted = 0;

  /// True where all are there; else says in `problem` what is wrong, if anything is.
  bool read(std::string &problem);
  template <typename Raw, typename List, typename Take> void elements(List const &list, Take take);
  template <typename Raw, typename List> void integers(List const &list) {
    elements<Raw>(list, [&](Raw element) { result.ints.push_back(static_cast<int64_t>(element)); });
  }
  template <typename Raw, typename List, typename Convert> void reals(List const &list, Convert convert) {
    elements<Raw>(list, [&](Raw element) { result.floats.push_back(convert(element)); });
  }
};

} // namespace

/// Calls `take` with every element, read as Raw from raw_data or taken from the typed list.
template <typename Raw, typename List, typename Take>
void ElementReader::elements(List const &list, Take take) {
  if (!proto.has_raw_data()) {
    found = static_cast<size_t>(list.size());
    wanted = count;
    if (found == wanted)
      for (auto element : list)
        take(static_cast<Raw>(element));
    return;
  }
  found = proto.raw_data().size();
  if (__builtin_mul_overflow(count, sizeof(Raw), &wanted) || found != wanted)
    return;
  using namespace llvm::support;
  for (size_t i = 0; i < count; ++i)
    take(endian::read<Raw, little, unaligned>(proto.raw_data().data() + i * sizeof(Raw)));
}

bool ElementReader::read(std::string &problem) {
  bool tooLarge = false;
  auto widen = [](auto element) { return static_cast<double>(element); };
  switch (result.type) {
  case DataType::Bool:
  case DataType::UInt8:
    integers<uint8_t>(proto.int32_data());
    break;
  case DataType::Int8:
    integers<int8_t>(proto.int32_data());
    break;
  case DataType::UInt16:
    integers<uint16_t>(proto.int32_data());
    break;
  case DataType::Int16:
    integers<int16_t>(proto.int32_data());
    break;
  case DataType::Int32:
    integers<int32_t>(proto.int32_data());
    break;
  case DataType::Int64:
    integers<int64_t>(proto.int64_data());
    break;
  case DataType::UInt32:
    integers<uint32_t>(proto.uint64_data());
    break;
  case DataType::UInt64:
    integers<uint64_t>(proto.uint64_data());
    tooLarge = llvm::any_of(result.ints, [](int64_t element) { return element < 0; });
    break;
  case DataType::Float32:
    reals<float>(proto.float_data(), widen);
    break;
  case DataType::Float64:
    reals<double>(proto.double_data(), widen);
    break;
  case DataType::Float16:
    reals<uint16_t>(proto.int32_data(), halfToDouble);
    break;
  case DataType::BFloat16:
    reals<uint16_t>(proto.int32_data(), bfloatToDouble);
    break;
  case DataType::Undefined:
  case DataType::String:
  case DataType::Complex64:
  case DataType::Complex128:
  case DataType::Float8E4M3FN:
  case DataType::Float8E4M3FNUZ:
  case DataType::Float8E5M2:
  case DataType::Float8E5M2FNUZ:
  case DataType::UInt4:
  case DataType::Int4:
  case DataType::Float4E2M1:
  case DataType::Float8E8M0:
  case DataType::UInt2:
  case DataType::Int2:
    return false;
  }
  // Nothing there: weights that were left out, by the exporter or by our own walk.
  if (found != wanted && found != 0)
    problem = fmt::format("has {} {} of data but its dimensions need {}", found,
                          proto.has_raw_data() ? "bytes" : "elements", wanted);
  return found == wanted && !tooLarge;
}

ImportedTensor importTensor(onnx::TensorProto const &proto) {
  ImportedTensor result;
  ConstantTensor tensor;
  tensor.type = dataTypeFromOnnx(proto.data_type());
  tensor.dims.assign(proto.dims().begin(), proto.dims().end());
  for (int64_t dim : tensor.dims)
    if (dim < 0) {
      result.problem = fmt::format("has a negative dimension ({})", dim);
      return result;
    }
  std::optional<int64_t> count = elementCount(tensor.dims);
  if (!count)
    result.problem = "has more than 2^63 elements";
  else if (proto.data_location() != onnx::TensorProto::EXTERNAL)
    tensor.hasElements = ElementReader{proto, static_cast<size_t>(*count), tensor}.read(result.problem);
  if (!tensor.hasElements) {
    tensor.ints.clear();
    tensor.floats.clear();
  }
  result.tensor = std::move(tensor);
  return result;
}

ImportedTensor importSparseTensor(onnx::SparseTensorProto const &proto) {
  onnx::TensorProto dense;
  dense.set_data_type(proto.values().data_type());
  *dense.mutable_dims() = proto.dims();
  return importTensor(dense);
}

} // namespace eo
