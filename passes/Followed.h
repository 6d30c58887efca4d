//===- Followed.h - networks whose parameters may change their sizes ------------------------------------===//
#ifndef ENERGY_OPT_PASSES_FOLLOWED_H
#define ENERGY_OPT_PASSES_FOLLOWED_H

#include "lib/pass/Pass.h"

namespace eo {

/// Two types that are one to every rule; where something is not known they are not.
bool isSameType(TensorType const &a, TensorType const &b);

/// Operators whose place in the network does not hang on how many channels they have, as long as there are several.
bool isFollowed(OpKind kind);

/// Whether other sizes of its parameters leave all of the network's analysis as it is but for sizes, counts and prices: no
/// bodies of control flow, open dimensions and rules of users; one number format; types that the operators tell. Needs what
/// extract-features needs, and NodeFeatures.
bool isFollowed(PassContext const &analysed);

} // namespace eo

#endif
