//===- RaplSensor.cpp - energy counters of Intel and AMD processors ----------------------------------===//
//
// class/powercap/intel-rapl:*/: `name`, energy_uj counts up to max_energy_range_uj and begins again at 0
// (Documentation/power/powercap). Power is the difference of two readings over their time.
//
#include "lib/measure/Clock.h"
#include "lib/measure/SensorKinds.h"
#include "lib/measure/SmallFile.h"
#include "lib/support/Error.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include <map>

namespace eo {

namespace {

/// One counter.
struct Zone {
  std::string name, counter;
  double rangeJ = 0; ///< 0: not stated
};

/// All zones; of several packages the names end in the package's number.
std::vector<Zone> zonesOf(SensorOptions const &options) {
  std::vector<Zone> zones;
  for (std::string const &folder : entriesOf(options.sysfs + "/class/powercap")) {
    std::optional<std::string> name = smallFile(folder + "/name");
    if (!name || !llvm::sys::fs::exists(folder + "/energy_uj"))
      continue;
    // The interface over memory-mapped registers shows the same counters once more.
    if (llvm::StringRef(folder).contains("intel-rapl-mmio"))
      continue;
    for (int again = 2; llvm::any_of(zones, [&](Zone const &zone) { return zone.name == *name; }); ++again)
      name = fmt::format("{}#{}", llvm::StringRef(*name).split('#').first,
                         again); // dram of the second package
    zones.push_back(
        {*name, folder + "/energy_uj", 1e-6 * numberFile(folder + "/max_energy_range_uj").value_or(0)});
  }
  return zones;
}

/// Platform where there is one; else packages and the memory beside them; cores and graphics are inside the package.
bool countsTowards(llvm::StringRef zone, bool platform) {
  return platform ? zone.startswith("psys") : zone.startswith("package") || zone.startswith("dram");
}

class RaplSensor final : public Sensor {
public:
  RaplSensor(SensorInfo info, std::vector<Zone> all) : Sensor(std::move(info)), zones(std::move(all)) {
    llvm::erase_if(zones, [&](Zone const &zone) { return !llvm::is_contained(about.added, zone.name); });
  }

  llvm::Expected<std::optional<PowerReading>> read() override {
    double now = monotonicSeconds(), joules = 0;
    std::vector<double> values;
    for (size_t i = 0; i < zones.size(); ++i) {
      llvm::Expected<double> counter = readNumberFile(zones[i].counter);
      if (!counter)
        return counter.takeError();
      values.push_back(1e-6 * *counter);
      if (before.empty())
        continue;
      double step = values[i] - before[i];
      if (step < 0 && zones[i].rangeJ <= 0)
        return inputError("{}: the counter fell from {:g} J to {:g} J and its range is not stated",
                          zones[i].counter, before[i], values[i]);
      joules += step < 0 ? step + zones[i].rangeJ : step;
    }
    std::optional<PowerReading> reading;
    // Stamped with the middle of what it is the mean of.
    if (!before.empty() && now > last)
      reading = PowerReading{(now + last) / 2, joules / (now - last)};
    before = std::move(values);
    last = now;
    if (!reading)
      return reading;
    return checkedReading(*reading, about);
  }

private:
  std::vector<Zone> zones;
  std::vector<double> before; ///< J
  double last = 0;
};

} // namespace

std::vector<SensorInfo> findRapl(SensorOptions const &options) {
  std::vector<Zone> zones = zonesOf(options);
  if (zones.empty())
    return {};
  SensorInfo info;
  info.spec = "rapl";
  info.title = "energy counters of the processor";
  info.metered = "core-rail";
  info.rateHz = options.rateHz.value_or(20);
  for (Zone const &zone : zones)
    info.rails.push_back(zone.name);
  bool platform =
      llvm::any_of(zones, [](Zone const &zone) { return llvm::StringRef(zone.name).startswith("psys"); });
  if (!options.rails.empty()) {
    chooseSensorRails(info, options);
  } else {
    for (Zone const &zone : zones)
      if (countsTowards(zone.name, platform))
        info.added.push_back(zone.name);
    info.explanation =
        platform ? "the platform's counter holds all others" : "cores and graphics are inside the package";
    if (platform)
      info.metered = "board";
  }
  for (Zone const &zone : zones)
    if (llvm::is_contained(info.added, zone.name) && info.problem.empty())
      if (llvm::Expected<double> value = readNumberFile(zone.counter); !value)
        info.problem = takeErrorText(value.takeError()).message;
  return {info};
}

llvm::Expected<std::unique_ptr<Sensor>> openRapl(SensorInfo const &info, SensorOptions const &options) {
  return std::make_unique<RaplSensor>(info, zonesOf(options));
}

} // namespace eo
