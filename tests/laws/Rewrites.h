//===- Rewrites.h - other files of the same network ---------------------------------------------------===//
#ifndef ENERGY_OPT_TESTS_LAWS_REWRITES_H
#define ENERGY_OPT_TESTS_LAWS_REWRITES_H

#include "tests/laws/NetworkEdit.h"

namespace eo::test {

/// A way to write a network differently that leaves its computation alone.
struct Rewrite {
  char const *name;
  /// Changes the network; how many places it found, 0 where there is nothing to rewrite.
  size_t (*apply)(NetworkEdit &edit);
  /// Relative change of energy and latency allowed: 0 where every runtime builds the same engine.
  double tolerance;
  char const *reason; ///< why the tolerance is not 0
  /// What the figures are held against; nullptr: the network as it is.
  size_t (*reference)(NetworkEdit &edit) = nullptr;
};
inline void PrintTo(Rewrite const &one, std::ostream *stream) { *stream << one.name; }

std::vector<Rewrite> rewritesOfConstants(); ///< where constants and weights are kept, names, order of nodes
std::vector<Rewrite> rewritesOfNoOps();     ///< nodes that change nothing
std::vector<Rewrite> rewritesOfPatterns();  ///< operators in single steps
std::vector<Rewrite> rewritesOfSpellings(); ///< operators by other operators, and operands in another order
std::vector<Rewrite> rewritesOfLayouts(); ///< operators with their axes in another order, or in another place
std::vector<Rewrite> allRewrites();

} // namespace eo::test

#endif
