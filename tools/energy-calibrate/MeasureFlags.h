//===- MeasureFlags.h - the flags of the verbs that measure ------------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_MEASUREFLAGS_H
#define ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_MEASUREFLAGS_H

#include "lib/measure/Measurement.h"
#include "tools/energy-calibrate/SensorFlags.h"

namespace eo {

/// Options that exist while the verb parses its arguments.
struct MeasureFlags {
  SensorFlags sensing;
  llvm::cl::opt<std::string> sensor{
      "sensor", llvm::cl::value_desc("S"), llvm::cl::init("auto"),
      llvm::cl::desc("auto (default), hwmon[:NAME], iio[:NAME], rapl, battery[:NAME], nvidia-smi[:N], pmic,\n"
                     "command:PROGRAM, or none: times only (a meter recorded elsewhere: --trace)")};
  llvm::cl::opt<std::string> runner{
      "runner", llvm::cl::value_desc("R"), llvm::cl::init("auto"),
      llvm::cl::desc(
          "What runs networks: a name from runners/, a file, or auto; instead of it: -- COMMAND {model}")};
  llvm::cl::list<std::string> runnerPath{"runner-path", llvm::cl::value_desc("DIR"),
                                         llvm::cl::desc("Further folder of runners (repeatable)")};
  llvm::cl::list<std::string> runnerOptions{
      "option", llvm::cl::value_desc("KEY=V"),
      llvm::cl::desc("For the runner: threads=4, precision=fp16, … (repeatable)")};
  llvm::cl::opt<std::string> inferences{
      "inferences", llvm::cl::value_desc("N"),
      llvm::cl::desc("How many inferences COMMAND runs, where it prints no 'end COUNT'")};
  llvm::cl::opt<double> patience{
      "patience", llvm::cl::value_desc("S"), llvm::cl::init(600),
      llvm::cl::desc("Seconds a runner may load a network or say nothing of its first runs (600)")};
  llvm::cl::opt<double> seconds{"seconds", llvm::cl::value_desc("S"), llvm::cl::init(20),
                                llvm::cl::desc("Longest time to run each network, all its visits together "
                                               "(20); more only where the sensor gave too few readings")};
  llvm::cl::opt<unsigned> rounds{
      "rounds", llvm::cl::value_desc("N"), llvm::cl::init(3),
      llvm::cl::desc("Visits to each network, one round of all after another; the quickest counts (3)")};
  llvm::cl::opt<double> idle{"idle", llvm::cl::value_desc("S"), llvm::cl::init(3),
                             llvm::cl::desc("Seconds of idle before and after each visit (3)")};
  llvm::cl::opt<double> warmUp{"warm-up", llvm::cl::value_desc("S"), llvm::cl::init(1),
                               llvm::cl::desc("Seconds at each visit that are run and not counted (1)")};
  llvm::cl::opt<std::string> precision{
      "precision", llvm::cl::value_desc("P"), llvm::cl::init("2%"),
      llvm::cl::desc("Half the 95 % interval of an energy at which a network is done (2%)")};
  llvm::cl::opt<double> paced{"paced", llvm::cl::value_desc("HZ"),
                              llvm::cl::desc("So many inferences a second instead of back to back")};
  llvm::cl::list<std::string> dims{
      "dim", llvm::cl::value_desc("NAME=V"),
      llvm::cl::desc("Value of an open dimension, or INPUT[AXIS]=V (repeatable)")};
  llvm::cl::list<std::string> settings{
      "setting", llvm::cl::value_desc("K=V"),
      llvm::cl::desc(
          "How the board is set: power_mode=maxn, precision=fp16, … (repeatable); goes into the bundle")};
  llvm::cl::opt<bool> noProfile{"no-profile", llvm::cl::desc("Do not ask the runner for layer times")};

  /// A usage error for times and shares that are none.
  llvm::Expected<MeasureOptions> options() const;
  /// The runner; `command` is what stood behind "--", empty where nothing did.
  llvm::Expected<RunnerSpec> chosenRunner(std::vector<std::string> const &command) const;
  /// The settings as pairs; a usage error for one that is no NAME=VALUE or comes twice.
  llvm::Expected<std::map<std::string, std::string>> chosenSettings() const;
};

/// Splits "ARGUMENTS -- COMMAND": the arguments stay, the command is returned.
std::vector<std::string> takeCommand(std::vector<char const *> &arguments);

} // namespace eo

#endif
