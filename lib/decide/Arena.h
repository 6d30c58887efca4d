//===- Arena.h - offsets for all activations in one block of memory -----------------------------------===//
#ifndef ENERGY_OPT_LIB_DECIDE_ARENA_H
#define ENERGY_OPT_LIB_DECIDE_ARENA_H

#include "lib/decide/Lifetimes.h"

namespace eo {

/// Where every tensor lies.
struct Arena {
  std::vector<int64_t> offsets; ///< bytes from the beginning, by tensor
  int64_t bytes = 0;            ///< the end of the last one
};

/// Places the tensors best fit: the largest first, each into the smallest gap among those it is alive with that holds
/// it, else behind them. Offsets are multiples of `align`. Quadratic in the tensors that are alive together.
Arena planArena(Lifetimes const &lifetimes, int64_t align = 1);

/// "" where no two tensors that are alive at one step overlap, all lie inside, and offsets are aligned; else what is
/// wrong. Looks at every step and knows nothing of how the plan was made.
std::string checkArena(Lifetimes const &lifetimes, Arena const &arena, int64_t align = 1);

} // namespace eo

#endif
