//===- ResizedAnalysis.h - what other sizes of parameters change, and nothing else ------------------------===//
//
// A search asks for one network again and again, each time with other channels or kernels. Most of the analysis stays what
// it was: which nodes are one kernel, what the others of its kernels take. Here the network is analysed once; of a change
// only the nodes it reaches are looked at again, by the rules and formulas of the passes:
//
//   conv1: 64 to 48 channels     types of conv1, relu1 and the weights of conv1 and conv2; counts and features of these
//                                three nodes; prices of two kernels; the totals of all
//
// Figures are to the last bit those of the whole analysis of the changed network. Where a change could group nodes into
// other kernels, or the network has what is not followed here, there is no answer, and the whole network has to be analysed.
//
#ifndef ENERGY_OPT_PASSES_RESIZEDANALYSIS_H
#define ENERGY_OPT_PASSES_RESIZEDANALYSIS_H

#include "lib/board/BoardModel.h"
#include "lib/ir/SizeChanges.h"
#include "lib/pass/NetworkAnnotations.h"
#include "lib/pass/Pass.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace eo {

/// A network analysed for one board, of which changes are asked for. Not for several threads at once.
class ResizedAnalysis {
public:
  /// nullptr where changes to this network are not followed: open dimensions, bodies of control flow, several number
  /// formats, types that only the file knows. `graph` outlives the result; `loaded`: what reading it had to say.
  static std::unique_ptr<ResizedAnalysis> make(Graph const &graph, DimBindings const &bindings,
                                               ChosenBoard const &board, DiagnosticEngine const &loaded);
  ~ResizedAnalysis();

  /// Hands over the analysis with these changes, which is gone afterwards. False, without having handed over anything,
  /// where a whole analysis is needed.
  bool with(llvm::ArrayRef<SizeChanges> changes, llvm::function_ref<void(PassContext const &)> take);

private:
  class State;
  explicit ResizedAnalysis(std::unique_ptr<State> analysed);
  std::unique_ptr<State> state;
};

} // namespace eo

#endif
