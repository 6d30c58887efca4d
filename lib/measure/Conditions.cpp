#include "lib/measure/Conditions.h"

#include "lib/measure/Process.h"
#include "lib/measure/SmallFile.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

namespace eo {

namespace {

std::string nameOf(std::string const &folder) { return llvm::sys::path::filename(folder).str(); }

/// Clocks of processors in kHz, of other devices (GPU, NPU, memory) in Hz.
void addClocks(std::string const &sysfs, Conditions &now) {
  auto add = [&](std::string const &title, std::string const &governor, std::string const &current,
                 std::string const &least, std::string const &most, double toMHz) {
    if (std::optional<std::string> word = smallFile(governor))
      now.settled[title + " governor"] = *word;
    for (auto const &[name, file] : {std::pair("least", &least), std::pair("most", &most)})
      if (std::optional<double> clock = numberFile(*file))
        now.settled[fmt::format("{} {} MHz", title, name)] = fmt::format("{:.0f}", *clock * toMHz);
    if (std::optional<double> clock = numberFile(current))
      now.moving["clock " + title] = *clock * toMHz;
  };
  for (std::string const &policy : entriesOf(sysfs + "/devices/system/cpu/cpufreq"))
    if (llvm::StringRef(nameOf(policy)).startswith("policy"))
      add("cpu " + nameOf(policy), policy + "/scaling_governor", policy + "/scaling_cur_freq",
          policy + "/scaling_min_freq", policy + "/scaling_max_freq", 1e-3);
  for (std::string const &device : entriesOf(sysfs + "/class/devfreq"))
    add(nameOf(device), device + "/governor", device + "/cur_freq", device + "/min_freq",
        device + "/max_freq", 1e-6);
}

void addHeat(std::string const &sysfs, Conditions &now) {
  for (std::string const &zone : entriesOf(sysfs + "/class/thermal"))
    if (std::optional<double> milli = numberFile(zone + "/temp"))
      now.moving["temperature " + smallFile(zone + "/type").value_or(nameOf(zone))] = 1e-3 * *milli;
  double throttled = 0;
  for (std::string const &cpu : entriesOf(sysfs + "/devices/system/cpu"))
    throttled += numberFile(cpu + "/thermal_throttle/core_throttle_count").value_or(0);
  now.moving["throttled"] = throttled;
}

/// Bits 0 to 3 of a Raspberry Pi: under-voltage, clock capped, throttled, hot.
void addRaspberry(Conditions &now) {
  if (!llvm::sys::findProgramByName("vcgencmd"))
    return;
  llvm::Expected<std::string> text = outputOf({"vcgencmd", "get_throttled"}, 5);
  if (!text) {
    llvm::consumeError(text.takeError());
    return;
  }
  unsigned long long bits = 0;
  if (!llvm::StringRef(*text).trim().split('=').second.getAsInteger(0, bits))
    now.moving["throttled"] += static_cast<double>(bits & 15);
}

} // namespace

Conditions conditionsNow(std::string const &sysfs) {
  Conditions now;
  addClocks(sysfs, now);
  addHeat(sysfs, now);
  addRaspberry(now);
  double load[1];
  if (getloadavg(load, 1) == 1)
    now.moving["load"] = load[0];
  return now;
}

std::map<std::string, std::string> machineFacts(std::string const &sysfs) {
  std::map<std::string, std::string> facts;
  for (std::string const &file :
       {sysfs + "/firmware/devicetree/base/model", sysfs + "/class/dmi/id/product_name"})
    if (std::optional<std::string> model = smallFile(file); model && !facts.contains("model"))
      facts["model"] = llvm::StringRef(*model).take_until([](char c) { return c == '\0'; }).str();
  utsname name{};
  if (uname(&name) == 0) {
    facts["kernel"] = fmt::format("{} {}", name.sysname, name.release);
    facts["architecture"] = name.machine;
  }
  llvm::SmallVector<llvm::StringRef, 64> lines;
  std::string cpus = smallFile("/proc/cpuinfo").value_or("");
  llvm::StringRef(cpus).split(lines, '\n');
  for (llvm::StringRef line : lines)
    if (line.startswith("model name") && !facts.contains("processor"))
      facts["processor"] = line.split(':').second.trim().str();
  facts["cores"] = std::to_string(sysconf(_SC_NPROCESSORS_ONLN));
  return facts;
}

std::vector<std::string> doubtsBetween(Conditions const &before, Conditions const &after) {
  std::vector<std::string> doubts;
  for (auto const &[name, value] : after.settled)
    if (auto old = before.settled.find(name); old != before.settled.end() && old->second != value)
      doubts.push_back(fmt::format("{} went from {} to {} while it ran", name, old->second, value));
  for (auto const &[name, value] : after.settled)
    if (llvm::StringRef(name).endswith("governor") &&
        (value == "powersave" || value == "ondemand" || value == "schedutil" || value == "simple_ondemand" ||
         value == "nvhost_podgov"))
      doubts.push_back(fmt::format(
          "{} is {}: clocks follow the load; set them fast ('performance', jetson_clocks)", name, value));
  for (auto const &[name, value] : after.moving) {
    auto old = before.moving.find(name);
    double was = old == before.moving.end() ? value : old->second;
    if (name == "throttled" && value > was)
      doubts.push_back("the processor was throttled while it ran: cool it, or lower its clocks");
    if (llvm::StringRef(name).startswith("temperature") && value > 85)
      doubts.push_back(fmt::format("{} is {:.0f} °C: most boards throttle there", name, value));
  }
  return doubts;
}

} // namespace eo
