//===- TextWriter.cpp - the report for people -----------------------------------------------------===//
//
// What the figures describe comes first, then the network, totals with interval and trust, coverage, the layers that
// cost most and remarks. All text from files is made printable: a hostile name cannot move the cursor.
//
#include "lib/report/Comparability.h"
#include "lib/report/LayerNames.h"
#include "lib/report/Ranking.h"
#include "lib/report/ReportText.h"
#include "lib/report/TextTable.h"
#include "lib/report/Writers.h"
#include "lib/support/Quantity.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <fmt/format.h>

namespace eo {

namespace {
class TextReport {
public:
  TextReport(Report const &source, WriteOptions const &writeOptions, llvm::raw_ostream &output)
      : report(source), options(writeOptions), stream(output) {}

  void write() {
    header();
    totals();
    table();
    branches();
    remarks();
  }

private:
  static constexpr size_t barColumns = 10;
  static constexpr size_t labelColumns = 13, valueColumns = 11;
  static constexpr size_t remarksPerCode = 3;

  static constexpr char const *bold = "\x1b[1m", *faint = "\x1b[2m", *yellow = "\x1b[33m", *red = "\x1b[31m";

  /// `text` in a style, on terminals that want colour.
  std::string styled(char const *style, std::string const &text) const {
    return options.color ? style + text + "\x1b[0m" : text;
  }

  void header() {
    stream << styled(bold,
                     wrapped(report.board ? report.board->describes : "no board: counts and memory only",
                             options.width, 1))
           << '\n';
    ReportModel const &model = report.model;
    std::string line =
        printable(model.path) + fmt::format(" · {} node{}", model.nodes, model.nodes == 1 ? "" : "s");
    for (auto const &[domain, version] : model.opsets)
      line += domain == "ai.onnx" ? fmt::format(" · opset {}", version)
                                  : fmt::format(" · {} {}", printable(domain), version);
    if (!model.producer.empty())
      line += " · " + printable(model.producer, 40);
    line += model.batch ? fmt::format(" · batch {}", *model.batch) : " · batch not known";
    stream << wrapped(line, options.width, 1) << "\n\n";
  }

  void table() {
    auto [layers, sum] = rankedLayers(report);
    if (layers.empty() || options.top == 0)
      return;
    stream << '\n';
    TextTable table({{report.board ? "energy" : "MACs", true, false, 0},
                     {"share", true, false, 0},
                     {"", false, false, 2},
                     {"layer", false, true, 0},
                     {"op", false, false, 0},
                     {"output", false, false, 3},
                     {report.board ? "MACs" : "traffic", true, false, 1},
                     {report.board ? "basis" : "", false, false, 0}});
    double most = *weightOf(report, *layers.front());
    llvm::ArrayRef<ReportLayer const *> first = llvm::makeArrayRef(layers).take_front(options.top);
    std::vector<std::string> names;
    for (ReportLayer const *layer : first)
      names.push_back(printable(scopedName(*layer)));
    names = withoutCommonPart(std::move(names), options.width / 3);
    for (auto [layer, name] : llvm::zip(first, names)) {
      double weight = *weightOf(report, *layer);
      table.add({weightText(report, weight), formatShare(weight / sum), barOf(weight / most, barColumns),
                 name, printable(layer->op, 24), shapeText(*layer),
                 report.board ? countText(layer->macs) : trafficText(*layer), basisText(*layer)});
    }
    std::vector<std::string> lines = table.lines(options.width);
    stream << styled(faint, lines.front()) << '\n';
    for (std::string const &line : llvm::makeArrayRef(lines).drop_front())
      stream << line << '\n';
    rest(layers, sum);
  }

  /// What the table does not show.
  void rest(llvm::ArrayRef<ReportLayer const *> layers, double sum) {
    layers = layers.drop_front(std::min<size_t>(options.top, layers.size()));
    size_t more = layers.size() + report.rest.layers;
    if (more == 0)
      return;
    double hidden = report.rest.weight;
    for (ReportLayer const *layer : layers)
      hidden += *weightOf(report, *layer);
    stream << styled(faint, fmt::format(" {} in {} more ({})",
                                        report.board ? formatSi(hidden, "J") : formatCount(hidden), more,
                                        formatShare(hidden / sum)))
           << '\n';
  }

  void total(std::string const &label, std::string const &value, std::string const &more = {}) {
    stream << ' ' << padded(label, labelColumns, false);
    if (more.empty())
      stream << styled(bold, value) << '\n';
    else
      stream << styled(bold, padded(value, valueColumns, false))
             << wrapped(more, options.width, 1 + labelColumns + valueColumns) << '\n';
  }

