#include "lib/trace/measure/TraceWriters.h"

namespace eo {

namespace {

/// Figures; null for what is not known.
class Numbers {
public:
  Numbers(JsonWriter &stream, bool hasTime) : json(stream), timeKnown(hasTime) {}

  void value(llvm::StringRef key, std::optional<double> number) { json.attribute(key, number); }
  /// A figure that needs the sample rate.
  void timed(llvm::StringRef key, std::optional<double> number) {
    value(key, timeKnown ? number : std::nullopt);
  }

private:
  JsonWriter &json;
  bool timeKnown;
};

} // namespace

static void writeWindow(WindowFigures const &window, Numbers numbers) {
  auto part = [&](double EnergyFigure::*member) {
    return window.energy ? std::optional<double>((*window.energy).*member) : std::nullopt;
  };
  numbers.timed("start_s", window.startS);
  numbers.timed("end_s", window.endS);
  numbers.timed("energy_j", part(&EnergyFigure::joules));
  numbers.timed("energy_low_j", part(&EnergyFigure::low));
  numbers.timed("energy_high_j", part(&EnergyFigure::high));
  numbers.value("mean_power_w", window.meanW);
  numbers.timed("base_j", window.baseJ);
  numbers.timed("dynamic_j", window.dynamicJ);
  numbers.value("inferences", window.inferences);
}

static void writeLayer(LayerFigures const &layer, Numbers numbers) {
  numbers.timed("time_s", layer.timeS);
  numbers.timed("time_low_s", layer.timeLowS);
  numbers.timed("time_high_s", layer.timeHighS);
  numbers.timed("energy_j", layer.energyJ);
  numbers.timed("base_j", layer.baseJ);
  numbers.timed("dynamic_j", layer.dynamicJ);
  numbers.value("mean_power_w", layer.meanW);
}

static void writeInference(InferenceFigures const &inference, Numbers numbers) {
  numbers.value("count", inference.count);
  numbers.timed("time_s", inference.seconds);
  numbers.timed("period_s", inference.periodS);
  numbers.timed("energy_j", inference.energy.joules);
  numbers.timed("energy_low_j", inference.energy.low);
  numbers.timed("energy_high_j", inference.energy.high);
  numbers.timed("base_j", inference.baseJ);
  numbers.timed("dynamic_j", inference.dynamicJ);
}

static void writeWindows(llvm::ArrayRef<WindowFigures> windows, Numbers numbers, JsonWriter &json) {
  json.attributeArray("windows", [&] {
    for (WindowFigures const &window : windows)
      json.object([&] { writeWindow(window, numbers); });
  });
}

static std::optional<double> energyOf(std::optional<InferenceFigures> const &inference) {
  return inference ? std::optional<double>(inference->energy.joules) : std::nullopt;
}

static void writeReading(Reading const &reading, Numbers numbers, JsonWriter &json) {
  json.attribute("active", reading.activeHigh ? "high" : "low");
  numbers.value("base_power_w", reading.baseW);
  numbers.timed("energy_per_inference_j", energyOf(reading.inference));
  writeWindows(reading.windows, numbers, json);
}

void writeTraceJson(TraceAnalysis const &analysis, llvm::ArrayRef<Diagnostic> diagnostics, JsonWriter &json) {
  Numbers numbers(json, analysis.rateHz > 0);
  json.object([&] {
    json.attribute("schema", "energy-opt/trace/1");
    json.attribute("source", analysis.source);
    json.attribute("board", analysis.board.empty() ? std::nullopt : std::optional(analysis.board));
    numbers.timed("rate_hz", analysis.rateHz);
    numbers.value("base_power_w", analysis.baseW);
    numbers.timed("energy_per_inference_j", energyOf(analysis.inference));
    json.attribute("ambiguous", analysis.ambiguous);
    json.attributeArray("readings", [&] {
      for (Reading const &reading : analysis.readings)
        json.object([&] { writeReading(reading, numbers, json); });
    });
    writeWindows(analysis.windows, numbers, json);
    json.attributeArray("layers", [&] {
      for (LayerFigures const &layer : analysis.layers)
        json.object([&] {
          json.attribute("name", layer.name);
          writeLayer(layer, numbers);
        });
    });
    json.attributeArray("diagnostics", [&] {
      for (Diagnostic const &diagnostic : diagnostics)
        json.object([&] {
          json.attribute("severity", severityName(diagnostic.severity));
          json.attribute("code", diagId(diagnostic.code));
          json.attribute("node", diagnostic.node);
          json.attribute("message", diagnostic.message);
          json.attribute("hint", diagnostic.hint);
        });
    });
    if (analysis.inference)
      json.attributeObject("inference", [&] { writeInference(*analysis.inference, numbers); });
    else
      json.attribute("inference", nullptr);
    json.attributeArray("phases", [&] {
      for (Phase const &phase : analysis.phases)
        json.object([&] {
          json.attribute("kind", phaseName(phase.kind));
          numbers.timed("start_s", phase.startS);
          numbers.timed("end_s", phase.endS);
          numbers.value("mean_power_w", phase.meanW);
        });
    });
  });
}

} // namespace eo
