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

private:
  DataType elementOf(ValueId id) const { return id.valid() ? types[id].element : DataType::Undefined; }

  /// The type that the operand was dequantised from, views in between; Undefined where it was not.
  DataType storedType(ValueId id) const {
    for (unsigned depth = 0; depth < 8 && id.valid(); ++depth) {
      id = canonical::behindNoOps(known, id);
      NodeId producer = graph.value(id).producer;
      if (!producer.valid())
        return DataType::Undefined;
      Node const &node = graph.node(producer);
      if (node.kind == OpKind::DequantizeLinear || node.kind == OpKind::MsDequantizeLinear)
        return elementOf(node.input(0));
      if (quantisesAtOnce(node))
        return DataType::Int8;
      bool moves = opClass(node.kind) == OpClass::View || node.kind == OpKind::Transpose ||
                   known.form.part[producer] == NodePart::Padding;
      if (!moves)
        return DataType::Undefined;
      id = node.input(0);
    }
    return DataType::Undefined;
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
