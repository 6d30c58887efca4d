//===- Duplicates.cpp --------------------------------------------------------------------------------------===//
//
//   m = ReduceMean(x); d = Sub(x, m); n = ReduceMean(x); e = Sub(x, n)      n = m, e = d
//
// as layer normalization is exported where mean and variance are two functions. The pass common subexpression elimination
// of every runtime.
//
#include "passes/canonical/Duplicates.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

namespace eo::canonical {

/// What multiplies, is drawn at random or has bodies is never taken for another. Nor are activations: runtimes run each with
/// the kernel behind or before it, and networks that have one before each of several readers were measured so.
static bool isCheap(Node const &node) {
  static constexpr OpClass cheap[] = {OpClass::Elementwise, OpClass::Reduction};
  return llvm::is_contained(cheap, opClass(node.kind)) && node.kind != OpKind::Dropout &&
         node.outputs.size() == 1 && node.hasOutput(0) && node.hasInput(0);
}

namespace {
/// Writes an attribute's value so that equal texts are equal values.
struct ValueText {
  llvm::raw_ostream &stream;

  void operator()(std::monostate /*none*/) const { stream << "?"; }
  void operator()(int64_t value) const { stream << value; }
  void operator()(float value) const { stream << llvm::format_hex(llvm::bit_cast<uint32_t>(value), 8); }
  void operator()(llvm::StringRef value) const { stream << value.size() << ':' << value; }
  void operator()(ConstantTensor const *value) const { stream << value; }
  void operator()(BodyId value) const { stream << value.index; }
  template <typename T> void operator()(std::vector<T> const &values) const {
    for (T const &value : values) {
      (*this)(value);
      stream << ',';
    }
  }
};
} // namespace

/// Of the operator and what it reads. Nodes that compute the same have the same one.
static uint64_t hashOf(Knowledge const &known, Node const &node) {
  llvm::hash_code hash = llvm::hash_combine(static_cast<unsigned>(node.kind), node.inputs.size());
  for (ValueId input : node.inputs)
    hash = llvm::hash_combine(hash, input.valid() ? known.form.source[input].index : input.index);
  return static_cast<size_t>(hash) >> 1U; // the largest numbers are not for keys of tables
}

std::string Duplicates::textOf(Node const &node) const {
  std::string text;
  llvm::raw_string_ostream stream(text);
  stream << static_cast<unsigned>(node.kind) << ' ' << known.form.homeOf(known.graph, node.id).index;
  for (ValueId input : node.inputs) {
    stream << ' ';
    if (input.valid()) // views of one tensor differ by their shapes
      stream << known.form.source[input].index << known.inferred.types[input].str();
  }
  for (Attribute const &attribute : node.attributes) {
    stream << ' ' << attribute.name << '=';
    std::visit(ValueText{stream}, attribute.value);
  }
  stream.flush();
  return text;
}

ValueId Duplicates::before(Node const &node) {
  constexpr size_t mostInputs = 8;
  if (!isCheap(node) || node.inputs.size() > mostInputs)
    return {};
  auto [other, isAlone] = alike.try_emplace(hashOf(known, node), node.id);
  if (isAlone)
    return {};
  if (other->second.valid()) {
    Node const &first = known.graph.node(other->second);
    results.try_emplace(textOf(first), first.outputs[0]);
    other->second = NodeId();
  }
  auto [place, isFirst] = results.try_emplace(textOf(node), node.outputs[0]);
  return isFirst ? ValueId() : place->second;
}

} // namespace eo::canonical
