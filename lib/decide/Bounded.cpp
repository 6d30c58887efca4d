#include "lib/decide/Bounded.h"

#include "lib/support/Quantity.h"

namespace eo {

std::string figureText(std::optional<BoundedFigure> const &figure, char const *unit) {
  return figure ? formatSi(figure->value, unit) : "–";
}

std::string boundsOf(std::optional<BoundedFigure> const &figure, char const *unit) {
  if (!figure || !figure->low || !figure->high)
    return "";
  return formatSi(*figure->low, unit) + " to " + formatSi(*figure->high, unit);
}

void writeBounded(JsonWriter &json, std::string const &key, char const *unit,
                  std::optional<BoundedFigure> const &figure) {
  auto bound = [&](std::optional<double> BoundedFigure::*which) {
    return figure ? (*figure).*which : std::optional<double>();
  };
  json.attribute(key + unit, figure ? std::optional(figure->value) : std::nullopt);
  json.attribute(key + "_low" + unit, bound(&BoundedFigure::low));
  json.attribute(key + "_high" + unit, bound(&BoundedFigure::high));
}

std::vector<ReportCell> boundedCells(std::optional<BoundedFigure> const &figure) {
  auto cell = [](std::optional<double> value) { return value ? ReportCell(*value) : ReportCell(); };
  if (!figure)
    return {ReportCell(), ReportCell(), ReportCell()};
  return {ReportCell(figure->value), cell(figure->low), cell(figure->high)};
}

} // namespace eo
