// ARM Streamline timeline export: some lines of preface, then "Index,Time (s),<counters>" with power counters
// named after their channels ("Power:VDD_IN (mW)"). The rail rule decides which channels make up the total.
#include "lib/trace/formats/ColumnTrace.h"

namespace eo {

bool recognisesStreamline(llvm::StringRef head) {
  std::optional<TableHead> table = findTableHead(head);
  if (!table)
    return false;
  llvm::StringRef above = head.drop_back(table->rows.size());
  return above.contains_insensitive("streamline") ||
         (table->headers.size() > 1 && llvm::StringRef(table->headers[0]).equals_insensitive("index") &&
          table->columns[1].kind == ColumnKind::Time);
}

llvm::Expected<PowerTrace> readStreamline(TraceInput const &input) {
  return readHeadedTable(input, "streamline");
}

} // namespace eo
