//===- Limits.h - what the time of a kernel is spent on -----------------------------------------------===//
#ifndef ENERGY_OPT_LIB_COST_LIMITS_H
#define ENERGY_OPT_LIB_COST_LIMITS_H

#include "lib/board/BoardModel.h"
#include "lib/cost/Kernel.h"
#include <array>

namespace eo {

/// What time is spent on.
enum class TimeCause : uint8_t {
  Arithmetic, ///< multiply-accumulates at the board's peak
  IdleLanes,  ///< the same time again and again because multipliers have no work: channels that fill no tile,
              ///< too few outputs
  Traffic,    ///< bytes read and written
  Streaming,  ///< weights that the accelerator's memory does not hold
  Spilling,   ///< activations that on-chip memory does not hold
  Launch,     ///< starting the kernel
  OtherDevice, ///< all of a kernel that the accelerator leaves to the processor beside it
};
inline constexpr size_t timeCauseCount = 7;
/// "arithmetic", "multipliers without work", "memory traffic", …: in sentences.
llvm::StringRef timeCauseWords(TimeCause cause);
/// "arithmetic", "idle_lanes", …: in JSON.
llvm::StringRef timeCauseKey(TimeCause cause);

/// Seconds by cause; they sum to the kernel's time.
struct TimeCauses {
  std::array<double, timeCauseCount> seconds{};

  double &operator[](TimeCause cause) { return seconds[static_cast<size_t>(cause)]; }
  double operator[](TimeCause cause) const { return seconds[static_cast<size_t>(cause)]; }
  double sum() const;
  /// The one that takes most.
  TimeCause largest() const;
};

/// A kernel against its roof.
struct KernelLimits {
  TimeCauses causes;
  double macs = 0, bytes = 0, weightBytes = 0;
  double utilisation = 0;  ///< of the multipliers
  double peakMacsPerS = 0; ///< of the kernel's family; 0 where the board has none
  double bandwidthBytesPerS = 0;
  double roofS = 0; ///< the least time its MACs and bytes allow: at the peak, once through memory
  KernelFamily family = KernelFamily::Elementwise; ///< which peak and bandwidth these are
};

/// What the time of a network's kernels is spent on, kernel by kernel, as the board's formula has it: of the times of
/// compute and memory, which overlap, each cause gets the share that the formula's rounded maximum gives it. Entries
/// of kernels without a time of their own are absent, all are where the board's kind does not tell arithmetic from
/// memory.
std::vector<std::optional<KernelLimits>> kernelLimits(ChosenBoard const &board,
                                                      llvm::ArrayRef<Kernel> kernels);

} // namespace eo

#endif
