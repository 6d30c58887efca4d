#include "lib/onnx/ImportTensor.h"

#include "lib/onnx/OnnxProto.h"
#include "lib/support/Checked.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/bit.h"
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
  SlimTensor const &tensor;
  size_t count;
  ConstantTensor &result;
  size_t found = 0; ///< elements in a typed field or bytes of raw_data
  size_t wanted = 0;

  /// True where all are there; else says in `problem` what is wrong, if anything is.
  bool read(std::string &problem);
  /// False where elements of the type are not read, or do not fit into what holds them.
  bool readByType();
  /// Puts every element, converted, into `to`: read as Raw from raw_data or taken from the list of that field number.
  template <typename Raw, typename Element, typename Convert>
  void elements(uint32_t list, std::vector<Element> &to, Convert convert);
  template <typename Raw> void integers(uint32_t list) {
    elements<Raw>(list, result.ints, [](Raw element) { return static_cast<int64_t>(element); });
  }
  template <typename Raw, typename Convert> void reals(uint32_t list, Convert convert) {
    elements<Raw>(list, result.floats, convert);
  }
};

} // namespace

/// Takes the next of the numbers that are written one after another; those of fewer than 32 bits are varints too.
template <typename Raw> static Raw takeNumber(WireReader &reader) {
  if constexpr (std::is_integral_v<Raw>) {
    return static_cast<Raw>(reader.varint().value_or(0));
  } else {
    reader.position += sizeof(Raw);
    return littleEndian<Raw>(reader.bytes.drop_front(reader.position - sizeof(Raw)));
  }
}

template <typename Raw, typename Element, typename Convert>
void ElementReader::elements(uint32_t list, std::vector<Element> &to, Convert convert) {
  if (!tensor.raw) {
    for (SlimField const &field : tensor.lists)
      if (field.number == list)
        for (WireReader reader{field.content}; reader.position < reader.bytes.size();)
          to.push_back(convert(takeNumber<Raw>(reader)));
    found = to.size();
    wanted = count;
    return;
  }
  found = tensor.raw->size();
  if (__builtin_mul_overflow(count, sizeof(Raw), &wanted) || found != wanted)
    return;
  to.resize(count);
  for (size_t i = 0; i < count; ++i)
    to[i] = convert(littleEndian<Raw>(tensor.raw->drop_front(i * sizeof(Raw))));
}

bool ElementReader::readByType() {
  using M = onnx::TensorProto;
  auto widen = [](auto element) { return static_cast<double>(element); };
  switch (result.type) {
  case DataType::Bool:
  case DataType::UInt8:
    integers<uint8_t>(M::kInt32DataFieldNumber);
    break;
  case DataType::Int8:
    integers<int8_t>(M::kInt32DataFieldNumber);
    break;
  case DataType::UInt16:
    integers<uint16_t>(M::kInt32DataFieldNumber);
    break;
  case DataType::Int16:
    integers<int16_t>(M::kInt32DataFieldNumber);
    break;
  case DataType::Int32:
    integers<int32_t>(M::kInt32DataFieldNumber);
    break;
  case DataType::Int64:
    integers<int64_t>(M::kInt64DataFieldNumber);
    break;
  case DataType::UInt32:
    integers<uint32_t>(M::kUint64DataFieldNumber);
    break;
  case DataType::UInt64:
    integers<uint64_t>(M::kUint64DataFieldNumber);
    return llvm::all_of(result.ints, [](int64_t element) { return element >= 0; });
  case DataType::Float32:
    reals<float>(M::kFloatDataFieldNumber, widen);
    break;
  case DataType::Float64:
    reals<double>(M::kDoubleDataFieldNumber, widen);
    break;
  case DataType::Float16:
    reals<uint16_t>(M::kInt32DataFieldNumber, halfToDouble);
    break;
  case DataType::BFloat16:
    reals<uint16_t>(M::kInt32DataFieldNumber, bfloatToDouble);
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
  return true;
}

bool ElementReader::read(std::string &problem) {
  bool known = readByType();
  // Nothing there: weights that were left out, by the exporter or by our own walk.
  if (found != wanted && found != 0)
    problem = fmt::format("has {} {} of data but its dimensions need {}", found,
                          tensor.raw ? "bytes" : "elements", wanted);
  return known && found == wanted;
}

/// As importTensor, of the dimensions `dims`.
static ImportedTensor importElements(SlimTensor const &from, llvm::ArrayRef<int64_t> dims,
                                     ConstantTensor &to) {
  ImportedTensor result;
  to.type = dataTypeFromOnnx(from.type);
  to.dims.assign(dims.begin(), dims.end());
  for (int64_t dim : dims)
    if (dim < 0) {
      result.problem = fmt::format("has a negative dimension ({})", dim);
      return result;
    }
  result.isUsable = true;
  std::optional<int64_t> count = elementCount(dims);
  if (!count)
    result.problem = "has more than 2^63 elements";
  else if (!from.isExternal)
    to.hasElements = ElementReader{from, static_cast<size_t>(*count), to}.read(result.problem);
  if (!to.hasElements) {
    to.ints.clear();
    to.floats.clear();
  }
  return result;
}

ImportedTensor importTensor(SlimTensor const &from, ConstantTensor &to) {
  return importElements(from, from.dims, to);
}

ImportedTensor importTensor(SlimSparseTensor const &from, ConstantTensor &to) {
  SlimTensor withoutElements;
  withoutElements.type = from.values.type;
  return importElements(withoutElements, from.dims, to);
}

} // namespace eo
