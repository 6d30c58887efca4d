#include "lib/report/Comparability.h"
#include "lib/report/SummaryColumns.h"
#include "lib/report/page/HtmlParts.h"
#include "lib/report/page/HtmlSections.h"
#include "lib/support/Html.h"
#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <fmt/format.h>

namespace eo {

static void compareLinks(llvm::ArrayRef<Report> reports, llvm::ArrayRef<NetworkReports> networks,
                         llvm::raw_ostream &stream) {
  if (llvm::all_of(networks, [](NetworkReports const &network) { return network.size() == 1; }))
    return;
  stream << "<p class=\"script-only compare-links\">";
  for (size_t i = 0; i < networks.size(); ++i)
    if (networks[i].size() > 1)
      stream << fmt::format(
          "<a href=\"#c{}\">Compare the {} boards layer by layer{}</a> ", i, networks[i].size(),
          networks.size() > 1 ? ": " + escapedName(reports[networks[i].front()].model.path, 120) : "");
  stream << "</p>\n";
}

void writeHtmlOverview(llvm::ArrayRef<Report> reports, llvm::ArrayRef<NetworkReports> networks,
                       llvm::raw_ostream &stream) {
  bool severalNetworks = false, anyBoard = false;
  double most = 0;
  for (Report const &report : reports) {
    severalNetworks |= report.model.path != reports.front().model.path;
    anyBoard |= report.board.has_value();
    most = std::max({most, report.totals.energy.value_or(0), report.totals.energyHigh.value_or(0)});
  }
  std::vector<SummaryColumn> columns = summaryColumns(reports);
  stream << "<nav class=\"card overview\" aria-label=\"Reports\"><div class=\"wide\"><table>\n"
         << "<caption>Each row is one network" << (anyBoard ? " on one board" : "")
         << "; its link shows the details below.</caption>\n<thead><tr>";
  if (severalNetworks || !anyBoard)
    stream << "<th scope=\"col\">Network</th>";
  if (anyBoard)
    stream << "<th scope=\"col\">Board</th><td></td>";
  for (SummaryColumn const &column : columns)
    stream << fmt::format("<th scope=\"col\"{}>{}</th>", column.number ? " class=\"n\"" : "", column.title);
  stream << "</tr></thead>\n<tbody>\n";
  for (size_t i = 0; i < reports.size(); ++i) {
    Report const &report = reports[i];
    std::string board = report.board ? escapedName(report.board->id, 60) : std::string("no board");
    stream << fmt::format("<tr><th scope=\"row\"><a href=\"#r{}\">{}</a>", i,
                          severalNetworks || !anyBoard ? escapedName(report.model.path, 60) : board);
    if (severalNetworks && anyBoard)
      stream << "</th><td>" << board;
    if (report.board && !report.board->settings.empty())
      stream << " <small class=\"muted\">" << escapedName(boardSettingsText(*report.board), 60) << "</small>";
    stream << (severalNetworks && anyBoard ? "</td>" : "</th>");
    if (anyBoard)
      stream << "<td>"
             << (report.totals.energy
                     ? htmlBar(*report.totals.energy, report.totals.energyLow, report.totals.energyHigh, most)
                     : "")
             << "</td>";
    for (SummaryColumn const &column : columns)
      stream << (column.number ? "<td class=\"n\">" : "<td>") << escapedName(column.read(report)) << "</td>";
    stream << "</tr>\n";
  }
  stream << "</tbody></table></div>\n";
  if (std::string text = comparabilityText(reports); !text.empty())
    stream << "<p>The " << escapedName(text, 600) << ".</p>\n";
  compareLinks(reports, networks, stream);
  stream << "</nav>\n";
}

} // namespace eo
