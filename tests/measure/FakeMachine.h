//===- FakeMachine.h - a tree of files in place of /sys, programs in place of those of a board ----===//
#ifndef ENERGY_OPT_TESTS_MEASURE_FAKEMACHINE_H
#define ENERGY_OPT_TESTS_MEASURE_FAKEMACHINE_H

#include "lib/measure/Sensor.h"

namespace eo::test {

/// A folder that is there as long as this object.
class FakeMachine {
public:
  FakeMachine();
  ~FakeMachine();
  FakeMachine(FakeMachine const &) = delete;
  FakeMachine &operator=(FakeMachine const &) = delete;

  /// Writes a file and the folders above it.
  void file(std::string const &path, std::string const &text) const;
  /// A shell script in the search path of programs.
  void program(std::string const &name, std::string const &script);
  std::string const &root() const { return folder; }
  SensorOptions options() const;

private:
  std::string folder, oldPath;
};

/// Three rails of a Jetson Nano: VDD in of 4.8 V and 1.25 A, GPU, CPU.
void addJetsonNano(FakeMachine const &machine);

} // namespace eo::test

#endif
