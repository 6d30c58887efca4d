#include "lib/support/Html.h"
#include "lib/support/HtmlPage.h"
#include "lib/support/Quantity.h"
#include "lib/trace/measure/TraceWriters.h"
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace eo {

static constexpr double width = 1100, height = 300, left = 70, right = 16, top = 16, bottom = 34;

namespace {

/// One coordinate system with its axes.
struct Frame {
  double x0, x1, y0, y1;
  double x(double value) const {
    return left + (width - left - right) * (value - x0) / std::max(x1 - x0, 1e-30);
  }
  double y(double value) const {
    return top + (height - top - bottom) * (y1 - value) / std::max(y1 - y0, 1e-30);
  }
};

} // namespace

/// About five round steps between low and high.
static std::vector<double> ticks(double low, double high) {
  std::vector<double> result;
  double span = high - low;
  if (!(span > 0))
    return {low};
  double step = std::pow(10, std::floor(std::log10(span / 5)));
  for (double factor : {2.0, 5.0, 10.0})
    if (span / step > 8)
      step = std::pow(10, std::floor(std::log10(span / 5))) * factor;
  for (double at = std::ceil(low / step) * step; at <= high + step * 1e-6 && result.size() < 20; at += step)
    result.push_back(std::fabs(at) < step * 1e-9 ? 0 : at);
  return result;
}

static void openSvg(Frame const &frame, char const *xUnit, llvm::StringRef id, std::string const &title,
                    std::string const &description, llvm::raw_ostream &out) {
  out << fmt::format(
      "<svg viewBox=\"0 0 {0} {1}\" role=\"img\" aria-labelledby=\"{2}-title {2}-text\"><title "
      "id=\"{2}-title\">{3}</title><desc id=\"{2}-text\">{4}</desc>\n",
      width, height, id, escaped(title), escaped(description));
  for (double watts : ticks(frame.y0, frame.y1))
    out << fmt::format("<line class=\"grid\" x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"/><text "
                       "x=\"{3}\" y=\"{4:.1f}\" "
                       "text-anchor=\"end\">{5}</text>\n",
                       left, width - right, frame.y(watts), left - 6, frame.y(watts) + 4,
                       formatSi(watts, "W"));
  for (double at : ticks(frame.x0, frame.x1))
    out << fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n", frame.x(at),
                       height - 12, formatSi(at, xUnit));
}

/// Lowest and highest sample per picture column as one filled outline: nothing is lost, whatever the length.
static void writeEnvelope(PowerTrace const &trace, Frame const &frame, llvm::raw_ostream &out) {
  size_t n = trace.watts.size(), columns = std::min<size_t>(n, 2000);
  std::string upper, lower;
  for (size_t c = 0; c < columns; ++c) {
    size_t begin = n * c / columns, end = std::max(begin + 1, n * (c + 1) / columns);
    auto [low, high] = std::minmax_element(trace.watts.begin() + static_cast<std::ptrdiff_t>(begin),
                                           trace.watts.begin() + static_cast<std::ptrdiff_t>(end));
    double x = frame.x(trace.timeOf(static_cast<double>(begin + end) / 2));
    upper += fmt::format("{:.1f},{:.1f} ", x, frame.y(static_cast<double>(*high)));
    lower = fmt::format("{:.1f},{:.1f} ", x, frame.y(static_cast<double>(*low))) + lower;
  }
  out << "<polygon class=\"trace\" points=\"" << upper << lower << "\"/>\n";
}

