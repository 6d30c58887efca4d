#include "lib/onnx/rewrite/Fold.h"

#include "lib/onnx/rewrite/Draft.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include <cmath>

namespace eo {

using onnx::TensorProto;
using Folded = std::optional<Elements>;
using Ints = std::vector<int64_t>;

static int64_t product(llvm::ArrayRef<int64_t> dims) {
  int64_t result = 1;
  for (int64_t dim : dims)
    result *= dim; // of sizes whose elements are in memory
  return result;
}

/// The axis counted from the front; nullopt where there is none such.
static std::optional<int64_t> frontAxis(int64_t axis, int64_t rank) {
  axis += axis < 0 ? rank : 0;
  return axis >= 0 && axis < rank ? std::optional(axis) : std::nullopt;
}

/// A list of integers that is attribute `name` or, since some opset, input 1.
static std::optional<Ints> listOf(ConstantNode const &op, llvm::StringRef name) {
  if (onnx::AttributeProto const *found = Draft::attribute(op.node, name))
    return Ints(found->ints().begin(), found->ints().end());
  return op.inputs.size() > 1 && op.inputs[1] ? op.inputs[1]->integers() : std::nullopt;
}

static Folded withDims(Elements const &x, Ints dims) { return Elements{x.type, std::move(dims), x.bytes}; }

static Folded reshape(ConstantNode const &op, Elements const &x) {
  std::optional<Ints> wanted = listOf(op, "shape");
  if (!wanted || Draft::integer(op.node, "allowzero", 0) != 0)
    return std::nullopt;
  Ints dims = *wanted;
  int64_t open = -1, known = 1, all = static_cast<int64_t>(x.count());
  for (size_t i = 0; i < dims.size(); ++i) {
    if (dims[i] == 0 && i < x.dims.size())
      dims[i] = x.dims[i];
    if (dims[i] == -1 && open < 0)
      open = static_cast<int64_t>(i);
    else if (dims[i] <= 0 || dims[i] > all || __builtin_mul_overflow(known, dims[i], &known))
      return std::nullopt;
  }
  if (open >= 0) {
    if (all % known != 0)
      return std::nullopt;
    dims[static_cast<size_t>(open)] = all / known;
  }
  return product(dims) == all ? withDims(x, dims) : std::nullopt;
}

static Folded flatten(ConstantNode const &op, Elements const &x) {
  int64_t axis = Draft::integer(op.node, "axis", 1);
  axis += axis < 0 ? x.rank() : 0;
  if (axis < 0 || axis > x.rank())
    return std::nullopt;
  llvm::ArrayRef<int64_t> dims = x.dims;
  return withDims(x, {product(dims.take_front(static_cast<size_t>(axis))),
                      product(dims.drop_front(static_cast<size_t>(axis)))});
}

static Folded unsqueeze(ConstantNode const &op, Elements const &x) {
  std::optional<Ints> axes = listOf(op, "axes");
  if (!axes || axes->size() > 16)
    return std::nullopt;
  int64_t rank = x.rank() + static_cast<int64_t>(axes->size());
  std::vector<bool> isNew(static_cast<size_t>(rank));
  for (int64_t axis : *axes) {
    std::optional<int64_t> place = frontAxis(axis, rank);
    if (!place || isNew[static_cast<size_t>(*place)])
      return std::nullopt;
    isNew[static_cast<size_t>(*place)] = true;
  }
  Ints dims;
  auto next = x.dims.begin();
  for (bool one : isNew)
    dims.push_back(one ? 1 : *next++);
  return withDims(x, dims);
}

static Folded squeeze(ConstantNode const &op, Elements const &x) {
  bool all = Draft::attribute(op.node, "axes") == nullptr && op.inputs.size() < 2;
  std::optional<Ints> axes = listOf(op, "axes");
  if (!all && !axes)
    return std::nullopt;
  std::vector<bool> goes(x.dims.size());
  for (size_t i = 0; all && i < goes.size(); ++i)
    goes[i] = x.dims[i] == 1;
  for (int64_t axis : all ? Ints() : *axes) {
    std::optional<int64_t> place = frontAxis(axis, x.rank());
    if (!place || x.dims[static_cast<size_t>(*place)] != 1)
      return std::nullopt;
    goes[static_cast<size_t>(*place)] = true;
  }
  Ints dims;
  for (size_t i = 0; i < goes.size(); ++i)
    if (!goes[i])
      dims.push_back(x.dims[i]);
  return withDims(x, dims);
}

/// Steps between neighbours along each axis, in elements.
static Ints stridesOf(llvm::ArrayRef<int64_t> dims) {
  Ints strides(dims.size(), 1);
  for (size_t i = dims.size(); i-- > 1;)
    strides[i - 1] = strides[i] * dims[i];
  return strides;
}

/// A tensor of sizes `dims` whose element at position p is x's at start + Σ p[i] · strides[i].
static Elements gathered(Elements const &x, Ints dims, llvm::ArrayRef<int64_t> strides, int64_t start = 0) {
  Elements result{x.type, std::move(dims), {}};
  auto count = static_cast<size_t>(product(result.dims));
  size_t width = x.width();
  result.bytes.resize(count * width);
  Ints position(result.dims.size());
  int64_t from = start;
  for (size_t e = 0; e < count; ++e) {
    std::memcpy(&result.bytes[e * width], &x.bytes[static_cast<size_t>(from) * width], width);
    for (size_t i = position.size(); i-- > 0;) {
      from += strides[i];
      if (++position[i] < result.dims[i])
        break;
      from -= strides[i] * result.dims[i];
      position[i] = 0;
    }
  }
  return result;
}

static Folded transpose(ConstantNode const &op, Elements const &x) {
  Ints order;
  if (onnx::AttributeProto const *perm = Draft::attribute(op.node, "perm"))
    order.assign(perm->ints().begin(), perm->ints().end());
  else
    for (int64_t axis = x.rank(); axis-- > 0;)
      order.push_back(axis);
  Ints sorted = order;
  llvm::sort(sorted);
  for (size_t i = 0; i < sorted.size(); ++i)
    if (sorted[i] != static_cast<int64_t>(i))
      return std::nullopt;
  if (order.size() != x.dims.size())
    return std::nullopt;
  Ints dims, strides, all = stridesOf(x.dims);
  for (int64_t axis : order) {
    dims.push_back(x.dims[static_cast<size_t>(axis)]);
    strides.push_back(all[static_cast<size_t>(axis)]);
  }
  return gathered(x, dims, strides);
}

static Folded concat(ConstantNode const &op) {
  Elements const &first = *op.inputs.front();
  std::optional<int64_t> axis = frontAxis(Draft::integer(op.node, "axis", 1), first.rank());
  if (!axis)
    return std::nullopt;
  auto along = static_cast<size_t>(*axis);
  Elements result{first.type, first.dims, {}};
  result.dims[along] = 0;
  for (std::optional<Elements> const &one : op.inputs) {
    if (!one || one->type != first.type || one->rank() != first.rank())
      return std::nullopt;
    for (size_t i = 0; i < first.dims.size(); ++i)
      if (i != along && one->dims[i] != first.dims[i])
        return std::nullopt;
    result.dims[along] += one->dims[along];
  }
  auto rows = static_cast<size_t>(product(llvm::makeArrayRef(first.dims).take_front(along)));
  for (size_t row = 0; row < rows; ++row)
    for (std::optional<Elements> const &one : op.inputs) {
      size_t length = one->bytes.size() / rows;
      result.bytes.append(one->bytes, row * length, length);
    }
  return result;
}

/// Along one axis, by a single index or a list of them.
static Folded gather(ConstantNode const &op, Elements const &x) {
  std::optional<int64_t> axis = frontAxis(Draft::integer(op.node, "axis", 0), x.rank());
  std::optional<Ints> indices =
      op.inputs.size() > 1 && op.inputs[1] ? op.inputs[1]->integers() : std::nullopt;
  if (!axis || !indices || op.inputs[1]->rank() > 1)
    return std::nullopt;
  auto along = static_cast<size_t>(*axis);
  llvm::ArrayRef<int64_t> dims = x.dims;
  auto rows = static_cast<size_t>(product(dims.take_front(along)));
  size_t piece = static_cast<size_t>(product(dims.drop_front(along + 1))) * x.width();
  Elements result{x.type, dims.take_front(along).vec(), {}};
  if (op.inputs[1]->rank() == 1)
    result.dims.push_back(static_cast<int64_t>(indices->size()));
  result.dims.insert(result.dims.end(), dims.begin() + along + 1, dims.end());
  for (int64_t &index : *indices) {
    std::optional<int64_t> place = frontAxis(index, dims[along]);
    if (!place)
      return std::nullopt;
    index = *place;
  }
  for (size_t row = 0; row < rows; ++row)
    for (int64_t index : *indices)
      result.bytes.append(
          x.bytes, (row * static_cast<size_t>(dims[along]) + static_cast<size_t>(index)) * piece, piece);
  return result;
}

static Folded shapeOf(ConstantNode const &op, Elements const &x) {
  if (Draft::attribute(op.node, "start") != nullptr || Draft::attribute(op.node, "end") != nullptr)
    return std::nullopt;
  return integerList(x.dims);
}

template <typename From, typename To> static Elements castTo(Elements const &x, int type) {
  Elements result{type, x.dims, {}};
  std::vector<To> values;
  for (From value : x.as<From>())
    values.push_back(static_cast<To>(value));
  result.set(values);
  return result;
}

/// Between numbers of the same sort, up to where it cannot go wrong.
static Folded cast(ConstantNode const &op, Elements const &x) {
  auto to = static_cast<int>(Draft::integer(op.node, "to", 0));
  if (to == x.type)
    return x;
  if (x.type == TensorProto::INT32 && to == TensorProto::INT64)
    return castTo<int32_t, int64_t>(x, to);
  if (x.type == TensorProto::FLOAT && to == TensorProto::DOUBLE)
    return castTo<float, double>(x, to);
  if (x.type == TensorProto::INT32 && to == TensorProto::FLOAT)
    return castTo<int32_t, float>(x, to);
  if (x.type == TensorProto::INT64 && to == TensorProto::FLOAT)
    return castTo<int64_t, float>(x, to);
  if (x.type == TensorProto::INT64 && to == TensorProto::INT32) {
    std::vector<int64_t> values = x.as<int64_t>();
    bool fits = llvm::all_of(values, [](int64_t value) { return value >= INT32_MIN && value <= INT32_MAX; });
    return fits ? Folded(castTo<int64_t, int32_t>(x, to)) : std::nullopt;
  }
  return std::nullopt;
}

namespace {
enum class Arithmetic : uint8_t { Add, Sub, Mul, Div, None };
} // namespace

static std::optional<int64_t> calculate(Arithmetic kind, int64_t a, int64_t b) {
  int64_t result = 0;
  switch (kind) {
  case Arithmetic::Add:
    return __builtin_add_overflow(a, b, &result) ? std::nullopt : std::optional(result);
  case Arithmetic::Sub:
    return __builtin_sub_overflow(a, b, &result) ? std::nullopt : std::optional(result);
  case Arithmetic::Mul:
    return __builtin_mul_overflow(a, b, &result) ? std::nullopt : std::optional(result);
  case Arithmetic::Div: // of negative numbers runtimes differ
    return a < 0 || b <= 0 ? std::nullopt : std::optional(a / b);
  case Arithmetic::None:
    break;
  }
  return std::nullopt;
}

static std::optional<float> calculate(Arithmetic kind, float a, float b) {
  switch (kind) {
  case Arithmetic::Add:
    return a + b;
  case Arithmetic::Sub:
    return a - b;
  case Arithmetic::Mul:
    return a * b;
  case Arithmetic::Div:
    return b == 0 ? std::nullopt : std::optional(a / b);
  case Arithmetic::None:
    break;
  }
  return std::nullopt;
}

/// The sizes that both become, as numpy has it.
static std::optional<Ints> broadcastDims(Ints const &a, Ints const &b) {
  Ints dims(std::max(a.size(), b.size()), 1);
  for (size_t i = 0; i < dims.size(); ++i) {
    int64_t left = i < a.size() ? a[a.size() - 1 - i] : 1, right = i < b.size() ? b[b.size() - 1 - i] : 1;
    if (left != right && left != 1 && right != 1)
      return std::nullopt;
    dims[dims.size() - 1 - i] = left == 1 ? right : left;
  }
  return dims;
}

static Elements spread(Elements const &x, Ints const &dims) {
  Ints own = stridesOf(x.dims), strides(dims.size(), 0);
  for (size_t i = 0; i < x.dims.size(); ++i)
    strides[dims.size() - 1 - i] = x.dims[x.dims.size() - 1 - i] == 1 ? 0 : own[x.dims.size() - 1 - i];
  return gathered(x, dims, strides);
}

template <typename T> static Folded calculated(Arithmetic kind, Elements const &a, Elements const &b) {
  std::vector<T> left = a.as<T>(), right = b.as<T>();
  for (size_t i = 0; i < left.size(); ++i) {
    std::optional<T> value = calculate(kind, left[i], right[i]);
    if (!value)
      return std::nullopt;
    left[i] = *value;
  }
  Elements result{a.type, a.dims, {}};
  result.set(left);
  return result;
}

static Folded arithmetic(Arithmetic kind, ConstantNode const &op) {
  constexpr int64_t broadcastsLikeNumpy = 7;
  if (op.opset < broadcastsLikeNumpy || op.inputs.size() != 2 || !op.inputs[1] ||
      op.inputs[0]->type != op.inputs[1]->type)
    return std::nullopt;
  std::optional<Ints> dims = broadcastDims(op.inputs[0]->dims, op.inputs[1]->dims);
  constexpr int64_t most = 1 << 26; // elements
  int64_t count = 1;
  for (int64_t dim : dims ? *dims : Ints{0})
    if (dim <= 0 || __builtin_mul_overflow(count, dim, &count) || count > most)
      return std::nullopt;
  Elements a = spread(*op.inputs[0], *dims), b = spread(*op.inputs[1], *dims);
  if (a.type == TensorProto::FLOAT)
    return calculated<float>(kind, a, b);
  return a.type == TensorProto::INT64 ? calculated<int64_t>(kind, a, b) : std::nullopt;
}

static Folded ofOne(Elements const &x, bool root) {
  if (x.type != TensorProto::FLOAT)
    return std::nullopt;
  std::vector<float> values = x.as<float>();
  for (float &value : values)
    value = root ? std::sqrt(value) : -value;
  Elements result{x.type, x.dims, {}};
  result.set(values);
  return result;
}

Folded foldNode(ConstantNode const &op) {
  if (op.inputs.empty() || !op.inputs.front())
    return std::nullopt;
  Elements const &x = *op.inputs.front();
  if (x.count() == 0)
    return std::nullopt;
  llvm::StringRef name = op.node.op_type();
  Arithmetic kind = llvm::StringSwitch<Arithmetic>(name)
                        .Case("Add", Arithmetic::Add)
                        .Case("Sub", Arithmetic::Sub)
                        .Case("Mul", Arithmetic::Mul)
                        .Case("Div", Arithmetic::Div)
                        .Default(Arithmetic::None);
  if (kind != Arithmetic::None)
    return arithmetic(kind, op);
  if (name == "Identity")
    return x;
  if (name == "Reshape")
    return reshape(op, x);
  if (name == "Flatten")
    return flatten(op, x);
  if (name == "Unsqueeze")
    return unsqueeze(op, x);
  if (name == "Squeeze")
    return squeeze(op, x);
  if (name == "Transpose")
    return transpose(op, x);
  if (name == "Concat")
    return concat(op);
  if (name == "Gather")
    return gather(op, x);
  if (name == "Shape")
    return shapeOf(op, x);
  if (name == "Cast")
    return cast(op, x);
  return name == "Neg" || name == "Sqrt" ? ofOne(x, name == "Sqrt") : std::nullopt;
}

} // namespace eo
