//===- TruncatedNetworks.h - layer borders from networks with their last layers removed -------===//
#ifndef ENERGY_OPT_LIB_TRACE_MEASURE_TRUNCATEDNETWORKS_H
#define ENERGY_OPT_LIB_TRACE_MEASURE_TRUNCATEDNETWORKS_H

#include "lib/trace/measure/LayerCut.h"

namespace eo {

/// Where two profiles of the same beginning part: seconds. The measured profiles are compared, not the
/// deconvolved ones: what comes before the parting is smoothed alike in both. They are put on one time grid
/// and averaged until noise is small; a point counts as common if the other profile passes there within a
/// time tolerance (jitter of the layers before). The common part ends where that fails for good measure, or
/// with the shorter profile. After its end, a profile counts as idle (`baseW`).
LayerBorder longestCommonPart(Profile const &longer, Profile const &shorter, double baseW);

/// The borders of the layers of `full`, first to last (0 and the end included): `shortened[k]` has its last k
/// + 1 layers removed. Each is compared with every longer one; the median of the parting points counts, their
/// spread is the uncertainty. Borders never overtake each other. (Wess et al. 2023, §IV, without the person
/// at the prompt.)
std::vector<LayerBorder> bordersFromTruncated(Profile const &full, std::vector<Profile> const &shortened,
                                              double baseW);

} // namespace eo

#endif
