#include "lib/decide/page/DecidePage.h"

#include "lib/report/page/HtmlData.h"
#include "lib/support/Html.h"
#include "lib/support/HtmlPage.h"

namespace eo {

static constexpr llvm::StringLiteral style =
#include "html/decide.css.inc"
    ;

std::vector<HtmlColumn> htmlColumns(llvm::ArrayRef<TextTable::Column> columns) {
  std::vector<HtmlColumn> result;
  for (TextTable::Column const &column : columns)
    result.push_back({column.title, column.right, !column.wraps && !column.flexible});
  return result;
}

void writeHtmlList(llvm::StringRef heading, llvm::ArrayRef<std::string> lines, llvm::raw_ostream &stream) {
  if (lines.empty())
    return;
  stream << "<div class=\"card\"><h3>" << escaped(heading) << "</h3>\n<ul class=\"says\">\n";
  for (std::string const &line : lines)
    stream << "<li>" << escapedName(line, 1000) << "</li>\n";
  stream << "</ul></div>\n";
}

void writeDecidePage(DecidePage const &page, llvm::function_ref<void(llvm::raw_ostream &)> content,
                     llvm::function_ref<void(llvm::raw_ostream &)> data, llvm::raw_ostream &stream) {
  auto body = [&](llvm::raw_ostream &out) {
    out << "<h1>" << page.heading << "</h1>\n"
        << "<noscript><p class=\"card\">Without scripts this page shows its figures and tables; with them "
           "also pictures.</p></noscript>\n";
    content(out);
    out << "<script type=\"application/json\" id=\"data\">";
    data(out);
    out << "</script>\n";
  };
  writePage({page.title, style, page.script}, body, stream);
}

void writeBoundedColumns(llvm::StringRef key, size_t count,
                         llvm::function_ref<std::optional<BoundedFigure>(size_t row)> figure,
                         llvm::raw_ostream &stream) {
  auto column = [&](char const *suffix, llvm::function_ref<ReportNumber(BoundedFigure const &)> read) {
    writePageColumn(
        key.str() + suffix, count,
        [&](size_t row) {
          std::optional<BoundedFigure> one = figure(row);
          return pageNumber(one ? read(*one) : std::nullopt);
        },
        stream);
  };
  column("", [](BoundedFigure const &one) { return ReportNumber(one.value); });
  stream << ',';
  column("Low", [](BoundedFigure const &one) { return one.low; });
  stream << ',';
  column("High", [](BoundedFigure const &one) { return one.high; });
}

} // namespace eo
