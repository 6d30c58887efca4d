#include "lib/report/Schema.h"

namespace eo {

llvm::StringRef reportSchema() {
  static constexpr char const text[] =
#include "schema/report.json.inc"
      ;
  return {text, sizeof text - 1};
}

} // namespace eo
