//===- HwmonSensor.cpp - chips that Linux' hwmon knows ---------------------------------------------===//
//
// class/hwmon/hwmon*/: `name`; powerN_input or powerN_average in µW; the INA family without powerN: currN_input in mA and
// inN_input in mV (Documentation/hwmon/sysfs-interface.rst). All chips of one name are one sensor: an AGX Orin has two INA3221.
//
#include "lib/measure/SensorKinds.h"
#include "lib/measure/SmallFile.h"
#include "lib/support/Error.h"
#include "llvm/Support/FileSystem.h"
#include <algorithm>
#include <map>

namespace eo {

namespace {

/// What one name of chips adds up to.
struct Chips {
  std::vector<RailFiles> rails;
  std::vector<std::string> folders;
  double rateHz =
      50; ///< where the driver states no interval: twice what INA chips with 16 averages give anew
};

bool exists(std::string const &path) { return llvm::sys::fs::exists(path); }

/// The channels that carry currents of rails: an INA3221 has three, behind which it lists sums and shunt voltages.
unsigned channelsOf(llvm::StringRef chip) { return chip == "ina3221" ? 3 : 16; }

std::string labelOf(std::string const &folder, llvm::ArrayRef<std::string> labels,
                    std::string const &otherwise) {
  for (std::string const &file : labels)
    if (std::optional<std::string> label = smallFile(folder + "/" + file); label && !label->empty())
      return *label;
  return otherwise;
}

void addChip(std::string const &folder, std::string const &chip, Chips &chips) {
  size_t before = chips.rails.size();
  for (unsigned n = 1; n <= channelsOf(chip); ++n) {
    std::string channel = std::to_string(n);
    if (smallFile(folder + "/in" + channel + "_enable") == "0")
      continue;
    std::string name = labelOf(
        folder, {"power" + channel + "_label", "in" + channel + "_label", "curr" + channel + "_label"},
        chip + "-" + channel);
    std::string power = folder + "/power" + channel;
    std::string volts = folder + "/in" + channel + "_input", current = folder + "/curr" + channel + "_input";
    if (exists(power + "_input"))
      chips.rails.push_back({name, {power + "_input"}, 1e-6});
    else if (exists(power + "_average"))
      chips.rails.push_back({name, {power + "_average"}, 1e-6});
    else if (llvm::StringRef(chip).startswith("ina") && exists(volts) && exists(current))
      chips.rails.push_back({name, {volts, current}, 1e-6});
  }
  if (chips.rails.size() == before)
    return;
  chips.folders.push_back(folder);
  if (std::optional<double> ms = numberFile(folder + "/update_interval"); ms && *ms > 0)
    chips.rateHz = std::clamp(1000 / *ms, 1.0, 200.0);
}

std::map<std::string, Chips> chipsOf(SensorOptions const &options) {
  std::map<std::string, Chips> all;
  for (std::string const &folder : entriesOf(options.sysfs + "/class/hwmon"))
    if (std::optional<std::string> name = smallFile(folder + "/name"))
      addChip(folder, *name, all[*name]);
  std::erase_if(all, [](auto const &chips) { return chips.second.rails.empty(); });
  for (auto &[name, chips] : all) { // two chips that call their rails alike
    std::map<std::string, int> seen;
    for (RailFiles &rail : chips.rails)
      if (int again = seen[rail.name]++)
        rail.name += fmt::format("#{}", again + 1);
  }
  return all;
}

} // namespace

std::vector<SensorInfo> findHwmon(SensorOptions const &options) {
  std::vector<SensorInfo> found;
  for (auto const &[name, chips] : chipsOf(options)) {
    SensorInfo info;
    info.spec = "hwmon:" + name;
    info.title = name + " at " + chips.folders.front() +
                 (chips.folders.size() > 1 ? fmt::format(" and {} more", chips.folders.size() - 1) : "");
    for (RailFiles const &rail : chips.rails)
      info.rails.push_back(rail.name);
    info.rateHz = options.rateHz.value_or(chips.rateHz);
    info.problem = railProblem(chips.rails);
    chooseSensorRails(info, options);
    found.push_back(std::move(info));
  }
  return found;
}

llvm::Expected<std::unique_ptr<Sensor>> openHwmon(SensorInfo const &info, SensorOptions const &options) {
  std::map<std::string, Chips> all = chipsOf(options);
  auto chips = all.find(info.spec.substr(info.spec.find(':') + 1));
  if (chips == all.end())
    return inputError("{}: the sensor is gone", info.spec);
  return railSensor(info, chips->second.rails);
}

} // namespace eo
