//===- Pace.h - processors that an operating system speeds up under load ------------------------------===//
//
// Where a governor chooses clocks and a scheduler moves threads between small and large cores, both look at the share of
// time that threads are busy. Networks of short kernels, whose threads wait for each other most of the time, run slowly
// and draw little; those of long ones run fast:
//
//   load = busy / (overhead + launch),   of all kernels of the network at the slow pace
//   fast = load^fast_slope / (load^fast_slope + fast_at^fast_slope)
//   times of kernels / (1 + (fast_speed - 1) · fast),   dynamic power · (1 + (fast_power - 1) · fast)
//
// A board without these figures has one pace.
//
#ifndef ENERGY_OPT_LIB_COST_PACE_H
#define ENERGY_OPT_LIB_COST_PACE_H

#include "lib/cost/FigureSet.h"
#include "lib/cost/KernelWork.h"

namespace eo {

/// Factors on what the kernels of a network take and draw by themselves.
struct Pace {
  double time = 1;         ///< on their times
  double dynamicPower = 1; ///< on what they draw beyond the base
};

/// How far a network is towards the fast pace whose kernels take `kernelsS` together at the slow one, launches included; 0 on a
/// board of one pace.
double fastShare(FigureSet const &figures, NetworkWork const &network, double kernelsS);

/// Of a network whose kernels take `kernelsS` together at the slow pace.
Pace paceOf(FigureSet const &figures, NetworkWork const &network, double kernelsS);

/// The same formula in a line, for --describe-board.
inline constexpr char const *paceWords =
    "pace: load = busy / (overhead + launch) over all kernels, fast = load^fast_slope / (load^fast_slope + "
    "fast_at^fast_slope), t / (1 + (fast_speed - 1) · fast), dynamic power · (1 + (fast_power - 1) · fast)";

} // namespace eo

#endif
