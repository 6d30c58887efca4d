//===- Bounded.h - figures with bounds as people and programs read them -----------------------------===//
#ifndef ENERGY_OPT_LIB_DECIDE_BOUNDED_H
#define ENERGY_OPT_LIB_DECIDE_BOUNDED_H

#include "lib/decide/Mission.h"
#include "lib/report/Report.h"
#include "lib/text/JsonWriter.h"

namespace eo {

/// "12.79 mJ"; "–" for nothing.
std::string figureText(std::optional<BoundedFigure> const &figure, char const *unit);
/// "10 mJ to 15 mJ"; "" without bounds.
std::string boundsOf(std::optional<BoundedFigure> const &figure, char const *unit);
/// KEY + unit, KEY_low + unit, KEY_high + unit, for example unit "_w"; null what is not known.
void writeBounded(JsonWriter &json, std::string const &key, char const *unit,
                  std::optional<BoundedFigure> const &figure);
/// Value, low and high as cells of CSV.
std::vector<ReportCell> boundedCells(std::optional<BoundedFigure> const &figure);

} // namespace eo

#endif
