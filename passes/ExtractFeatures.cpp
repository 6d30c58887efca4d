//===- ExtractFeatures.cpp ------------------------------------------------------------------------------===//
//
// Gathers what board models price a node by, for every live node of the main graph. Nodes that are one
// operator in the canonical form have the features of that operator, at their anchor:
//
//   y: f32[1x64x112x112] = Conv(x: f32[1x3x224x224], w: f32[64x3x7x7]) {strides=[2,2]}
//       convolution, kclc 1843968, macs 118013952, ifm 3, ofm 64, kernel 7x7, stride 2x2
//
#include "lib/board/BoardModel.h"
#include "lib/board/CostFeatures.h"
#include "lib/pass/CanonicalForm.h"
#include "lib/pass/NetworkAnnotations.h"
#include "lib/pass/OpRules.h"
#include "passes/AttentionScores.h"
#include "passes/CostClassOf.h"
#include "passes/FeaturesOf.h"
#include "passes/FedInput.h"
#include "passes/FilePrecisionOf.h"
#include "passes/LimitedFeatures.h"
#include "passes/NodeText.h"
#include "passes/OperandGeometry.h"
#include "passes/OperandTraffic.h"
#include "passes/PackedWeights.h"
#include "passes/ParameterSlots.h"
#include "passes/Passes.h"
#include "passes/canonical/NoOps.h"
#include "passes/canonical/OneNode.h"
#include "passes/canonical/PlainKind.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

namespace eo {

/// DeformConv under the names of mmcv, mmdeploy, torchvision and the TensorRT plug-ins (passes/PluginOps.def).
static bool isDeformablePlugin(Node const &node) {
  llvm::StringRef name = node.opType;
  return node.kind == OpKind::Unknown &&
         (name.contains_insensitive("deform") || name.contains_insensitive("dcn"));
}

namespace {
class Extractor {
public:
  explicit Extractor(PassContext const &context)
      : passContext(context), graph(context.graph), annotations(context.annotations),
        types(context.annotations.get<InferredTypes>().types), roles(context.annotations.get<NodeRoles>()),
        form(context.annotations.get<CanonicalForm>()), macCounts(context.annotations.get<MacCounts>()),
        traffic(context.annotations.get<MemoryTraffic>()) {
    auto const *chosen = context.annotations.find<ChosenBoard>();
    isLimited = chosen == nullptr || namesLimits(chosen->model->kernels);
    openSizes = isLimited && llvm::any_of(graph.main().inputs, [&](ValueId id) {
                  TensorType const &declared = graph.value(id).declared();
                  return !declared.hasRank() ||
                         llvm::any_of(*declared.shape, [](SymInt const &dim) { return !dim.isKnown(); });
                });
  }

  /// Whether the node has features of its own.
  bool isCosted(NodeId id) const {
    return roles.roles[id] == NodeRole::Live && form.part[id] != NodePart::Member;
  }

  NodeFeatures run() const {
    NodeFeatures result;
    result.position = NodeMap<uint32_t>(graph);
    result.kernels.reserve(form.nodes.size()); // growing copies all of them
    for (NodeId id : form.nodes) {
      if (!isCosted(id))
        continue;
      fill(graph.node(id), result.kernels.emplace_back());
      result.position[id] = static_cast<uint32_t>(result.kernels.size());
    }
    return result;
  }

  void forEachArithmetic(llvm::function_ref<void(KernelArithmetic const &)> take) const {
    for (NodeId id : form.nodes) {
      if (!isCosted(id))
        continue;
      Node const &node = graph.node(id);
      if (int64_t macs = macsOf(node, form.unitOf(id)).value_or(0); macs > 0) {
        FilePrecision written = precisionOf(passContext, node);
        take({macs, arithmeticOf(node, written), written});
      }
    }
  }

