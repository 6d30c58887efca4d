#include "lib/support/Quantity.h"
#include "lib/support/Utf8.h"
#include "lib/trace/measure/TraceWriters.h"
#include <fmt/format.h>

namespace eo {

namespace {

/// Cells of one table line; unknown figures print "-".
struct Cells {
  bool hasTime;
  double startS; ///< of the first sample
  /// Stamps are shown from the first sample on: seconds since 1970 all look alike.
  std::string moment(double seconds) const { return time(seconds - startS); }
  std::string time(std::optional<double> seconds) const {
    return !seconds ? "-" : hasTime ? formatSi(*seconds, "s") : fmt::format("{:.6g}", *seconds);
  }
  std::string joules(std::optional<double> value) const { return value ? formatSi(*value, "J") : "-"; }
  std::string watts(std::optional<double> value) const { return value ? formatSi(*value, "W") : "-"; }
};

} // namespace

/// Pads by columns shown, not bytes ("µ" is two bytes).
static std::string alignedRight(std::string const &text, size_t columns) {
  size_t width = displayWidth(text);
  return std::string(width < columns ? columns - width : 0, ' ') + text;
}

static void writeWindows(std::vector<WindowFigures> const &windows, Cells cells, llvm::raw_ostream &out) {
  constexpr size_t shown = 12;
  out << fmt::format("\n{:>12}{:>12}{:>12}{:>26}{:>12}{:>12}{:>12}\n", "start", "end", "energy",
                     "95 % interval", "power", "base", "dynamic");
  for (size_t i = 0; i < windows.size(); ++i) {
    WindowFigures const &window = windows[i];
    if (i == shown && windows.size() > shown + 3) {
      out << fmt::format("{:>12} ({} more)\n", "…", windows.size() - shown);
      break;
    }
    std::string interval = "-";
    if (window.energy)
      interval = cells.joules(window.energy->low) + " … " + cells.joules(window.energy->high);
    out << alignedRight(cells.moment(window.startS), 12) << alignedRight(cells.moment(window.endS), 12)
        << alignedRight(
               cells.joules(window.energy ? std::optional<double>(window.energy->joules) : std::nullopt), 12)
        << alignedRight(interval, 26) << alignedRight(cells.watts(window.meanW), 12)
        << alignedRight(cells.joules(window.baseJ), 12) << alignedRight(cells.joules(window.dynamicJ), 12)
        << (window.name.empty() ? "" : "  " + printable(window.name, 40))
        << (window.inMean ? "" : "  (left out)") << '\n';
  }
}

static void writeInference(std::optional<InferenceFigures> const &inference, Cells cells,
                           llvm::raw_ostream &out) {
  if (!inference || !cells.hasTime)
    return;
  out << fmt::format("\none inference: {} ({} … {}, 95 %), {}, mean of {:g}\n",
                     formatSi(inference->energy.joules, "J"), formatSi(inference->energy.low, "J"),
                     formatSi(inference->energy.high, "J"), formatSi(inference->seconds, "s"),
                     inference->count);
  if (inference->baseJ)
    out << fmt::format("  of it base {}, dynamic {}\n", formatSi(*inference->baseJ, "J"),
                       formatSi(*inference->dynamicJ, "J"));
}

static void writeLayers(TraceAnalysis const &analysis, Cells cells, llvm::raw_ostream &out) {
  out << fmt::format("\n{:>12}{:>24}{:>12}{:>12}{:>12}  {}\n", "time", "95 % interval", "energy", "dynamic",
                     "power", "layer");
  for (LayerFigures const &layer : analysis.layers)
    out << alignedRight(cells.time(layer.timeS), 12)
        << alignedRight(cells.time(layer.timeLowS) + " … " + cells.time(layer.timeHighS), 24)
        << alignedRight(cells.joules(layer.energyJ), 12) << alignedRight(cells.joules(layer.dynamicJ), 12)
        << alignedRight(cells.watts(layer.meanW), 12) << "  " << printable(layer.name, 60) << '\n';
}

void writeTraceText(TraceAnalysis const &analysis, llvm::ArrayRef<Diagnostic> diagnostics,
                    llvm::raw_ostream &out) {
  Cells cells{analysis.rateHz > 0, analysis.startS};
  out << fmt::format("{}: {} trace{}, {} at {}, {}\n", printable(analysis.source), analysis.format,
                     analysis.board.empty() ? "" : " of " + analysis.board,
                     cells.hasTime ? formatSi(analysis.durationS, "s")
                                   : fmt::format("{:.0f} samples", analysis.durationS),
                     cells.hasTime ? formatSi(analysis.rateHz, "Hz") : "an unknown rate",
                     analysis.baseW ? "base power " + formatSi(*analysis.baseW, "W") : "base power unknown");
  if (cells.hasTime && analysis.startS != 0)
    out << fmt::format("times count from the first sample, at {} s of the file's clock\n", analysis.startS);
  if (!analysis.phases.empty()) {
    out << '\n';
    for (size_t i = 0; i < analysis.phases.size() && i < 20; ++i) {
      Phase const &phase = analysis.phases[i];
      out << fmt::format("  {:<10}", phaseName(phase.kind)) << alignedRight(cells.moment(phase.startS), 12)
          << " …" << alignedRight(cells.moment(phase.endS), 12) << alignedRight(cells.watts(phase.meanW), 12)
          << '\n';
    }
    if (analysis.phases.size() > 20)
      out << fmt::format("  … ({} more phases)\n", analysis.phases.size() - 20);
  }
  if (!analysis.windows.empty())
    writeWindows(analysis.windows, cells, out);
  writeInference(analysis.inference, cells, out);
  if (analysis.ambiguous)
    for (Reading const &reading : analysis.readings) {
      out << fmt::format("\nif the {} state is the execution{}:\n", reading.activeHigh ? "high" : "low",
                         reading.baseW ? ", base power " + formatSi(*reading.baseW, "W") : "");
      if (reading.windows.empty())
        out << "  no stretch of it begins and ends inside the trace\n";
      else
        writeWindows(reading.windows, cells, out);
      writeInference(reading.inference, cells, out);
    }
  if (!analysis.layers.empty())
    writeLayers(analysis, cells, out);
  if (!diagnostics.empty())
    out << '\n';
  for (Diagnostic const &diagnostic : diagnostics) {
    out << severityName(diagnostic.severity) << " " << diagId(diagnostic.code) << ": "
        << printable(diagnostic.message);
    if (!diagnostic.hint.empty() && diagnostic.severity != Severity::Note)
      out << "; " << diagnostic.hint;
    out << '\n';
  }
}

} // namespace eo
