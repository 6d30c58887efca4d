#include "lib/support/Quantity.h"
#include "lib/trace/measure/SamplingStudy.h"
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace eo {

static std::string percent(std::optional<double> share) {
  return share ? fmt::format("{:.3g} %", 100 * *share) : "-";
}

void writeSamplingText(std::vector<SamplingRow> const &rows, llvm::raw_ostream &out) {
  out << fmt::format("{:>12} {:>12} {:>14} {:>12} {:>12}\n", "rate", "total error", "dynamic error",
                     "layer error", "layers lost");
  for (SamplingRow const &row : rows)
    out << fmt::format("{:>12} {:>12} {:>14} {:>12} {:>12}\n", formatSi(row.rateHz, "Hz"),
                       percent(row.totalError), percent(row.dynamicError), percent(row.layerError),
                       percent(row.layersLost));
  for (double limit : {0.01, 0.05, 0.15}) {
    std::optional<double> rate = sufficientRate(rows, limit);
    out << fmt::format(
        "{} % in every figure{}: {}\n", 100 * limit, rows.front().layersLost ? ", no layer lost" : "",
        rate ? formatSi(*rate, "Hz") + " suffice" : "not even the rate of this trace suffices");
  }
}

void writeSamplingCsv(std::vector<SamplingRow> const &rows, llvm::raw_ostream &out) {
  auto cell = [](std::optional<double> value) { return value ? fmt::format("{}", *value) : std::string(); };
  out << "rate_hz,total_error,dynamic_error,layer_error,layers_lost\n";
  for (SamplingRow const &row : rows)
    out << fmt::format("{},{},{},{},{}\n", row.rateHz, row.totalError, cell(row.dynamicError),
                       cell(row.layerError), cell(row.layersLost));
}

void writeSamplingSvg(std::vector<SamplingRow> const &rows, llvm::raw_ostream &out) {
  constexpr double width = 720, height = 400, left = 70, right = 20, top = 30, bottom = 50;
  double fast = std::log10(rows.front().rateHz), slow = std::log10(rows.back().rateHz);
  auto x = [&](double rate) {
    return left + (width - left - right) * (std::log10(rate) - slow) / std::max(fast - slow, 1e-9);
  };
  auto y = [&](double share) { // 0.01 % … 100 %
    double decades = std::clamp(std::log10(std::max(share, 1e-9)), -4.0, 0.0);
    return top + (height - top - bottom) * -decades / 4;
  };
  out << fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" font-family=\"sans-serif\" "
      "font-size=\"12\">\n<style>text{{fill:#333}}.grid{{stroke:#8884}}svg{{background:#fff}}"
      "@media(prefers-color-scheme:dark){{svg{{background:#16181d}}text{{fill:#ddd}}}}</style>\n",
      width, height);
  for (double share : {1e-4, 1e-3, 1e-2, 1e-1, 1.0})
    out << fmt::format("<line class=\"grid\" x1=\"{}\" x2=\"{}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/><text x=\"{}\" "
                       "y=\"{:.1f}\" text-anchor=\"end\">{:g} %</text>\n",
                       left, width - right, y(share), y(share), left - 6, y(share) + 4, 100 * share);
  for (int decade = static_cast<int>(std::ceil(slow)); decade <= static_cast<int>(std::floor(fast)); ++decade)
    out << fmt::format(
        "<line class=\"grid\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2}\"/><text x=\"{0:.1f}\" "
        "y=\"{3}\" text-anchor=\"middle\">{4}</text>\n",
        x(std::pow(10, decade)), top, height - bottom, height - bottom + 18,
        formatSi(std::pow(10, decade), "Hz"));
  struct Curve {
    char const *name, *color;
    std::optional<double> (*value)(SamplingRow const &);
  };
  static constexpr Curve curves[] = {
      {"total energy", "#2a78d2",
       [](SamplingRow const &row) { return std::optional<double>(row.totalError); }},
      {"dynamic energy", "#d2622a", [](SamplingRow const &row) { return row.dynamicError; }},
      {"energy per layer", "#2a9d5c", [](SamplingRow const &row) { return row.layerError; }},
      {"layers lost", "#8c56c4", [](SamplingRow const &row) { return row.layersLost; }},
  };
  double legend = left + 8;
  for (Curve const &curve : curves) {
    std::string points;
    for (SamplingRow const &row : rows)
      if (std::optional<double> value = curve.value(row))
        points += fmt::format("{:.1f},{:.1f} ", x(row.rateHz), y(*value));
    if (points.empty())
      continue;
    out << fmt::format(
        "<polyline fill=\"none\" stroke=\"{}\" stroke-width=\"2\" points=\"{}\"/>\n<text x=\"{}\" "
        "y=\"18\" style=\"fill:{}\">{}</text>\n",
        curve.color, points, legend, curve.color, curve.name);
    legend += 140;
  }
  out << fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">sample rate</text></svg>\n", width / 2,
                     height - 10);
}

} // namespace eo
