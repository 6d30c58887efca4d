#include "lib/text/JsonWriter.h"
#include "lib/report/MissingFigures.h"
#include "lib/report/Writers.h"

namespace eo {

namespace {
/// Schema energy-opt/report/1.
class JsonReport {
public:
  JsonReport(Report const &source, bool withLayers, llvm::raw_ostream &stream, unsigned indent)
      : report(source), hasLayers(withLayers), json(stream, indent) {}

  void write() {
    json.object([&] {
      text("schema", "energy-opt/report/1");
      json.attributeObject("tool", [&] {
        text("name", report.toolName);
        text("version", report.toolVersion);
      });
      json.attributeObject("model", [&] { model(); });
      if (report.board)
        json.attributeObject("board", [&] { board(*report.board); });
      else
        json.attribute("board", nullptr);
      text("mac_convention", report.macConvention);
      writeTotals(json, report);
      json.attributeObject("macs_by_type", [&] {
        for (auto const &[type, macs] : report.macsByType)
          json.attribute(type, macs);
      });
      json.attributeObject("coverage", [&] { coverage(); });
      if (report.trust)
        json.attributeObject("trust", [&] { trust(*report.trust); });
      else
        json.attribute("trust", nullptr);
      if (report.latencies)
        json.attributeObject("latency_report", [&] { latencies(*report.latencies); });
      if (hasLayers)
        json.attributeArray("layers", [&] {
          for (ReportLayer const &one : report.layers)
            json.object([&] { layer(one); });
        });
      json.attributeArray("diagnostics", [&] {
        for (ReportDiagnostic const &one : report.diagnostics)
          json.object([&] { diagnostic(one); });
      });
    });
  }

private:
  void text(llvm::StringRef key, llvm::StringRef value) { json.attribute(key, value); }

  void textOrNull(llvm::StringRef key, llvm::StringRef value) {
    scalar(key, value.empty() ? ReportCell() : ReportCell(value.str()));
  }

  void scalar(llvm::StringRef key, ReportCell const &cell) { json.attribute(key, cell); }

  void model() {
    text("path", report.model.path);
    if (!report.model.sha256.empty())
      text("sha256", report.model.sha256);
    json.attribute("ir_version", report.model.irVersion);
    json.attributeObject("opsets", [&] {
      for (auto const &[domain, version] : report.model.opsets)
        json.attribute(domain, version);
    });
    text("producer", report.model.producer);
    json.attribute("nodes", report.model.nodes);
    json.attribute("batch", report.model.batch);
    text("precision", report.model.precision);
    json.attributeObject("dims", [&] {
      for (auto const &[name, value] : report.model.dims)
        json.attribute(name, value);
    });
  }

  void board(ReportBoard const &used) {
    text("id", used.id);
    if (!used.sha256.empty())
      text("sha256", used.sha256);
    text("title", used.title);
    json.attributeObject("setting", [&] {
      for (auto const &[name, value] : used.settings)
        text(name, value);
    });
    text("kind", used.kind);
    textOrNull("metered", used.metered);
    textOrNull("idle", used.idle);
    json.attributeArray("sources", [&] {
      for (ReportSource const &source : used.sources)
        json.object([&] {
          text("title", source.title);
          textOrNull("where", source.where);
          textOrNull("date", source.date);
          textOrNull("points", source.points);
          textOrNull("url", source.url);
        });
    });
  }

  void coverage() {
    json.attribute("nodes", report.coverage.nodes);
    json.attribute("nodes_modelled", report.coverage.nodesModelled);
    json.attribute("macs_share", report.coverage.macsShare);
    json.attribute("bytes_share", report.coverage.bytesShare);
    json.attribute("macs_are_all", report.totals.macsAreAll);
    if (report.totals.energy)
      json.attribute("energy_is_all", report.totals.energyIsAll);
    else
      json.attribute("energy_is_all", nullptr);
  }

  void trust(ReportTrust const &one) {
    json.attribute("calibrated_share", one.calibratedShare);
    text("level", trustLevelName(one.level));
    json.attribute("factor", one.factor);
    json.attributeArray("reasons", [&] {
      for (std::string const &reason : one.reasons)
        json.value(reason);
    });
  }

  void latencies(ReportLatencies const &measured) {
    text("source", measured.source);
    json.attribute("mapped_share", measured.mappedShare);
    json.attribute("inserted_share", measured.insertedShare);
    json.attributeArray("unmapped", [&] {
      for (std::string const &name : measured.unmapped)
        json.value(name);
    });
  }

  /// Scalars in the order of columns; inputs and outputs stand between `kernel` and `macs`.
  void layer(ReportLayer const &one) {
    for (LayerColumn const &column : layerColumns()) {
      scalar(column.key, column.read(one));
      if (column.key != "kernel")
        continue;
      json.attributeArray("inputs", [&] {
        for (std::string const &input : one.inputs)
          json.value(input);
      });
      json.attributeArray("outputs", [&] {
        for (ReportValue const &output : one.outputs)
          json.object([&] { value(output); });
      });
    }
    if (!one.bodies.empty())
      json.attributeArray("body", [&] {
        for (ReportBody const &inner : one.bodies)
          json.object([&] { body(inner); });
      });
  }

  void body(ReportBody const &inner) {
    text("name", inner.name);
    json.attribute("macs", inner.macs);
    json.attribute("other_ops", inner.otherOps);
    if (inner.runs)
      json.attribute("runs", *inner.runs);
    if (inner.runs || inner.energy || inner.latency) {
      json.attribute("latency_s", inner.latency);
      json.attribute("energy_j", inner.energy);
    }
    json.attributeArray("layers", [&] {
      for (ReportLayer const &one : inner.layers)
        json.object([&] { layer(one); });
    });
  }

  void value(ReportValue const &output) {
    text("name", output.name);
    textOrNull("type", output.type);
    if (!output.shape)
      return json.attribute("shape", nullptr);
    json.attributeArray("shape", [&] {
      for (ReportDim const &dim : *output.shape)
        json.value(dim);
    });
  }

  void diagnostic(ReportDiagnostic const &one) {
    text("severity", severityName(one.severity));
    text("code", one.code);
    textOrNull("node", one.node);
    text("message", one.message);
    textOrNull("hint", one.hint);
  }

  Report const &report;
  bool hasLayers;
  JsonWriter json;
};
} // namespace

void writeJson(Report const &report, WriteOptions const &options, llvm::raw_ostream &stream) {
  JsonReport(report, options.layers, stream, 2).write();
}

void writeNdjson(Report const &report, WriteOptions const &options, llvm::raw_ostream &stream) {
  JsonReport(report, options.layers, stream, 0).write();
}

} // namespace eo
