//===- Sampler.h - a sensor read in a thread of its own ---------------------------------------------===//
#ifndef ENERGY_OPT_LIB_MEASURE_SAMPLER_H
#define ENERGY_OPT_LIB_MEASURE_SAMPLER_H

#include "lib/measure/Sensor.h"
#include <atomic>
#include <mutex>
#include <thread>

namespace eo {

/// Reads a sensor at its rate from when it is made until it is stopped.
class Sampler {
public:
  explicit Sampler(std::unique_ptr<Sensor> source);
  ~Sampler() { stop(); }
  Sampler(Sampler const &) = delete;
  Sampler &operator=(Sampler const &) = delete;

  /// Ends the reading. The first error of the sensor stays to be asked for by `failure`.
  void stop();
  /// What the sensor said when it failed; "" while it works.
  std::string failure() const;
  /// A copy of all readings so far, in the order of time.
  std::vector<PowerReading> readings() const;

private:
  void loop();

  std::unique_ptr<Sensor> sensor;
  mutable std::mutex mutex; ///< guards the next two
  std::vector<PowerReading> taken;
  std::string problem;
  std::atomic<bool> ending = false;
  std::thread thread;
};

/// Mean power from `begin` to `end`: the integral of the line through the readings, over the time; nothing where fewer than
/// two readings lie inside, or the nearest ones are further from the ends than a quarter of the stretch.
std::optional<double> meanPower(llvm::ArrayRef<PowerReading> readings, double begin, double end);

/// How many times the value changed within [begin, end]: what a sensor that is slower than it is read tells anew.
size_t changesWithin(llvm::ArrayRef<PowerReading> readings, double begin, double end);

/// "time_s,power_w", one line a reading; energy-calibrate trace reads it.
std::string recordingText(llvm::ArrayRef<PowerReading> readings);

} // namespace eo

#endif
