//===- Phases.h - the recording at a glance ---------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_MEASURE_PHASES_H
#define ENERGY_OPT_LIB_TRACE_MEASURE_PHASES_H

#include "lib/trace/measure/Figures.h"
#include "lib/trace/signal/Windows.h"

namespace eo {

/// The recording as stretches: the windows (Inference; neighbours with the short gaps between them in one
/// stretch), and what is around them, split at clearly different levels: nearest to the lowest level (with
/// active windows above it) Idle, what lies between idle and inference before the first window Build, else
/// Other.
std::vector<Phase> findPhases(PowerTrace const &trace, WindowSet const &set, PowerSum const &sums);

/// Where base power can be measured: the gaps between windows if there are two at least (the network is
/// loaded then), else the idle phases. Away from the edges, as set.idle is.
std::vector<SampleRange> idleForBase(PowerTrace const &trace, WindowSet const &set,
                                     std::vector<Phase> const &phases);

} // namespace eo

#endif
