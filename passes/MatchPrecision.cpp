//===- MatchPrecision.cpp --------------------------------------------------------------------------------===//
//
// Finds out what the file computes with, and lets the board run it as its runtime would:
//
//   c: f16 = Conv(x: f16, w: f16)                         precision=fp16 where the board has it
//   c = Conv(DequantizeLinear(x), DequantizeLinear(w))    INT8 kernels where the board has them, else the
//                                                         narrowest that it has; FP8 likewise, else FP16
//
// A precision that the user asked for stays, and so does float32: whoever wants it narrower says so.
//
#include "lib/board/PrecisionMatch.h"
#include "lib/pass/CanonicalForm.h"
#include "lib/pass/FilePrecision.h"
#include "lib/pass/NetworkAnnotations.h"
#include "passes/FeaturesOf.h"
#include "passes/FilePrecisionOf.h"
#include "passes/Passes.h"
#include "passes/canonical/NoOps.h"
#include <fmt/format.h>
#include <map>

namespace eo {

namespace {

class Reader {
public:
  explicit Reader(PassContext const &context)
      : graph(context.graph), types(context.annotations.get<InferredTypes>().types),
        known{graph, context.annotations.get<InferredTypes>(), context.annotations.get<CanonicalForm>()} {}

  FilePrecision of(Node const &node) const {
    using enum OpKind;
    auto is = [&](auto... kinds) { return ((node.kind == kinds) || ...); };
    if (is(QLinearConv, MsQLinearConv, QLinearMatMul, QGemm, QAttention))
      return {DataType::Int8, 0, "QOperator"};
    if (is(ConvInteger, MatMulInteger, MatMulInteger16, MatMulIntegerToFloat, DynamicQuantizeMatMul,
           DynamicQuantizeLSTM))
      return {DataType::Int8, 0, "dynamic"};
    if (is(MatMulNBits, MatMulBnb4, MatMulFpQ4))
      return {elementOf(node.input(0)),
              static_cast<unsigned>(std::clamp<int64_t>(node.intOr("bits", 4), 1, 8)), ""};
    // all others are told by what their operands come from
    if (opClass(node.kind) == OpClass::ControlFlow)
      return {};
    DataType x = storedType(node.input(0)), weights = storedType(node.input(1));
    DataType element = elementOf(node.input(0));
    if (x != DataType::Undefined && weights != DataType::Undefined)
      return {isFloatingPoint(x) && isFloatingPoint(weights) ? x : DataType::Int8, 0, "QDQ"};
    unsigned bits = std::min(bitWidth(weights), 8U);
    if (bits != 0 && bits < bitWidth(element))
      return {element, bits, "", isFloatingPoint(weights)};
    return {element, 0, ""};
  }

  bool mixesIntegers(Node const &node) const {
    DataType first = DataType::Undefined;
    auto differs = [&](DataType type) {
      if (!isInteger(type) || bitWidth(type) != 8)
        return false;
      bool other = first != DataType::Undefined && type != first;
      first = type;
      return other;
    };
    bool weighted = opClass(node.kind) == OpClass::Convolution ||
                    node.kind == OpKind::Gemm; // by the operands behind the first
    for (ValueId input : llvm::makeArrayRef(node.inputs).take_front(weighted ? 1 : node.inputs.size()))
      if (input.valid() && known.form.constant[input] == 0)
        if (Node const *from = dequantizer(input); from != nullptr && differs(asStored(from->input(0))))
          return true;
    return first != DataType::Undefined && differs(asStored(quantised(node.output(0))));
  }

private:
  static bool quantizes(Node const &node) {
    return node.kind == OpKind::QuantizeLinear || node.kind == OpKind::MsQuantizeLinear;
  }
  static bool dequantizes(Node const &node) {
    return node.kind == OpKind::DequantizeLinear || node.kind == OpKind::MsDequantizeLinear;
  }

