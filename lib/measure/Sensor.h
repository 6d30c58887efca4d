//===- Sensor.h - what tells the power of a machine ----------------------------------------------===//
//
// A kind of sensor is one file and its row in the table of Sensors.cpp. Everything a sensor reads lies under the folders and
// the search path of the process, so that a tree of files can stand for a board.
//
#ifndef ENERGY_OPT_LIB_MEASURE_SENSOR_H
#define ENERGY_OPT_LIB_MEASURE_SENSOR_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace eo {

/// A power at a time.
struct PowerReading {
  double seconds = 0; ///< monotonicSeconds
  double watts = 0;   ///< at that time; of counters the mean since the reading before
};

/// A sensor as found, readable or not.
struct SensorInfo {
  std::string spec;               ///< what --sensor takes: "hwmon:ina3221"
  std::string title;              ///< "INA3221 at sys/class/hwmon/hwmon1"
  std::vector<std::string> rails; ///< all it has
  std::vector<std::string> added; ///< those that make up the power, added up; empty where it cannot be told
  std::string explanation;        ///< why these
  std::string
      metered;       ///< core-rail, stick, module, board or wall (board.metered); "" where that is not known
  double rateHz = 0; ///< how often it is read; 0: it says itself when there is a value
  std::string problem; ///< why it cannot be read, and the way out; "" where it can
};

/// Where sensors are looked for, and what is taken of them.
struct SensorOptions {
  std::string sysfs = "/sys";     ///< another folder in tests, or a copy of a board's
  std::vector<std::string> rails; ///< those to add up; empty: chosen by lib/trace/formats/Rails.def
  std::optional<double> rateHz;   ///< instead of the sensor's usual rate
};

/// An open sensor. Used by one thread at a time.
class Sensor {
public:
  explicit Sensor(SensorInfo description) : about(std::move(description)) {}
  virtual ~Sensor() = default;
  Sensor(Sensor const &) = delete;
  Sensor &operator=(Sensor const &) = delete;

  /// The next reading; nothing where there is none yet (the first of a counter, a stream that is silent for half a second).
  /// An input error where the sensor is gone or its value cannot be a power.
  virtual llvm::Expected<std::optional<PowerReading>> read() = 0;

  SensorInfo const &info() const { return about; }

protected:
  SensorInfo about;
};

/// Every sensor of the machine, those that cannot be read with the reason.
std::vector<SensorInfo> findSensors(SensorOptions const &options);

/// Opens the sensor that `spec` names:
///
///     auto                  the first that meters the most: module or board before processor
///     hwmon:NAME, iio:NAME  chips of the kernel (INA219, INA226, INA228, INA3221, …)
///     rapl                  counters of Intel and AMD processors
///     battery:NAME          what a battery gives
///     nvidia-smi:INDEX      NVML
///     pmic                  Raspberry Pi 5
///     command:PROGRAM ARG…  any program that prints lines "time, watts" or "watts"
///
/// A part behind the colon may be left out where there is one such sensor. Usage errors: no such sensor (with those there
/// are), rails it does not have, rails of which nobody knows how they add up; an input error where it cannot be read.
llvm::Expected<std::unique_ptr<Sensor>> openSensor(llvm::StringRef spec, SensorOptions const &options);

/// Checks a reading: an input error where it is negative beyond noise, not finite, or above 100 kW.
llvm::Expected<std::optional<PowerReading>> checkedReading(PowerReading reading, SensorInfo const &sensor);

} // namespace eo

#endif
