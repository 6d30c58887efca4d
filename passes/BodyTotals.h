//===- BodyTotals.h - counts of control flow from the counts of its bodies ------------------------------===//
#ifndef ENERGY_OPT_PASSES_BODYTOTALS_H
#define ENERGY_OPT_PASSES_BODYTOTALS_H

#include "passes/CountContext.h"

namespace eo {

/// What control flow comes to at least where its count is not known: the known nodes of the branch that is larger by
/// them, those of a loop's body once a turn that is sure. Unknown for other nodes.
SymInt countedAtLeast(CountContext const &c, NodeMap<SymInt> const &atLeast);

/// The sum over the nodes of a body, those of nested bodies through their owners.
SymInt bodyTotal(CountContext const &c, BodyId body);

/// If: the larger of the two branches; where the condition is known, the branch taken.
SymInt countedBranch(CountContext const &c);

/// Loop, Scan: body times turns (passes/Turns.h). Unknown unless their number is known and the condition cannot end the
/// loop before (none is given, or the body passes on the constant true or its own condition).
SymInt bodyTimesTurns(CountContext const &c);

/// BeamSearch, GreedySearch, Sampling: the decoder once for each token from the prompt to max_length, its first turn by
/// init_decoder where there is one, the encoder once. A search may end before: as with trip counts, nothing is taken off.
SymInt bodyTimesTokens(CountContext const &c);

} // namespace eo

#endif
