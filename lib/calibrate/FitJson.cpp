#include "lib/calibrate/FitSummary.h"

#include "lib/support/Utf8.h"
#include "llvm/Support/JSON.h"
#include <cmath>

namespace eo {

namespace {
/// llvm's JSON stream with numbers in their shortest form and null for what is absent or not finite.
class Json {
public:
  explicit Json(llvm::raw_ostream &out) : json(out, 2) {}

  void number(llvm::StringRef key, std::optional<double> value) {
    json.attributeBegin(key);
    json.rawValue(value && std::isfinite(*value) ? fmt::format("{}", *value) : "null");
    json.attributeEnd();
  }
  void count(llvm::StringRef key, size_t value) { json.attribute(key, static_cast<int64_t>(value)); }
  void text(llvm::StringRef key, llvm::StringRef value) { json.attribute(key, validUtf8(value)); }
  void texts(llvm::StringRef key, llvm::ArrayRef<std::string> values) {
    json.attributeArray(key, [&] {
      for (std::string const &value : values)
        json.value(validUtf8(value));
    });
  }
  template <typename Items, typename Write>
  void objects(llvm::StringRef key, Items const &items, Write write) {
    json.attributeArray(key, [&] {
      for (auto const &item : items)
        json.object([&] { write(item); });
    });
  }
  template <typename Write> void object(llvm::StringRef key, Write write) {
    json.attributeObject(key, write);
  }
  template <typename Write> void root(Write write) { json.object(write); }
  void null(llvm::StringRef key) { json.attribute(key, nullptr); }
  void flag(llvm::StringRef key, bool value) { json.attribute(key, value); }

private:
  llvm::json::OStream json;
};
} // namespace

static void writeMetrics(Json &json, llvm::StringRef key, std::optional<Metrics> const &metrics) {
  if (!metrics)
    return json.null(key);
  json.object(key, [&] {
    json.count("n", metrics->n);
    json.number("mape", metrics->mape);
    json.number("rmspe", metrics->rmspe);
    json.number("bias", metrics->bias);
    json.number("worst", metrics->worst);
    json.number("r_squared", metrics->rSquared);
    json.number("spearman", metrics->spearman);
    json.number("kendall", metrics->kendall);
  });
}

static void writeQuantity(Json &json, SummaryQuantity const &quantity) {
  json.text("quantity", quantity.name);
  json.text("unit", quantity.unit);
  writeMetrics(json, "fitted", quantity.inSample);
  writeMetrics(json, "held_out", quantity.heldOut);
  json.objects("points", quantity.points, [&](SummaryPoint const &point) {
    json.text("place", point.place);
    json.text("label", point.label);
    json.number("measured", point.measured);
    json.number("predicted", point.predicted);
    json.number("held_out", point.heldOut);
  });
}

void writeJson(FitSummary const &summary, llvm::raw_ostream &out) {
  Json json(out);
  json.root([&] {
    json.text("schema", "energy-opt/fit/1");
    json.text("kind", summary.name);
    json.count("rows", summary.rows);
    json.count("networks", summary.networks);
    json.count("free_parameters", summary.freeParameters);
    json.number("effective_parameters", summary.effectiveParameters);
    json.text("held_out", summary.heldOutKind);
    json.number("condition_number", summary.conditionNumber);
    json.objects("parameters", summary.parameters, [&](FittedParameter const &p) {
      json.text("name", p.name);
      json.number("value", p.value);
      json.text("unit", p.unit);
      json.number("standard_error", p.standardError);
      json.number("low", p.low);
      json.number("high", p.high);
      json.flag("fixed", p.fixed);
      json.flag("identified", p.identified);
    });
    json.objects("quantities", summary.quantities, [&](SummaryQuantity const &q) { writeQuantity(json, q); });
    json.objects("settings", summary.settings, [&](SummarySetting const &setting) {
      json.text("setting", setting.setting);
      json.count("rows", setting.rows);
      json.number("energy_mape", setting.energyMape);
      json.number("time_mape", setting.timeMape);
      json.objects("simple_predictors", setting.simple, [&](SimplePredictor const &simple) {
        json.text("name", simple.name);
        json.number("energy_mape", simple.mape);
      });
    });
    if (summary.paper)
      json.object("equation_6", [&] {
        json.number("a_c", summary.paper->aC);
        json.number("b_c", summary.paper->bC);
        json.number("mape", summary.paper->mape);
        json.objects("slopes", summary.paper->slopes, [&](PaperFit::Slope const &slope) {
          json.count("ofm", static_cast<size_t>(slope.ofm));
          json.count("rows", slope.rows);
          json.number("joules_per_mac", slope.joulesPerMac);
        });
      });
    json.objects("compared", summary.compared, [&](SummaryCandidate const &candidate) {
      json.text("kind", candidate.name);
      json.number("energy_mape", candidate.energyMape);
      json.number("time_mape", candidate.timeMape);
      json.count("free_parameters", candidate.freeParameters);
      json.text("failure", candidate.failure);
    });
    json.texts("unidentified", summary.unidentified);
    json.texts("suspects", summary.suspects);
    json.texts("remarks", summary.remarks);
  });
  out << '\n';
}

} // namespace eo
