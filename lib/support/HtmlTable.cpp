#include "lib/support/HtmlTable.h"

#include "lib/support/Html.h"
#include <fmt/format.h>

namespace eo {

/// Numbers never break either.
static llvm::StringRef classOf(llvm::ArrayRef<HtmlColumn> columns, size_t i) {
  if (i >= columns.size())
    return "";
  return columns[i].number ? " class=\"n\"" : columns[i].whole ? " class=\"whole\"" : "";
}

void writeHtmlTable(llvm::StringRef caption, llvm::ArrayRef<HtmlColumn> columns,
                    llvm::ArrayRef<std::vector<std::string>> rows, llvm::raw_ostream &stream,
                    llvm::StringRef classes) {
  stream << "<div class=\"wide\"><table"
         << (classes.empty() ? std::string() : fmt::format(" class=\"{}\"", classes)) << "><caption>"
         << escaped(caption) << "</caption>\n<thead><tr>";
  for (HtmlColumn const &column : columns)
    stream << (column.title.empty()
                   ? std::string("<td></td>")
                   : fmt::format("<th scope=\"col\"{}>{}</th>", column.number ? " class=\"n\"" : "",
                                 escapedName(column.title, longestCell)));
  stream << "</tr></thead>\n<tbody>\n";
  for (std::vector<std::string> const &row : rows) {
    stream << "<tr>";
    for (size_t i = 0; i < row.size(); ++i) {
      std::string text = escapedName(row[i], longestCell);
      stream << (i == 0 ? "<th scope=\"row\">" + text + "</th>"
                        : fmt::format("<td{}>{}</td>", classOf(columns, i).str(), text));
    }
    stream << "</tr>\n";
  }
  stream << "</tbody></table></div>\n";
}

} // namespace eo
