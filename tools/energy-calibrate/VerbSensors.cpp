//===- VerbSensors.cpp - energy-calibrate sensors: what can tell this machine's power ------------===//

#include "lib/measure/Sensor.h"
#include "lib/text/JsonWriter.h"
#include "tools/energy-calibrate/SensorFlags.h"
#include "tools/energy-calibrate/Verbs.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace eo {

static char const *const sensorsOverview =
    R"(Lists what tells the power of this machine, which rails are added up and why, and what hinders.

  energy-calibrate sensors
  energy-calibrate sensors --json

Exit codes: 0 a sensor can be read, 2 wrong usage, 3 none can be read; what helps is said.)";

static void writeText(llvm::ArrayRef<SensorInfo> sensors) {
  for (SensorInfo const &sensor : sensors) {
    llvm::outs() << fmt::format("{:<22}{}\n", sensor.spec, sensor.title);
    if (!sensor.added.empty())
      llvm::outs() << fmt::format("{:<22}power = {} ({})\n", "", llvm::join(sensor.added, " + "),
                                  sensor.explanation);
    if (sensor.rails.size() > sensor.added.size())
      llvm::outs() << fmt::format("{:<22}rails {}\n", "", llvm::join(sensor.rails, ", "));
    if (sensor.rateHz > 0)
      llvm::outs() << fmt::format("{:<22}read {:g} times a second\n", "", sensor.rateHz);
    if (!sensor.problem.empty())
      llvm::outs() << fmt::format("{:<22}cannot be used: {}\n", "", sensor.problem);
  }
  if (sensors.empty())
    llvm::outs() << "this machine has no sensor of its power; put a meter in the supply line and name the "
                    "program that reads it\n"
                    "with --sensor='command:PROGRAM', or record it elsewhere: docs/measuring.md\n";
}

static void writeJson(llvm::ArrayRef<SensorInfo> sensors) {
  JsonWriter json(llvm::outs(), 2);
  auto texts = [&](llvm::StringRef key, llvm::ArrayRef<std::string> values) {
    json.attributeArray(key, [&] {
      for (std::string const &value : values)
        json.value(value);
    });
  };
  auto known = [](std::string const &text) { return text.empty() ? std::nullopt : std::optional(text); };
  json.array([&] {
    for (SensorInfo const &sensor : sensors)
      json.object([&] {
        json.attribute("sensor", sensor.spec);
        json.attribute("title", sensor.title);
        texts("rails", sensor.rails);
        texts("added", sensor.added);
        json.attribute("explanation", known(sensor.explanation));
        json.attribute("metered", known(sensor.metered));
        json.attribute("rate_hz", sensor.rateHz > 0 ? std::optional(sensor.rateHz) : std::nullopt);
        json.attribute("problem", known(sensor.problem));
      });
  });
  llvm::outs() << '\n';
}

int runSensors(int argc, char const *const *argv) {
  SensorFlags flags;
  llvm::cl::opt<bool> asJson("json", llvm::cl::desc("Print an array of JSON objects"));
  if (std::optional<int> code = parseVerbArguments(argc, argv, sensorsOverview))
    return *code;
  llvm::Expected<SensorOptions> options = flags.options();
  if (!options)
    return failWith(options.takeError());
  std::vector<SensorInfo> sensors = findSensors(*options);
  asJson ? writeJson(sensors) : writeText(sensors);
  return llvm::any_of(sensors, [](SensorInfo const &sensor) { return sensor.problem.empty(); }) ? 0 : 3;
}

} // namespace eo
