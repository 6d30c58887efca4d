#include "lib/lint/LintWriters.h"
#include "lib/text/JsonWriter.h"

namespace eo {

namespace {
/// Schema energy-opt/lint-report/1. Figures that are not known are null.
class LintJson {
public:
  LintJson(LintReport const &source, llvm::raw_ostream &stream) : report(source), json(stream, 2) {}

  void write() {
    json.object([&] {
      text("schema", "energy-opt/lint-report/1");
      json.attributeObject("tool", [&] {
        text("name", "energy-lint");
        text("version", report.toolVersion);
      });
      textOrNull("config", report.configPath);
      text("verdict", verdictName(report.verdict));
      json.attribute("exit_code", report.exitCode);
      json.attributeArray("results", [&] {
        for (LintResult const &one : report.results)
          json.object([&] { result(one); });
      });
      json.attributeArray("config_findings", [&] {
        for (Finding const &one : report.configFindings)
          json.object([&] { finding(one); });
      });
    });
  }

private:
  void text(llvm::StringRef key, llvm::StringRef value) { json.attribute(key, value); }

  void textOrNull(llvm::StringRef key, llvm::StringRef value) {
    if (value.empty())
      json.attribute(key, nullptr);
    else
      text(key, value);
  }

  void place(std::optional<YamlPlace> const &at) {
    if (!at)
      return json.attribute("place", nullptr);
    json.attributeObject("place", [&] {
      json.attribute("line", static_cast<int64_t>(at->line));
      json.attribute("column", static_cast<int64_t>(at->column));
    });
  }

  void result(LintResult const &one) {
    text("path", one.path);
    textOrNull("error", one.error);
    if (one.report)
      network(*one.report);
    json.attributeArray("budgets", [&] {
      for (BudgetResult const &row : one.budgets)
        json.object([&] { budget(row); });
    });
    json.attributeArray("findings", [&] {
      for (Finding const &row : one.findings)
        json.object([&] { finding(row); });
    });
  }

  /// What the verdicts rest on; energy-opt --format=json has the layers.
  void network(Report const &analysed) {
    if (analysed.board)
      json.attributeObject("board", [&] {
        text("id", analysed.board->id);
        json.attributeObject("setting", [&] {
          for (auto const &[name, value] : analysed.board->settings)
            text(name, value);
        });
      });
    else
      json.attribute("board", nullptr);
    json.attributeObject("totals", [&] {
      for (TotalColumn const &column : totalColumns())
        json.attribute(column.key, column.read(analysed.totals));
    });
    json.attribute("macs_share", analysed.coverage.macsShare);
  }

  void budget(BudgetResult const &one) {
    text("budget", one.budget);
    text("metric", one.metricName());
    text("subject", one.subject);
    text("verdict", verdictName(one.verdict));
    text("severity", severityName(one.severity));
    text("unit", one.unit());
    json.attribute("value", one.value);
    json.attribute("low", one.low);
    json.attribute("high", one.high);
    json.attribute("limit", one.limit);
    json.attribute("baseline", one.baseline);
    json.attribute("point_only", one.pointOnly);
    text("reason", one.reason);
    place(one.place);
  }

  void finding(Finding const &one) {
    text("rule", one.rule);
    text("severity", severityName(one.severity));
    textOrNull("layer", one.layer);
    textOrNull("op", one.op);
    json.attribute("layer_index", one.layerIndex);
    text("message", one.message);
    textOrNull("help", one.help);
    json.attribute("energy_j", one.energyJ);
    json.attribute("energy_share", one.energyShare);
    if (one.saving)
      json.attributeObject("saving", [&] {
        text("change", one.saving->change);
        json.attribute("energy_j", one.saving->energyJ);
        json.attribute("latency_s", one.saving->latencyS);
      });
    else
      json.attribute("saving", nullptr);
    textOrNull("saving_unknown", one.savingUnknown);
    textOrNull("suppressed", one.suppressed);
    place(one.place);
  }

  LintReport const &report;
  JsonWriter json;
};
} // namespace

void writeLintJson(LintReport const &report, LintWriteOptions const & /*options*/,
                   llvm::raw_ostream &stream) {
  LintJson(report, stream).write();
  stream << '\n';
}

} // namespace eo
