//===- HtmlWriter.cpp - reports as one page -------------------------------------------------------------===//
//
// Figures and the layers that cost most stand in the page as text. Scripts (html/*.js) draw the pictures and
// the table of all layers from the data block at its end.
//
#include "lib/report/page/HtmlSections.h"
#include "lib/support/HtmlPage.h"

namespace eo {

static constexpr llvm::StringLiteral reportStyle =
#include "html/report.css.inc"
    ;
static constexpr llvm::StringLiteral reportScript =
#include "html/report.js.inc"
    ;

static std::string titleOf(llvm::ArrayRef<Report> reports) {
  std::string title = "Energy";
  for (Report const &report : reports)
    if (report.model.path != reports.front().model.path)
      return title + " of several networks";
  if (reports.empty())
    return title;
  title += " of " + reports.front().model.path;
  return reports.size() == 1 && reports.front().board ? title + " on " + reports.front().board->id : title;
}

void writeHtml(llvm::ArrayRef<Report> reports, WriteOptions const &options, llvm::raw_ostream &stream) {
  std::vector<NetworkReports> networks = groupByNetwork(reports);
  auto content = [&](llvm::raw_ostream &out) {
    out << "<h1>What one inference costs</h1>\n"
        << "<noscript><p class=\"card\">Without scripts this page shows totals and the layers that cost "
           "most; "
           "with them also pictures and all layers.</p></noscript>\n";
    if (reports.empty())
      out << "<p>No network could be analysed.</p>\n";
    if (reports.size() > 1)
      writeHtmlOverview(reports, networks, out);
    for (size_t i = 0; i < reports.size(); ++i)
      writeHtmlReport(reports[i], i, options, out);
    out << "<script type=\"application/json\" id=\"data\">";
    writePageData(reports, networks, out);
    out << "</script>\n";
  };
  writePage({titleOf(reports), reportStyle, reportScript}, content, stream);
}

} // namespace eo
