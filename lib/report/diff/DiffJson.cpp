//===- DiffJson.cpp - schema energy-opt/diff/1 -------------------------------------------------------===//
#include "lib/report/diff/DiffWriters.h"
#include "lib/support/Checked.h"
#include "lib/text/JsonWriter.h"

namespace eo {

namespace {
class DiffJson {
public:
  DiffJson(ReportDiff const &source, llvm::raw_ostream &stream) : diff(source), json(stream, 2) {}

  void write() {
    json.object([&] {
      json.attribute("schema", "energy-opt/diff/1");
      json.attributeObject("tool", [&] {
        cell("name", diff.after.toolName);
        cell("version", diff.after.toolVersion);
      });
      json.attributeObject("old", [&] { network(diff.before); });
      json.attributeObject("new", [&] { network(diff.after); });
      json.attributeObject("totals", [&] { totals(); });
      json.attributeObject("significance", [&] { significance(); });
      json.attributeObject("counts", [&] { counts(); });
      json.attributeArray("layers", [&] {
        for (LayerDiff const &one : diff.layers)
          if (one.change != LayerChange::Same || one.renamed)
            json.object([&] { layer(one); });
      });
      json.attributeArray("caveats", [&] {
        for (std::string const &caveat : diff.caveats)
          json.value(caveat);
      });
    });
  }

private:
  void cell(llvm::StringRef key, ReportCell const &value) { json.attribute(key, value); }

  void network(Report const &report) {
    cell("path", report.model.path);
    json.attribute("nodes", report.model.nodes);
    json.attribute("batch", report.model.batch);
    json.attributeObject("dims", [&] {
      for (auto const &[name, value] : report.model.dims)
        json.attribute(name, value);
    });
    if (report.board)
      json.attributeObject("board", [&] {
        cell("id", report.board->id);
        json.attributeObject("setting", [&] {
          for (auto const &[name, value] : report.board->settings)
            cell(name, value);
        });
      });
    else
      json.attribute("board", nullptr);
    cell("mac_convention", report.macConvention);
    json.attribute("macs_share", report.coverage.macsShare);
  }

  static ReportNumber real(ReportCell const &value) {
    if (auto const *integer = std::get_if<int64_t>(&value))
      return static_cast<double>(*integer);
    auto const *number = std::get_if<double>(&value);
    return number != nullptr ? ReportNumber(*number) : std::nullopt;
  }

  static ReportCell difference(ReportCell const &before, ReportCell const &after) {
    auto const *old = std::get_if<int64_t>(&before), *now = std::get_if<int64_t>(&after);
    if (old != nullptr && now != nullptr) {
      std::optional<int64_t> delta = checkedSub(*now, *old);
      return delta ? ReportCell(*delta) : ReportCell();
    }
    ReportNumber oldNumber = real(before), newNumber = real(after);
    return oldNumber && newNumber ? ReportCell(*newNumber - *oldNumber) : ReportCell();
  }

  void figure(llvm::StringRef key, ReportCell const &before, ReportCell const &after,
              ReportCell const &delta) {
    json.attributeObject(key, [&] {
      cell("old", before);
      cell("new", after);
      cell("delta", delta);
      json.attribute("relative", relativeChange(real(before), real(after)));
    });
  }

  /// Bounds have no difference: those of the difference are in `significance`.
  ReportCell totalDelta(TotalColumn const &column) const {
    if (column.key == "energy_j")
      return diff.energyDelta ? ReportCell(*diff.energyDelta) : ReportCell();
    static constexpr llvm::StringLiteral bounds[] = {"energy_low_j", "energy_high_j", "latency_low_s",
                                                     "latency_high_s"};
    if (llvm::is_contained(bounds, column.key))
      return {};
    return difference(column.read(diff.before.totals), column.read(diff.after.totals));
  }

  void totals() {
    for (TotalColumn const &column : totalColumns())
      if (column.key != "interval_level")
        figure(column.key, column.read(diff.before.totals), column.read(diff.after.totals),
               totalDelta(column));
  }

  void significance() {
    cell("verdict", significanceName(diff.significance).str());
    json.attribute("delta_j", diff.energyDelta);
    json.attribute("delta_low_j", diff.energyDeltaLow);
    json.attribute("delta_high_j", diff.energyDeltaHigh);
    json.attribute("interval_level", diff.after.totals.intervalLevel);
    json.attribute("differing_old_j", diff.differingBefore);
    json.attribute("differing_new_j", diff.differingAfter);
    cell("reason", diff.reason);
  }

  void counts() {
    for (auto const &[key, count] :
         {std::pair("same", diff.same), std::pair("changed", diff.changed), std::pair("added", diff.added),
          std::pair("removed", diff.removed), std::pair("renamed", diff.renamed)})
      json.attribute(key, static_cast<int64_t>(count));
  }

  void side(llvm::StringRef key, ReportLayer const *layer) {
    if (layer == nullptr)
      return json.attribute(key, nullptr);
    json.attributeObject(key, [&] {
      json.attribute("index", layer->index);
      cell("name", layer->name);
      cell("op", layer->op);
      cell("scope", layer->scope);
    });
  }

  template <typename T>
  void layerFigure(llvm::StringRef key, LayerDiff const &one, std::optional<T> ReportLayer::*member,
                   std::optional<T> const &delta) {
    auto value = [&](ReportLayer const *layer) {
      return layer != nullptr && layer->*member ? ReportCell(*(layer->*member)) : ReportCell();
    };
    figure(key, value(diff.layerBefore(one)), value(diff.layerAfter(one)),
           delta ? ReportCell(*delta) : ReportCell());
  }

  void layer(LayerDiff const &one) {
    cell("change", layerChangeName(one.change).str());
    json.attribute("renamed", one.renamed);
    side("old", diff.layerBefore(one));
    side("new", diff.layerAfter(one));
    json.attributeArray("differences", [&] {
      for (std::string const &key : one.differences)
        json.value(key);
    });
    layerFigure("macs", one, &ReportLayer::macs, one.macsDelta);
    layerFigure("latency_s", one, &ReportLayer::latency, one.latencyDelta);
    layerFigure("energy_j", one, &ReportLayer::energy, one.energyDelta);
    cell("significance", significanceName(one.significance).str());
  }

  ReportDiff const &diff;
  JsonWriter json;
};
} // namespace

void writeDiffJson(ReportDiff const &diff, WriteOptions const & /*options*/, llvm::raw_ostream &stream) {
  DiffJson(diff, stream).write();
  stream << '\n';
}

} // namespace eo
