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
      {"spdx", "a bill of materials: SPDX 3 with the energy of an inference", nullptr, "", "", "", "", false,
       writeSpdx},
      {"model-explorer", "energy of each node, to be laid over the graph in Model Explorer",
       writeModelExplorer, "", "", "", "", true},
      {"model-explorer-latency", "the same of time", writeModelExplorerLatency, "", "", "", "", true},
  };
  return formats;
}

} // namespace eo
