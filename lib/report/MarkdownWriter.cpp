//===- MarkdownWriter.cpp - reports as a comment on a pull request --------------------------------===//
//
// The headline is what a mail shows; then one row a report, the layers that cost most, and folded the layers
// after them. What has no room is counted: comments have a size limit.
//
//   **55.8 mJ** one inference of `net.onnx` (50.25 mJ to 65.99 mJ, 90 % interval) — jetson-nano, GPU
//   inference
//
#include "lib/report/Comparability.h"
#include "lib/report/Ranking.h"
#include "lib/report/ReportText.h"
#include "lib/report/SummaryColumns.h"
#include "lib/report/Writers.h"
#include "lib/support/Html.h"
#include "lib/support/Markdown.h"
#include "lib/support/Quantity.h"
#include "lib/support/Utf8.h"

#include <fmt/format.h>

namespace eo {

constexpr size_t mostReports = 40, foldedReportLayers = 200, foldedRemarks = 30;

static std::string boardText(Report const &report) {
  return report.board ? markdownText(report.board->describes, 200) : "no board: counts and memory only";
}

namespace {
class Markdown {
public:
  Markdown(llvm::ArrayRef<Report> allReports, WriteOptions const &writeOptions, llvm::raw_ostream &output)
      : reports(allReports), options(writeOptions), stream(output) {
    for (Report const &report : reports) {
      severalNetworks |= report.model.path != reports.front().model.path;
      dimsDiffer |= report.model.dims != reports.front().model.dims;
    }
  }

  void write() {
    if (reports.empty()) {
      stream << "**No network could be analysed.**\n";
      return;
    }
    if (reports.size() == 1)
      headline(reports.front());
    else
      stream << (severalNetworks ? fmt::format("**{} analyses of several networks**\n", reports.size())
                                 : fmt::format("**{} analyses of** {}\n", reports.size(), networkText()));
    totals();
    comparability();
    if (reports.size() == 1)
      layers(reports.front());
    else
      for (Report const &report : reports.take_front(mostReports))
        foldedReport(report);
    for (Report const &report : reports.take_front(mostReports))
      remarks(report);
  }

private:
  /// "`net.onnx` (batch=2)", of one network.
  std::string networkText() const {
    Report const &report = reports.front();
    std::string text = markdownCode(report.model.path, 100);
    return dimsDiffer || report.model.dims.empty() ? text
                                                   : text + " (" + markdownText(dimsText(report.model)) + ")";
  }

  void headline(Report const &report) {
    ReportTotals const &t = report.totals;
    if (!report.board)
      stream << "**" << macsText(report.totals) << " MACs**";
    else
      stream << "**" << (t.energy ? energyText(t) : "No estimate") << "**";
    if (t.energy && !intervalText(t).empty())
      stream << ", " << markdownText(intervalText(t), 300);
    stream << ", one inference of " << networkText() << " — " << boardText(report) << '\n';
    if (report.trust)
      stream << "\nTrust: " << markdownText(trustText(*report.trust), 300) << '\n';
  }

  void totals() {
    bool several = reports.size() > 1, boards = reports.front().board.has_value();
    std::vector<SummaryColumn> columns = summaryColumns(reports);
    bool networkColumn = severalNetworks, boardColumn = several && boards;
    stream << "\n|" << (networkColumn ? " network |" : "") << (boardColumn ? " board |" : "");
    for (SummaryColumn const &column : columns)
      stream << ' ' << column.title << " |";
    stream << "\n|" << (networkColumn ? "---|" : "") << (boardColumn ? "---|" : "");
    for (SummaryColumn const &column : columns)
      stream << (column.number ? "--:|" : "---|");
    stream << '\n';
    for (Report const &report : reports.take_front(mostReports)) {
      stream << '|';
      if (networkColumn)
        stream << ' ' << markdownCode(report.model.path, 60) << " |";
      if (boardColumn)
        stream << ' ' << markdownText(report.board ? report.board->id : dash, 60) << " |";
      for (SummaryColumn const &column : columns)
        stream << ' ' << markdownText(column.read(report)) << " |";
      stream << '\n';
    }
    if (reports.size() > mostReports)
      stream << fmt::format("\n… and {} more: --format=json has all.\n", reports.size() - mostReports);
  }

  void comparability() {
    if (std::string text = comparabilityText(reports); !text.empty())
      stream << "\nThe " << markdownText(text, 600) << ".\n";
  }