  /// The type that the runtime keeps what is quantised in: unsigned where signed numbers go through one pair alone.
  DataType asStored(ValueId id) const {
    DataType type = elementOf(id);
    NodeId producer = id.valid() ? graph.value(id).producer : NodeId();
    if (type != DataType::Int8 || !producer.valid() || !quantizes(graph.node(producer)) ||
        graph.users(id).size() != 1)
      return type;
    Node const &reader = graph.node(graph.users(id).front());
    bool pair = dequantizes(reader) && reader.hasOutput(0) && graph.users(reader.outputs[0]).size() == 1;
    return pair ? DataType::UInt8 : type;
  }

  /// What the first who quantises the value makes of it, an activation function in between; no value where nobody does.
  ValueId quantised(ValueId id) const {
    for (unsigned depth = 0; depth < 3 && id.valid(); ++depth) {
      llvm::ArrayRef<NodeId> users = graph.users(id);
      for (NodeId user : users)
        if (quantizes(graph.node(user)))
          return graph.node(user).output(0);
      if (users.size() != 1 || opClass(graph.node(users.front()).kind) != OpClass::Activation)
        break;
      id = graph.node(users.front()).output(0);
    }
    return {};
  }

  DataType elementOf(ValueId id) const { return types[id].element; }

  /// The node that the operand is dequantised by, or rounded to integers and back, views in between; nullptr where it is not.
  Node const *dequantizer(ValueId id) const {
    for (unsigned depth = 0; depth < 8 && id.valid(); ++depth) {
      id = canonical::behindNoOps(known, id);
      NodeId producer = graph.value(id).producer;
      if (!producer.valid())
        return nullptr;
      Node const &node = graph.node(producer);
      if (dequantizes(node) || quantisesAtOnce(node))
        return &node;
      bool moves = opClass(node.kind) == OpClass::View || node.kind == OpKind::Transpose ||
                   known.form.part[producer] == NodePart::Padding;
      if (!moves)
        return nullptr;
      id = node.input(0);
    }
    return nullptr;
  }

  /// The type that the operand was dequantised from; Undefined where it was not.
  DataType storedType(ValueId id) const {
    Node const *from = dequantizer(id);
    if (from == nullptr)
      return DataType::Undefined;
    return dequantizes(*from) ? elementOf(from->input(0)) : DataType::Int8;
  }

  /// Whether the node rounds to integers of 8 bits at most and back, as QONNX and Brevitas write it: x, scale, zero point, bits.
  bool quantisesAtOnce(Node const &node) const {
    if (node.kind != OpKind::Quant || node.inputs.size() != 4 || !node.hasInput(3))
      return false;
    std::optional<double> bits = canonical::uniformValue(known, node.inputs[3]);
    return bits && *bits >= 1 && *bits <= 8;
  }

  Graph const &graph;
  TypeMap const &types;
  canonical::Knowledge known;
};

} // namespace

FilePrecision precisionOf(PassContext const &context, Node const &node) { return Reader(context).of(node); }

bool mixesIntegers(PassContext const &context, Node const &node) {
  return Reader(context).mixesIntegers(node);
}

/// Of kernels' features, so that whoever prices kernels without their file comes to the same.
static FilePrecision filePrecision(PassContext &context) {
  ArithmeticShares types;
  std::map<FilePrecision, double> forms;
  forEachArithmetic(context, [&](KernelArithmetic const &kernel) {
    types.add(kernel.type, kernel.macs);
    forms[kernel.written] += static_cast<double>(kernel.macs);
  });
  FilePrecision most;
  most.arithmetic = types.most();
  double largest = 0;
  for (auto const &[form, share] : forms)
    if (share > largest && form.arithmetic == most.arithmetic) {
      most = form;
      largest = share;
    }
  return most;
}

llvm::Error matchPrecision(PassContext &context) {
  FilePrecision file = filePrecision(context);
  if (auto const *chosen = context.annotations.find<ChosenBoard>()) {
    ChosenBoard board = *chosen;
    board.filePrecision = file.text();
    if (!board.precisionAsked)
      eo::matchPrecision(file.arithmetic, *board.model, board.settings);
    context.annotations.set(std::move(board));
  }
  context.annotations.set(std::move(file));
  return llvm::Error::success();
}

} // namespace eo
