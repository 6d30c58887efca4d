//===- Profile.h - the mean of many executions, with its confidence band ----------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_SIGNAL_PROFILE_H
#define ENERGY_OPT_LIB_TRACE_SIGNAL_PROFILE_H

#include "lib/trace/formats/PowerSum.h"

namespace eo {

/// One inference, averaged over all good ones. Point k of n stands for [k, k + 1)/n of the inference.
struct Profile {
  double seconds = 0;              ///< mean duration
  std::vector<double> watts;       ///< measured mean
  std::vector<double> halfBand;    ///< half of the 95 % interval of the mean, per point
  std::vector<double> deviceWatts; ///< with the supply's smoothing undone; equals `watts` where there is none
  size_t count = 0;                ///< executions averaged
  double stepS() const { return seconds / static_cast<double>(watts.size()); }
};

/// A stretch with borders between samples.
struct Span {
  double begin = 0, end = 0; ///< samples
};

/// Averages the spans point by point, each stretched to the mean duration (jitter grows along a run, so
/// stretching keeps late layers sharp). At most 65536 points. `tau` in samples, 0 for none; `noise` of one
/// sample, W.
Profile averageSpans(PowerSum const &sums, std::vector<Span> const &spans, double sampleS, double tau,
                     double noise);

} // namespace eo

#endif
