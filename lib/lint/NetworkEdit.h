//===- NetworkEdit.h - a network with other channels, kernels or layers, without a file of it ---------===//
#ifndef ENERGY_OPT_LIB_LINT_NETWORKEDIT_H
#define ENERGY_OPT_LIB_LINT_NETWORKEDIT_H

#include "lib/cost/Estimator.h"
#include "lib/ir/Graph.h"

namespace eo {

/// One change to a network.
struct NetworkEdit {
  /// What is changed.
  enum class Kind : uint8_t {
    Channels, ///< the output channels of a convolution, and of all layers that share them
    Kernel,   ///< its kernel along both axes; the padding grows or shrinks with it, so that sizes stay
    Without   ///< nodes that follow one another are left out
  };
  Kind kind = Kind::Channels;
  std::vector<std::string> nodes; ///< by name; several for Without only
  int64_t value = 0;              ///< channels, or the kernel's size
};

/// A network with edits. Each step refers to the one before.
class EditedNetwork {
public:
  /// The original where there was nothing to edit.
  Graph const &graph() const { return steps.empty() ? *original : *steps.back(); }

  /// The edits one after another; `original` outlives the result, `analysed` are its annotations under these bindings
  /// and without a board. Usage errors that name the edit and its layer: there is
  /// none of that name or several, it is no convolution of known sizes, what reads its channels cannot change with them
  /// ("'cat' (Concat) reads them"), the kernel would change sizes, or leaving the nodes out would.
  static llvm::Expected<EditedNetwork> make(Graph const &original, Annotations const &analysed,
                                            DimBindings const &bindings, llvm::ArrayRef<NetworkEdit> edits,
                                            Estimator const &estimator);

private:
  explicit EditedNetwork(Graph const &first) : original(&first) {}
  Graph const *original;
  std::vector<std::unique_ptr<Graph>> steps;
};

} // namespace eo

#endif
