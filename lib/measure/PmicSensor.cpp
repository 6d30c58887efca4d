//===- PmicSensor.cpp - the power chip of a Raspberry Pi 5 -------------------------------------------===//
//
// `vcgencmd pmic_read_adc` prints currents and voltages of the chip's outputs, two lines a rail:
//
//     3V3_SYS_A current(3)=0.19325000A
//     3V3_SYS_V volt(11)=3.31085600V
//
#include "lib/measure/Clock.h"
#include "lib/measure/Process.h"
#include "lib/measure/SensorKinds.h"
#include "lib/support/Error.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Program.h"
#include <map>

namespace eo {

/// Watts by rail. An input error where the program cannot be run; what is not a pair is left out.
static llvm::Expected<std::map<std::string, double>> pmicWatts() {
  llvm::Expected<std::string> text = outputOf({"vcgencmd", "pmic_read_adc"}, 5);
  if (!text)
    return text.takeError();
  std::map<std::string, double> amperes, volts, watts;
  llvm::SmallVector<llvm::StringRef, 32> lines;
  llvm::StringRef(*text).split(lines, '\n');
  for (llvm::StringRef line : lines) {
    auto [name, value] = line.trim().split('=');
    name = name.split(' ').first;
    double number = 0;
    bool current = name.endswith("_A");
    if (!value.consume_back(current ? "A" : "V") || value.getAsDouble(number) ||
        (!current && !name.endswith("_V")))
      continue;
    (current ? amperes : volts)[name.drop_back(2).str()] = number;
  }
  for (auto const &[name, ampere] : amperes)
    if (auto volt = volts.find(name); volt != volts.end())
      watts[name] = ampere * volt->second;
  if (watts.empty())
    return inputError(
        "vcgencmd pmic_read_adc: no rail has a current and a voltage; only a Raspberry Pi 5 and the Compute "
        "Module 5 measure their power: use a meter in the supply line");
  return watts;
}

namespace {

class PmicSensor final : public Sensor {
public:
  using Sensor::Sensor;

  llvm::Expected<std::optional<PowerReading>> read() override {
    double before = monotonicSeconds();
    llvm::Expected<std::map<std::string, double>> rails = pmicWatts();
    if (!rails)
      return rails.takeError();
    PowerReading reading{(before + monotonicSeconds()) / 2, 0};
    for (std::string const &name : about.added)
      reading.watts += (*rails)[name];
    return checkedReading(reading, about);
  }
};

} // namespace

std::vector<SensorInfo> findPmic(SensorOptions const &options) {
  if (!llvm::sys::findProgramByName("vcgencmd"))
    return {};
  SensorInfo info;
  info.spec = "pmic";
  info.title = "power chip of a Raspberry Pi 5, by vcgencmd";
  info.metered = "board";
  info.rateHz = options.rateHz.value_or(10);
  llvm::Expected<std::map<std::string, double>> rails = pmicWatts();
  if (!rails) {
    info.problem = takeErrorText(rails.takeError()).message;
    return {info};
  }
  for (auto const &[name, watts] : *rails)
    info.rails.push_back(name);
  chooseSensorRails(info, options);
  info.metered = "board";
  return {info};
}

llvm::Expected<std::unique_ptr<Sensor>> openPmic(SensorInfo const &info, SensorOptions const & /*options*/) {
  return std::make_unique<PmicSensor>(info);
}

} // namespace eo
