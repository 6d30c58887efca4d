#include "passes/MacConventions.h"

namespace eo {

namespace {
/// The quantities that the tools' formulas are made of.
struct NodeFigures {
  explicit NodeFigures(CountedNode const &counted)
      : c(counted.context), kind(c.node.kind), macs(counted.macs), learnedFactor(counted.learnedFactor),
        in(c.inElements(0)), out(c.outElements(0)), batch(CountContext::dim(c.in(0), 0)) {}

  CountContext const &c;
  OpKind kind;
  SymInt macs;
  bool learnedFactor;
  SymInt in, out, batch;

  bool hasInput(size_t i) const { return c.node.hasInput(i); }
  llvm::StringRef mode() const { return c.node.stringOr("mode", "nearest"); }
  /// ∏kernel over the first `axes` axes.
  SymInt window(size_t axes) const {
    SymInt product = 1;
    for (int64_t extent : c.node.ints("kernel_shape").take_front(axes))
      product *= extent;
    return product;
  }
  /// A transposed convolution taken for one that slides over its output: `channels` products a kernel
  /// element.
  SymInt overOutput(SymInt const &channels) const {
    TensorType const &weight = c.in(1);
    if (!weight.hasRank() || weight.rank() < 3)
      return SymInt::unknown();
    return out * channels * elementCount(llvm::makeArrayRef(*weight.shape).drop_front(2));
  }
  SymInt channelsOfGroup() const {
    return floorDiv(CountContext::dim(c.in(0), 1), SymInt(c.node.intOr("group", 1)));
  }
  /// Steps · batch · (elements of w, r and b + perState a state of one direction).
  SymInt recurrent(int64_t perState) const {
    SymInt weights = c.inElements(1) + c.inElements(2) + (hasInput(3) ? c.inElements(3) : SymInt(0));
    return batch * CountContext::dim(c.in(0), 1) * (weights + CountContext::dim(c.in(2), 2) * perState);
  }
  /// One per output where operand i is there.
  SymInt bias(size_t i) const { return hasInput(i) ? out : SymInt(0); }
  /// Rows of all, times columns of b: the batch is that of a alone.
  SymInt byFirstOperand() const { return in * CountContext::dim(c.in(1), -1); }
  /// Where the tool has no formula: nothing, unless the node has a linear part.
  SymInt uncovered() const { return macs == 0 ? SymInt(0) : SymInt::unknown(); }
};
} // namespace

// The column Tools of Ops.def as cases of the switches below: what no tool has a formula for, and what onnx-tool
// alone has one for. Operators that several tools know stand in every switch, so that a forgotten one does not
// compile.
#define EO_NOT_BY_ONNX_TOOL_none(Kind) case Kind:
#define EO_NOT_BY_ONNX_TOOL_onnxTool(Kind)
#define EO_NOT_BY_ONNX_TOOL_several(Kind)
#define EO_NOT_BY_SEVERAL_none(Kind) case Kind:
#define EO_NOT_BY_SEVERAL_onnxTool(Kind) case Kind:
#define EO_NOT_BY_SEVERAL_several(Kind)

/// Every operation in units of one addition: division 4, square root 24, exponential and power 32, logarithm
/// 43, sine 39. The sequence length of recurrent layers is left out there.
static SymInt onnxTool(NodeFigures const &f) {
  using enum OpKind;
  constexpr int64_t division = 4, root = 24, exponential = 32, logarithm = 43, sine = 39;
  constexpr int64_t hyperbolicTangent = exponential + 2 + division;
  switch (f.kind) {
  case Add:
  case Sub:
  case Mul:
  case Max:
  case Min:
  case Neg:
  case Abs:
  case Ceil:
  case Mod:
  case Relu:
  case Sign:
  case Hardmax:
  case Less:
  case LessOrEqual:
  case Not:
  case And:
  case Equal:
  case Greater:
  case GreaterOrEqual:
  case Floor:
  case NonZero:
  case CumSum:
    return f.out;
  case Clip:
  case PRelu:
  case LeakyRelu:
  case QuantizeLinear:
  case DequantizeLinear:
    return f.out * 2;
  case Div:
  case Reciprocal:
  case HardSigmoid:
    return f.out * division;
  case HardSwish:
    return f.out * 5;
  case InstanceNormalization:
    return f.out * (3 + division);
  case Sqrt:
    return f.out * root;
  case Exp:
  case Sigmoid:
  case Pow:
    return f.out * exponential;
  case Softmax:
    return f.out * (exponential + division);
  case LogSoftmax:
    return f.out * (exponential + division + logarithm + 1);
  case Gelu:
  case MsGelu:
    return f.out * (exponential + 2);
  case Log:
    return f.out * logarithm;
  case Sin:
  case Cos:
    return f.out * sine;
  case Tanh:
    return f.out * (2 * hyperbolicTangent);
  case Atan:
    return f.out * (2 * (root + 4 + division));
  case BatchNormalization:
    return f.out * (root + division + 3);
  case LRN:
    return f.out * (division + exponential + 1 + f.c.node.intOr("size", 0));
  case LayerNormalization: {
    SymInt rows = floorDiv(f.in, CountContext::dim(f.c.in(0), f.c.node.intOr("axis", -1)));
    return f.in * 7 + rows * (1 + root + division);
  }
  case Sum:
    return f.out * (static_cast<int64_t>(f.c.node.inputs.size()) - 1);
  case ReduceMean:
  case ReduceSum:
  case ReduceProd:
  case ReduceMin:
  case ReduceMax:
    return f.in;
  case ReduceL2:
    return f.in * (1 + root);
  case MaxPool:
  case AveragePool: // of three axes, only the first is seen
    return f.out * f.window(f.c.node.ints("kernel_shape").size() == 2 ? 2 : 1);
  case GlobalAveragePool:
    return f.in + f.out * division;
  case Resize:
  case Upsample:
    return f.mode() == "linear" ? f.out * 4 : f.mode() == "cubic" ? f.out * 8 : SymInt(0);
  case Conv:
    return f.macs + f.bias(2);
  case QLinearConv:
    return f.macs + f.bias(8);
  case ConvTranspose:
    return f.overOutput(CountContext::dim(f.c.in(1), 1)) + f.bias(2);
  case Gemm:
  case MatMulInteger:
    return f.macs + (f.c.node.inputs.size() == 3 ? f.out : SymInt(0));
  case ConvInteger:
  case MatMul:
  case QLinearMatMul:
    return f.macs;
  case Einsum:
    return f.c.node.inputs.size() == 2 ? f.macs : SymInt::unknown();
  case LSTM: // three sigmoids, two hyperbolic tangents and 8 sums and products a state
    return f.recurrent(3 * exponential + 2 * hyperbolicTangent + 8);
  case GRU:
    return f.recurrent(2 * exponential + hyperbolicTangent + 8);
  case Elu:
  case GlobalMaxPool:
  case GridSample:
  case GroupNormalization:
  case Unknown:
#define EO_OP(Kind, Domain, Name, Class, Shape, Macs, OtherOps, Operands, Tools)                             \
  EO_NOT_BY_ONNX_TOOL_##Tools(Kind)
#include "lib/ir/Ops.def"
    return f.uncovered();
  }
  return f.uncovered();
}

/// One per multiplication and addition; biases, activations and pools are left out.
static SymInt fvcore(NodeFigures const &f) {
  using enum OpKind;
  switch (f.kind) {
  case Conv:
  case ConvTranspose:
  case Gemm:
    return f.macs;
  case MatMul:
    return f.byFirstOperand();
  case Einsum:
    return f.c.node.inputs.size() == 2 ? f.macs : SymInt::unknown();
  case BatchNormalization:
    return f.in * 2;
  case LayerNormalization:
  case GroupNormalization:
  case InstanceNormalization:
    return f.in * 5;
  case GlobalAveragePool:
    return f.in;
  case Resize:
  case Upsample:
    return f.mode() == "nearest" ? f.out : f.mode() == "linear" ? f.out * 4 : SymInt(0);
  case GridSample:
    return f.out * 4;
  case AveragePool:
  case Clip:
  case Elu:
  case Gelu:
  case GlobalMaxPool:
  case LeakyRelu:
  case MaxPool:
  case PRelu:
  case QLinearConv:
  case QLinearMatMul:
  case Relu:
  case Softmax:
  case Unknown:
#define EO_OP(Kind, Domain, Name, Class, Shape, Macs, OtherOps, Operands, Tools)                             \
  EO_NOT_BY_SEVERAL_##Tools(Kind)
#include "lib/ir/Ops.def"
    return f.uncovered();
  }
  return f.uncovered();
}

/// Layers of learned weights, without biases; products of two activations are not seen.
static SymInt thop(NodeFigures const &f) {
  using enum OpKind;
  switch (f.kind) {
  case Conv:
  case Gemm:
    return f.macs;
  case ConvTranspose:
    return f.overOutput(f.channelsOfGroup());
  case MatMul:
    return f.learnedFactor ? f.macs : SymInt(0);
  case BatchNormalization:
  case LayerNormalization:
  case InstanceNormalization:
    return f.in * 4;
  case PRelu:
    return f.in;
  case Softmax: {
    SymInt features = CountContext::dim(f.c.in(0), f.c.node.intOr("axis", -1));
    return floorDiv(f.in, features) * (features * 3 - 1);
  }
  case AveragePool:
    return f.out;
  case GlobalAveragePool:
    return f.in + f.out;
  case Clip:
  case Einsum:
  case Elu:
  case Gelu:
  case GlobalMaxPool:
  case GridSample:
  case GroupNormalization:
  case LeakyRelu:
  case MaxPool:
  case QLinearConv:
  case QLinearMatMul:
  case Relu:
  case Resize:
  case Upsample:
  case Unknown:
#define EO_OP(Kind, Domain, Name, Class, Shape, Macs, OtherOps, Operands, Tools)                             \
  EO_NOT_BY_SEVERAL_##Tools(Kind)
#include "lib/ir/Ops.def"
    return f.uncovered();
  }
  return f.uncovered();
}

/// Biases, normalisation (2), activations (1), pools by their input; additions and products of tensors are
/// not seen.
static SymInt ptflops(NodeFigures const &f) {
  using enum OpKind;
  switch (f.kind) {
  case Conv:
    return f.macs + f.bias(2);
  case ConvTranspose:
    return f.overOutput(f.channelsOfGroup()) + f.bias(2);
  case Gemm: // the bias once, whatever the batch
    return f.macs + (f.hasInput(2) ? CountContext::dim(f.c.out(0), -1) : SymInt(0));
  case MatMul:
    return f.byFirstOperand();
  case BatchNormalization:
  case InstanceNormalization:
  case GroupNormalization:
  case LayerNormalization:
    return f.in * 2;
  case Relu:
  case PRelu:
  case Elu:
  case LeakyRelu:
  case Gelu:
  case Clip: // ReLU6
  case Softmax:
  case MaxPool:
  case AveragePool:
  case GlobalMaxPool:
  case GlobalAveragePool:
    return f.in;
  case Resize:
  case Upsample: // of one sample
    return floorDiv(f.out, f.batch);
  case Einsum:
  case GridSample:
  case QLinearConv:
  case QLinearMatMul:
  case Unknown:
#define EO_OP(Kind, Domain, Name, Class, Shape, Macs, OtherOps, Operands, Tools)                             \
  EO_NOT_BY_SEVERAL_##Tools(Kind)
#include "lib/ir/Ops.def"
    return f.uncovered();
  }
  return f.uncovered();
}

/// What the multiply-accumulate units do: convolutions, products and windows of pools; a transposed
/// convolution slides over its output.
static SymInt vela(NodeFigures const &f) {
  using enum OpKind;
  switch (f.kind) {
  case Conv:
  case QLinearConv:
  case Gemm:
  case MatMul:
  case QLinearMatMul:
    return f.macs;
  case ConvTranspose:
    return f.overOutput(f.channelsOfGroup());
  case MaxPool:
  case AveragePool:
    return f.out * f.window(f.c.node.ints("kernel_shape").size());
  case GlobalAveragePool:
    return f.in;
  case BatchNormalization:
  case Clip:
  case Einsum:
  case Elu:
  case Gelu:
  case GlobalMaxPool:
  case GridSample:
  case GroupNormalization:
  case InstanceNormalization:
  case LayerNormalization:
  case LeakyRelu:
  case PRelu:
  case Relu:
  case Resize:
  case Softmax:
  case Upsample:
  case Unknown:
#define EO_OP(Kind, Domain, Name, Class, Shape, Macs, OtherOps, Operands, Tools)                             \
  EO_NOT_BY_SEVERAL_##Tools(Kind)
#include "lib/ir/Ops.def"
    return f.uncovered();
  }
  return f.uncovered();
}

SymInt macsByConvention(MacConvention convention, CountedNode const &node) {
  NodeFigures figures(node);
  switch (convention) {
  case MacConvention::OnnxTool:
    return onnxTool(figures);
  case MacConvention::Fvcore:
    return fvcore(figures);
  case MacConvention::Thop:
    return thop(figures);
  case MacConvention::Ptflops:
    return ptflops(figures);
  case MacConvention::Vela:
    return vela(figures);
  }
  return SymInt::unknown();
}

} // namespace eo
