//===- IioSensor.cpp - chips that Linux' IIO knows ---------------------------------------------------===//
//
// bus/iio/devices/iio:device*/: `name`; JetPack 4's driver of the INA3221: rail_name_N and in_powerN_input in mW; others:
// in_powerN_raw times in_powerN_scale in mW (Documentation/ABI/testing/sysfs-bus-iio).
//
#include "lib/measure/SensorKinds.h"
#include "lib/measure/SmallFile.h"
#include "lib/support/Error.h"
#include "llvm/Support/FileSystem.h"
#include <map>

namespace eo {

/// The folders of devices: where IIO lists them, and where JetPack 4 puts its own.
static std::vector<std::string> iioDevices(std::string const &sysfs) {
  std::vector<std::string> folders = entriesOf(sysfs + "/bus/iio/devices");
  for (std::string const &chip : entriesOf(sysfs + "/bus/i2c/drivers/ina3221x"))
    for (std::string const &device : entriesOf(chip))
      if (device.find("iio") != std::string::npos)
        folders.push_back(device);
  return folders;
}

static std::map<std::string, std::vector<RailFiles>> iioRails(SensorOptions const &options) {
  std::map<std::string, std::vector<RailFiles>> all;
  std::map<std::string, std::string> folderOf; // a device that two folders list
  for (std::string const &folder : iioDevices(options.sysfs)) {
    std::string chip = smallFile(folder + "/name").value_or("ina3221x");
    for (int n = 0; n < 16; ++n) {
      std::string power = fmt::format("{}/in_power{}", folder, n);
      std::string name =
          smallFile(fmt::format("{}/rail_name_{}", folder, n)).value_or(fmt::format("{}-{}", chip, n));
      RailFiles rail{name, {power + "_input"}, 1e-3};
      if (!llvm::sys::fs::exists(rail.files.front())) {
        rail.files = {power + "_raw", power + "_scale"};
        if (!llvm::sys::fs::exists(rail.files.front()) || !llvm::sys::fs::exists(rail.files.back()))
          continue;
      }
      if (folderOf.try_emplace(chip + "/" + name, folder).second)
        all[chip].push_back(std::move(rail));
    }
  }
  return all;
}

std::vector<SensorInfo> findIio(SensorOptions const &options) {
  std::vector<SensorInfo> found;
  for (auto const &[chip, rails] : iioRails(options)) {
    SensorInfo info;
    info.spec = "iio:" + chip;
    info.title = chip + " of IIO";
    for (RailFiles const &rail : rails)
      info.rails.push_back(rail.name);
    info.rateHz = options.rateHz.value_or(50);
    info.problem = railProblem(rails);
    chooseSensorRails(info, options);
    found.push_back(std::move(info));
  }
  return found;
}

llvm::Expected<std::unique_ptr<Sensor>> openIio(SensorInfo const &info, SensorOptions const &options) {
  std::map<std::string, std::vector<RailFiles>> all = iioRails(options);
  auto rails = all.find(info.spec.substr(info.spec.find(':') + 1));
  if (rails == all.end())
    return inputError("{}: the sensor is gone", info.spec);
  return railSensor(info, rails->second);
}

} // namespace eo
