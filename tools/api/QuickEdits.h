//===- QuickEdits.h - edits of one network on one board --------------------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_API_QUICKEDITS_H
#define ENERGY_OPT_TOOLS_API_QUICKEDITS_H

#include "lib/lint/NetworkEdit.h"
#include "passes/Pipeline.h"
#include "passes/ResizedAnalysis.h"
#include <mutex>

namespace eo {

/// A network under its bindings, whose edits on a board cost what they change (passes/ResizedAnalysis.h). All calls may
/// come from several threads at once.
class QuickEdits {
public:
  /// `analysed`: its annotations under these bindings and without a board. What is referred to outlives this.
  QuickEdits(Graph const &graph, std::shared_ptr<Annotations const> analysed, DimBindings const &bindings,
             std::shared_ptr<ChosenBoard const> board, DiagnosticEngine const &loaded);

  /// The report of the edited network without layers; nullopt where the edits cannot be or the whole network has to be
  /// analysed.
  std::optional<Report> estimate(llvm::ArrayRef<NetworkEdit> edits, std::string const &path);

  bool isOf(DimBindings const &others, std::shared_ptr<ChosenBoard const> const &other) const {
    return board == other && bindings == others;
  }

private:
  std::mutex mutex;
  std::shared_ptr<Annotations const> annotations;
  DimBindings bindings;
  std::shared_ptr<ChosenBoard const> board;
  PassEstimator estimator;
  Report none;
  LintedNetwork network;
  std::optional<ChannelClasses> classes;
  std::unique_ptr<ResizedAnalysis> analysis; ///< nullptr: always the whole network
};

} // namespace eo

#endif
