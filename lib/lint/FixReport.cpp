#include "lib/lint/FixReport.h"

#include "lib/report/CsvCell.h"
#include "lib/report/TextTable.h"
#include "lib/support/Quantity.h"
#include "lib/support/Utf8.h"
#include "lib/text/JsonWriter.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace eo {

bool FixReport::changed() const {
  return llvm::any_of(changes, [](FixChange const &change) { return change.notMade.empty(); });
}

static std::string boardWord(Report const &report) {
  return report.board ? report.board->id : std::string("no board");
}

/// "−3.2 %", "+1.0 %"; empty where one is not known or nothing changed.
static std::string relativeChange(std::optional<double> before, std::optional<double> after) {
  if (!before || !after || *before <= 0 || *before == *after)
    return {};
  double share = (*after - *before) / *before;
  return (share < 0 ? "−" : "+") + formatShare(std::abs(share));
}

static std::optional<double> asNumber(std::optional<int64_t> count) {
  return count ? std::optional(static_cast<double>(*count)) : std::nullopt;
}

/// One row before and after, as text.
static void addRow(TextTable &table, std::string name, std::optional<double> before,
                   std::optional<double> after, std::string (*text)(double)) {
  auto cell = [&](std::optional<double> value) { return value ? text(*value) : std::string("–"); };
  table.add({std::move(name), cell(before), cell(after), relativeChange(before, after)});
}

static TextTable figuresOf(FixReport const &fix) {
  TextTable table(
      {{"", false, true, 0}, {"before", true, false, 0}, {"after", true, false, 0}, {"", true, false, 1}});
  auto number = [](double value) { return fmt::format("{:.0f}", value); };
  addRow(table, "layers", static_cast<double>(fix.nodesBefore), static_cast<double>(fix.nodesAfter), number);
  addRow(table, "bytes of the file", static_cast<double>(fix.bytesBefore),
         static_cast<double>(fix.bytesAfter), formatBytes);
  if (fix.figures.empty())
    return table;
  ReportTotals const &before = fix.figures.front().before.totals, &after = fix.figures.front().after.totals;
  addRow(table, "MACs", asNumber(before.macs), asNumber(after.macs), formatCount);
  addRow(table, "parameters", asNumber(before.params), asNumber(after.params), formatCount);
  for (FixFigures const &one : fix.figures) {
    if (!one.before.board)
      continue;
    addRow(table, "energy on " + boardWord(one.before), one.before.totals.energy, one.after.totals.energy,
           [](double value) { return formatSi(value, "J"); });
    addRow(table, "latency on " + boardWord(one.before), one.before.totals.latency, one.after.totals.latency,
           [](double value) { return formatSi(value, "s"); });
  }
  return table;
}

static void writeChange(FixChange const &change, WriteOptions const &options, llvm::raw_ostream &stream) {
  std::string head = fmt::format("{} × {}: {}", change.steps.size(), change.name, change.summary);
  if (!change.notMade.empty())
    head += "; not made: " + change.notMade;
  stream << "  " << wrapped(head, options.width, 2) << '\n';
  size_t shown = options.top == 0 ? change.steps.size() : std::min<size_t>(options.top, change.steps.size());
  for (FixStep const &step : llvm::makeArrayRef(change.steps).take_front(shown))
    stream << "    "
           << wrapped(fmt::format("{} ({}): {}", printable(step.layer, 80), printable(step.op, 40),
                                  printable(step.change, 120)),
                      options.width, 6)
           << '\n';
  if (shown < change.steps.size())
    stream << fmt::format("    … and {} more\n", change.steps.size() - shown);
}

static void writeTraining(FixFigures const &one, WriteOptions const &options, llvm::raw_ostream &stream) {
  if (one.training.empty())
    return;
  stream << "  "
         << wrapped("what would save more on " + boardWord(one.before) +
                        " but needs new training or another choice; nothing was changed for it",
                    options.width, 2)
         << '\n';
  for (Finding const &finding : one.training) {
    std::string text =
        finding.layer.empty() ? finding.rule : finding.rule + " '" + printable(finding.layer, 80) + "'";
    text += ": " + finding.message;
    if (finding.saving) {
      text += "; " + finding.saving->change + " saves " + formatSi(finding.saving->energyJ, "J");
      if (finding.saving->latencyS)
        text += ", " + formatSi(*finding.saving->latencyS, "s");
    }
    stream << "    " << wrapped(text, options.width, 6) << '\n';
  }
}

