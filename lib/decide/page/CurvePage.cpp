#include "lib/decide/page/CurvePage.h"

#include "lib/report/page/HtmlData.h"

namespace eo {

static constexpr llvm::StringLiteral curvesScript =
#include "html/curves.js.inc"
    ;

std::optional<BoundedFigure> curveFigure(ReportNumber value, ReportNumber low, ReportNumber high) {
  if (!value)
    return std::nullopt;
  BoundedFigure figure{*value, {}, {}};
  if (low && high) {
    figure.low = low;
    figure.high = high;
  }
  return figure;
}

static void writeCurveData(Curves const &curves, llvm::raw_ostream &stream) {
  stream << "{\"across\":" << pageString(curves.across, longestPageName) << ",\"parts\":[";
  for (CurvePart const &part : curves.parts) {
    stream << (&part == &curves.parts.front() ? "" : ",\n")
           << "{\"name\":" << pageString(part.name, longestPageName)
           << ",\"isCase\":" << (part.isCase ? "true" : "false") << ",\"text\":[";
    for (size_t row = 0; row < part.texts.size(); ++row)
      stream << (row == 0 ? "" : ",") << pageString(part.texts[row], longestPageName);
    stream << "]}";
  }
  stream << "],\"figures\":[";
  for (CurveFigure const &figure : curves.figures) {
    stream << (&figure == &curves.figures.front() ? "" : ",\n")
           << "{\"title\":" << pageString(figure.title, 80) << ",\"unit\":" << pageString(figure.unit, 80)
           << ",\"ceilingTitle\":" << pageString(figure.ceilingTitle, 80) << ",";
    writeBoundedColumns(
        "value", figure.values.size(), [&](size_t row) { return figure.values[row]; }, stream);
    stream << ",";
    writePageColumn(
        "ceiling", figure.ceiling.size(), [&](size_t row) { return pageNumber(figure.ceiling[row]); },
        stream);
    stream << "}";
  }
  stream << "]}";
}

void writeCurvePage(std::string const &title, char const *heading, Curves const &curves,
                    llvm::function_ref<void(llvm::raw_ostream &)> content, llvm::raw_ostream &stream) {
  auto section = [&](llvm::raw_ostream &out) {
    out << "<section>\n<div class=\"picture\"></div>\n";
    content(out);
    out << "</section>\n";
  };
  writeDecidePage(
      {title, heading, curvesScript}, section, [&](llvm::raw_ostream &out) { writeCurveData(curves, out); },
      stream);
}

} // namespace eo