  /// What goes with the latency: back to back, inferences overlap where the board lets them.
  std::string rateText() const {
    ReportTotals const &t = report.totals;
    std::vector<std::string> parts;
    if (std::string interval = latencyIntervalText(t); !interval.empty())
      parts.push_back(std::move(interval));
    if (t.throughput) {
      std::optional<double> pause = pauseOf(t);
      parts.push_back(
          fmt::format("{}{:.4g} per second back to back{}", t.energyIsAll ? "" : "at most ", *t.throughput,
                      pause ? ", " + formatSi(*pause, "s") + " between a result and the next input" : ""));
    }
    if (t.power)
      parts.push_back(formatSi(*t.power, "W"));
    if (t.energyBase && t.energyDynamic)
      parts.push_back(fmt::format("{} of the energy base, {} dynamic", formatSi(*t.energyBase, "J"),
                                  formatSi(*t.energyDynamic, "J")));
    return llvm::join(parts, " · ");
  }

  /// Where not all is float32.
  std::string typesText() const {
    std::string text;
    if (report.macsByType.size() == 1 && report.macsByType.begin()->first == "float32")
      return text;
    for (auto const &[type, macs] : report.macsByType)
      text += " · " + type + " " + countText(macs);
    return text;
  }

  void totals() {
    ReportTotals const &t = report.totals;
    if (report.board)
      total("Energy", energyText(t), t.energy ? intervalText(t) : "no layer has an estimate");
    if (report.trust)
      total("Trust", trustGrade(*report.trust).str(), trustText(*report.trust));
    int64_t batch = report.model.batch.value_or(1);
    if (t.energy && batch > 1)
      total("  per sample", perSampleText(report), fmt::format("batch of {}", batch));
    if (t.latency)
      total("Latency", latencyText(t), rateText());
    bool translated = report.macConvention != Report().macConvention;
    total("MACs", t.macs ? (t.macsAreAll ? "" : "≥ ") + countText(t.macs) : dash,
          !t.macsAreAll ? "not known for every node"
          : translated  ? "as " + report.macConvention + " counts them"
                        : countText(t.otherOps) + " other operations" + typesText());
    total("Parameters", countText(t.params), bytesText(t.paramBytes));
    total("Activations", bytesText(t.activationBytes),
          (t.peakActivationBytes || !t.peakAtLeast ? bytesText(t.peakActivationBytes)
                                                   : "≥ " + bytesText(t.peakAtLeast)) +
              " at the peak");
    ReportCoverage const &c = report.coverage;
    auto share = [](ReportNumber value, char const *what) {
      return value ? fmt::format("{} of {}", formatShare(*value), what)
                   : fmt::format("unknown share of {}", what);
    };
    total("Coverage", fmt::format("{}/{}", c.nodesModelled, c.nodes),
          fmt::format("nodes · {} · {}", share(c.macsShare, "MACs"), share(c.bytesShare, "traffic")));
  }

  /// "then_branch 96 MACs, 1.2 mJ, runs".
  static std::string bodyText(ReportBody const &body) {
    std::string text = printable(body.name, 24) + " " + countText(body.macs) + " MACs";
    if (body.energy)
      text += ", " + formatSi(*body.energy, "J");
    return body.runs && *body.runs ? text + ", runs" : text;
  }

  /// What each branch and body holds, beside the one that counts.
  void branches() {
    constexpr size_t shown = 5;
    size_t count = 0;
    for (ReportLayer const &layer : report.layers) {
      if (layer.bodies.empty() || ++count > shown)
        continue;
      if (count == 1)
        stream << '\n';
      std::string line;
      for (ReportBody const &body : layer.bodies)
        line += (line.empty() ? "" : " · ") + bodyText(body);
      stream << ' ' << printable(layer.op, 12) << " '" << printable(layer.name, 40) << "': " << line << '\n';
    }
    if (count > shown)
      stream << styled(faint, fmt::format(" {} more: --format=json lists them", count - shown)) << '\n';
  }

  void remarks() {
    std::map<std::string, size_t> seen;
    for (ReportDiagnostic const &one : report.diagnostics) {
      if (one.code == diagId(DiagCode::NoInterval)) // stands beside the total
        continue;
      if (seen.empty())
        stream << '\n';
      if (seen[one.code]++ < remarksPerCode)
        remark(one);
    }
    if (seen.empty())
      return;
    for (auto const &[code, count] : seen)
      if (count > remarksPerCode)
        stream << styled(faint,
                         fmt::format(" {} more {}: --format=json lists them", count - remarksPerCode, code))
               << '\n';
    stream << styled(faint, fmt::format(" energy-opt --explain={} says more", seen.begin()->first)) << '\n';
  }

  void remark(ReportDiagnostic const &one) {
    std::string severity = severityName(one.severity).str();
    std::string text = one.node.empty() ? "" : fmt::format("'{}': ", printable(one.node, 60));
    text += printable(one.message, 1000);
    if (!one.hint.empty())
      text += "; " + printable(one.hint);
    char const *style = one.severity == Severity::Note      ? faint
                        : one.severity == Severity::Warning ? yellow
                                                            : red;
    std::string head = fmt::format(" {:<8}{:<7}", severity, one.code);
    stream << styled(style, head) << wrapped(text, options.width, head.size()) << '\n';
  }

  Report const &report;
  WriteOptions const &options;
  llvm::raw_ostream &stream;
};
} // namespace

void writeText(Report const &report, WriteOptions const &options, llvm::raw_ostream &stream) {
  TextReport(report, options, stream).write();
}

} // namespace eo
