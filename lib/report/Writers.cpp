#include "lib/report/Writers.h"

namespace eo {

llvm::ArrayRef<ReportFormat> reportFormats() {
  static constexpr ReportFormat formats[] = {
      {"text", "for people (default)", writeText, "", "", "\n", "", false},
      {"json", "one object, or an array for several", writeJson, "[\n", "]\n", ",\n", "\n", false},
      {"ndjson", "one object a line", writeNdjson, "", "", "\n", "\n", false},
      {"csv", "one row a layer, for one network and board", writeCsv, "", "", "", "", true},
      {"markdown", "for a comment on a pull request", nullptr, "", "", "", "", false, writeMarkdown},
      {"html", "one page for a browser, with pictures", nullptr, "", "", "", "", false, writeHtml},
  };
  return formats;
}

} // namespace eo
