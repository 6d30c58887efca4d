//===- ExtractFeatures.cpp ------------------------------------------------------------------------------===//
//
// Gathers what board models price a node by, for every live node of the main graph:
//
//   y: f32[1x64x112x112] = Conv(x: f32[1x3x224x224], w: f32[64x3x7x7]) {strides=[2,2]}
//       convolution, kclc 1843968, macs 118013952, ifm 3, ofm 64, kernel 7x7, stride 2x2
//
#include "lib/board/CostFeatures.h"
#include "lib/pass/NetworkAnnotations.h"
#include "lib/pass/OpRules.h"
#include "passes/NodeText.h"
#include "passes/Passes.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

namespace eo {

/// The class by operator alone; convolutions and matrix products are told apart by their operands below.
static CostClass classOf(OpKind kind, OpClass opClass) {
  using enum OpKind;
  if (kind == ConvTranspose)
    return CostClass::TransposedConvolution;
  if (kind == DeformConv)
    return CostClass::DeformableConvolution;
  if (kind == GlobalAveragePool || kind == GlobalMaxPool || kind == GlobalLpPool)
    return CostClass::GlobalPooling;
  switch (opClass) {
  case OpClass::Convolution:
    return CostClass::Convolution;
  case OpClass::MatrixProduct:
    return CostClass::MatrixProduct;
  case OpClass::Recurrent:
    return CostClass::Recurrent;
  case OpClass::Attention:
    return CostClass::Attention;
  case OpClass::Pooling:
    return CostClass::Pooling;
  case OpClass::Normalization:
    return CostClass::Normalization;
  case OpClass::Activation:
    return CostClass::Activation;
  case OpClass::Elementwise:
    return CostClass::Elementwise;
  case OpClass::Reduction:
    return CostClass::Reduction;
  case OpClass::Softmax:
    return CostClass::Softmax;
  case OpClass::Resampling:
    return CostClass::Resampling;
  case OpClass::DataMovement:
    return CostClass::DataMovement;
  case OpClass::View:
    return CostClass::View;
  case OpClass::ShapeArithmetic:
    return CostClass::ShapeArithmetic;
  case OpClass::Quantization:
    return CostClass::Quantization;
  case OpClass::ControlFlow:
    return CostClass::ControlFlow;
  case OpClass::Sequence:
  case OpClass::Selection:
  case OpClass::Signal:
  case OpClass::Random:
  case OpClass::Classical:
  case OpClass::Text:
  case OpClass::Training:
  case OpClass::Unknown:
    return CostClass::Other;
  }
  return CostClass::Other;
}

/// Where a linear operator takes its second factor.
static size_t weightOperand(OpKind kind) {
  using enum OpKind;
  return kind == QLinearConv || kind == MsQLinearConv || kind == QLinearMatMul || kind == QGemm ? 3 : 1;
}

static SymInt product(Extents const &extents) {
  SymInt result = 1;
  for (int64_t extent : extents)
    result *= extent;
  return result;
}

namespace {
class Extractor {
public:
  explicit Extractor(PassContext &context)
      : graph(context.graph), annotations(context.annotations),
        types(context.annotations.get<InferredTypes>().types), roles(context.annotations.get<NodeRoles>()),
        macCounts(context.annotations.get<MacCounts>()), traffic(context.annotations.get<MemoryTraffic>()) {}

  NodeFeatures run() {
    NodeFeatures result;
    result.position = NodeMap<uint32_t>(graph);
    for (NodeId id : graph.main().nodes) {
      if (roles.roles[id] != NodeRole::Live)
        continue;
      result.kernels.push_back(extract(graph.node(id)));
      result.position[id] = static_cast<uint32_t>(result.kernels.size());
    }
    return result;
  }

private:
  TensorType const &typeOf(ValueId id) const {
    static TensorType const nothing;
    return id.valid() ? types[id] : nothing;
  }

  /// Dimension `axis` where it is a known number.
  static Count dim(TensorType const &type, size_t axis) {
    return type.hasRank() && axis < type.rank() ? (*type.shape)[axis].tryValue() : std::nullopt;
  }

  /// The dimensions from the third on; empty unless all are known.
  static Extents spatial(TensorType const &type) {
    Extents result;
    for (size_t axis = 2; type.hasRank() && axis < type.rank(); ++axis) {
      Count extent = dim(type, axis);
      if (!extent)
        return {};
      result.push_back(*extent);
    }
    return result;
  }

  /// An attribute with one entry per spatial axis, `ones` where it is absent.
  static Extents attributeOr1(Node const &node, llvm::StringRef name, size_t axes) {
    llvm::ArrayRef<int64_t> given = node.ints(name);
    return given.size() == axes ? Extents(given.begin(), given.end()) : Extents(axes, 1);
  }

  Count weightElements(Node const &node) const {
    SymInt total = 0;
    for (size_t i = 0; i < node.inputs.size(); ++i) {
      ValueId input = node.inputs[i];
      bool repeated = llvm::is_contained(llvm::makeArrayRef(node.inputs).take_front(i), input);
      if (input.valid() && !repeated && roles.isParameter[input] != 0)
        total += types[input].elements();
    }
    return total.tryValue();
  }

  CostFeatures extract(Node const &node) const {
    CostFeatures f;
    f.node = node.id;
    f.name = node.name.str();
    f.op = node.kind;
    f.costClass = classOf(node.kind, opClassOf(annotations, node));
    f.macs = macCounts.macs[node.id].tryValue();
    f.otherOps = macCounts.otherOps[node.id].tryValue();
    f.params = traffic.params[node.id].tryValue();
    f.inputElements = traffic.activationsRead[node.id].tryValue();
    f.weightElements = weightElements(node);
    f.outputElements = traffic.activationsWritten[node.id].tryValue();
    f.inputType = typeOf(node.input(0)).element;
    f.outputType = typeOf(node.output(0)).element;
    addGeometry(node, f);
    return f;
  }