  void fill(Node const &node, CostFeatures &f) const {
    CanonicalUnit const *unit = form.unitOf(node.id);
    OpKind kind = unit != nullptr ? unit->op : node.kind;
    OpKind special = canonical::specialKind({graph, annotations.get<InferredTypes>(), form}, node);
    bool attends = unit != nullptr && opClass(unit->op) == OpClass::Attention; // an Einsum may end it
    if (special != OpKind::Unknown && !attends)
      kind = special;
    bool slope = kind == OpKind::LeakyRelu; // a number of the operator, nothing that is read
    f.node = node.id;
    f.op = plainKind(kind);
    f.costClass = costClassOf(kind, kind == node.kind ? opClassOf(annotations, node) : opClass(kind));
    if (f.costClass == CostClass::Convolution && isDeformablePlugin(node))
      f.costClass = CostClass::DeformableConvolution;
    f.macs = macsOf(node, unit);
    f.otherOps = macCounts.otherOps[node.id].tryValue();
    f.params = parametersOf(node.id);
    f.inputElements = inputElements(node).tryValue();
    f.weightElements = slope ? 0 : traffic.parametersRead[node.id].tryValue();
    f.outputElements = outputElements(node).tryValue();
    f.inputType = multiplies(node) ? arithmeticOf(node, precisionOf(passContext, node)) : readType(node);
    f.outputType = types[node.output(0)].element;
    if (form.part[node.id] != NodePart::Work) {
      f.costClass = CostClass::View;
      return;
    }
    addGeometry(passContext, node, f);
    if (f.costClass == CostClass::Attention)
      f.rare.edit().scores = scoresOf(node, unit).tryValue();
    if (isLimited) {
      addLimited(graph, form, annotations.get<InferredTypes>(), node, f);
      if (mixesIntegers(passContext, node))
        f.limits.edit().mixedIntegers = true;
    }
    f.openSizes = openSizes;
    f.firstLayer = f.kclc && isFed(graph, form, node.input(0));
    addPacked(passContext, node, f);
    if (unit != nullptr)
      addMembers(node, *unit, f);
  }

private:
  /// With those of the nodes that are one operator with it, where their work is not folded into its own.
  Count macsOf(Node const &node, CanonicalUnit const *unit) const {
    Count macs = macCounts.macs[node.id].tryValue();
    if (unit == nullptr || form.part[node.id] != NodePart::Work || opClass(node.kind) == OpClass::Attention)
      return macs;
    OpClass work = opClass(unit->op);
    if (work == OpClass::Convolution || work == OpClass::MatrixProduct || work == OpClass::Pooling)
      return macs;
    for (NodeId id : llvm::makeArrayRef(unit->nodes).drop_front())
      macs = plus(macs, macCounts.macs[id].tryValue());
    return macs;
  }

  SymInt scoresOf(Node const &node, CanonicalUnit const *unit) const {
    if (opClass(node.kind) == OpClass::Attention)
      return attentionScores({graph, annotations.get<InferredTypes>(), macCounts.otherOps, node});
    return unit != nullptr ? attentionScores(graph, annotations.get<InferredTypes>(), *unit)
                           : SymInt::unknown();
  }

  bool multiplies(Node const &node) const {
    return form.part[node.id] == NodePart::Work && macCounts.macs[node.id].tryValue().value_or(0) > 0;
  }

  /// What the node computes in: of quantised arithmetic int8, or a float of 8 bits, whatever the type between Q and DQ.
  DataType arithmeticOf(Node const &node, FilePrecision const &written) const {
    bool narrow = written.arithmetic != DataType::Undefined && bitWidth(written.arithmetic) <= 8;
    return narrow && multiplies(node) ? written.arithmetic : readType(node);
  }

  DataType readType(Node const &node) const {
    return opClass(node.kind) == OpClass::ControlFlow ? bodyType(node) : types[node.input(0)].element;
  }

  /// One number a column of a matrix product.
  static Count lastDim(TensorType const &type) {
    return type.hasRank() && type.rank() > 0 ? type.shape->back().tryValue() : std::nullopt;
  }

