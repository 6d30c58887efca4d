//===- Sequences.h - tensors put into sequences and taken out again ---------------------------------------===//
#ifndef ENERGY_OPT_PASSES_CANONICAL_SEQUENCES_H
#define ENERGY_OPT_PASSES_CANONICAL_SEQUENCES_H

#include "passes/canonical/NoOps.h"
#include "passes/canonical/Parts.h"

namespace eo::canonical {

/// The tensors of a sequence that SequenceConstruct, or SequenceEmpty and SequenceInsert at known places, put together;
/// nullopt where they are not known. `nodes`: those that did, the last one first; may be nullptr.
std::optional<std::vector<ValueId>> tensorsOf(Knowledge const &known, ValueId sequence,
                                              std::vector<NodeId> *nodes = nullptr);

/// The tensor that a SequenceAt by a constant place takes of the sequence; invalid where that is not known.
ValueId tensorAt(Knowledge const &known, Node const &sequenceAt);

/// Whether the SplitToSequence is a Split: each of its pieces is taken out by a constant place.
bool isSplit(Knowledge const &known, Node const &splitToSequence);

/// What a SequenceAt by a constant place takes of the tensor that a SplitToSequence has cut up.
Part pieceAt(Knowledge const &known, Node const &sequenceAt);

/// Makes one unit, a Concat, of every ConcatFromSequence with the nodes that put its sequence together, where only
/// these read it. Needs the form's readers; leaves them as they are.
void joinSequences(Knowledge const &known, CanonicalForm &form);

/// Adds the Concats that only another Concat on their axis reads to its unit. Needs the form's readers.
void joinConcats(Knowledge const &known, CanonicalForm &form);

} // namespace eo::canonical

#endif