static void writeTracePicture(PowerTrace const &trace, TraceAnalysis const &analysis,
                              llvm::raw_ostream &out) {
  auto [low, high] = std::minmax_element(trace.watts.begin(), trace.watts.end());
  auto lowest = static_cast<double>(*low), highest = static_cast<double>(*high),
       pad = 0.05 * (highest - lowest) + 1e-12;
  Frame frame{trace.startS, trace.timeOf(static_cast<double>(trace.watts.size())), lowest - pad,
              highest + pad};
  openSvg(frame, trace.hasTime() ? "s" : "", "trace", "Power over time",
          fmt::format("{} to {}; {} windows{}", formatSi(lowest, "W"), formatSi(highest, "W"),
                      analysis.windows.size(),
                      analysis.baseW ? "; base " + formatSi(*analysis.baseW, "W") : ""),
          out);
  auto band = [&](double from, double to, llvm::StringRef kind, std::string const &title) {
    out << fmt::format(
        "<rect class=\"{}\" x=\"{:.2f}\" width=\"{:.2f}\" y=\"{}\" height=\"{}\"><title>{}</title></rect>\n",
        kind, frame.x(from), std::max(0.5, frame.x(to) - frame.x(from)), top, height - top - bottom,
        escaped(title));
  };
  for (Phase const &phase : analysis.phases)
    if (phase.kind != PhaseKind::Inference)
      band(phase.startS, phase.endS, phaseName(phase.kind),
           phaseName(phase.kind).str() + ", " + formatSi(phase.meanW, "W"));
  size_t shown = 0;
  for (WindowFigures const &window : analysis.windows)
    if (shown++ < 3000)
      band(window.startS, window.endS, window.inMean ? "window" : "leftout",
           fmt::format("{}{}", window.name.empty() ? "window" : window.name,
                       window.energy ? ", " + formatSi(window.energy->joules, "J") : ""));
  writeEnvelope(trace, frame, out);
  for (SampleRange gap : trace.missing)
    if (shown++ < 6000)
      band(trace.timeOf(static_cast<double>(gap.begin)), trace.timeOf(static_cast<double>(gap.end)),
           "missing", "missing samples");
  if (analysis.baseW)
    out << fmt::format(
        "<line class=\"base\" x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"/><text class=\"basetext\" "
        "x=\"{3}\" y=\"{4:.1f}\">base {5}</text>\n",
        left, width - right, frame.y(*analysis.baseW), left + 6, frame.y(*analysis.baseW) - 4,
        formatSi(*analysis.baseW, "W"));
  out << "</svg>\n";
}

static std::string polyline(Frame const &frame, std::vector<double> const &watts, double stepS,
                            std::vector<double> const *add, double sign) {
  std::string points;
  size_t stride = std::max<size_t>(1, watts.size() / 2000);
  for (size_t i = 0; i < watts.size(); i += stride)
    points += fmt::format("{:.1f},{:.1f} ", frame.x((static_cast<double>(i) + 0.5) * stepS),
                          frame.y(watts[i] + (add ? sign * (*add)[i] : 0)));
  return points;
}

static void writeProfilePicture(TraceAnalysis const &analysis, llvm::raw_ostream &out) {
  Profile const &profile = *analysis.profile;
  bool undone = profile.deviceWatts != profile.watts;
  auto [low, high] = std::minmax_element(profile.watts.begin(), profile.watts.end());
  double lowest = *low, highest = *high;
  if (undone) {
    auto [deviceLow, deviceHigh] =
        std::minmax_element(profile.deviceWatts.begin(), profile.deviceWatts.end());
    lowest = std::min(lowest, *deviceLow);
    highest = std::max(highest, *deviceHigh);
  }
  if (analysis.baseW)
    lowest = std::min(lowest, *analysis.baseW);
  double pad = 0.05 * (highest - lowest) + 1e-12;
  Frame frame{0, profile.seconds, lowest - pad, highest + pad};
  openSvg(frame, analysis.rateHz > 0 ? "s" : "", "profile", "Mean power of one inference",
          fmt::format("{} to {}, {} layers; the table has their figures", formatSi(lowest, "W"),
                      formatSi(highest, "W"), analysis.layers.size()),
          out);
  double at = 0;
  bool odd = false;
  for (LayerFigures const &layer : analysis.layers) {
    double seconds = layer.timeS.value_or(0);
    if (seconds > 0)
      out << fmt::format(
          "<rect class=\"layer{}\" x=\"{:.2f}\" width=\"{:.2f}\" y=\"{}\" height=\"{}\"><title>{}, {}, "
          "{}</title></rect>\n",
          odd ? "a" : "b", frame.x(at), std::max(0.3, frame.x(at + seconds) - frame.x(at)), top,
          height - top - bottom, escaped(layer.name), formatSi(seconds, "s"),
          layer.energyJ ? formatSi(*layer.energyJ, "J") : "energy unknown");
    odd = !odd;
    at += seconds;
  }
  out << "<polyline class=\"bandline\" points=\""
      << polyline(frame, profile.watts, profile.stepS(), &profile.halfBand, 1)
      << "\"/>\n<polyline class=\"bandline\" points=\""
      << polyline(frame, profile.watts, profile.stepS(), &profile.halfBand, -1)
      << "\"/>\n<polyline class=\"line\" points=\""
      << polyline(frame, profile.watts, profile.stepS(), nullptr, 0) << "\"/>\n";
  if (undone)
    out << "<polyline class=\"device\" points=\""
        << polyline(frame, profile.deviceWatts, profile.stepS(), nullptr, 0) << "\"/>\n";
  out << "</svg>\n";
}

