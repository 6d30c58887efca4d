#include "lib/ir/Ops.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace eo {

namespace {
struct OpRow {
  OpKind kind;
  std::string_view domain, name;
  OpClass opClass;
};
} // namespace

static constexpr OpRow rows[] = {
    {OpKind::Unknown, "", "Unknown", OpClass::Unknown},
#define EO_OP(Kind, Domain, Name, Class, Shape, Macs, OtherOps, Operands, Tools)                             \
  {OpKind::Kind, Domain, Name, OpClass::Class},
#include "lib/ir/Ops.def"
};

static OpRow const &row(OpKind kind) { return rows[static_cast<size_t>(kind)]; }

namespace {
struct Spelling {
  std::string_view domain, name;
  OpKind kind;
  constexpr auto key() const { return std::pair(domain, name); }
};
} // namespace

static constexpr Spelling spellings[] = {
#define EO_OP(Kind, Domain, Name, Class, Shape, Macs, OtherOps, Operands, Tools) {Domain, Name, OpKind::Kind},
#define EO_ALIAS(Kind, Domain, Name) {Domain, Name, OpKind::Kind},
#include "lib/ir/Ops.def"
};

/// All names, sorted by (domain, name); built at compile time so that start-up pays nothing.
static constexpr auto sortedSpellings = [] {
  std::array<Spelling, std::size(spellings)> result{};
  std::copy(std::begin(spellings), std::end(spellings), result.begin());
  std::sort(result.begin(), result.end(),
            [](Spelling const &a, Spelling const &b) { return a.key() < b.key(); });
  return result;
}();

/// Rows but Unknown, by (domain, name) of the row.
static constexpr auto sortedRows = [] {
  std::array<OpKind, std::size(rows) - 1> result{};
  for (size_t i = 0; i < result.size(); ++i)
    result[i] = rows[i + 1].kind;
  std::sort(result.begin(), result.end(), [&](OpKind a, OpKind b) {
    OpRow const &left = rows[static_cast<size_t>(a)];
    OpRow const &right = rows[static_cast<size_t>(b)];
    return std::pair(left.domain, left.name) < std::pair(right.domain, right.name);
  });
  return result;
}();

OpKind opKindFromName(llvm::StringRef domain, llvm::StringRef name) {
  std::pair<std::string_view, std::string_view> key(domain, name);
  auto const *found =
      std::lower_bound(sortedSpellings.begin(), sortedSpellings.end(), key,
                       [](Spelling const &one, auto const &wanted) { return one.key() < wanted; });
  return found != sortedSpellings.end() && found->key() == key ? found->kind : OpKind::Unknown;
}

llvm::StringRef opKindName(OpKind kind) { return row(kind).name; }

OpClass opClass(OpKind kind) { return row(kind).opClass; }

llvm::ArrayRef<OpKind> allOpKinds() { return sortedRows; }

llvm::StringRef opClassName(OpClass opClass) {
  switch (opClass) {
  case OpClass::Convolution:
    return "convolution";
  case OpClass::MatrixProduct:
    return "matrix-product";
  case OpClass::Recurrent:
    return "recurrent";
  case OpClass::Attention:
    return "attention";
  case OpClass::Pooling:
    return "pooling";
  case OpClass::Normalization:
    return "normalization";
  case OpClass::Activation:
    return "activation";
  case OpClass::Elementwise:
    return "elementwise";
  case OpClass::Reduction:
    return "reduction";
  case OpClass::Softmax:
    return "softmax";
  case OpClass::Resampling:
    return "resampling";
  case OpClass::DataMovement:
    return "data-movement";
  case OpClass::View:
    return "view";
  case OpClass::ShapeArithmetic:
    return "shape-arithmetic";
  case OpClass::Quantization:
    return "quantization";
  case OpClass::ControlFlow:
    return "control-flow";
  case OpClass::Sequence:
    return "sequence";
  case OpClass::Selection:
    return "selection";
  case OpClass::Signal:
    return "signal";
  case OpClass::Random:
    return "random";
  case OpClass::Classical:
    return "classical";
  case OpClass::Text:
    return "text";
  case OpClass::Training:
    return "training";
  case OpClass::Unknown:
    return "unknown";
  }
  return "";
}

} // namespace eo
