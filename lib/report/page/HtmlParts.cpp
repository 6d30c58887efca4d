#include "lib/report/page/HtmlParts.h"

#include <algorithm>
#include <fmt/format.h>

namespace eo {

std::string htmlBar(double value, ReportNumber low, ReportNumber high, double most) {
  auto x = [&](double at) { return most > 0 ? 118 * std::clamp(at / most, 0.0, 1.0) : 0; };
  std::string svg = fmt::format("<svg class=\"bar\" viewBox=\"0 0 120 14\" width=\"120\" height=\"14\" "
                                "aria-hidden=\"true\"><rect y=\"3\" width=\"{:.1f}\" height=\"8\" rx=\"1\"/>",
                                x(value));
  if (low && high)
    svg += fmt::format("<path d=\"M{0:.1f} 7H{1:.1f}M{0:.1f} 4v6M{1:.1f} 4v6\"/>", x(*low), x(*high));
  return svg + "</svg>";
}

std::string boardSettingsText(ReportBoard const &board) {
  std::string text;
  for (auto const &[name, value] : board.settings)
    text += (text.empty() ? "" : ", ") + name + "=" + value;
  return text;
}

} // namespace eo