void writeFixText(llvm::ArrayRef<FixReport> all, WriteOptions const &options, llvm::raw_ostream &stream) {
  for (FixReport const &fix : all) {
    if (&fix != all.begin())
      stream << '\n';
    std::string head = printable(fix.from, 200);
    head += !fix.to.empty() ? " → " + printable(fix.to, 200)
            : fix.changed() ? ": nothing is written"
                            : ": nothing to change";
    stream << wrapped(head, options.width, 2) << '\n';
    for (FixChange const &change : fix.changes)
      writeChange(change, options, stream);
    if (fix.changed())
      for (std::string const &line : figuresOf(fix).lines(options.width))
        stream << line << '\n';
    for (FixFigures const &one : fix.figures)
      writeTraining(one, options, stream);
  }
}

static void writeTotals(JsonWriter &json, llvm::StringRef key, Report const &report) {
  json.attributeObject(key, [&] {
    json.attribute("macs", report.totals.macs);
    json.attribute("params", report.totals.params);
    json.attribute("latency_s", report.totals.latency);
    json.attribute("energy_j", report.totals.energy);
    json.attribute("energy_low_j", report.totals.energyLow);
    json.attribute("energy_high_j", report.totals.energyHigh);
  });
}

static void writeTrainingJson(JsonWriter &json, Finding const &finding) {
  json.object([&] {
    json.attribute("rule", finding.rule);
    json.attribute("layer", finding.layer);
    json.attribute("message", finding.message);
    json.attribute("help", finding.help);
    if (!finding.saving)
      return json.attribute("saving", nullptr);
    json.attributeObject("saving", [&] {
      json.attribute("change", finding.saving->change);
      json.attribute("energy_j", finding.saving->energyJ);
      json.attribute("latency_s", finding.saving->latencyS);
    });
  });
}

static void writeFixObject(JsonWriter &json, FixReport const &fix) {
  json.object([&] {
    json.attribute("schema", "energy-opt/fix/1");
    json.attribute("from", fix.from);
    fix.to.empty() ? json.attribute("to", nullptr) : json.attribute("to", fix.to);
    json.attribute("changed", fix.changed());
    json.attribute("nodes_before", fix.nodesBefore);
    json.attribute("nodes_after", fix.nodesAfter);
    json.attribute("bytes_before", fix.bytesBefore);
    json.attribute("bytes_after", fix.bytesAfter);
    json.attributeArray("changes", [&] {
      for (FixChange const &change : fix.changes)
        json.object([&] {
          json.attribute("name", change.name);
          json.attribute("made", change.notMade.empty());
          if (!change.notMade.empty())
            json.attribute("reason", change.notMade);
          json.attributeArray("steps", [&] {
            for (FixStep const &step : change.steps)
              json.object([&] {
                json.attribute("layer", step.layer);
                json.attribute("op", step.op);
                json.attribute("change", step.change);
              });
          });
        });
    });
    json.attributeArray("figures", [&] {
      for (FixFigures const &one : fix.figures)
        json.object([&] {
          one.before.board ? json.attribute("board", one.before.board->id) : json.attribute("board", nullptr);
          writeTotals(json, "before", one.before);
          writeTotals(json, "after", one.after);
          json.attributeArray("training", [&] {
            for (Finding const &finding : one.training)
              writeTrainingJson(json, finding);
          });
        });
    });
  });
}

void writeFixJson(llvm::ArrayRef<FixReport> all, llvm::raw_ostream &stream) {
  JsonWriter json(stream, 2);
  if (all.size() == 1)
    writeFixObject(json, all.front());
  else
    json.array([&] {
      for (FixReport const &fix : all)
        writeFixObject(json, fix);
    });
  stream << '\n';
}

void writeFixCsv(llvm::ArrayRef<FixReport> all, llvm::raw_ostream &stream) {
  stream << csvRow({ReportCell("network"), ReportCell("change"), ReportCell("made"), ReportCell("layer"),
                    ReportCell("op"), ReportCell("became")});
  for (FixReport const &fix : all)
    for (FixChange const &change : fix.changes)
      for (FixStep const &step : change.steps)
        stream << csvRow({ReportCell(fix.from), ReportCell(change.name),
                          ReportCell(change.notMade.empty() ? "yes" : "no"), ReportCell(step.layer),
                          ReportCell(step.op), ReportCell(step.change)});
}

} // namespace eo
