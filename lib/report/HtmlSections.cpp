#include "lib/report/HtmlSections.h"

#include "lib/report/Ranking.h"
#include "lib/support/DisplayText.h"
#include "lib/support/Html.h"
#include "lib/support/Quantity.h"
#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace eo {

constexpr size_t shownName = 120;
constexpr size_t shownRemarks = 200;
constexpr char const *dash = "–";

static std::string shown(llvm::StringRef text, size_t maxColumns = shownName) {
  return escapedName(text, maxColumns);
}

static std::string siText(ReportNumber value, char const *unit) {
  return value ? formatSi(*value, unit) : std::string(dash);
}

static std::string shareText(ReportNumber share) { return share ? formatShare(*share) : "an unknown share"; }

static std::string settingsText(ReportBoard const &board) {
  std::string text;
  for (auto const &[name, value] : board.settings)
    text += (text.empty() ? "" : ", ") + name + "=" + value;
  return text;
}

static std::string dimsText(ReportModel const &model) {
  std::string text;
  for (auto const &[name, value] : model.dims)
    text += fmt::format("{}{}={}", text.empty() ? "" : ", ", displayText(name, 24), value);
  return text;
}

/// A bar of `value` on a scale up to `most`, with its interval as a whisker. Beside a figure in words, so
/// hidden from screen readers.
static std::string barOf(double value, ReportNumber low, ReportNumber high, double most) {
  auto x = [&](double at) { return most > 0 ? 118 * std::clamp(at / most, 0.0, 1.0) : 0; };
  std::string svg = fmt::format("<svg class=\"bar\" viewBox=\"0 0 120 14\" width=\"120\" height=\"14\" "
                                "aria-hidden=\"true\"><rect y=\"3\" width=\"{:.1f}\" height=\"8\" rx=\"1\"/>",
                                x(value));
  if (low && high)
    svg += fmt::format("<path d=\"M{0:.1f} 7H{1:.1f}M{0:.1f} 4v6M{1:.1f} 4v6\"/>", x(*low), x(*high));
  return svg + "</svg>";
}

namespace {
struct OverviewColumn {
  char const *title;
  bool number;
  std::string (*read)(Report const &report);
};
} // namespace

static std::string perSample(Report const &report) {
  if (!report.totals.energy || !report.model.batch || *report.model.batch < 1)
    return dash;
  return formatSi(*report.totals.energy / static_cast<double>(*report.model.batch), "J");
}

static std::string macsText(Report const &report) {
  return (report.totals.macs && !report.totals.macsAreAll ? "≥ " : "") + countText(report.totals.macs);
}

/// Those that say something of at least one report.
static std::vector<OverviewColumn> overviewColumns(llvm::ArrayRef<Report> reports) {
  bool board = false, interval = false, batch = false, latency = false, dims = false;
  std::set<std::string> paths;
  for (Report const &report : reports) {
    board |= report.board.has_value();
    interval |= report.totals.energyLow.has_value();
    batch |= report.model.batch.value_or(1) > 1;
    latency |= report.totals.latency.has_value();
    dims |= report.model.dims != reports.front().model.dims;
    paths.insert(report.model.path);
  }
  std::vector<OverviewColumn> columns;
  auto add = [&](bool wanted, OverviewColumn column) {
    if (wanted)
      columns.push_back(column);
  };
  add(dims, {"Dimensions", false, [](Report const &r) { return shown(dimsText(r.model), 200); }});
  add(board, {"Energy", true, [](Report const &r) { return siText(r.totals.energy, "J"); }});
  add(interval, {"Interval", false, [](Report const &r) {
                   return r.totals.energyLow && r.totals.energyHigh
                              ? siText(r.totals.energyLow, "J") + " to " + siText(r.totals.energyHigh, "J")
                              : std::string("none");
                 }});
  add(batch && board, {"Per sample", true, perSample});
  add(latency, {"Latency", true, [](Report const &r) { return siText(r.totals.latency, "s"); }});
  add(latency, {"Power", true, [](Report const &r) { return siText(r.totals.power, "W"); }});
  add(true, {"MACs", true, macsText});
  add(true, {"Peak memory", true, [](Report const &r) { return bytesText(r.totals.peakActivationBytes); }});
  add(true, {"MACs covered", true, [](Report const &r) {
               return r.coverage.macsShare ? formatShare(*r.coverage.macsShare) : std::string(dash);
             }});
  return columns;
}

