#include "lib/decide/WhyWords.h"

#include "lib/report/ReportText.h"
#include "lib/support/Quantity.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

double kernelWeight(WhyKernel const &kernel) {
  return kernel.energyJ ? *kernel.energyJ : kernel.timeS.value_or(0);
}

std::vector<WhyKernel const *> costliest(Why const &why, size_t top) {
  std::vector<WhyKernel const *> order;
  for (WhyKernel const &kernel : why.kernels)
    order.push_back(&kernel);
  llvm::stable_sort(
      order, [](WhyKernel const *a, WhyKernel const *b) { return kernelWeight(*a) > kernelWeight(*b); });
  if (top != 0 && order.size() > top)
    order.resize(top);
  return order;
}

std::vector<std::string> whyHead(Why const &why) {
  ReportTotals const &t = why.report.totals;
  std::vector<std::string> lines = {energyText(t) + " · " + latencyText(t) + " · " + macsText(t) + " MACs"};
  if (t.energy)
    lines.push_back(intervalText(t));
  if (why.report.trust)
    lines.push_back(trustText(*why.report.trust));
  return lines;
}

std::vector<CauseRow> causeRows(llvm::ArrayRef<Why const *> all) {
  std::vector<CauseRow> rows;
  for (size_t c = 0; c < timeCauseCount; ++c) {
    CauseRow row;
    row.words = timeCauseWords(static_cast<TimeCause>(c)).str();
    bool any = false;
    for (Why const *why : all) {
      double seconds = why->causes.seconds[c];
      any |= seconds > 0;
      row.lastShare = why->explainedS > 0 ? seconds / why->explainedS : 0;
      row.cells.emplace_back(formatSi(seconds, "s"),
                             why->explainedS > 0 ? formatShare(row.lastShare) : std::string(dash));
    }
    if (any)
      rows.push_back(std::move(row));
  }
  return rows;
}

} // namespace eo
