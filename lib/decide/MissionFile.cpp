#include "lib/decide/MissionFile.h"

#include "lib/decide/Rates.h"
#include "lib/support/Error.h"
#include "lib/support/QuantityText.h"
#include "lib/support/ReadDouble.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <cmath>

namespace eo {

static llvm::Expected<double> parsePower(llvm::StringRef text) { return parseQuantity(text, "W"); }
static llvm::Expected<double> parseEnergy(llvm::StringRef text) { return parseQuantity(text, "J"); }

static llvm::Expected<double> parsePart(llvm::StringRef text) {
  std::optional<double> share = parseRatio(text);
  if (!share || !(*share > 0) || *share > 1)
    return usageError("'{}' is not a share above 0 and up to 1, such as '90%' or '0.9'", printable(text, 40));
  return *share;
}

static std::optional<double> number(llvm::StringRef text) {
  double value = 0;
  text = text.trim(' ');
  auto [stop, problem] = readDouble(text.begin(), text.end(), value);
  return problem == std::errc() && stop == text.end() && std::isfinite(value) ? std::optional(value)
                                                                              : std::nullopt;
}

static llvm::Expected<double> parseCountOfRuns(llvm::StringRef text) {
  std::optional<double> value = number(text);
  if (!value || *value < 1 || *value > 1e12 || *value != std::floor(*value))
    return usageError("'{}' is not a whole number from 1", printable(text, 40));
  return *value;
}

static llvm::Expected<double> parseCelsius(llvm::StringRef text) {
  llvm::StringRef rest = text.trim(' ');
  (void)(rest.consume_back("°C") || rest.consume_back("C"));
  std::optional<double> value = number(rest);
  if (!value || *value < -273.15 || *value > 1000)
    return usageError("'{}' is not a temperature such as '-10C'", printable(text, 40));
  return *value;
}

/// Wh of "37Wh", "133 kJ", "10Ah@3.7V" and "5000mAh@3.7V".
static llvm::Expected<double> parseBattery(llvm::StringRef text) {
  auto [charge, volts] = text.split('@');
  if (!volts.empty()) {
    llvm::StringRef amountText = charge.trim(' '), voltText = volts.trim(' ');
    bool isCharge = amountText.consume_back("Ah"), isVolt = voltText.consume_back("V");
    double scale = amountText.consume_back("m") ? 1e-3 : 1;
    std::optional<double> amount = number(amountText), volt = number(voltText);
    if (isCharge && isVolt && amount && volt && *amount > 0 && *volt > 0 && std::isfinite(*amount * *volt))
      return *amount * scale * *volt;
  } else if (llvm::Expected<double> joules = parseQuantity(text, "J")) {
    if (*joules > 0)
      return *joules / 3600;
  } else {
    llvm::consumeError(joules.takeError());
  }
  return usageError("'{}' is not what a battery holds, such as '37Wh' or '10Ah@3.7V'", printable(text, 40));
}

/// Of "400", "400 g" and "400 g/kWh".
static llvm::Expected<double> parseIntensity(llvm::StringRef text) {
  llvm::StringRef rest = text.trim(' ');
  (void)(rest.consume_back("g/kWh") || rest.consume_back("g"));
  std::optional<double> value = number(rest);
  if (!value || !(*value > 0))
    return usageError("'{}' is not a number of grams above 0 such as '400' or '400 g/kWh'",
                      printable(text, 40));
  return *value;
}

static llvm::Expected<double> parseAboveZero(llvm::StringRef text) {
  std::optional<double> value = number(text);
  if (!value || !(*value > 0))
    return usageError("'{}' is not a number above 0", printable(text, 40));
  return *value;
}

llvm::ArrayRef<MissionKey> missionKeys() {
  using Plan = MissionPlan;
  static MissionKey const table[] = {
      {"rate", "rate_per_s", "1/s", "how many samples: 1/s, 10/min, 200/day, 30fps", &Plan::ratePerS,
       parseRate},
      {"idle", "idle_w", "2W", "drawn between inferences (default: the base of the board's model)",
       &Plan::idleW, parsePower},
      {"sleep", "sleep_w", "50mW", "drawn between, where the device sleeps", &Plan::sleepW, parsePower},
      {"burst", "burst", "N", "executions for each wake-up (default 1)", &Plan::burst, parseCountOfRuns},
      {"wake-time", "wake_time_s", "2s", "a wake-up takes", &Plan::wakeS, parseDuration},
      {"wake-energy", "wake_energy_j", "5J", "a wake-up draws (default: its time at the idle power)",
       &Plan::wakeJ, parseEnergy},
      {"load-time", "load_time_s", "800ms", "loading the network after a wake-up takes", &Plan::loadS,
       parseDuration},
      {"load-energy", "load_energy_j", "3J", "loading draws (default: its time at the idle power)",
       &Plan::loadJ, parseEnergy},
      {"camera", "camera_w", "1.2W", "the camera draws, while the device is awake", &Plan::cameraW,
       parsePower},
      {"host", "host_w", "3W", "all else draws, all the time: host, carrier, screen", &Plan::hostW,
       parsePower},
      {"radio", "radio_j", "20mJ", "sending the result of a sample takes", &Plan::radioJ, parseEnergy},
      {"inference-time", "inference_time_s", "20ms",
       "an execution takes (for boards whose model knows no times)", &Plan::inferenceS, parseDuration},
      {"battery", "battery_wh", "37Wh", "the battery holds; also 10Ah@3.7V", &Plan::batteryWh, parseBattery},
      {"usable", "usable", "80%", "of it can be used (default: all)", &Plan::usable, parsePart},
      {"capacity", "capacity", "70%", "of it is left at the temperature of use (default: all)",
       &Plan::capacity, parsePart},
      {"temperature", "temperature_c", "-10C", "of use, with capacity_at of the file", &Plan::temperatureC,
       parseCelsius},
      {"regulator", "regulator", "90%", "efficiency from battery to board (default: no loss)",
       &Plan::regulator, parsePart},
      {"supply", "supply_w", "15W", "the most the supply gives: a verdict on the peak", &Plan::supplyW,
       parsePower},
      {"hours", "lasts_s", "24h", "the battery has to last: a verdict, or without --rate the highest rate",
       &Plan::lastS, parseDuration},
      {"grid", "grid_g_per_kwh", "400",
       "gCO2e of a kWh of your grid: carbon of a year and of a million samples", &Plan::gridGPerKwh,
       parseIntensity},
      {"price", "price_per_kwh", "0.3", "of a kWh: cost of a year and of a million samples",
       &Plan::pricePerKwh, parseAboveZero},
  };
  return table;
}

/// "24" are hours for the key that is called so.
static std::string withUnit(MissionKey const &key, llvm::StringRef text) {
  return key.flag == "hours" && number(text) ? text.str() + " h" : text.str();
}

llvm::Error setMissionKey(MissionPlan &plan, MissionKey const &key, llvm::StringRef text) {
  llvm::Expected<double> value = key.parse(withUnit(key, text));
  if (!value)
    return usageError("{}: {}", key.flag, takeErrorText(value.takeError()).message);
  constexpr double most = 1e12, least = 1e-15; // far beyond any device: sums and products stay numbers
  if (*value > most || (*value > 0 && *value < least))
    return usageError("{}: '{}' is no figure of a device", key.flag, printable(text, 40));
  plan.*key.field = *value;
  return llvm::Error::success();
}

llvm::Error setMissionHours(MissionPlan &plan, llvm::StringRef text) {
  MissionKey const *hours =
      llvm::find_if(missionKeys(), [](MissionKey const &key) { return key.field == &MissionPlan::lastS; });
  return setMissionKey(plan, *hours, text);
}

static std::string inFile(llvm::StringRef flag) {
  std::string key = flag.str();
  std::replace(key.begin(), key.end(), '-', '_');
  return key;
}

static void readCapacity(YamlReader &reader, YamlNode const *table, MissionPlan &plan) {
  if (table == nullptr || !reader.mapping(table, "capacity_at"))
    return;
  for (size_t i = 0; i < table->keys.size(); ++i) {
    YamlNode const &key = table->keys[i];
    llvm::Expected<double> degrees = parseCelsius(key.text);
    llvm::Expected<double> share = parsePart(reader.text(&table->items[i], "share of the battery"));
    if (degrees && share)
      plan.capacityAt.emplace_back(*degrees, *share);
    if (!degrees)
      reader.complain(key.place, takeErrorText(degrees.takeError()).message);
    if (!share)
      reader.complain(table->items[i].place, takeErrorText(share.takeError()).message);
  }
  llvm::sort(plan.capacityAt);
  for (size_t i = 1; i < plan.capacityAt.size(); ++i)
    if (plan.capacityAt[i].first == plan.capacityAt[i - 1].first)
      reader.complain(table->place, fmt::format("capacity_at names {:g} °C twice", plan.capacityAt[i].first));
}

MissionPlan readMission(YamlReader &reader, YamlNode const &node) {
  MissionPlan plan;
  std::vector<std::string> allowed = {"capacity_at"};
  for (MissionKey const &key : missionKeys())
    allowed.push_back(inFile(key.flag));
  if (!reader.mapping(&node, "a mission", allowed))
    return plan;
  for (MissionKey const &key : missionKeys())
    if (YamlNode const *value = reader.find(&node, inFile(key.flag)))
      if (std::string text = reader.text(value, inFile(key.flag)); !text.empty())
        if (llvm::Error error = setMissionKey(plan, key, text))
          reader.complain(value->place, takeErrorText(std::move(error)).message);
  readCapacity(reader, reader.find(&node, "capacity_at"), plan);
  return plan;
}

llvm::Expected<MissionPlan> readMissionFile(llvm::StringRef path) {
  llvm::Expected<YamlFile> file = YamlFile::open(path);
  if (!file)
    return file.takeError();
  YamlReader reader(*file);
  MissionPlan plan = readMission(reader, file->root());
  if (llvm::Error error = reader.finish())
    return error;
  return plan;
}

} // namespace eo
