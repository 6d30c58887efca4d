#include "lib/trace/measure/SamplingStudy.h"
#include "llvm/Support/JSON.h"
#include <fmt/format.h>

#include <cmath>

namespace eo {

void writeSamplingJson(std::string const &source, std::vector<SamplingRow> const &rows,
                       llvm::raw_ostream &out) {
  llvm::json::OStream json(out, 2);
  auto number = [&](llvm::StringRef key, std::optional<double> value) {
    json.attributeBegin(key);
    json.rawValue(value && std::isfinite(*value) ? fmt::format("{}", *value) : "null");
    json.attributeEnd();
  };
  json.object([&] {
    json.attribute("schema", "energy-opt/sampling/1");
    json.attribute("source", llvm::json::fixUTF8(source));
    json.attributeArray("rows", [&] {
      for (SamplingRow const &row : rows)
        json.object([&] {
          number("rate_hz", row.rateHz);
          number("total_error", row.totalError);
          number("dynamic_error", row.dynamicError);
          number("layer_error", row.layerError);
          number("layers_lost", row.layersLost);
        });
    });
    json.attributeObject("sufficient_rate_hz", [&] {
      number("1_percent", sufficientRate(rows, 0.01));
      number("5_percent", sufficientRate(rows, 0.05));
      number("15_percent", sufficientRate(rows, 0.15));
    });
  });
  out << '\n';
}

} // namespace eo
