#include "lib/text/JsonWriter.h"
#include "lib/trace/measure/SamplingStudy.h"

namespace eo {

void writeSamplingJson(std::string const &source, std::vector<SamplingRow> const &rows,
                       llvm::raw_ostream &out) {
  JsonWriter json(out, 2);
  json.object([&] {
    json.attribute("schema", "energy-opt/sampling/1");
    json.attribute("source", source);
    json.attributeArray("rows", [&] {
      for (SamplingRow const &row : rows)
        json.object([&] {
          json.attribute("rate_hz", row.rateHz);
          json.attribute("total_error", row.totalError);
          json.attribute("dynamic_error", row.dynamicError);
          json.attribute("layer_error", row.layerError);
          json.attribute("layers_lost", row.layersLost);
        });
    });
    json.attributeObject("sufficient_rate_hz", [&] {
      json.attribute("1_percent", sufficientRate(rows, 0.01));
      json.attribute("5_percent", sufficientRate(rows, 0.05));
      json.attribute("15_percent", sufficientRate(rows, 0.15));
    });
  });
  out << '\n';
}

} // namespace eo
