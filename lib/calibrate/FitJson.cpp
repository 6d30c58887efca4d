#include "lib/calibrate/FitSummary.h"

#include "lib/text/JsonWriter.h"

namespace eo {

template <typename Items, typename Write>
static void writeObjects(JsonWriter &json, llvm::StringRef key, Items const &items, Write write) {
  json.attributeArray(key, [&] {
    for (auto const &item : items)
      json.object([&] { write(item); });
  });
}

static void writeTexts(JsonWriter &json, llvm::StringRef key, llvm::ArrayRef<std::string> texts) {
  json.attributeArray(key, [&] {
    for (std::string const &text : texts)
      json.value(text);
  });
}

static void writeMetrics(JsonWriter &json, llvm::StringRef key, std::optional<Metrics> const &metrics) {
  if (!metrics)
    return json.attribute(key, nullptr);
  json.attributeObject(key, [&] {
    json.attribute("n", metrics->n);
    json.attribute("mape", metrics->mape);
    json.attribute("rmspe", metrics->rmspe);
    json.attribute("bias", metrics->bias);
    json.attribute("worst", metrics->worst);
    json.attribute("r_squared", metrics->rSquared);
    json.attribute("spearman", metrics->spearman);
    json.attribute("kendall", metrics->kendall);
  });
}

static void writeQuantity(JsonWriter &json, SummaryQuantity const &quantity) {
  json.attribute("quantity", quantity.name);
  json.attribute("unit", quantity.unit);
  writeMetrics(json, "fitted", quantity.inSample);
  writeMetrics(json, "held_out", quantity.heldOut);
  writeObjects(json, "points", quantity.points, [&](SummaryPoint const &point) {
    json.attribute("place", point.place);
    json.attribute("label", point.label);
    json.attribute("measured", point.measured);
    json.attribute("predicted", point.predicted);
    json.attribute("held_out", point.heldOut);
    json.attribute("held_out_low", point.bounds ? std::optional(point.bounds->low) : std::nullopt);
    json.attribute("held_out_high", point.bounds ? std::optional(point.bounds->high) : std::nullopt);
  });
}

void writeJson(FitSummary const &summary, llvm::raw_ostream &out) {
  JsonWriter json(out, 2);
  json.object([&] {
    json.attribute("schema", "energy-opt/fit/1");
    json.attribute("kind", summary.name);
    json.attribute("rows", summary.rows);
    json.attribute("networks", summary.networks);
    json.attribute("free_parameters", summary.freeParameters);
    json.attribute("effective_parameters", summary.effectiveParameters);
    json.attribute("held_out", summary.heldOutKind);
    json.attribute("condition_number", summary.conditionNumber);
    writeObjects(json, "parameters", summary.parameters, [&](FittedParameter const &p) {
      json.attribute("name", p.name);
      json.attribute("value", p.value);
      json.attribute("unit", p.unit);
      json.attribute("standard_error", p.standardError);
      json.attribute("low", p.low);
      json.attribute("high", p.high);
      json.attribute("fixed", p.fixed);
      json.attribute("identified", p.identified);
    });
    writeObjects(json, "quantities", summary.quantities,
                 [&](SummaryQuantity const &q) { writeQuantity(json, q); });
    writeObjects(json, "settings", summary.settings, [&](SummarySetting const &setting) {
      json.attribute("setting", setting.setting);
      json.attribute("rows", setting.rows);
      json.attribute("energy_mape", setting.energyMape);
      json.attribute("time_mape", setting.timeMape);
      writeObjects(json, "simple_predictors", setting.simple, [&](SimplePredictor const &simple) {
        json.attribute("name", simple.name);
        json.attribute("energy_mape", simple.mape);
      });
    });
    if (summary.paper)
      json.attributeObject("equation_6", [&] {
        json.attribute("a_c", summary.paper->aC);
        json.attribute("b_c", summary.paper->bC);
        json.attribute("mape", summary.paper->mape);
        writeObjects(json, "slopes", summary.paper->slopes, [&](PaperFit::Slope const &slope) {
          json.attribute("ofm", slope.ofm);
          json.attribute("rows", slope.rows);
          json.attribute("joules_per_mac", slope.joulesPerMac);
        });
      });
    writeObjects(json, "compared", summary.compared, [&](SummaryCandidate const &candidate) {
      json.attribute("kind", candidate.name);
      json.attribute("energy_mape", candidate.energyMape);
      json.attribute("time_mape", candidate.timeMape);
      json.attribute("free_parameters", candidate.freeParameters);
      json.attribute("failure", candidate.failure);
    });
    writeTexts(json, "unidentified", summary.unidentified);
    writeTexts(json, "suspects", summary.suspects);
    writeTexts(json, "remarks", summary.remarks);
  });
  out << '\n';
}

} // namespace eo
