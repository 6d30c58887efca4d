#include "lib/report/diff/DiffWriters.h"

namespace eo {

llvm::ArrayRef<DiffFormat> diffFormats() {
  static constexpr DiffFormat formats[] = {
      {"text", "for people (default)", writeDiffText},
      {"json", "one object", writeDiffJson},
      {"markdown", "for a comment on a pull request", writeDiffMarkdown},
      {"html", "one page for a browser", writeDiffHtml},
      {"csv", "one row a layer", writeDiffCsv},
  };
  return formats;
}

} // namespace eo
