#include "lib/lint/LintReport.h"

#include "lib/support/Quantity.h"
#include "llvm/Support/ErrorHandling.h"

namespace eo {

llvm::StringRef verdictName(Verdict verdict) {
  switch (verdict) {
  case Verdict::Fits:
    return "FITS";
  case Verdict::DoesNotFit:
    return "DOES NOT FIT";
  case Verdict::Unknown:
    return "UNKNOWN";
  }
  llvm_unreachable("not a verdict");
}

llvm::StringRef BudgetResult::metricName() const { return metric ? metricInfo(*metric).name : "coverage"; }

llvm::StringRef BudgetResult::unit() const { return metric ? metricInfo(*metric).unit : "1"; }

std::string BudgetResult::text(double figure) const {
  return metric ? metricText(*metric, figure) : formatShare(figure);
}

} // namespace eo
