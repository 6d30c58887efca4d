//===- ShapeContext.h - what a shape rule sees of its node -----------------------------------===//
//
// A shape rule is a function `void rule(ShapeContext &)`: it reads attributes, input types and folded
// constants and sets output types and constants. It never fails: what it leaves unset stays unknown. All
// arithmetic is SymInt, so rules need no care for symbols, unknown dimensions and overflow.
//
#ifndef ENERGY_OPT_PASSES_SHAPE_SHAPECONTEXT_H
#define ENERGY_OPT_PASSES_SHAPE_SHAPECONTEXT_H

#include "lib/pass/NetworkAnnotations.h"
#include "lib/support/Diagnostics.h"
#include "passes/shape/DeclaredTypes.h"
#include "llvm/ADT/DenseMap.h"
#include <fmt/format.h>

namespace eo {

/// Tensors with more elements than this are not folded: they are data, not shape arithmetic.
constexpr int64_t maxFoldedElements = 1024;

/// No network has tensors of a higher rank (numpy stops here too); without a bound, Gather(x, x) again and
/// again would double it each time.
constexpr size_t maxRank = 64;

/// The newest version of ai.onnx whose operators have rules.
constexpr int64_t newestOpset = 24;

/// What all rules of one run share.
struct ShapeState {
  ShapeState(Graph const &network, BoundInputs const &bound) : graph(network), declared(bound) {}

  Graph const &graph;
  DeclaredTypes declared;
  InferredTypes result{TypeMap(graph), ValueMap<std::shared_ptr<FoldedConstant const>>(graph)};
  /// Element types of sequences whose length is known, by value index.
  llvm::DenseMap<uint32_t, std::shared_ptr<std::vector<TensorType> const>> sequences{};

  int64_t channelBlock = 0; ///< of com.microsoft.nchwc; 0 before it is looked for

  /// The folded elements of a value, as many as its shape says, or nullptr. Initializers are read on first
  /// use.
  FoldedConstant const *constant(ValueId id);
  /// Whether `elements` more may be kept. Small lists always may; all others share a budget, so that memory
  /// grows with the file and not with what it can be made to fold.
  bool charge(size_t elements);
  /// Whether charge would agree.
  bool affords(size_t elements) const { return elements <= freeElements || elements <= budget; }

private:
  static constexpr size_t freeElements = 16;
  size_t budget = size_t(1) << 21;
};

/// The axes of a tensor, each in [0, rank).
using Axes = llvm::SmallVector<size_t, 4>;

/// What a shape rule sees of its node, and how it answers.
class ShapeContext {
public:
  ShapeContext(ShapeState &shapeState, Node const &shapeNode, DiagnosticEngine &engine)
      : node(shapeNode), state(shapeState), diagnostics(engine) {}

  Node const &node;

  /// The version of the operator's domain in force; the newest known one where the file imports none.
  int64_t opset() const { return node.opset > 0 ? node.opset : newestOpset; }

  size_t inputCount() const { return node.inputs.size(); }
  bool hasInput(size_t i) const { return node.hasInput(i); }
  /// The type of input i; nothing known where it is left out.
  TensorType const &input(size_t i) const;
  DataType element(size_t i) const { return input(i).element; }
  /// The dimensions of input i; nullptr where not even the rank is known and for what is not a tensor.
  Shape const *shape(size_t i) const;
  /// The folded elements of input i, or nullptr.
  FoldedConstant const *constant(size_t i);
  /// The folded elements of an integer or bool input, or nullptr.
  llvm::SmallVector<SymInt, 4> const *ints(size_t i);
  /// The only element of an integer or bool input; unknown where it is not folded or not alone.
  SymInt scalarInt(size_t i);
  /// The dimensions a one-dimensional integer input holds. Where it is not folded: as many unknown ones as it
  /// is long; nullopt where that is not known either.
  std::optional<Shape> dimensionsFrom(size_t i);
  /// The folded elements of a floating-point input where all are numbers, or nullptr.
  std::vector<double> const *floats(size_t i);

