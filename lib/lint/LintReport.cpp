#include "lib/lint/LintReport.h"

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

} // namespace eo
