#include "tools/api/KeptNetworks.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"

namespace eo {

llvm::Expected<std::shared_ptr<Annotations const>>
KeptNetworks::Loaded::analysed(DimBindings const &bindings, Estimator const &estimator) const {
  std::lock_guard lock(mutex);
  if (last != nullptr && lastBindings == bindings)
    return last;
  DiagnosticEngine ignored;
  llvm::Expected<Annotations> made = estimator.analyze(graph, bindings, nullptr, ignored);
  if (!made)
    return made.takeError();
  last = std::make_shared<Annotations const>(std::move(*made));
  lastBindings = bindings;
  return last;
}

std::shared_ptr<QuickEdits>
KeptNetworks::Loaded::quick(DimBindings const &bindings, std::shared_ptr<ChosenBoard const> const &board,
                            std::shared_ptr<Annotations const> const &analysed) const {
  std::lock_guard lock(mutex);
  auto found = llvm::find_if(
      quickEdits, [&](std::shared_ptr<QuickEdits> const &one) { return one->isOf(bindings, board); });
  if (found != quickEdits.end()) {
    std::rotate(quickEdits.begin(), found, found + 1);
    return quickEdits.front();
  }
  if (asked.lock() != board || !(askedBindings == bindings)) {
    asked = board;
    askedBindings = bindings;
    return nullptr;
  }
  quickEdits.push_front(std::make_shared<QuickEdits>(graph, analysed, bindings, board, diagnostics));
  if (quickEdits.size() > mostQuick)
    quickEdits.pop_back();
  return quickEdits.front();
}

llvm::Expected<KeptNetworks::Network> KeptNetworks::get(std::string const &path, Load load) {
  llvm::sys::fs::file_status status;
  bool isFile =
      !path.empty() && !llvm::sys::fs::status(path, status) && llvm::sys::fs::is_regular_file(status);
  Kept now;
  now.path = path;
  if (isFile) {
    now.bytes = status.getSize();
    now.changed = status.getLastModificationTime().time_since_epoch().count();
    std::lock_guard lock(mutex);
    auto found = llvm::find_if(kept, [&](Kept const &one) {
      return one.path == now.path && one.bytes == now.bytes && one.changed == now.changed;
    });
    if (found != kept.end()) {
      std::rotate(kept.begin(), found, found + 1);
      return kept.front().network;
    }
  }
  auto loaded = std::make_shared<Loaded>();
  llvm::Expected<Graph> graph = load(loaded->diagnostics);
  if (!graph)
    return graph.takeError();
  loaded->graph = std::move(*graph);
  now.network = loaded;
  if (isFile) {
    std::lock_guard lock(mutex);
    llvm::erase_if(kept, [&](Kept const &one) { return one.path == path; });
    kept.push_front(now);
    if (kept.size() > most)
      kept.pop_back();
  }
  return now.network;
}

} // namespace eo
