#include "lib/report/page/HtmlSections.h"

#include "lib/report/Comparability.h"
#include "lib/report/Ranking.h"
#include "lib/report/ReportText.h"
#include "lib/report/page/HtmlParts.h"
#include "lib/support/Html.h"
#include "lib/support/Quantity.h"
#include "lib/support/Utf8.h"

#include <fmt/format.h>

namespace eo {

constexpr size_t shownName = 120;
constexpr size_t shownRemarks = 200;

static std::string shown(llvm::StringRef text, size_t maxColumns = shownName) {
  return escapedName(text, maxColumns);
}

static std::string shareText(ReportNumber share) { return share ? formatShare(*share) : "an unknown share"; }

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
      stream << macsText(report.totals) << " MACs</strong>";
    else if (!t.energy)
      stream << "No estimate</strong> <span>no layer has one on this board</span>";
    else
      stream << energyText(t) << "</strong> <span>one inference"
             << (report.model.batch.value_or(1) > 1
                     ? fmt::format(" of {} samples, {} each", *report.model.batch, perSampleText(report))
                     : "")
             << (intervalText(t).empty() ? "" : "; " + shown(intervalText(t), 300)) << "</span>";
    stream << "</p>\n";
    coverageLine();
    if (report.trust)
      stream << "<p>Trust: " << shown(trustText(*report.trust), 300) << ".</p>\n";
    stream << "</div>\n";
  }

  void coverageLine() {
    ReportCoverage const &c = report.coverage;
    stream << "<p>Covers " << c.nodesModelled << " of " << c.nodes << " nodes, " << shareText(c.macsShare)
           << " of the MACs, " << shareText(c.bytesShare) << " of the traffic." << basesText() << "</p>\n";
  }

  /// " By energy: 97 % fit, 3 % extrapolated."
  std::string basesText() const {
    std::map<std::string, double> byBasis;
    double sum = 0;
    for (ReportLayer const &layer : report.layers)
      if (layer.energy.value_or(0) > 0) {
        byBasis[basisText(layer)] += *layer.energy;
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

  static std::string pauseText(ReportTotals const &totals) {
    std::optional<double> pause = pauseOf(totals);
    return pause ? ", " + formatSi(*pause, "s") + " between a result and the next input" : "";
  }

  void cards() {
    ReportTotals const &t = report.totals;
    stream << "<dl class=\"card figures\">\n";
    if (t.latency)
      card("Latency", latencyText(t),
           latencyIntervalText(t) + (t.overhead ? (latencyIntervalText(t).empty() ? "" : ", ") +
                                                      formatSi(*t.overhead, "s") + " of it overhead"
                                                : std::string()));
    if (t.power)
      card("Mean power", formatSi(*t.power, "W"),
           t.throughput ? fmt::format("at {:.4g} inferences a second{}", *t.throughput, pauseText(t))
                        : std::string());
    if (t.energyBase && t.energyDynamic)
      card("Dynamic energy", formatSi(*t.energyDynamic, "J"),
           "above " + formatSi(*t.energyBase, "J") + " of base power");
    card("MACs", macsText(report.totals), typesText());
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
             << htmlBar(weight, layer->energyLow, layer->energyHigh,
                        *weightOf(report, *ranking.layers.front()))
             << "</td><td class=\"n\">" << weightText(report, weight) << "</td><td class=\"n\">"
             << formatShare(weight / ranking.sum) << "</td><td class=\"n\">"
             << (report.board ? countText(layer->macs) : trafficText(*layer)) << "</td>"
             << (report.board ? "<td>" + shown(basisText(*layer)) + "</td>" : "") << "</tr>\n";
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
        stream << ", " << shown(boardSettingsText(*report.board), 200);
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
      stream << "<a rel=\"noreferrer\" href=\"" << escaped(printable(source.url, 1000)) << "\">";
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
