#include "lib/measure/SensorKinds.h"
#include "lib/support/Error.h"
#include "lib/support/Spelling.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace eo {

llvm::ArrayRef<SensorKind> sensorKinds() {
  static constexpr SensorKind kinds[] = {
      {"hwmon", "chips of Linux' hwmon: INA219, INA226, INA228, INA3221 (Jetson), power of GPUs", findHwmon,
       openHwmon},
      {"iio", "chips of Linux' IIO: INA3221 under JetPack 4, INA2xx", findIio, openIio},
      {"pmic", "the power chip of a Raspberry Pi 5, by vcgencmd", findPmic, openPmic},
      {"battery", "the battery of the machine while it discharges", findBattery, openBattery},
      {"nvidia-smi", "NVML of NVIDIA cards", findNvidiaSmi, openNvidiaSmi},
      {"rapl", "energy counters of Intel and AMD processors (powercap)", findRapl, openRapl},
  };
  return kinds;
}

std::vector<SensorInfo> findSensors(SensorOptions const &options) {
  std::vector<SensorInfo> all;
  for (SensorKind const &kind : sensorKinds())
    llvm::move(kind.find(options), std::back_inserter(all));
  return all;
}

namespace {

llvm::Expected<std::unique_ptr<Sensor>> openFound(SensorInfo const &info, SensorOptions const &options) {
  if (!info.problem.empty())
    return inputError("--sensor={}: {}", info.spec, info.problem);
  for (SensorKind const &kind : sensorKinds())
    if (kind.name == llvm::StringRef(info.spec).split(':').first)
      return kind.open(info, options);
  return inputError("--sensor={}: no such kind", info.spec);
}

std::string specsOf(llvm::ArrayRef<SensorInfo> sensors) {
  std::vector<std::string> specs;
  for (SensorInfo const &info : sensors)
    specs.push_back(info.spec);
  return llvm::join(specs, ", ");
}

llvm::Expected<std::unique_ptr<Sensor>> openFirst(SensorOptions const &options) {
  std::vector<SensorInfo> all = findSensors(options);
  for (SensorInfo const &info : all)
    if (info.problem.empty())
      return openFound(info, options);
  if (all.empty())
    return usageError("this machine has no sensor of its power; record a meter in the supply line with "
                      "--sensor='command:PROGRAM', or afterwards with --sensor=none and --trace=FILE");
  return inputError("no sensor of this machine can be read: {}: {}", all.front().spec, all.front().problem);
}

} // namespace

llvm::Expected<std::unique_ptr<Sensor>> openSensor(llvm::StringRef spec, SensorOptions const &options) {
  if (spec == "auto")
    return openFirst(options);
  llvm::StringRef name = spec.split(':').first, part = spec.split(':').second;
  if (name == "command") {
    llvm::SmallVector<llvm::StringRef, 8> words;
    llvm::SplitString(part, words);
    if (words.empty())
      return usageError("--sensor=command: names no program; as in --sensor='command:meter --watts'");
    SensorInfo info;
    info.spec = spec.str();
    info.title = "what " + words.front().str() + " prints";
    info.rails = info.added = {"power"};
    return openCommand(std::move(info), std::vector<std::string>(words.begin(), words.end()));
  }
  auto kind = llvm::find_if(sensorKinds(), [&](SensorKind const &one) { return one.name == name; });
  if (kind == sensorKinds().end()) {
    std::vector<std::string> known = {"auto", "command", "none"};
    for (SensorKind const &one : sensorKinds())
      known.push_back(one.name.str());
    return usageError("--sensor={}: no such kind of sensors{}; there are {}", spec, didYouMean(name, known),
                      llvm::join(known, ", "));
  }
  std::vector<SensorInfo> sensors = kind->find(options);
  std::vector<SensorInfo> named = sensors;
  if (!part.empty())
    llvm::erase_if(named, [&](SensorInfo const &info) { return info.spec != spec; });
  if (named.size() == 1)
    return openFound(named.front(), options);
  if (named.size() > 1)
    return usageError("--sensor={}: there are several: {}", spec, specsOf(named));
  if (!sensors.empty())
    return usageError("--sensor={}: not on this machine; there are {}", spec, specsOf(sensors));
  std::vector<SensorInfo> all = findSensors(options);
  return usageError(
      "--sensor={}: this machine has none; {}", spec,
      all.empty()
          ? "nor any other sensor of its power: put a meter in the supply line, as docs/measuring.md says"
          : "it has " + specsOf(all));
}

} // namespace eo