static void compareLinks(llvm::ArrayRef<Report> reports, llvm::ArrayRef<NetworkReports> networks,
                         llvm::raw_ostream &stream) {
  if (llvm::all_of(networks, [](NetworkReports const &network) { return network.size() == 1; }))
    return;
  stream << "<p class=\"script-only compare-links\">";
  for (size_t i = 0; i < networks.size(); ++i)
    if (networks[i].size() > 1)
      stream << fmt::format("<a href=\"#c{}\">Compare the {} boards layer by layer{}</a> ", i,
                            networks[i].size(),
                            networks.size() > 1 ? ": " + shown(reports[networks[i].front()].model.path) : "");
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
  std::vector<OverviewColumn> columns = overviewColumns(reports);
  stream << "<nav class=\"card overview\" aria-label=\"Reports\"><div class=\"wide\"><table>\n"
         << "<caption>Each row is one network" << (anyBoard ? " on one board" : "")
         << "; its link shows the details below.</caption>\n<thead><tr>";
  if (severalNetworks || !anyBoard)
    stream << "<th scope=\"col\">Network</th>";
  if (anyBoard)
    stream << "<th scope=\"col\">Board</th><td></td>";
  for (OverviewColumn const &column : columns)
    stream << fmt::format("<th scope=\"col\"{}>{}</th>", column.number ? " class=\"n\"" : "", column.title);
  stream << "</tr></thead>\n<tbody>\n";
  for (size_t i = 0; i < reports.size(); ++i) {
    Report const &report = reports[i];
    std::string board = report.board ? shown(report.board->id) : std::string("no board");
    stream << fmt::format("<tr><th scope=\"row\"><a href=\"#r{}\">{}</a>", i,
                          severalNetworks || !anyBoard ? shown(report.model.path, 60) : board);
    if (severalNetworks && anyBoard)
      stream << "</th><td>" << board;
    if (report.board && !report.board->settings.empty())
      stream << " <small class=\"muted\">" << shown(settingsText(*report.board), 60) << "</small>";
    stream << (severalNetworks && anyBoard ? "</td>" : "</th>");
    if (anyBoard)
      stream << "<td>"
             << (report.totals.energy
                     ? barOf(*report.totals.energy, report.totals.energyLow, report.totals.energyHigh, most)
                     : "")
             << "</td>";
    for (OverviewColumn const &column : columns)
      stream << (column.number ? "<td class=\"n\">" : "<td>") << column.read(report) << "</td>";
    stream << "</tr>\n";
  }
  stream << "</tbody></table></div>\n";
  compareLinks(reports, networks, stream);
  stream << "</nav>\n";
}

namespace {
class Section {
public:
  Section(Report const &source, size_t sectionNumber, WriteOptions const &writeOptions,
          llvm::raw_ostream &output)
      : report(source), number(sectionNumber), options(writeOptions), stream(output) {}

  void write() {
    stream << fmt::format(
        "<section class=\"report\" id=\"r{0}\" aria-labelledby=\"r{0}-title\" tabindex=\"-1\">\n", number);
    headline();
    stream << "<div class=\"picture\"></div>\n";
    cards();
    stream << "<div class=\"more\"></div>\n";
    topLayers();
    remarks();
    about();
    stream << "</section>\n";
  }

private:
  void headline() {
    ReportTotals const &t = report.totals;
    stream << "<div class=\"card headline\">\n"
           << fmt::format("<h2 id=\"r{}-title\">", number) << shown(report.model.path, 200) << "</h2>\n"
           << "<p class=\"muted\">"
           << (report.board ? shown(report.board->describes, 300) : "no board: counts and memory only");
    if (std::string dims = dimsText(report.model); !dims.empty())
      stream << " · " << shown(dims, 200);
    stream << "</p>\n<p class=\"figure\"><strong>";
    if (!report.board)
      stream << macsText(report) << " MACs</strong>";
    else if (!t.energy)
      stream << "No estimate</strong> <span>no layer has one on this board</span>";
    else
      stream << formatSi(*t.energy, "J") << "</strong> <span>one inference"
             << (report.model.batch.value_or(1) > 1
                     ? fmt::format(" of {} samples, {} each", *report.model.batch, perSample(report))
                     : "")
             << (intervalText(t).empty() ? "" : "; " + shown(intervalText(t), 300)) << "</span>";
    stream << "</p>\n";
    coverageLine();
    stream << "</div>\n";
  }

