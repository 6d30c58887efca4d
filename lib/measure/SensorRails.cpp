#include "lib/measure/Clock.h"
#include "lib/measure/SensorKinds.h"
#include "lib/measure/SmallFile.h"
#include "lib/support/Error.h"
#include "lib/support/Spelling.h"
#include "lib/trace/formats/Rails.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <cmath>

namespace eo {

void chooseSensorRails(SensorInfo &info, SensorOptions const &options) {
  if (!options.rails.empty()) {
    for (std::string const &rail : options.rails)
      if (!llvm::is_contained(info.rails, rail))
        info.problem = fmt::format("it has no rail '{}'{}; it has {}", rail, didYouMean(rail, info.rails),
                                   llvm::join(info.rails, ", "));
    info.added = options.rails;
    info.explanation = "as asked for";
    return;
  }
  if (info.rails.size() == 1) {
    info.added = info.rails;
    info.explanation = "its only rail";
    return;
  }
  RailChoice choice = chooseRails(info.rails);
  info.explanation = choice.explanation;
  for (size_t rail : choice.added)
    info.added.push_back(info.rails[rail]);
  if (!choice.added.empty() && !choice.board.empty())
    info.metered = "module";
  if (choice.added.empty() && info.problem.empty())
    info.problem = fmt::format("nobody knows how its rails {} add up; say which with --rail=NAME,…",
                               llvm::join(info.rails, ", "));
}

llvm::Expected<std::optional<PowerReading>> checkedReading(PowerReading reading, SensorInfo const &sensor) {
  constexpr double mostWatts = 1e5, noiseWatts = -5; // an idle shunt may read a little below zero
  if (!std::isfinite(reading.watts) || reading.watts > mostWatts || reading.watts < noiseWatts)
    return inputError("{}: {:g} W cannot be a power; is its unit or its shunt configured wrongly?",
                      sensor.spec, reading.watts);
  return reading;
}

std::string railProblem(llvm::ArrayRef<RailFiles> rails) {
  for (RailFiles const &rail : rails)
    for (std::string const &file : rail.files)
      if (llvm::Expected<double> value = readNumberFile(file); !value)
        return takeErrorText(value.takeError()).message;
  return "";
}

namespace {

/// Adds up rails that files tell.
class RailSensor final : public Sensor {
public:
  RailSensor(SensorInfo info, std::vector<RailFiles> files)
      : Sensor(std::move(info)), rails(std::move(files)) {
    llvm::erase_if(rails, [&](RailFiles const &rail) { return !llvm::is_contained(about.added, rail.name); });
  }

  llvm::Expected<std::optional<PowerReading>> read() override {
    PowerReading reading;
    double before = monotonicSeconds();
    for (RailFiles const &rail : rails) {
      double watts = rail.factor;
      for (std::string const &file : rail.files) {
        llvm::Expected<double> value = readNumberFile(file);
        if (!value)
          return value.takeError();
        watts *= *value;
      }
      reading.watts += watts;
    }
    reading.seconds = (before + monotonicSeconds()) / 2; // a slow bus takes milliseconds a value
    return checkedReading(reading, about);
  }

private:
  std::vector<RailFiles> rails;
};

} // namespace

std::unique_ptr<Sensor> railSensor(SensorInfo info, std::vector<RailFiles> rails) {
  return std::make_unique<RailSensor>(std::move(info), std::move(rails));
}

} // namespace eo
