//===- Roofline.h - time and power of kernels limited by arithmetic or memory -------------------------===//
//
// A kernel of family f takes and draws
//
//   compute = passes · macs / (peak · u) + tap · taps,   taps: of an 8-bit convolution (lib/cost/KernelWork.h)
//                                  u = tiling · n / (n + fill) · p / (p + fill_positions)
//                                  n output elements in whole tiles, p output positions
//   memory  = passes · (bytes read / bandwidth + bytes written / write_bandwidth)   passes: of what is slow, else 1
//                                                           read: the weights of a recurrence in each step
//             + max(0, bytes - onchip) / spill_bandwidth
//             + weight bytes · beyond / stream_bandwidth,   beyond: the share of the network's weights that
//                                                           parameter_memory cannot hold
//   busy    = (compute⁴ + memory⁴)^¼,   t = launch + companions + step · steps + busy,   steps of a recurrent layer
//   dynamic energy = dynamic · (compute⁴ + (memory_power · memory)⁴)^¼
//
//   companions = of what the runtime runs beside the kernel: launches · launch + bytes copied / bandwidth.movement
//
// An attention also takes the time of its softmax, 2 · scores · passes / bandwidth.elementwise, between its products. tiling is the
// share of the multipliers that have work: channels over channels rounded up to whole tiles of
// in_tile and out_tile, output positions likewise of position_tile, height and width of a result of height_tile and
// width_tile; with fewer output channels than one tile the device works on several positions at
// once. Where the board's convolution engine is known (lib/board/ConvEngine.h) u is the share of its multipliers that
// have work · p / (p + fill_positions), p of one input; onchip does not count, and what the engine passes through memory
// beside its work adds its bytes / spill_bandwidth to t and to the time that memory limits. A network of intervals T
// (lib/cost/Inference.h) draws
//
//   E = base · T + Σ dynamic energy
//
// at the pace of lib/cost/Pace.h where an operating system chooses one.
//
// Each figure is the product of the coefficients that apply to it: "peak" for all or "peak.pointwise" for a
// family, and the factors "peak@precision=int8" and "peak.pointwise@precision=int8,runtime=tflite" where all of
// these settings are in force. docs/latency-power.md says how the figures are identified.
//
#ifndef ENERGY_OPT_LIB_COST_KINDS_ROOFLINE_H
#define ENERGY_OPT_LIB_COST_KINDS_ROOFLINE_H

#include "lib/cost/FigureSet.h"
#include "lib/cost/KernelWork.h"

namespace eo {

/// Time and energy of one kernel, alone.
struct RooflineCost {
  double timeS = 0;
  double computeS = 0, memoryS = 0; ///< busy time by what limits it; the rest is launch
  double energyJ = 0;               ///< all of it
  double baseJ = 0;                 ///< the part drawn whatever runs

  // What the busy time is made of, before compute and memory overlap.
  double launchS = 0;     ///< the rest of timeS
  double arithmeticS = 0; ///< all multiply-accumulates, at the share of the multipliers that has work
  double utilisation = 0; ///< that share
  double trafficS = 0;    ///< all bytes, once
  double streamedS = 0;   ///< weights that parameter_memory does not hold
  double spilledS = 0;    ///< what onchip or the engine's memory does not hold, beside or after the traffic
  double againS = 0;      ///< the part of spilledS that comes after the busy time
  double movingS = 0;     ///< all that memory does before they overlap
  double apartS = 0;      ///< what it does apart from them: againS, companions, the softmax of an attention
};

/// Time and energy of one kernel by the formulas above; a figure that is absent adds nothing.
RooflineCost rooflineCost(FigureSet const &figures, KernelWork const &work, NetworkWork const &network);

/// So long at the figure `dynamic` does the kernel draw its dynamic energy; time of memory draws `memoryPower` of it. Grows with
/// arithmetic and with traffic, unlike a mean power over the busy time, which more traffic would lower.
double secondsOfDynamic(RooflineCost const &cost, double memoryPower);

} // namespace eo

#endif
