//===- SignalRules.cpp - DFT, STFT, windows ------------------------------------------------------===//

#include "passes/shape/ShapeRules.h"

namespace eo::shape {

static DataType attributeType(ShapeContext &context, char const *attribute, DataType otherwise) {
  return context.node.has(attribute) ? dataTypeFromOnnx(context.node.intOr(attribute, 0)) : otherwise;
}

/// HannWindow, HammingWindow, BlackmanWindow: as long as input 0 says.
void window(ShapeContext &context) {
  if (context.needsInputs(1))
    context.set(0, attributeType(context, "output_datatype", DataType::Float32), {context.scalarInt(0)});
}

/// num_mel_bins, dft_length, … -> [dft_length/2 + 1, num_mel_bins].
void melWeightMatrix(ShapeContext &context) {
  if (context.needsInputs(2))
    context.set(0, attributeType(context, "output_datatype", DataType::Float32),
                {floorDiv(context.scalarInt(1), 2) + 1, context.scalarInt(0)});
}

/// The transformed axis: attribute (opset 17, default 1) or input 2 (opset 20, default -2). nullopt where it
/// depends on data or after bad().
static std::optional<size_t> transformedAxis(ShapeContext &context, size_t rank) {
  if (context.opset() < 20)
    return context.normalizeAxis(context.node.intOr("axis", 1), rank);
  SymInt given = context.hasInput(2) ? context.scalarInt(2) : SymInt(-2);
  return given.isKnown() ? context.normalizeAxis(given.value(), rank) : std::nullopt;
}

/// x[…,L,…,1 or 2] -> y[…,dft_length or L,…,2]; half of it plus one with onesided.
void dft(ShapeContext &context) {
  Shape const *x = context.likeFirst(1);
  if (x == nullptr)
    return;
  auto axis = transformedAxis(context, x->size());
  if (!axis)
    return context.isBad() ? void() : context.setRank(0, context.element(0), x->size());
  if (*axis + 1 == x->size())
    return context.bad("axis {} is the one of real and imaginary parts", *axis);
  Shape y = *x;
  SymInt length = context.hasInput(1) ? context.scalarInt(1) : y[*axis];
  bool half = context.node.intOr("onesided", 0) != 0;
  y[*axis] = half ? floorDiv(length, 2) + 1 : std::move(length);
  y.back() = 2;
  context.set(0, context.element(0), std::move(y));
}

/// signal[N,L,…], frame_step, window[W], frame_length -> [N, (L - frame)/step + 1, bins, 2].
void stft(ShapeContext &context) {
  if (!context.needsInputs(2))
    return;
  context.setRank(0, context.element(0), 4);
  Shape const *signal = context.shape(0), *shapeOfWindow = context.shape(2);
  if (signal == nullptr)
    return;
  if (signal->size() < 2)
    return context.bad("signal has rank {}, needs at least 2", signal->size());
  SymInt step = context.scalarInt(1);
  if (step.isKnown() && step.value() < 1)
    return context.bad("frame_step is {}", step.value());
  SymInt frame = context.hasInput(3)                                      ? context.scalarInt(3)
                 : shapeOfWindow != nullptr && shapeOfWindow->size() == 1 ? shapeOfWindow->front()
                                                                          : SymInt::unknown();
  SymInt bins = context.node.intOr("onesided", 1) != 0 ? floorDiv(frame, 2) + 1 : frame;
  context.set(0, context.element(0),
              {signal->front(), floorDiv((*signal)[1] - frame, step) + 1, std::move(bins), 2});
}

} // namespace eo::shape
