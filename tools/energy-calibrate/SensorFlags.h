//===- SensorFlags.h - the flags of the verbs that read sensors ------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_SENSORFLAGS_H
#define ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_SENSORFLAGS_H

#include "lib/measure/Sensor.h"
#include "llvm/Support/CommandLine.h"

namespace eo {

/// Options that exist while the verb parses its arguments.
struct SensorFlags {
  llvm::cl::opt<std::string> sysfs{"sysfs", llvm::cl::value_desc("DIR"), llvm::cl::init("/sys"),
                                   llvm::cl::desc("Where the kernel shows its devices (default: /sys)")};
  llvm::cl::list<std::string> rails{
      "rail", llvm::cl::value_desc("NAME,…"), llvm::cl::CommaSeparated,
      llvm::cl::desc("The rails that make up the power, added up (default: known boards)")};
  llvm::cl::opt<std::string> rateHz{"rate-hz", llvm::cl::value_desc("HZ"),
                                    llvm::cl::desc("How often the sensor is read (default: its own rate)")};

  /// What the flags say; a usage error for a rate that is none.
  llvm::Expected<SensorOptions> options() const;
};

} // namespace eo

#endif
