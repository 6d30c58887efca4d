//===- Measurement.h - one network on the machine, its power recorded ------------------------------===//
#ifndef ENERGY_OPT_LIB_MEASURE_MEASUREMENT_H
#define ENERGY_OPT_LIB_MEASURE_MEASUREMENT_H

#include "lib/measure/Conditions.h"
#include "lib/measure/Runner.h"
#include "lib/measure/Sensor.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace eo {

/// How long and how surely.
struct MeasureOptions {
  double idleS = 3;          ///< before and after the runs
  double warmUpS = 1;        ///< not counted
  double firstReadingS = 15; ///< behind the idle, after which a sensor that has said nothing is given up
  double mostS = 20;         ///< runs of one network together, at all its visits
  size_t rounds = 3;         ///< visits to each network
  double precision =
      0.02; ///< half the 95 % interval of the energy of an inference at which it is enough, relative
  std::optional<double> pacedHz; ///< inferences a second; default: back to back
  bool profile = true;           ///< let the runner write layer times, where it can
  std::vector<std::string> dims; ///< "NAME=V"
  std::string sysfs = "/sys";
};

/// What was measured of one network. Files are relative to the bundle.
struct NetworkMeasurement {
  std::string model;                      ///< "networks/resnet.onnx"
  std::string sha256;                     ///< of the model
  std::string failure;                    ///< why there are no figures; "" where there are
  std::string recording, recordingSha256; ///< of the power; "" without sensor
  std::string profile;                    ///< layer times; "" where the runner has none
  std::vector<std::string> dims;
  std::vector<RunStretch> runs;
  double activeBeginS = 0, activeEndS = 0; ///< from the loading to the end of the runner; idle lies around
  std::optional<double>
      latencyS; ///< of one inference that nothing disturbs: the median of the runs that count
  std::optional<double> energyJ; ///< the power times that, idle power included
  std::optional<double> powerW;  ///< mean while those ran
  std::optional<double> spread;  ///< standard error of the energy (of the latency without sensor), relative
  std::optional<double> idleBeforeW, idleAfterW;
  std::map<std::string, std::string> facts; ///< what the runner says of itself
  Conditions before, after;
  std::vector<std::string> doubts;
};

/// Where the files of a measurement go.
struct MeasurementFiles {
  std::string model;     ///< the network that is run
  std::string recording; ///< written where there is a sensor
  std::string profile;   ///< the runner may write it
  std::string log;       ///< the runner's standard error
};

/// What is going on, for a line of progress: "warm-up", "runs 4.2 of at most 20 s, energy ± 3.1 %".
using MeasureProgress = llvm::function_ref<void(std::string const &doing)>;

/// Measures one network: idle, warm-up, runs until the energy is known well enough, idle. `sensor` may be null: then there are
/// times only. What goes wrong is the measurement's `failure`, so that others can be measured.
NetworkMeasurement measureNetwork(RunnerSpec const &runner, std::unique_ptr<Sensor> sensor,
                                  MeasurementFiles const &files, MeasureOptions const &options,
                                  MeasureProgress progress);

/// Half of the 95 % interval of the mean by Student's t, relative to the mean; nothing for fewer than three values.
std::optional<double> relativeHalfWidth(llvm::ArrayRef<double> values);

} // namespace eo

#endif
