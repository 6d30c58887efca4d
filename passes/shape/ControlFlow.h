//===- ControlFlow.h - bodies of If, Loop, Scan and SequenceMap -------------------------------===//
#ifndef ENERGY_OPT_PASSES_SHAPE_CONTROLFLOW_H
#define ENERGY_OPT_PASSES_SHAPE_CONTROLFLOW_H

#include "passes/shape/ShapeContext.h"

namespace eo {

/// The body to infer next before the node's rule applies; invalid when there are no more. Called with step 0,
/// 1, … after each body is done. Sets the types of the body's formal parameters. `context.node` is of class
/// ControlFlow.
///
/// A loop's body is inferred anew with wider types while its results do not fit the types its carried values
/// came in with: dimensions that change from turn to turn become unknown. `wide`: start with carried values
/// of unknown shape, so that deeply nested loops need one turn.
BodyId nextBody(ShapeContext &context, unsigned step, bool wide);

/// The body nextBody gave for `step` has been inferred before, or is a branch that is never taken.
bool isRepeatedOrIdle(ShapeContext &context, unsigned step);

/// How the inputs of a Scan are laid out. In opset 8 the first one holds the sequence lengths, and a batch
/// axis stands before all others.
struct ScanLayout {
  bool batched = false;
  size_t firstState = 0, states = 0, scanned = 0;
  size_t firstScanned() const { return firstState + states; }
};
/// nullopt after context.bad().
std::optional<ScanLayout> scanLayout(ShapeContext &context);

/// The axis that the i-th scanned input (`scan_input_axes`) or output (`scan_output_axes`) runs along,
/// counted from the front of a tensor of the rank; nullopt after context.bad().
std::optional<size_t> scanAxis(ShapeContext &context, ScanLayout const &layout, llvm::StringRef attribute,
                               size_t i, size_t rank);

/// How often the body of a Loop runs: its folded trip count, which may be symbolic. Unknown unless the
/// condition cannot end the loop before: none is given, or it is true and the body hands it on or always says
/// true.
SymInt loopTripCount(Graph const &graph, InferredTypes const &inferred, Node const &loop);

} // namespace eo

#endif
