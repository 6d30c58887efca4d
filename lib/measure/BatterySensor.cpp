//===- BatterySensor.cpp - what a battery gives ----------------------------------------------------------===//
//
// class/power_supply/*/ of type Battery: power_now in µW, or current_now in µA times voltage_now in µV
// (Documentation/ABI/testing/sysfs-class-power). Only while it discharges is that the machine's draw.
//
#include "lib/measure/Clock.h"
#include "lib/measure/SensorKinds.h"
#include "lib/measure/SmallFile.h"
#include "lib/support/Error.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <cmath>

namespace eo {

static std::vector<std::string> batteries(SensorOptions const &options) {
  std::vector<std::string> folders;
  for (std::string const &folder : entriesOf(options.sysfs + "/class/power_supply"))
    if (smallFile(folder + "/type") == "Battery" &&
        smallFile(folder + "/scope") != "Device") // not that of a mouse
      folders.push_back(folder);
  return folders;
}

static RailFiles railOf(std::string const &folder) {
  std::string power = folder + "/power_now";
  if (llvm::sys::fs::exists(power))
    return {"battery", {power}, 1e-6};
  return {"battery", {folder + "/current_now", folder + "/voltage_now"}, 1e-12};
}

static llvm::Error checkDischarging(std::string const &folder) {
  std::string status = smallFile(folder + "/status").value_or("");
  if (status == "Discharging" || status.empty())
    return llvm::Error::success();
  return inputError("{}: the battery is '{}'; unplug the supply: only a battery that discharges tells what "
                    "the machine draws",
                    folder, status);
}

namespace {

class BatterySensor final : public Sensor {
public:
  BatterySensor(SensorInfo info, std::string path)
      : Sensor(std::move(info)), folder(std::move(path)), rail(railOf(folder)) {}

  llvm::Expected<std::optional<PowerReading>> read() override {
    if (llvm::Error error = checkDischarging(folder))
      return error;
    double watts = rail.factor;
    for (std::string const &file : rail.files) {
      llvm::Expected<double> value = readNumberFile(file);
      if (!value)
        return value.takeError();
      watts *= std::abs(*value); // some drivers count what flows out as negative
    }
    return checkedReading({monotonicSeconds(), watts}, about);
  }

private:
  std::string folder;
  RailFiles rail;
};

} // namespace

std::vector<SensorInfo> findBattery(SensorOptions const &options) {
  std::vector<SensorInfo> found;
  for (std::string const &folder : batteries(options)) {
    SensorInfo info;
    info.spec = "battery:" + llvm::sys::path::filename(folder).str();
    info.title = "battery " + llvm::sys::path::filename(folder).str();
    info.rails = info.added = {"battery"};
    info.explanation = "all that the machine draws; fuel gauges give a new value about once a second";
    info.metered = "board";
    info.rateHz = options.rateHz.value_or(2);
    info.problem = railProblem(railOf(folder));
    if (info.problem.empty())
      if (llvm::Error error = checkDischarging(folder))
        info.problem = takeErrorText(std::move(error)).message;
    found.push_back(std::move(info));
  }
  return found;
}

llvm::Expected<std::unique_ptr<Sensor>> openBattery(SensorInfo const &info, SensorOptions const &options) {
  for (std::string const &folder : batteries(options))
    if (llvm::StringRef(info.spec).endswith(":" + llvm::sys::path::filename(folder).str()))
      return std::make_unique<BatterySensor>(info, folder);
  return inputError("{}: the battery is gone", info.spec);
}

} // namespace eo
