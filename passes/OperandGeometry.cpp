//===- OperandGeometry.cpp --------------------------------------------------------------------------------===//
//
//   Conv(x: f32[1x3x224x224], w: f32[64x3x7x7]) {strides=[2,2]}
//       convolution    ->    kclc 1843968, ifm 3, ofm 64, kernel 7x7, stride 2x2
//   MatMul(x: f32[8x512], w: f32[512x1000], learned)
//       matrix product ->    fully connected, ifm 512, ofm 1000, batch 8
//
#include "passes/OperandGeometry.h"
#include "lib/pass/CanonicalForm.h"
#include "lib/pass/NetworkAnnotations.h"
#include "passes/EinsumEquation.h"
#include "passes/PackedWeights.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

size_t weightOperand(OpKind kind) {
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
class Geometry {
public:
  explicit Geometry(PassContext const &context)
      : graph(context.graph), types(context.annotations.get<InferredTypes>().types),
        roles(context.annotations.get<NodeRoles>()), form(context.annotations.get<CanonicalForm>()) {}

  void add(Node const &node, CostFeatures &f) const {
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
    case CostClass::Recurrent:
      return addSteps(node, f);
    case CostClass::GroupedConvolution:
    case CostClass::DepthwiseConvolution:
    case CostClass::FullyConnected:
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

private:
  /// Dimension `axis` where it is a known number.
  static Count dim(TensorType const &type, size_t axis) {
    return type.hasRank() && axis < type.rank() ? (*type.shape)[axis].tryValue() : std::nullopt;
  }

  /// The dimensions from the third on; empty unless all are known.
  static Extents spatial(TensorType const &type) {
    llvm::SmallVector<int64_t, 4> result;
    for (size_t axis = 2; type.hasRank() && axis < type.rank(); ++axis) {
      Count extent = dim(type, axis);
      if (!extent)
        return {};
      result.push_back(*extent);
    }
    return Extents(result.begin(), result.end());
  }

  /// An attribute with one entry per spatial axis, `ones` where it is absent.
  static Extents attributeOr1(Node const &node, llvm::StringRef name, size_t axes) {
    llvm::ArrayRef<int64_t> given = node.ints(name);
    return given.size() == axes ? Extents(given.begin(), given.end()) : Extents(axes, 1);
  }

  /// The type of a convolution's input before zeros are put around it.
  TensorType const &unpadded(ValueId input) const {
    while (input.valid()) {
      NodeId producer = graph.value(input).producer;
      if (!producer.valid())
        break;
      NodePart part = form.part[producer];
      if (part != NodePart::Padding && part != NodePart::Same && part != NodePart::Format)
        break;
      input = part == NodePart::Same ? form.same[producer] : graph.node(producer).input(0);
    }
    return types[input];
  }

  void addMaps(Node const &node, CostFeatures &f) const {
    TensorType const &x = unpadded(node.input(0)), &y = types[node.output(0)];
    f.batch = dim(x, 0);
    f.ifm = dim(x, 1);
    f.ofm = dim(y, 1);
    f.inSize = spatial(x);
    f.outSize = spatial(y);
  }

  /// x[T,N,I], or x[N,T,I] with layout=1; w[D,gates·H,I], r[D,gates·H,H].
  void addSteps(Node const &node, CostFeatures &f) const {
    Count sequence = dim(types[node.input(0)], node.intOr("layout", 0) == 0 ? 0 : 1);
    Count directions = dim(types[node.input(1)], 0);
    if (!sequence || !directions)
      return;
    f.rare.edit().steps = (SymInt(*sequence) * *directions).tryValue();
    if (TensorType const &recurrence = types[node.input(2)]; recurrence.hasRank() && *sequence > 0)
      f.rare.edit().rereadElements = (recurrence.elements() * (*sequence - 1)).tryValue();
  }

  void addPooling(Node const &node, CostFeatures &f) const {
    addMaps(node, f);
    if (f.costClass == CostClass::GlobalPooling) {
      TensorType const &maps = types[form.source[node.input(0)]];
      if (f.inSize.size() == 1 && maps.hasRank() && maps.rank() > 3) // shown as rows of elements
        f.inSize = spatial(maps);
      f.kernel = f.inSize;
      f.outSize = Extents(f.inSize.size(), 1); // a reduction may leave the axes out
      return;
    }
    llvm::ArrayRef<int64_t> kernel = node.ints("kernel_shape");
    f.kernel = Extents(kernel.begin(), kernel.end());
    f.stride = attributeOr1(node, "strides", kernel.size());
    f.dilation = attributeOr1(node, "dilations", kernel.size());
  }

  /// Of plug-ins, which order their operands as they like, the learned maps.
  ValueId weightOf(Node const &node) const {
    if (node.kind != OpKind::Unknown)
      return node.input(weightOperand(node.kind));
    auto const *found = llvm::find_if(node.inputs, [&](ValueId input) {
      constexpr size_t leastRank = 3;
      return input.valid() && roles.isParameter[input] != 0 && types[input].hasRank() &&
             types[input].rank() >= leastRank;
    });
    return found != node.inputs.end() ? *found : node.input(weightOperand(node.kind));
  }

  void addConvolution(Node const &node, CostFeatures &f) const {
    TensorType const &weight = types[weightOf(node)];
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
      return addEinsum(node, f);
    ValueId left = node.input(0), right = node.input(weightOperand(node.kind));
    f.weightType = types[right].element;
    if (hasWeightBlob(node.kind))
      return setFullyConnected(f, blobInputs(node, types).tryValue(), blobOutputs(node, types).tryValue());
    bool leftLearned = left.valid() && roles.isParameter[left] != 0;
    bool rightLearned = right.valid() && roles.isParameter[right] != 0;
    if (leftLearned == rightLearned)
      return;
    TensorType const &weight = types[leftLearned ? left : right];
    if (!isPlainMatrix(weight))
      return;
    Count rows = dim(weight, weight.rank() - 2), columns = dim(weight, weight.rank() - 1);
    if (!rows || !columns)
      return;
    bool transposed = node.intOr(leftLearned ? "transA" : "transB", 0) != 0;
    bool inputsAreRows = leftLearned == transposed; // of B[K, N] unless transposed, of A[M, K] if transposed
    f.weightType = weight.element;
    f.inputType = types[leftLearned ? right : left].element;
    setFullyConnected(f, inputsAreRows ? rows : columns, inputsAreRows ? columns : rows);
  }

  /// Two axes, before which there may be others of length 1.
  static bool isPlainMatrix(TensorType const &type) {
    return type.hasRank() && type.rank() >= 2 &&
           llvm::all_of(llvm::makeArrayRef(*type.shape).drop_back(2),
                        [](SymInt const &size) { return size == 1; });
  }

  /// An Einsum that is a matrix product with learned weights that no batch shares out.
  void addEinsum(Node const &node, CostFeatures &f) const {
    if (node.inputs.size() != 2 || !node.hasInput(0) || !node.hasInput(1))
      return;
    bool leftLearned = roles.isParameter[node.inputs[0]] != 0,
         rightLearned = roles.isParameter[node.inputs[1]] != 0;
    EinsumForm product =
        einsumForm(node.stringOr("equation", ""), {types[node.inputs[0]], types[node.inputs[1]]});
    f.weightType = types[node.inputs[1]].element;
    if (product.kind != OpKind::MatMul || leftLearned == rightLearned || !(product.batch == 1))
      return;
    f.weightType = types[node.inputs[leftLearned ? 0 : 1]].element;
    f.inputType = types[node.inputs[leftLearned ? 1 : 0]].element;
    setFullyConnected(f, product.inner.tryValue(), (leftLearned ? product.rows : product.columns).tryValue());
  }

  static void setFullyConnected(CostFeatures &f, Count inputs, Count outputs) {
    if (!inputs || !outputs)
      return;
    f.costClass = CostClass::FullyConnected;
    f.ifm = inputs;
    f.ofm = outputs;
    Count perVector = (SymInt(*inputs) * *outputs).tryValue();
    if (f.macs && perVector && *perVector > 0)
      f.batch = *f.macs / *perVector;
  }

  Graph const &graph;
  TypeMap const &types;
  NodeRoles const &roles;
  CanonicalForm const &form;
};
} // namespace

void addGeometry(PassContext const &context, Node const &node, CostFeatures &features) {
  Geometry(context).add(node, features);
}

} // namespace eo
