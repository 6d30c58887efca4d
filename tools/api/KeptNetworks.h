//===- KeptNetworks.h - networks that are asked about again and again ---------------------------------===//
#ifndef ENERGY_OPT_TOOLS_API_KEPTNETWORKS_H
#define ENERGY_OPT_TOOLS_API_KEPTNETWORKS_H

#include "tools/api/QuickEdits.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include <deque>
#include <memory>
#include <mutex>
#include <string>

namespace eo {

/// The last few networks that were read. All calls may come from several threads at once.
class KeptNetworks {
public:
  /// A network with what reading it had to say.
  struct Loaded {
    Graph graph;
    DiagnosticEngine diagnostics;

    /// Its annotations under these bindings, without a board; those of the last call where it was for the same.
    llvm::Expected<std::shared_ptr<Annotations const>> analysed(DimBindings const &bindings,
                                                                Estimator const &estimator) const;

    /// What answers edits of it on this board without analysing all of it; from the second time on that it is asked for, else
    /// nullptr. It refers to the network.
    std::shared_ptr<QuickEdits> quick(DimBindings const &bindings,
                                      std::shared_ptr<ChosenBoard const> const &board,
                                      std::shared_ptr<Annotations const> const &analysed) const;

  private:
    static constexpr size_t mostQuick = 8;
    mutable std::mutex mutex;
    mutable DimBindings lastBindings;
    mutable std::shared_ptr<Annotations const> last;
    mutable std::weak_ptr<ChosenBoard const>
        asked; ///< the board of the last call of `quick` that had none to give
    mutable DimBindings askedBindings;
    mutable std::deque<std::shared_ptr<QuickEdits>> quickEdits; ///< the one that was used last in front
  };
  /// Shared with those who still use it when it is no longer kept.
  using Network = std::shared_ptr<Loaded const>;
  /// Reads the network; what there is to say of it goes to the diagnostics.
  using Load = llvm::function_ref<llvm::Expected<Graph>(DiagnosticEngine &)>;

  /// The network of the file at `path` as it was read before, unless size or time of the file have changed since; else what
  /// `load` reads. Of `path` "" nothing is kept.
  llvm::Expected<Network> get(std::string const &path, Load load);

private:
  /// The file as it was when it was read.
  struct Kept {
    std::string path;
    uint64_t bytes = 0;
    int64_t changed = 0; ///< nanoseconds
    Network network;
  };
  static constexpr size_t most = 8;

  std::mutex mutex;
  std::deque<Kept> kept; ///< the one that was used last in front
};

} // namespace eo

#endif
