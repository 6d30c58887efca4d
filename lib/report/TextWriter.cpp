//===- TextWriter.cpp - the report for people
//------------------------------------------------------------------===//
//
// What the figures describe comes first, then the network, the layers that cost most, totals, coverage and
// remarks. All text from files is made printable: a hostile name cannot move the cursor.
//
#include "lib/report/TextTable.h"
#include "lib/report/Writers.h"
#include "lib/support/Quantity.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"

#include <fmt/format.h>

namespace eo {

namespace {
class TextReport {
public:
  TextReport(Report const &source, WriteOptions const &writeOptions, llvm::raw_ostream &output)
      : report(source), options(writeOptions), stream(output) {}

  void write() {
    header();
    table();
    totals();
    branches();
    remarks();
  }

private:
  static constexpr char const *dash = "–";
  static constexpr size_t barColumns = 10;
  static constexpr size_t labelColumns = 13, valueColumns = 11;
  static constexpr size_t remarksPerCode = 3;

  static constexpr char const *bold = "\x1b[1m", *faint = "\x1b[2m", *yellow = "\x1b[33m", *red = "\x1b[31m";

  /// `text` in a style, on terminals that want colour.
  std::string styled(char const *style, std::string const &text) const {
    return options.color ? style + text + "\x1b[0m" : text;
  }

  void header() {
    stream << styled(bold, report.board ? report.board->describes : "no board: counts and memory only")
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
    stream << line << "\n\n";
  }

  /// What layers are ranked by: energy with a board, else MACs.
  ReportNumber weightOf(ReportLayer const &layer) const {
    if (report.board)
      return layer.energy;
    return layer.macs ? ReportNumber(static_cast<double>(*layer.macs)) : std::nullopt;
  }

  std::vector<ReportLayer const *> ranked() const {
    std::vector<ReportLayer const *> layers;
    for (ReportLayer const &layer : report.layers)
      if (weightOf(layer).value_or(0) > 0)
        layers.push_back(&layer);
    llvm::stable_sort(
        layers, [&](ReportLayer const *a, ReportLayer const *b) { return *weightOf(*a) > *weightOf(*b); });
    return layers;
  }

  static std::string countText(ReportCount count) {
    return count ? formatCount(static_cast<double>(*count)) : std::string(dash);
  }

  static std::string bytesText(ReportCount bytes) {
    return bytes ? formatBytes(static_cast<double>(*bytes)) : std::string(dash);
  }

  static std::string shapeText(ReportLayer const &layer) {
    if (layer.outputs.empty() || !layer.outputs.front().shape)
      return dash;
    std::string text;
    for (ReportDim const &dim : *layer.outputs.front().shape) {
      text += text.empty() ? "" : "x";
      if (auto const *number = std::get_if<int64_t>(&dim))
        text += std::to_string(*number);
      else if (auto const *expression = std::get_if<std::string>(&dim))
        text += printable(*expression, 20);
      else
        text += "?";
    }
    return text.empty() ? "scalar" : printable(text, 28);
  }

  static std::string trafficText(ReportLayer const &layer) {
    if (!layer.bytesRead || !layer.bytesWritten)
      return dash;
    return formatBytes(static_cast<double>(*layer.bytesRead) + static_cast<double>(*layer.bytesWritten));
  }

  void table() {
    std::vector<ReportLayer const *> layers = ranked();
    if (layers.empty() || options.top == 0)
      return;
    double sum = 0;
    for (ReportLayer const *layer : layers)
      sum += *weightOf(*layer);
    TextTable table({{report.board ? "energy" : "MACs", true, false, 0},
                     {"share", true, false, 0},
                     {"", false, false, 2},
                     {"layer", false, true, 0},
                     {"op", false, false, 0},
                     {"output", false, false, 3},
                     {report.board ? "MACs" : "traffic", true, false, 1},
                     {report.board ? "basis" : "", false, false, 0}});
    double most = *weightOf(*layers.front());
    for (ReportLayer const *layer : llvm::makeArrayRef(layers).take_front(options.top)) {
      double weight = *weightOf(*layer);
      std::string name = printable(layer->scope.empty() ? layer->name : layer->scope + "/" + layer->name);
      table.add({report.board ? formatSi(weight, "J") : countText(layer->macs), formatShare(weight / sum),
                 barOf(weight / most, barColumns), name, printable(layer->op, 24), shapeText(*layer),
                 report.board ? countText(layer->macs) : trafficText(*layer), layer->basis});
    }
    std::vector<std::string> lines = table.lines(options.width);
    stream << styled(faint, lines.front()) << '\n';
    for (std::string const &line : llvm::makeArrayRef(lines).drop_front())
      stream << line << '\n';
    rest(layers, sum);
    stream << '\n';
  }

  /// What the table does not show.
  void rest(llvm::ArrayRef<ReportLayer const *> layers, double sum) {
    if (layers.size() <= options.top)
      return;
    double hidden = 0;
    for (ReportLayer const *layer : layers.drop_front(options.top))
      hidden += *weightOf(*layer);
    stream << styled(faint, fmt::format(" {} in {} more ({})",
                                        report.board ? formatSi(hidden, "J") : formatCount(hidden),
                                        layers.size() - options.top, formatShare(hidden / sum)))
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

  std::string intervalText() const {
    ReportTotals const &t = report.totals;
    if (t.energyLow && t.energyHigh)
      return fmt::format("{} to {}{}", formatSi(*t.energyLow, "J"), formatSi(*t.energyHigh, "J"),
                         t.intervalLevel ? fmt::format(" ({:g} % interval)", 100 * *t.intervalLevel) : "");
    return t.noInterval.empty() ? std::string() : "no interval: " + t.noInterval;
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
      total("Energy", t.energy ? formatSi(*t.energy, "J") : dash,
            t.energy ? intervalText() : "no layer has an estimate");
    int64_t batch = report.model.batch.value_or(1);
    if (t.energy && batch > 1)
      total("  per sample", formatSi(*t.energy / static_cast<double>(batch), "J"),
            fmt::format("batch of {}", batch));
    bool translated = report.macConvention != Report().macConvention;
    total("MACs", t.macs ? (t.macsAreAll ? "" : "≥ ") + countText(t.macs) : dash,
          !t.macsAreAll ? "not known for every node"
          : translated  ? "as " + report.macConvention + " counts them"
                        : countText(t.otherOps) + " other operations" + typesText());
    total("Parameters", countText(t.params), bytesText(t.paramBytes));
    total("Activations", bytesText(t.activationBytes), bytesText(t.peakActivationBytes) + " at the peak");
    ReportCoverage const &c = report.coverage;
    auto share = [](ReportNumber value, char const *what) {
      return value ? fmt::format("{} of {}", formatShare(*value), what)
                   : fmt::format("unknown share of {}", what);
    };
    total("Coverage", fmt::format("{}/{}", c.nodesModelled, c.nodes),
          fmt::format("nodes · {} · {}", share(c.macsShare, "MACs"), share(c.bytesShare, "traffic")));
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
        line += (line.empty() ? "" : " · ") + printable(body.name, 24) + " " + countText(body.macs) + " MACs";
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