  void coverageLine() {
    ReportCoverage const &c = report.coverage;
    stream << "<p>Covers " << c.nodesModelled << " of " << c.nodes << " nodes, " << shareText(c.macsShare)
           << " of the MACs, " << shareText(c.bytesShare) << " of the traffic." << basisText() << "</p>\n";
  }

  /// " By energy: 97 % fit, 3 % extrapolated."
  std::string basisText() const {
    std::map<std::string, double> byBasis;
    double sum = 0;
    for (ReportLayer const &layer : report.layers)
      if (layer.energy.value_or(0) > 0) {
        byBasis[layer.basis] += *layer.energy;
        sum += *layer.energy;
      }
    std::string text;
    for (auto const &[basis, energy] : byBasis)
      text += fmt::format("{} {} {}", text.empty() ? "" : ",", formatShare(energy / sum), shown(basis));
    return text.empty() ? text : " Basis of the energy:" + text + ".";
  }

  void card(char const *title, std::string const &value, std::string const &more = {}) {
    stream << "<div><dt>" << title << "</dt><dd>" << value;
    if (!more.empty())
      stream << "<small>" << more << "</small>";
    stream << "</dd></div>\n";
  }

  void cards() {
    ReportTotals const &t = report.totals;
    stream << "<dl class=\"card figures\">\n";
    if (t.latency)
      card("Latency", formatSi(*t.latency, "s"),
           t.overhead ? formatSi(*t.overhead, "s") + " of it overhead" : std::string());
    if (t.power)
      card("Mean power", formatSi(*t.power, "W"),
           t.throughput ? fmt::format("at {:.4g} inferences a second", *t.throughput) : std::string());
    if (t.energyBase && t.energyDynamic)
      card("Dynamic energy", formatSi(*t.energyDynamic, "J"),
           "above " + formatSi(*t.energyBase, "J") + " of base power");
    card("MACs", macsText(report), typesText());
    card("Other operations", countText(t.otherOps));
    card("Parameters", countText(t.params), bytesText(t.paramBytes));
    card("Activations", bytesText(t.activationBytes), bytesText(t.peakActivationBytes) + " at the peak");
    stream << "</dl>\n";
  }

  std::string typesText() const {
    std::string text = report.macConvention == Report().macConvention
                           ? std::string()
                           : "as " + shown(report.macConvention) + " counts them";
    if (report.macsByType.size() == 1 && report.macsByType.begin()->first == "float32")
      return text;
    for (auto const &[type, macs] : report.macsByType)
      text += (text.empty() ? "" : ", ") + shown(type) + " " + countText(macs);
    return text;
  }