static constexpr llvm::StringLiteral style = R"(
svg { width: 100%; height: auto; }
.grid { stroke: var(--line); }
.trace { fill: var(--c0); stroke: var(--c0); stroke-width: .6; }
.window { fill: var(--c2); fill-opacity: .25; } .leftout { fill: var(--error); fill-opacity: .25; } .missing { fill: var(--error); fill-opacity: .55; }
.idle { fill: var(--c7); fill-opacity: .1; } .build { fill: var(--c1); fill-opacity: .2; } .other { fill: var(--c4); fill-opacity: .2; }
.base { stroke: var(--c1); stroke-dasharray: 5 4; } svg .basetext { fill: var(--c1); }
.layera { fill: var(--c0); fill-opacity: .1; } .layerb { fill: var(--c0); fill-opacity: .2; }
.line { fill: none; stroke: var(--c0); } .bandline { fill: none; stroke: var(--c0); stroke-opacity: .35; } .device { fill: none; stroke: var(--c2); }
)";

static void writeProfile(TraceAnalysis const &analysis, llvm::raw_ostream &out) {
  out << "<section class=\"card\"><h2>One inference</h2>\n";
  writeProfilePicture(analysis, out);
  out << fmt::format(
      "<p>Mean of {} with its 95 % band{}{}.</p>\n</section>\n", analysis.profile->count,
      analysis.profile->deviceWatts != analysis.profile->watts ? "; green: supply smoothing undone" : "",
      analysis.inference && analysis.rateHz > 0
          ? fmt::format("; {} ({} … {})", formatSi(analysis.inference->energy.joules, "J"),
                        formatSi(analysis.inference->energy.low, "J"),
                        formatSi(analysis.inference->energy.high, "J"))
          : "");
}

static void writeLayers(TraceAnalysis const &analysis, llvm::raw_ostream &out) {
  out << "<section class=\"card wide\"><table><caption>Layers</caption>\n<thead><tr><th "
         "scope=\"col\">Layer</th><th "
         "scope=\"col\" class=\"n\">Time</th><th scope=\"col\" class=\"n\">Energy</th><th scope=\"col\" "
         "class=\"n\">Dynamic</th></tr></thead>\n<tbody>\n";
  auto cell = [](std::optional<double> value, char const *unit) {
    return value ? formatSi(*value, unit) : std::string("–");
  };
  for (LayerFigures const &layer : analysis.layers)
    out << fmt::format("<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td><td class=\"n\">{}</td><td "
                       "class=\"n\">{}</td></tr>\n",
                       escapedName(layer.name, 120), cell(layer.timeS, "s"), cell(layer.energyJ, "J"),
                       cell(layer.dynamicJ, "J"));
  out << "</tbody></table></section>\n";
}

static void writeRemarks(llvm::ArrayRef<Diagnostic> diagnostics, llvm::raw_ostream &out) {
  if (diagnostics.empty())
    return;
  out << "<section class=\"card\"><h2>Remarks</h2>\n<ul>\n";
  for (Diagnostic const &diagnostic : diagnostics)
    out << fmt::format("<li><span class=\"{0}\">{0}</span>: {1}</li>\n", severityName(diagnostic.severity),
                       escapedName(diagnostic.message));
  out << "</ul></section>\n";
}

void writeTraceHtml(PowerTrace const &trace, TraceAnalysis const &analysis,
                    llvm::ArrayRef<Diagnostic> diagnostics, llvm::raw_ostream &stream) {
  auto content = [&](llvm::raw_ostream &out) {
    out << "<h1>" << escapedName(analysis.source, 200)
        << "</h1>\n<section class=\"card\"><h2>Power over time</h2>\n";
    writeTracePicture(trace, analysis, out);
    out << "<p>Shaded green: windows; red: left out or missing; amber: build; violet: anything else; grey: "
           "idle; dashed: base power.</p>\n</section>\n";
    if (analysis.profile)
      writeProfile(analysis, out);
    if (!analysis.layers.empty())
      writeLayers(analysis, out);
    writeRemarks(diagnostics, out);
  };
  writePage({analysis.source, style}, content, stream);
}

} // namespace eo