  bool hasOutput(size_t i) const { return node.hasOutput(i); }
  void set(size_t output, TensorType type);
  void set(size_t output, DataType element, Shape shape);
  /// Element type known, rank not.
  void setElement(size_t output, DataType element);
  /// Element type and rank known, dimensions not.
  void setRank(size_t output, DataType element, size_t rank);
  /// What has been set: nullptr and Undefined where nothing has.
  Shape const *outputShape(size_t output) const;
  DataType outputElement(size_t output) const;
  void fold(size_t output, FoldedConstant constant);
  /// The output holds the same elements as the input, if those are folded; sequences too.
  void foldSame(size_t output, size_t input);
  /// The same for any value, a body's result for example; sequences too.
  void foldFrom(size_t output, ValueId value);

  /// Element types of sequences (input or output) of known length; nullptr where unknown.
  std::vector<TensorType> const *sequence(size_t input) const;
  void setSequence(size_t output, std::vector<TensorType> elements);

  /// Reports that the node violates its operator's rules; its outputs become unknown. Only the first is kept.
  template <typename... Args> void bad(fmt::format_string<Args...> format, Args &&...args) {
    if (!failed)
      reportBad(fmt::format(format, std::forward<Args>(args)...));
  }
  /// Notes that the shape of an output is decided by data at run time.
  template <typename... Args> void dataDependent(fmt::format_string<Args...> format, Args &&...args) {
    reportDataDependent(fmt::format(format, std::forward<Args>(args)...));
  }
  bool isBad() const { return failed; }
  /// True where the first `count` inputs are there; otherwise bad().
  bool needsInputs(size_t count);
  /// The same, and output 0 gets the element type of input 0. The dimensions of input 0; nullptr where one of the inputs is
  /// missing, too.
  Shape const *likeFirst(size_t count);

  /// `axis` counted from the front, or nullopt after bad(). `what` names it in the message.
  std::optional<size_t> normalizeAxis(int64_t axis, size_t rank, char const *what = "axis");
  /// All axes counted from the front, or nullopt after bad(); a repeated axis is bad too.
  std::optional<Axes> normalizeAxes(llvm::ArrayRef<int64_t> axes, size_t rank);
  /// True where input i has the rank or none is known; otherwise bad().
  bool checkRank(size_t i, size_t rank, char const *what);

  ShapeState &shared() { return state; }

private:
  void reportBad(std::string message);
  void reportDataDependent(std::string message);

  ShapeState &state;
  DiagnosticEngine &diagnostics;
  bool failed = false;
};

/// A folded integer input, or an integer list attribute, as numbers. Three outcomes a rule must tell apart.
struct IntList {
  /// Absent: left out, defaults hold. Unknown: there, but its values are not known.
  enum class State : uint8_t { Absent, Unknown, Known } state = State::Absent;
  llvm::SmallVector<int64_t, 4> values; ///< only when Known
  bool known() const { return state == State::Known; }
  bool unknown() const { return state == State::Unknown; }
  bool absent() const { return state == State::Absent; }
};
/// Input i where the node has it, else the attribute (operators moved axes, pads, … from attribute to input).
/// Unknown where the input is not folded to plain numbers.
IntList intListFrom(ShapeContext &context, size_t i, llvm::StringRef attribute);

/// The elements of a constant tensor; nullopt where they are not at hand or too many.
std::optional<FoldedConstant> foldTensor(ConstantTensor const &tensor);

/// Product of the dimensions where all are known numbers and the product is at most maxFoldedElements.
std::optional<size_t> foldableCount(llvm::ArrayRef<SymInt> shape);

/// True where the expression is at least `bound` for all dimensions of at least 1; false where that is not
/// evident.
bool evidentlyAtLeast(SymInt const &value, int64_t bound);

} // namespace eo

#endif