  void table(Report const &report, llvm::ArrayRef<ReportLayer const *> rows, double sum) {
    stream << fmt::format("\n| layer | op | output | {} | share | {} |{}\n|---|---|---|--:|--:|--:|{}\n",
                          report.board ? "energy" : "MACs", report.board ? "MACs" : "traffic",
                          report.board ? " basis |" : "", report.board ? "---|" : "");
    for (ReportLayer const *layer : rows) {
      double weight = *weightOf(report, *layer);
      stream << fmt::format("| {} | {} | {} | {} | {} | {} |", markdownCode(scopedName(*layer), 80),
                            markdownText(layer->op, 40), markdownText(shapeText(*layer)),
                            weightText(report, weight), formatShare(weight / sum),
                            report.board ? countText(layer->macs) : trafficText(*layer));
      stream << (report.board ? " " + markdownText(basisText(*layer)) + " |\n" : "\n");
    }
  }

  /// "… and 12 more layers: 3.2 mJ (5.1 %)".
  void leftOut(Report const &report, llvm::ArrayRef<ReportLayer const *> rows, double sum) {
    double weight = 0;
    for (ReportLayer const *layer : rows)
      weight += *weightOf(report, *layer);
    if (!rows.empty())
      stream << fmt::format("\n… and {} more: {} ({}).\n", rows.size(), weightText(report, weight),
                            formatShare(weight / sum));
  }

  void layers(Report const &report) {
    Ranking ranking = rankedLayers(report);
    llvm::ArrayRef<ReportLayer const *> all = ranking.layers;
    llvm::ArrayRef<ReportLayer const *> first = all.take_front(options.top),
                                        rest = all.drop_front(first.size());
    if (!first.empty())
      table(report, first, ranking.sum);
    if (rest.empty())
      return;
    stream << fmt::format("\n<details><summary>{} more layers</summary>\n", rest.size());
    table(report, rest.take_front(foldedReportLayers), ranking.sum);
    leftOut(report, rest.drop_front(std::min(foldedReportLayers, rest.size())), ranking.sum);
    stream << "\n</details>\n";
  }

  /// Of one among several; all of them together have as many rows as one alone.
  void foldedReport(Report const &report) {
    Ranking ranking = rankedLayers(report);
    size_t room = std::max<size_t>(foldedReportLayers / reports.size(), 1);
    llvm::ArrayRef<ReportLayer const *> all = ranking.layers;
    llvm::ArrayRef<ReportLayer const *> first = all.take_front(std::min<size_t>(options.top, room));
    if (first.empty())
      return;
    stream << "\n<details><summary>Layers: " << titleOf(report) << "</summary>\n";
    table(report, first, ranking.sum);
    leftOut(report, all.drop_front(first.size()), ranking.sum);
    stream << "\n</details>\n";
  }

  /// In <summary>, which is HTML: no markup, and no mention or link within <code>.
  static std::string htmlText(llvm::StringRef text, size_t maxColumns) {
    return "<code>" + escaped(printable(text, maxColumns)) + "</code>";
  }

  /// What tells the report from the others.
  std::string titleOf(Report const &report) const {
    std::string title, dims = dimsDiffer ? dimsText(report.model) : "";
    auto add = [&](char const *joint, std::string const &part, size_t maxColumns) {
      title += (title.empty() ? "" : joint) + htmlText(part, maxColumns);
    };
    if (severalNetworks || (!report.board && dims.empty()))
      add("", report.model.path, 80);
    if (report.board)
      add(" on ", report.board->id, 60);
    if (!dims.empty())
      add(", ", dims, 200);
    return title;
  }

  void remarks(Report const &report) {
    llvm::ArrayRef<ReportDiagnostic> all = report.diagnostics;
    if (all.empty())
      return;
    stream << fmt::format("\n<details><summary>{} remark{}{}</summary>\n\n", all.size(),
                          all.size() == 1 ? "" : "s",
                          reports.size() > 1 ? ": " + titleOf(report) : std::string());
    size_t room = std::max<size_t>(foldedRemarks / reports.size(), 1);
    for (ReportDiagnostic const &one : all.take_front(room)) {
      stream << "* " << severityName(one.severity) << ' ' << one.code << ' ';
      if (!one.node.empty())
        stream << markdownCode(one.node, 60) << ": ";
      stream << markdownText(one.message, 300);
      if (!one.hint.empty())
        stream << "; " << markdownText(one.hint, 300);
      stream << '\n';
    }
    if (all.size() > room)
      stream << fmt::format("* … and {} more: --format=json lists them\n", all.size() - room);
    stream << "\n</details>\n";
  }

  llvm::ArrayRef<Report> reports;
  WriteOptions const &options;
  llvm::raw_ostream &stream;
  bool severalNetworks = false, dimsDiffer = false;
};
} // namespace

void writeMarkdown(llvm::ArrayRef<Report> reports, WriteOptions const &options, llvm::raw_ostream &stream) {
  Markdown(reports, options, stream).write();
}

} // namespace eo
