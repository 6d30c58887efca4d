//===- MemoryFit.h - whether a network fits into a board's memories -----------------------------------===//
#ifndef ENERGY_OPT_LIB_DECIDE_MEMORYFIT_H
#define ENERGY_OPT_LIB_DECIDE_MEMORYFIT_H

#include "lib/board/BoardModel.h"
#include "lib/decide/Arena.h"
#include "lib/decide/Mission.h"
#include "lib/pass/Annotations.h"
#include "lib/report/Writers.h"

namespace eo {

/// The memories; absent: not known.
struct MemorySizes {
  std::optional<double> onChipBytes; ///< for activations: --onchip, else of the board's model
  std::optional<double>
      parameterBytes;             ///< for weights, of the board's model; else what --onchip leaves for them
  std::optional<double> allBytes; ///< for everything: --memory
  bool onChipIsGiven = false;     ///< by the user: then weights may share it
};

/// Of all memories together. What is more than the chip holds but fits beside it is read again for every inference: it
/// streams.
enum class MemoryVerdict : uint8_t { Fits, Streams, DoesNotFit, Unknown };
/// "FITS", "STREAMS", "DOES NOT FIT", "UNKNOWN".
llvm::StringRef memoryVerdictWord(MemoryVerdict verdict);

/// What a network needs, and whether it fits.
struct MemoryFit {
  Report report;
  Lifetimes lifetimes;
  Arena arena;
  MemorySizes sizes;
  unsigned bits = 32;                    ///< of an element as executed
  std::optional<int64_t> parameterBytes; ///< at the precision executed where the file's is wider
  std::optional<int64_t> filePeakBytes;  ///< the most alive at once at the file's types; of a board
  int64_t cacheBytes = 0;                ///< keys and values that the network takes in: inputs called past…
  std::optional<MissionVerdict> inAll;
  std::optional<MemoryVerdict> inParameters, inOnChip; ///< never DoesNotFit: what is too much streams

  /// Bytes of parameters that the weight memory does not hold; nothing where either is not known.
  std::optional<double> streamedBytes() const;
  /// Of all memories that are known: DoesNotFit before Unknown before Streams before Fits; nothing where none is known.
  std::optional<MemoryVerdict> verdict() const;
};

/// Plans the arena, finds the cache among the tensors and judges what sizes are known. An input error where more than
/// 20000 buffers would have to be placed, an internal one where the plan does not pass checkArena.
llvm::Expected<MemoryFit> fitMemory(Report report, Lifetimes lifetimes, MemorySizes sizes, unsigned bits,
                                    int64_t align);

/// A network as analysed.
struct AnalysedNetwork {
  Graph const &graph;
  Annotations const &annotations;
  ChosenBoard const *board; ///< nullptr: none
};
/// The same of an analysed network. `sizes` are completed by what the board's model knows; where neither knows a memory for
/// weights and on-chip memory was given, weights get what the arena leaves of it. Activations are those of MemoryBuffers
/// where the network has them (with a board), else of every node in graph order. `bits` of a floating-point element; 0: those
/// of the board's precision, without a board the file's; MemoryBuffers have those they were made with.
llvm::Expected<MemoryFit> memoryOf(AnalysedNetwork const &network, Report report, MemorySizes sizes,
                                   unsigned bits, int64_t align);

/// Verdicts, then the tensors at the worst step.
void writeMemoryText(llvm::ArrayRef<MemoryFit> all, WriteOptions const &options, llvm::raw_ostream &stream);
/// "energy-opt/memory/1" with the offset of every tensor; an array of several.
void writeMemoryJson(llvm::ArrayRef<MemoryFit> all, llvm::raw_ostream &stream);
/// A row a tensor: name, bytes, offset, first and last step.
void writeMemoryCsv(llvm::ArrayRef<MemoryFit> all, llvm::raw_ostream &stream);

} // namespace eo

#endif
