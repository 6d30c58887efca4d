#include "lib/report/SideBySide.h"

#include "lib/report/Comparability.h"
#include "lib/report/ReportText.h"
#include "lib/report/TextTable.h"
#include "lib/support/Quantity.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"

#include <fmt/format.h>
#include <set>

namespace eo {

namespace {

class SideBySide {
public:
  SideBySide(llvm::ArrayRef<Report> boardReports, WriteOptions const &writeOptions, llvm::raw_ostream &output)
      : reports(boardReports), options(writeOptions), stream(output) {
    nameBoards();
  }

  void write() {
    for (size_t i = 0; i < reports.size(); ++i)
      stream << styled("\x1b[1m", wrapped(reports[i].board->describes, options.width, 1)) << '\n';
    ReportModel const &model = reports.front().model;
    stream << printable(model.path)
           << fmt::format(" · {} node{}\n\n", model.nodes, model.nodes == 1 ? "" : "s");
    print(totals());
    if (std::string metering = comparabilityText(reports, names); !metering.empty())
      stream << ' ' << wrapped(metering, options.width, 1) << '\n';
    std::vector<Report const *> all;
    for (Report const &report : reports)
      all.push_back(&report);
    if (std::string pauses = pausesText(all); !pauses.empty())
      stream << ' ' << wrapped(pauses, options.width, 1) << '\n';
    layers();
    remarks();
  }

private:
  std::string styled(char const *style, std::string const &text) const {
    return options.color ? style + text + "\x1b[0m" : text;
  }

  /// Ids, with settings where one board stands there twice.
  void nameBoards() {
    for (Report const &report : reports) {
      ReportBoard const &board = *report.board;
      std::string name = board.id;
      if (llvm::count_if(reports, [&](Report const &other) { return other.board->id == board.id; }) > 1)
        for (auto const &[setting, value] : board.settings)
          name += fmt::format(" {}={}", setting, value);
      names.push_back(printable(name, 40));
    }
  }

  void print(TextTable const &table) {
    std::vector<std::string> lines = table.lines(options.width);
    stream << styled("\x1b[2m", lines.front()) << '\n';
    for (std::string const &line : llvm::makeArrayRef(lines).drop_front())
      stream << line << '\n';
  }

  TextTable totals() const {
    std::vector<TextTable::Column> columns = {{"board", false, true, 0},      {"energy", true, false, 0},
                                              {"interval", false, false, 3},  {"latency", true, false, 0},
                                              {"per second", true, false, 4}, {"power", true, false, 1},
                                              {"of MACs", true, false, 2}};
    constexpr size_t behindLatency = 4;
    bool timed = llvm::any_of(reports, [](Report const &r) { return r.totals.latencyLow.has_value(); });
    if (timed)
      columns.insert(columns.begin() + behindLatency, {"its interval", false, false, 5});
    TextTable table(std::move(columns));
    for (size_t i = 0; i < reports.size(); ++i) {
      ReportTotals const &t = reports[i].totals;
      ReportNumber share = reports[i].coverage.macsShare;
      std::vector<std::string> cells = {
          names[i],
          energyText(t),
          t.energyLow && t.energyHigh ? boundsText(t.energyLow, t.energyHigh, "J") : "none",
          latencyText(t),
          t.throughput ? fmt::format("{:.4g}", *t.throughput) : dash,
          siText(t.power, "W"),
          share ? formatShare(*share) : dash};
      if (timed)
        cells.insert(cells.begin() + behindLatency,
                     t.latencyLow && t.latencyHigh ? boundsText(t.latencyLow, t.latencyHigh, "s") : "none");
      table.add(std::move(cells));
    }
    return table;
  }

  /// What a layer's figures say on the boards together: its largest share of a board's energy.
  double weightOf(size_t layer) const {
    double weight = 0;
    for (Report const &report : reports)
      if (report.totals.energy.value_or(0) > 0)
        weight = std::max(weight, report.layers[layer].energy.value_or(0) / *report.totals.energy);
    return weight;
  }

  void layers() {
    std::vector<std::pair<double, size_t>> ranked;
    for (size_t i = 0; i < reports.front().layers.size(); ++i)
      if (double weight = weightOf(i); weight > 0)
        ranked.emplace_back(weight, i);
    llvm::stable_sort(ranked, [](auto const &a, auto const &b) { return a.first > b.first; });
    if (ranked.empty() || options.top == 0)
      return;
    std::vector<TextTable::Column> columns = {{"layer", false, true, 0}, {"op", false, false, 0}};
    for (std::string const &name : names)
      columns.push_back({name, true, false, 0, true});
    TextTable table(std::move(columns));
    for (auto const &[weight, layer] : llvm::makeArrayRef(ranked).take_front(options.top)) {
      ReportLayer const &first = reports.front().layers[layer];
      std::vector<std::string> cells = {printable(scopedName(first)), printable(first.op, 24)};
      for (Report const &report : reports)
        cells.push_back(cell(report, report.layers[layer]));
      table.add(std::move(cells));
    }
    stream << '\n';
    print(table);
    if (ranked.size() > options.top)
      stream << styled("\x1b[2m", fmt::format(" {} more: --top=0 shows all", ranked.size() - options.top))
             << '\n';
  }

  static std::string cell(Report const &report, ReportLayer const &layer) {
    if (!layer.energy)
      return dash;
    if (*layer.energy == 0)
      return basisText(layer);
    return fmt::format("{} {:>6}", formatSi(*layer.energy, "J"),
                       formatShare(*layer.energy / *report.totals.energy));
  }

  /// What concerns a board; what all say of the network stands once.
  void remarks() {
    std::set<std::string> common;
    for (ReportDiagnostic const &one : reports.front().diagnostics)
      if (llvm::all_of(reports,
                       [&](Report const &report) {
                         return llvm::any_of(report.diagnostics, [&](ReportDiagnostic const &other) {
                           return other.code == one.code && other.node == one.node &&
                                  other.message == one.message;
                         });
                       }) &&
          common.insert(one.code + one.node + one.message).second)
        remark("", one);
    for (size_t i = 0; i < reports.size(); ++i)
      for (ReportDiagnostic const &one : reports[i].diagnostics)
        if (common.count(one.code + one.node + one.message) == 0)
          remark(names[i], one);
  }

  void remark(std::string const &board, ReportDiagnostic const &one) {
    if (!anyRemark)
      stream << '\n';
    anyRemark = true;
    std::string head = fmt::format(" {:<8}{:<7}", severityName(one.severity), one.code);
    std::string text = board.empty() ? "" : board + ": ";
    if (!one.node.empty())
      text += fmt::format("'{}': ", printable(one.node, 60));
    stream << head << wrapped(text + printable(one.message, 300), options.width, head.size()) << '\n';
  }

  llvm::ArrayRef<Report> reports;
  WriteOptions const &options;
  llvm::raw_ostream &stream;
  std::vector<std::string> names;
  bool anyRemark = false;
};

} // namespace

void writeSideBySide(llvm::ArrayRef<Report> reports, WriteOptions const &options, llvm::raw_ostream &stream) {
  SideBySide(reports, options, stream).write();
}

} // namespace eo
