//===- BatchRun.h - a batch with its cache, gone on with where it stopped ----------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_OPT_BATCHRUN_H
#define ENERGY_OPT_TOOLS_ENERGY_OPT_BATCHRUN_H

#include "tools/energy-opt/ResultCache.h"

namespace eo {

/// Analyses the networks of the options, what they are asked for in the cache (nullptr: none) first, onto the stream. The
/// exit code.
using AnalyzeNetworks = llvm::function_ref<int(Options const &options, llvm::ArrayRef<ChosenBoard> boards,
                                               ResultCache *cache, llvm::raw_ostream &stream)>;

/// Calls `analyze` with the networks that are left to do (--resume: onto that file), and with the cache of --cache. The
/// exit code of all records, old and new.
llvm::Expected<int> runBatch(Options const &options, llvm::ArrayRef<ChosenBoard> boards,
                             llvm::raw_ostream &stream, AnalyzeNetworks analyze);

} // namespace eo

#endif
