//===- KernelWork.h - what formulas need of a kernel ------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_COST_KERNELWORK_H
#define ENERGY_OPT_LIB_COST_KERNELWORK_H

#include "lib/board/ConvEngine.h"
#include "lib/board/KernelFamily.h"

namespace eo {

/// In elements but for `bytes`, which are at the precision executed.
struct KernelWork {
  KernelFamily family = KernelFamily::Elementwise;
  double macs = 0; ///< with those of zeros that fill blocks
  double params = 0, activations = 0, bytes = 0;
  double weightBytes = 0;  ///< the part of `bytes` that is parameters
  double writtenBytes = 0; ///< the part of `bytes` that is written
  double rereadBytes = 0;  ///< beside `bytes`: weights that the steps of a recurrence read again
  double softmaxBytes = 0; ///< beside `bytes`: what the softmax of an attention moves in all its passes
  double copiedBytes = 0;  ///< beside `bytes`: what the runtime reads and writes to copy maps and results
  double companions = 0;   ///< launches of what it runs beside the kernel
  double outputs = 0;      ///< elements written
  double positions = 0;    ///< the same, of one channel; of an engine, of one input
  double inChannels = 0, outChannels = 0; ///< of a group; 0 where there are none
  double outHeight = 0, outWidth = 0;     ///< of one result: its last two axes; 0 where there are none
  double passes = 1;                      ///< over `bytes`
  double taps = 0;  ///< of an 8-bit convolution: runs of elements that are handled one by one, see kernelWork
  double steps = 0; ///< of a recurrent layer, one after the other; 0 for others
  double utilisation = 0; ///< of the engine that runs it; 0 where none is known
  std::optional<double>
      spilledBytes; ///< through memory beside an engine's work; absent on boards without one

  bool operator==(KernelWork const &) const = default;
};

/// nullopt for what runs no code of its own and where a count is not known. Taps of an 8-bit convolution are its output
/// positions times those of its kernel, where it has more than one, and its results, 16 at a time. `engine`: the board's; may be null.
std::optional<KernelWork> kernelWork(CostFeatures const &features, unsigned bits,
                                     ConvEngine const *engine = nullptr);

/// What a kernel's cost depends on beside the kernel: all that one device runs of the network.
struct NetworkWork {
  double kernels = 0;
  double weightBytes = 0; ///< of all kernels
  double companions = 0;  ///< launches beside what is no kernel: of views that the runtime runs

  /// One kernel more, launched so many times with the same weights; nothing for what runs no code of its own.
  void add(CostFeatures const &features, unsigned bits, double turns = 1);
};

} // namespace eo

#endif
