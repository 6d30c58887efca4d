//===- NetworkEdit.h - a network with other channels, kernels or layers, without a file of it ---------===//
#ifndef ENERGY_OPT_LIB_LINT_NETWORKEDIT_H
#define ENERGY_OPT_LIB_LINT_NETWORKEDIT_H

#include "lib/cost/Estimator.h"
#include "lib/ir/SizeChanges.h"
#include "lib/lint/ChannelClasses.h"

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

/// An edit of channels or of a kernel.
struct SizedEdit {
  SizeChanges changes;
  /// Of channels: which row of ChannelClasses they are. An edit of the same row takes the place of this one.
  std::optional<size_t> row;
};

/// What the edit, which leaves no node out, does to the network, which is analysed without a board. `classes`: of that
/// network, made where they are needed. Usage errors as of EditedNetwork::make.
llvm::Expected<SizedEdit> sizedEdit(LintedNetwork const &network, std::optional<ChannelClasses> &classes,
                                    NetworkEdit const &asked);

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
