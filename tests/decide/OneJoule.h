//===- OneJoule.h - an inference with round figures --------------------------------------------------===//
#ifndef ENERGY_OPT_TESTS_DECIDE_ONEJOULE_H
#define ENERGY_OPT_TESTS_DECIDE_ONEJOULE_H

#include "lib/decide/Mission.h"

namespace eo {

/// 1 J (0.8 to 1.2) in 100 ms; the board draws 2 W when idle, 12 W in its hungriest layer.
inline MissionInference oneJoule() {
  MissionInference inference;
  inference.energyJ = 1;
  inference.lowJ = 0.8;
  inference.highJ = 1.2;
  inference.timeS = 0.1;
  inference.peakW = 12;
  inference.peakLayer = "conv1";
  inference.idleW = 2;
  return inference;
}

} // namespace eo

#endif