  /// Activations the node reads, what is one tensor once.
  SymInt inputElements(Node const &node) const {
    SymInt total = 0;
    llvm::SmallVector<ValueId, 4> seen;
    for (size_t i = 0; i < node.inputs.size(); ++i) {
      ValueId input = node.inputs[i];
      if (!input.valid() || form.constant[input] != 0 || slotOf(node, i) == Slot::Setting)
        continue;
      ValueId held = form.source[input];
      if (llvm::is_contained(seen, held))
        continue;
      seen.push_back(held);
      // what a view shows may be known where the size of the whole is not
      SymInt size = types[held].elements().isKnown() ? types[held].elements() : types[input].elements();
      total += readsInPart(node.kind) ? elementsRead(node, i, types) : size;
    }
    return total;
  }

  /// What the node of a body with most multiply-accumulates computes in; where there is none, the type of the first
  /// operand. Bodies nest as deep as the importer allows.
  DataType bodyType(Node const &owner) const {
    DataType type = types[owner.input(0)].element;
    int64_t most = 0;
    for (Attribute const &attribute : owner.attributes)
      if (auto const *body = std::get_if<BodyId>(&attribute.value))
        for (NodeId id : graph.body(*body).nodes) {
          int64_t macs = macCounts.macs[id].tryValue().value_or(0);
          Node const &node = graph.node(id);
          if (macs <= most)
            continue;
          most = macs;
          type = opClass(node.kind) == OpClass::ControlFlow ? bodyType(node) : types[node.input(0)].element;
        }
    return type;
  }

  /// A layer has its weights whether or not one before it, which shares them, has read them.
  Count parametersOf(NodeId id) const {
    bool shares = traffic.params[id] == 0 && llvm::any_of(graph.node(id).inputs, [&](ValueId input) {
                    return input.valid() && roles.isParameter[input] != 0;
                  });
    return (shares ? traffic.parametersRead[id] : traffic.params[id]).tryValue();
  }

  /// Elements the node writes, without results that only nodes read that do not run.
  SymInt outputElements(Node const &node) const {
    SymInt written = traffic.activationsWritten[node.id];
    for (size_t i = 0; i < node.outputs.size() && node.outputs.size() > 1; ++i) {
      ValueId output = node.outputs[i];
      bool counted = output.valid() && llvm::any_of(graph.users(output), [&](NodeId user) {
                       return roles.roles[user] != NodeRole::Dead;
                     });
      if (counted && form.leaves[output] == 0 && form.readers(output).empty())
        written = written - elementsWritten(node, i, types);
    }
    return written;
  }

  /// Whether the operator has a bias of its own.
  static bool hasBias(Node const &node) {
    using enum OpKind;
    auto is = [&](auto... kinds) { return ((node.kind == kinds) || ...); };
    return (is(Conv, ConvTranspose, Gemm, FusedConv, NhwcConv, FusedGemm) && node.hasInput(2)) ||
           (is(DeformConv, ConvTransposeWithDynamicPads) && node.hasInput(3)) ||
           (is(QLinearConv, MsQLinearConv) && node.hasInput(8)) ||
           (is(MatMulNBits, MatMulBnb4) && node.hasInput(5));
  }

  void addMembers(Node const &node, CanonicalUnit const &unit, CostFeatures &f) const {
    llvm::ArrayRef<NodeId> members = llvm::makeArrayRef(unit.nodes).drop_front();
    OpClass work = opClass(unit.op);
    f.outputType = types[unit.outputs.front()].element;
    if (opClass(node.kind) == OpClass::Attention)
      return addCaches(unit, f);
    f.outputElements = writtenBy(unit);
    if (unit.op == OpKind::ConvTranspose)
      crop(types[unit.outputs.front()], f);
    if (work == OpClass::Convolution || work == OpClass::MatrixProduct)
      return addFolded(node, members, f);
    SymInt read = 0;
    for (ValueId input : form.inputs(graph, node.id))
      read += types[input].elements();
    f.inputElements = unit.op == OpKind::Slice ? f.outputElements : Count(read.tryValue());
    for (NodeId id : members) {
      if (work == OpClass::Pooling) // the first of two reductions reads the maps
        break;
      f.otherOps = plus(f.otherOps, macCounts.otherOps[id].tryValue());
      f.params = plus(f.params, parametersOf(id));
      f.weightElements = plus(f.weightElements, traffic.parametersRead[id].tryValue());
    }
    if (work == OpClass::Activation || work == OpClass::Elementwise ||
        unit.op == OpKind::RotaryEmbedding) // one operation an element, as for the operator in one node
      f.otherOps = f.outputElements;
    if (work == OpClass::Activation && unit.op != OpKind::PRelu)
      f.weightElements = 0; // numbers of the operator, however many zeros a Where was given
    if (unit.op == OpKind::BatchNormalization) // a factor and a bias, as it is folded
      f.otherOps = plus(f.outputElements, f.outputElements);
  }

