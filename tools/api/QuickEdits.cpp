#include "tools/api/QuickEdits.h"

#include "tools/api/Estimate.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

QuickEdits::QuickEdits(Graph const &graph, std::shared_ptr<Annotations const> analysed,
                       DimBindings const &asked, std::shared_ptr<ChosenBoard const> chosen,
                       DiagnosticEngine const &loaded)
    : annotations(std::move(analysed)), bindings(asked),
      board(std::move(chosen)), network{graph, bindings, nullptr, *annotations, none, estimator},
      analysis(ResizedAnalysis::make(graph, bindings, *board, loaded)) {}

std::optional<Report> QuickEdits::estimate(llvm::ArrayRef<NetworkEdit> edits, std::string const &path) {
  std::lock_guard lock(mutex);
  if (analysis == nullptr)
    return std::nullopt;
  std::vector<SizeChanges> changes;
  llvm::SmallVector<std::optional<size_t>, 4> rows; // of each of them
  for (NetworkEdit const &edit : edits) {
    if (edit.kind == NetworkEdit::Kind::Without)
      return std::nullopt;
    llvm::Expected<SizedEdit> sized = sizedEdit(network, classes, edit);
    if (!sized) {
      llvm::consumeError(sized.takeError()); // the whole road says it
      return std::nullopt;
    }
    if (!sized->row && edit.kind == NetworkEdit::Kind::Channels && edits.size() > 1)
      return std::nullopt;
    auto *known = sized->row ? llvm::find(rows, sized->row) : rows.end();
    if (known != rows.end()) { // the last one counts
      changes[static_cast<size_t>(known - rows.begin())] = std::move(sized->changes);
      continue;
    }
    rows.push_back(sized->row);
    changes.push_back(std::move(sized->changes));
  }
  std::optional<Report> report;
  analysis->with(changes,
                 [&](PassContext const &edited) { report = reportOf(edited, path, ReportDetail::Totals); });
  return report;
}

} // namespace eo
