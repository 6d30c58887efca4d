//===- SlimModel.h - an ONNX file without its weights -------------------------------------------===//
//
//   initializer { dims: [512, 2048] data_type: 1 name: "fc.w" raw_data: <4 MB> }
// becomes
//   SlimTensor { dims {512, 2048}, type 1, name "fc.w" }
//
// What of onnx.proto says something about costs, in structs that lie in one arena: nothing in them is freed by itself.
//
#ifndef ENERGY_OPT_LIB_ONNX_SLIMMODEL_H
#define ENERGY_OPT_LIB_ONNX_SLIMMODEL_H

#include "lib/onnx/WireReader.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMapInfo.h"
#include "llvm/ADT/iterator.h"
#include "llvm/Support/Allocator.h"
#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>

namespace eo {

/// A text that is kept once per file: names are equal where their addresses are.
class Name {
public:
  Name() = default; ///< ""
  explicit Name(llvm::StringRef const *kept) : entry(kept) {}
  llvm::StringRef text() const { return entry == nullptr ? llvm::StringRef() : *entry; }
  operator llvm::StringRef() const { return text(); }
  bool empty() const { return entry == nullptr; }
  bool operator==(Name other) const { return entry == other.entry; }
  llvm::StringRef const *address() const { return entry; }

private:
  llvm::StringRef const *entry = nullptr; ///< nullptr: ""
};

/// Numbers or names side by side. Grows in an arena, which owns them.
template <typename T> class ArenaArray {
public:
  T const *begin() const { return items; }
  T const *end() const { return items + count; }
  size_t size() const { return count; }
  bool empty() const { return count == 0; }
  T const &operator[](size_t i) const { return items[i]; }
  operator llvm::ArrayRef<T>() const { return {items, count}; }

  void reserve(size_t wanted, llvm::BumpPtrAllocator &arena) {
    if (wanted <= capacity)
      return;
    T *larger = arena.Allocate<T>(wanted);
    std::copy(begin(), end(), larger);
    items = larger;
    capacity = static_cast<uint32_t>(wanted);
  }
  // NOLINTNEXTLINE(readability-identifier-naming): as in the standard's lists
  void push_back(T item, llvm::BumpPtrAllocator &arena) {
    if (count == capacity)
      reserve(count == 0 ? 2 : 2 * size(), arena);
    items[count++] = item;
  }

private:
  T *items = nullptr;
  uint32_t count = 0, capacity = 0; // ReadLimits::maxBytes keeps them smaller
};

/// Messages one after another; they stay where they are while more are added.
template <typename T> class ArenaList {
  struct Item {
    T message;
    Item *next = nullptr;
  };

public:
  /// Over the messages in order.
  class Iterator : public llvm::iterator_facade_base<Iterator, std::forward_iterator_tag, T const> {
  public:
    explicit Iterator(Item const *start) : at(start) {}
    T const &operator*() const { return at->message; }
    bool operator==(Iterator const &other) const { return at == other.at; }
    using Iterator::iterator_facade_base::operator++;
    Iterator &operator++() { return at = at->next, *this; }

  private:
    Item const *at;
  };
  Iterator begin() const { return Iterator(first); }
  Iterator end() const { return Iterator(nullptr); }
  size_t size() const { return count; }
  bool empty() const { return count == 0; }

  T &add(llvm::BumpPtrAllocator &arena) {
    Item *item = new (arena.Allocate<Item>()) Item;
    (last == nullptr ? first : last->next) = item;
    last = item;
    ++count;
    return item->message;
  }

private:
  Item *first = nullptr, *last = nullptr;
  uint32_t count = 0;
};

/// Numbers as the file has them: one, or a packed list.
struct SlimField {
  uint32_t number = 0;
  WireType type = WireType::Varint;
  llvm::StringRef content;
};

/// TensorProto. Elements of long messages are left out (ReadLimits::keepTensorBytes).
struct SlimTensor {
  Name name;
  ArenaArray<int64_t> dims;
  int32_t type = 0;        ///< onnx::TensorProto::DataType, or any other number
  bool isExternal = false; ///< elements are in another file
  std::optional<llvm::StringRef> raw;
  ArenaArray<SlimField> lists; ///< float_data, int32_data and so on
};

/// SparseTensorProto.
struct SlimSparseTensor {
  SlimTensor values;
  ArenaArray<int64_t> dims;
};

/// TensorShapeProto.Dimension: one of the two, or neither.
struct SlimDimension {
  std::optional<int64_t> value;
  Name parameter;
};

/// TypeProto. Of maps and opaque types, which are one kind here, nothing is kept.
struct SlimType {
  /// What is typed.
  enum class Kind : uint8_t { None, Tensor, SparseTensor, Sequence, Optional, Opaque };
  Kind kind = Kind::None;
  bool hasShape = false;
  int32_t element = 0; ///< of tensors
  ArenaArray<SlimDimension> dims;
  SlimType *elements = nullptr; ///< of sequences and optionals
};

/// ValueInfoProto.
struct SlimValueInfo {
  Name name;
  SlimType type;
};

struct SlimGraph;

/// AttributeProto. Long ones lose lists and strings and their type.
struct SlimAttribute {
  Name name, reference; ///< reference: of a function's attribute
  std::optional<int32_t> type;
  std::optional<float> real;
  std::optional<int64_t> integer;
  std::optional<llvm::StringRef> string;
  ArenaArray<float> reals;
  ArenaArray<int64_t> integers;
  ArenaArray<llvm::StringRef> strings;
  SlimTensor *tensor = nullptr;
  SlimSparseTensor *sparseTensor = nullptr;
  SlimGraph *graph = nullptr;
  size_t memory = 0; ///< bytes that it takes, its content included
};

/// NodeProto.
struct SlimNode {
  uint32_t index = 0;   ///< position among the nodes of its graph or function
  llvm::StringRef name; ///< names of nodes are looked up by nobody
  Name opType, domain, overload;
  ArenaArray<Name> inputs, outputs;
  ArenaList<SlimAttribute> attributes;
  size_t memory = 0; ///< bytes that it takes, its content included
};

/// GraphProto.
struct SlimGraph {
  llvm::StringRef name;
  ArenaList<SlimNode> nodes;
  ArenaList<SlimTensor> initializers;
  ArenaList<SlimSparseTensor> sparseInitializers;
  ArenaList<SlimValueInfo> inputs, outputs, values;
};

/// OperatorSetIdProto.
struct SlimOperatorSet {
  Name domain;
  int64_t version = 0;
};

/// FunctionProto.
struct SlimFunction {
  Name name, domain, overload;
  ArenaArray<Name> inputs, outputs;
  ArenaList<SlimNode> nodes;
  ArenaList<SlimOperatorSet> operatorSets;
  ArenaList<SlimAttribute> defaults; ///< attributes with a default value
};

/// ModelProto, and what owns all of it.
struct SlimModel {
  int64_t irVersion = 0;
  llvm::StringRef producerName, producerVersion;
  std::optional<SlimGraph> graph;
  ArenaList<SlimOperatorSet> operatorSets;
  ArenaList<SlimFunction> functions;

  /// The texts; handed on to the Graph, which goes on using them.
  std::unique_ptr<llvm::BumpPtrAllocator> texts = std::make_unique<llvm::BumpPtrAllocator>();
  std::unique_ptr<llvm::BumpPtrAllocator> messages = std::make_unique<llvm::BumpPtrAllocator>();
};

} // namespace eo

/// Names as keys.
template <> struct llvm::DenseMapInfo<eo::Name> {
  /// What names are told by.
  using Pointers = DenseMapInfo<llvm::StringRef const *>;
  static eo::Name getEmptyKey() { return eo::Name(Pointers::getEmptyKey()); }
  static eo::Name getTombstoneKey() { return eo::Name(Pointers::getTombstoneKey()); }
  static unsigned getHashValue(eo::Name name) { return Pointers::getHashValue(name.address()); }
  static bool isEqual(eo::Name a, eo::Name b) { return a == b; }
};

#endif