  void addGeometry(Node const &node, CostFeatures &f) const {
    switch (f.costClass) {
    case CostClass::Convolution:
    case CostClass::TransposedConvolution:
    case CostClass::DeformableConvolution:
      return addConvolution(node, f);
    case CostClass::MatrixProduct:
      return addMatrixProduct(node, f);
    case CostClass::Pooling:
    case CostClass::GlobalPooling:
      return addPooling(node, f);
    case CostClass::GroupedConvolution:
    case CostClass::DepthwiseConvolution:
    case CostClass::FullyConnected:
    case CostClass::Recurrent:
    case CostClass::Attention:
    case CostClass::Normalization:
    case CostClass::Activation:
    case CostClass::Elementwise:
    case CostClass::Reduction:
    case CostClass::Softmax:
    case CostClass::Resampling:
    case CostClass::DataMovement:
    case CostClass::View:
    case CostClass::ShapeArithmetic:
    case CostClass::Quantization:
    case CostClass::ControlFlow:
    case CostClass::Other:
      return;
    }
  }

  void addMaps(Node const &node, CostFeatures &f) const {
    TensorType const &x = typeOf(node.input(0)), &y = typeOf(node.output(0));
    f.batch = dim(x, 0);
    f.ifm = dim(x, 1);
    f.ofm = dim(y, 1);
    f.inSize = spatial(x);
    f.outSize = spatial(y);
  }

  void addPooling(Node const &node, CostFeatures &f) const {
    addMaps(node, f);
    if (f.costClass == CostClass::GlobalPooling) {
      f.kernel = f.inSize;
      return;
    }
    llvm::ArrayRef<int64_t> kernel = node.ints("kernel_shape");
    f.kernel.assign(kernel.begin(), kernel.end());
    f.stride = attributeOr1(node, "strides", kernel.size());
    f.dilation = attributeOr1(node, "dilations", kernel.size());
  }

  void addConvolution(Node const &node, CostFeatures &f) const {
    TensorType const &weight = typeOf(node.input(weightOperand(node.kind)));
    addMaps(node, f);
    f.weightType = weight.element;
    f.group = node.intOr("group", 1);
    f.kernel = spatial(weight);
    f.stride = attributeOr1(node, "strides", f.kernel.size());
    f.dilation = attributeOr1(node, "dilations", f.kernel.size());
    if (f.costClass == CostClass::TransposedConvolution)
      return;
    bool sized = f.batch && f.ifm && !f.outSize.empty() && !f.kernel.empty();
    if (sized)
      f.kclc = (SymInt(*f.batch) * product(f.outSize) * *f.ifm * product(f.kernel)).tryValue();
    if (f.costClass == CostClass::DeformableConvolution)
      return;
    if (*f.group != 1)
      f.costClass = f.group == f.ifm ? CostClass::DepthwiseConvolution : CostClass::GroupedConvolution;
    else if (sized && seesWholeInput(node, f))
      f.costClass = CostClass::FullyConnected;
  }

  /// One output position, and its kernel lies exactly on the input: every input reaches every output by a
  /// weight of its own.
  static bool seesWholeInput(Node const &node, CostFeatures const &f) {
    bool padded = llvm::any_of(node.ints("pads"), [](int64_t pad) { return pad != 0; });
    return !padded && f.kernel == f.inSize && llvm::all_of(f.outSize, [](int64_t size) { return size == 1; });
  }

  /// A matrix product is fully connected where exactly one factor is learned and a plain matrix.
  void addMatrixProduct(Node const &node, CostFeatures &f) const {
    if (node.kind == OpKind::Einsum)
      return;
    ValueId left = node.input(0), right = node.input(weightOperand(node.kind));
    f.weightType = typeOf(right).element;
    bool leftLearned = left.valid() && roles.isParameter[left] != 0;
    bool rightLearned = right.valid() && roles.isParameter[right] != 0;
    if (leftLearned == rightLearned)
      return;
    TensorType const &weight = typeOf(leftLearned ? left : right);
    Count rows = dim(weight, 0), columns = dim(weight, 1);
    if (!rows || !columns || weight.rank() != 2)
      return;
    bool transposed = node.intOr(leftLearned ? "transA" : "transB", 0) != 0;
    bool inputsAreRows = leftLearned == transposed; // of B[K, N] unless transposed, of A[M, K] if transposed
    f.costClass = CostClass::FullyConnected;
    f.ifm = inputsAreRows ? rows : columns;
    f.ofm = inputsAreRows ? columns : rows;
    f.weightType = weight.element;
    f.inputType = typeOf(leftLearned ? right : left).element;
    Count perVector = (SymInt(*rows) * *columns).tryValue();
    if (f.macs && perVector && *perVector > 0)
      f.batch = *f.macs / *perVector;
  }

  Graph const &graph;
  Annotations const &annotations;
  ValueMap<TensorType> const &types;
  NodeRoles const &roles;
  MacCounts const &macCounts;
  MemoryTraffic const &traffic;
};
} // namespace

llvm::Error extractFeatures(PassContext &context) {
  context.annotations.set(Extractor(context).run());
  return llvm::Error::success();
}

std::string describeFeatures(Annotations const &annotations, Node const &node) {
  CostFeatures const *found = annotations.get<NodeFeatures>().find(node.id);
  if (found == nullptr)
    return {};
  std::string text = costClassName(found->costClass).str();
  for (FeatureColumn const &column : featureColumns())
    if (Count value = column.read(*found))
      text += fmt::format(", {} {}", column.name.str(), *value);
  return text;
}

} // namespace eo
