//===- MarkdownWriter.cpp - reports as a comment on a pull request
//---------------------------------------===//
//
// The headline is what a mail shows; then one row a report, the layers that cost most, and folded the layers
// after them. What has no room is counted: comments have a size limit.
//
//   **55.8 mJ** one inference of `net.onnx` (50.25 mJ to 65.99 mJ, 90 % interval) — jetson-nano, GPU
//   inference
//
#include "lib/report/Ranking.h"
#include "lib/report/Writers.h"
#include "lib/support/DisplayText.h"
#include "lib/support/Html.h"
#include "lib/support/Markdown.h"
#include "lib/support/Quantity.h"

#include <fmt/format.h>

namespace eo {

constexpr size_t mostReports = 100, foldedLayers = 200, foldedRemarks = 30;
constexpr char const *dash = "–";

static std::string siText(ReportNumber value, char const *unit) {
  return value ? formatSi(*value, unit) : std::string(dash);
}

static std::string macsText(Report const &report) {
  return (report.totals.macs && !report.totals.macsAreAll ? "≥ " : "") + countText(report.totals.macs);
}

static std::string boardText(Report const &report) {
  return report.board ? markdownText(report.board->describes, 200) : "no board: counts and memory only";
}

static std::string dimsText(Report const &report) {
  std::string text;
  for (auto const &[name, value] : report.model.dims)
    text += fmt::format("{}{}={}", text.empty() ? "" : ", ", displayText(name, 24), value);
  return text;
}

namespace {
struct Column {
  char const *title;
  bool number;
  std::string (*read)(Report const &report);
};

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
                                                   : text + " (" + markdownText(dimsText(report)) + ")";
  }

  void headline(Report const &report) {
    ReportTotals const &t = report.totals;
    if (!report.board)
      stream << "**" << macsText(report) << " MACs**";
    else
      stream << "**" << (t.energy ? siText(t.energy, "J") : "No estimate") << "**";
    if (t.energy && !intervalText(t).empty())
      stream << ", " << markdownText(intervalText(t), 300);
    stream << ", one inference of " << networkText() << " — " << boardText(report) << '\n';
  }

  /// Those that say something of at least one report.
  std::vector<Column> columns() const {
    bool boards = false, latency = false, interval = false, batch = false;
    for (Report const &report : reports) {
      boards |= report.board.has_value();
      latency |= report.totals.latency.has_value();
      interval |= report.totals.energyLow.has_value();
      batch |= report.model.batch.value_or(1) > 1;
    }
    std::vector<Column> result;
    auto add = [&](bool wanted, Column column) {
      if (wanted)
        result.push_back(column);
    };
    bool several = reports.size() > 1;
    add(severalNetworks, {"network", false, [](Report const &r) { return markdownCode(r.model.path, 60); }});
    add(several && boards, {"board", false, [](Report const &r) {
                              return r.board ? markdownText(r.board->id, 60) : std::string(dash);
                            }});
    add(dimsDiffer, {"dimensions", false, [](Report const &r) { return markdownText(dimsText(r)); }});
    add(boards, {"energy", true, [](Report const &r) { return "**" + siText(r.totals.energy, "J") + "**"; }});
    add(boards && interval && several, {"interval", false, [](Report const &r) {
                                          return r.totals.energyLow && r.totals.energyHigh
                                                     ? siText(r.totals.energyLow, "J") + " to " +
                                                           siText(r.totals.energyHigh, "J")
                                                     : std::string("none");
                                        }});
    add(boards && batch, {"per sample", true, [](Report const &r) {
                            return r.totals.energy && r.model.batch && *r.model.batch > 0
                                       ? formatSi(*r.totals.energy / static_cast<double>(*r.model.batch), "J")
                                       : std::string(dash);
                          }});
    add(latency, {"latency", true, [](Report const &r) { return siText(r.totals.latency, "s"); }});
    add(true, {"MACs", true, macsText});
    add(true, {"parameters", true, [](Report const &r) { return countText(r.totals.params); }});
    add(true, {"peak memory", true, [](Report const &r) { return bytesText(r.totals.peakActivationBytes); }});
    add(true, {"MACs covered", true, [](Report const &r) {
                 return r.coverage.macsShare ? formatShare(*r.coverage.macsShare) : std::string("unknown");
               }});
    return result;
  }

  void totals() {
    std::vector<Column> shown = columns();
    std::string titles = "\n|", rule = "\n|";
    for (Column const &column : shown) {
      titles += fmt::format(" {} |", column.title);
      rule += column.number ? "--:|" : "---|";
    }
    stream << titles << rule << '\n';
    for (Report const &report : reports.take_front(mostReports)) {
      stream << '|';
      for (Column const &column : shown)
        stream << ' ' << column.read(report) << " |";
      stream << '\n';
    }
    if (reports.size() > mostReports)
      stream << fmt::format("\n… and {} more: --format=json has all.\n", reports.size() - mostReports);
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
      stream << (report.board ? " " + markdownText(layer->basis) + " |\n" : "\n");
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
    table(report, rest.take_front(foldedLayers), ranking.sum);
    leftOut(report, rest.drop_front(std::min(foldedLayers, rest.size())), ranking.sum);
    stream << "\n</details>\n";
  }

  /// Of one among several; all of them together have as many rows as one alone.
  void foldedReport(Report const &report) {
    Ranking ranking = rankedLayers(report);
    size_t room = std::max<size_t>(foldedLayers / reports.size(), 1);
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
    return "<code>" + escaped(displayText(text, maxColumns)) + "</code>";
  }

  /// What tells the report from the others.
  std::string titleOf(Report const &report) const {
    std::string title, dims = dimsDiffer ? dimsText(report) : "";
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
