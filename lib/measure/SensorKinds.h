//===- SensorKinds.h - the kinds of sensors, one file each -----------------------------------------===//
#ifndef ENERGY_OPT_LIB_MEASURE_SENSORKINDS_H
#define ENERGY_OPT_LIB_MEASURE_SENSORKINDS_H

#include "lib/measure/Sensor.h"

namespace eo {

/// A kind of sensor.
struct SensorKind {
  llvm::StringRef name;    ///< before the colon of a spec
  llvm::StringRef summary; ///< what it reads, one line
  /// All of this kind.
  std::vector<SensorInfo> (*find)(SensorOptions const &options);
  /// Opens one that `find` has found and that has no problem.
  llvm::Expected<std::unique_ptr<Sensor>> (*open)(SensorInfo const &info, SensorOptions const &options);
};

/// All kinds, in the order of what they meter: boards and modules before processors.
llvm::ArrayRef<SensorKind> sensorKinds();

#define EO_SENSOR(Name)                                                                                      \
  std::vector<SensorInfo> find##Name(SensorOptions const &options);                                          \
  llvm::Expected<std::unique_ptr<Sensor>> open##Name(SensorInfo const &info, SensorOptions const &options);
EO_SENSOR(Hwmon)
EO_SENSOR(Iio)
EO_SENSOR(Pmic)
EO_SENSOR(Battery)
EO_SENSOR(NvidiaSmi)
EO_SENSOR(Rapl)
#undef EO_SENSOR

/// A program that prints a power now and then: "watts" or "time, watts" in a line; other lines are passed over.
llvm::Expected<std::unique_ptr<Sensor>> openCommand(SensorInfo info, std::vector<std::string> const &command);

/// Fills `added`, `explanation`, `problem` and `metered` by the rails of `info` and those the user asked for.
void chooseSensorRails(SensorInfo &info, SensorOptions const &options);

/// One rail of the kernel's: watts are the product of the numbers in the files and the factor.
struct RailFiles {
  std::string name;
  std::vector<std::string> files;
  double factor = 1;
};

/// A sensor that adds up rails which files tell, those that `info.added` names. `problem` of the info where one cannot be read.
std::unique_ptr<Sensor> railSensor(SensorInfo info, std::vector<RailFiles> rails);
/// Reads every file once; what hinders, or "".
std::string railProblem(llvm::ArrayRef<RailFiles> rails);

} // namespace eo

#endif