  void topLayers() {
    Ranking ranking = rankedLayers(report);
    llvm::ArrayRef<ReportLayer const *> top = llvm::makeArrayRef(ranking.layers).take_front(options.top);
    stream << "<div class=\"card layers\">\n<div class=\"wide\"><table class=\"top\">\n";
    stream << fmt::format(
        "<caption>Layers by {}: {} of {}</caption>\n<thead><tr><th "
        "scope=\"col\">Layer</th><th scope=\"col\">Operator</th><th scope=\"col\">Output</th><td></td><th "
        "scope=\"col\" class=\"n\">{}</th><th scope=\"col\" class=\"n\">Share</th><th scope=\"col\" "
        "class=\"n\">{}</th>{}</tr></thead>\n<tbody>\n",
        report.board ? "energy" : "MACs", top.size(), report.layers.size(), report.board ? "Energy" : "MACs",
        report.board ? "MACs" : "Traffic", report.board ? "<th scope=\"col\">Basis</th>" : "");
    for (ReportLayer const *layer : top) {
      double weight = *weightOf(report, *layer);
      stream << "<tr><th scope=\"row\">" << shown(scopedName(*layer)) << "</th><td>" << shown(layer->op, 40)
             << "</td><td>" << shown(shapeText(*layer)) << "</td><td>"
             << barOf(weight, layer->energyLow, layer->energyHigh, *weightOf(report, *ranking.layers.front()))
             << "</td><td class=\"n\">" << weightText(report, weight) << "</td><td class=\"n\">"
             << formatShare(weight / ranking.sum) << "</td><td class=\"n\">"
             << (report.board ? countText(layer->macs) : trafficText(*layer)) << "</td>"
             << (report.board ? "<td>" + shown(layer->basis) + "</td>" : "") << "</tr>\n";
    }
    stream << "</tbody></table></div>\n</div>\n";
  }

  void remarks() {
    llvm::ArrayRef<ReportDiagnostic> all = report.diagnostics;
    if (all.empty())
      return;
    stream << fmt::format("<details class=\"card\"{}><summary>{} remark{}</summary>\n<ul>\n",
                          all.size() < 6 ? " open" : "", all.size(), all.size() == 1 ? "" : "s");
    for (ReportDiagnostic const &one : all.take_front(shownRemarks)) {
      std::string severity = severityName(one.severity).str();
      stream << fmt::format("<li><span class=\"{0}\">{0}</span> {1} ", severity, shown(one.code));
      if (!one.node.empty())
        stream << "<code>" << shown(one.node, 80) << "</code> ";
      stream << shown(one.message, 1000);
      if (!one.hint.empty())
        stream << "; " << shown(one.hint, 1000);
      stream << "</li>\n";
    }
    stream << "</ul>\n";
    if (all.size() > shownRemarks)
      stream << fmt::format("<p>{} more: --format=json lists them.</p>\n", all.size() - shownRemarks);
    stream << fmt::format(
        "<p class=\"muted\"><code>energy-opt --explain={}</code> says more.</p></details>\n",
        shown(all.front().code));
  }

  void about() {
    ReportModel const &model = report.model;
    stream << "<details class=\"card\"><summary>Network, board and sources</summary>\n<ul>\n<li>"
           << model.nodes << " nodes";
    for (auto const &[domain, version] : model.opsets)
      stream << ", " << shown(domain == "ai.onnx" ? "opset" : domain, 60) << ' ' << version;
    if (!model.producer.empty())
      stream << ", written by " << shown(model.producer);
    stream << (model.batch ? fmt::format(", batch {}", *model.batch) : ", batch not known") << "</li>\n";
    if (report.board) {
      stream << "<li>" << shown(report.board->title, 200) << ", " << shown(report.board->kind) << " model";
      if (!report.board->settings.empty())
        stream << ", " << shown(settingsText(*report.board), 200);
      stream << "</li>\n";
      for (ReportSource const &source : report.board->sources)
        sourceLine(source);
    }
    stream << "<li>MACs counted by " << shown(report.macConvention) << "</li>\n<li>" << shown(report.toolName)
           << ' ' << shown(report.toolVersion) << "</li>\n</ul></details>\n";
  }

  void sourceLine(ReportSource const &source) {
    stream << "<li>Source: ";
    bool link = llvm::StringRef(source.url).startswith("https://");
    if (link)
      stream << "<a rel=\"noreferrer\" href=\"" << escaped(displayText(source.url, 1000)) << "\">";
    stream << shown(source.title, 300) << (link ? "</a>" : "");
    for (std::string const *part : {&source.where, &source.date, &source.points})
      if (!part->empty())
        stream << ", " << shown(*part, 300);
    stream << "</li>\n";
  }

  Report const &report;
  size_t number;
  WriteOptions const &options;
  llvm::raw_ostream &stream;
};
} // namespace

void writeHtmlReport(Report const &report, size_t number, WriteOptions const &options,
                     llvm::raw_ostream &stream) {
  Section(report, number, options, stream).write();
}

} // namespace eo