  /// What is cut off the maps behind a ConvTranspose it doesn't work out.
  static void crop(TensorType const &y, CostFeatures &f) {
    if (!y.hasRank() || y.rank() != f.outSize.size() + 2)
      return;
    llvm::SmallVector<int64_t, 4> size(f.outSize.begin(), f.outSize.end());
    for (size_t i = 0; i < size.size(); ++i)
      size[i] = (*y.shape)[i + 2].tryValue().value_or(size[i]);
    f.outSize = Extents(size.begin(), size.end());
  }

  Count writtenBy(CanonicalUnit const &unit) const {
    SymInt written = 0;
    for (ValueId output : unit.outputs)
      if (output.valid())
        written += types[output].elements();
    return written.tryValue();
  }

  /// An operator with what lies around its heads reads and writes as much as alone, but for caches that are put together
  /// before it.
  void addCaches(CanonicalUnit const &unit, CostFeatures &f) const {
    for (ValueId output : unit.outputs)
      if (output.valid() && graph.node(graph.value(output).producer).kind == OpKind::Concat)
        f.outputElements = plus(f.outputElements, types[output].elements().tryValue());
  }

  /// What is folded into the weights changes their values, and adds a bias where there was none.
  void addFolded(Node const &node, llvm::ArrayRef<NodeId> members, CostFeatures &f) const {
    bool shifts = llvm::any_of(members, [&](NodeId id) {
      OpKind kind = graph.node(id).kind;
      return kind == OpKind::Add || kind == OpKind::Sub || kind == OpKind::Sum ||
             kind == OpKind::BatchNormalization;
    });
    if (!shifts || hasBias(node))
      return;
    Count bias = f.ofm ? f.ofm : lastDim(types[node.output(0)]);
    f.otherOps = plus(f.otherOps, f.outputElements);
    f.weightElements = plus(f.weightElements, bias);
    if (f.params && *f.params > 0)
      f.params = plus(f.params, bias);
  }

  static Count plus(Count a, Count b) { return a && b ? (SymInt(*a) + *b).tryValue() : std::nullopt; }

  PassContext const &passContext;
  Graph const &graph;
  Annotations const &annotations;
  TypeMap const &types;
  NodeRoles const &roles;
  CanonicalForm const &form;
  MacCounts const &macCounts;
  MemoryTraffic const &traffic;
  bool isLimited = true; ///< rules of the board may name what only limits name
  bool openSizes = false;
};
} // namespace

CostFeatures featuresOf(PassContext const &context, Node const &node) {
  CostFeatures features;
  Extractor(context).fill(node, features);
  return features;
}

void forEachArithmetic(PassContext const &context, llvm::function_ref<void(KernelArithmetic const &)> take) {
  Extractor(context).forEachArithmetic(take);
}

llvm::Error extractFeatures(PassContext &context) {
  context.annotations.set(Extractor(context).run());
  return llvm::Error::success();
}

std::string describeFeatures(PassContext const &context, Node const &node) {
  CostFeatures const *found = context.annotations.get<NodeFeatures>().find(node.id);
  if (found == nullptr)
    return {};
  std::string text = costClassName(found->costClass).str();
  for (FeatureColumn const &column : featureColumns())
    if (Count value = column.read(*found))
      text += fmt::format(", {} {}", column.name, *value);
  return text;
}

} // namespace eo
