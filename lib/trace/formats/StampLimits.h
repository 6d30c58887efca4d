//===- StampLimits.h - what is a gap, a burst, a clock of whole seconds -----------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_FORMATS_STAMPLIMITS_H
#define ENERGY_OPT_LIB_TRACE_FORMATS_STAMPLIMITS_H

#include <cstddef>

namespace eo {

/// How time stamps become an even grid and when they are refused. Chosen by the reasons given; TraceBuilderTest.cpp shows both sides of
/// each. An interval is the median of the steps from stamp to stamp.
struct StampLimits {
  /// s: 30 000 years. What lies beyond are stamps in another unit than the reader took them for.
  double latestS = 1e12;
  /// s since 1970, autumn of 1985: whole seconds from here on are a clock's, which says no more than how many samples a second has.
  double clockFromS = 5e8;
  /// Intervals: a longer step hides samples, as many as round to it; a shorter one is a late sample.
  double gap = 1.5;
  /// Intervals that a step may be off a whole number of them and still be of an even grid.
  double uneven = 0.3;
  /// The share of even steps that a grid has; of fewer the stamps are those of polls, and the power is averaged anew.
  double evenShare = 0.9;
  /// Intervals: across a longer pause of polls the power is not taken as a straight line.
  double pollingGap = 5;
  /// Of a cell of the new grid at least this share is covered, or its sample is missing.
  double covered = 0.5;
  /// Of whole seconds: a step of more than this many usual ones (of a second at least) and a second is a break. Between stamps that are
  /// rounded down lies up to a second more.
  double clockBreak = 2;
  /// Samples that one gap may hide: this many for each that is there, and as many as a pause of a short recording has.
  double hiddenForEach = 10, hiddenInShort = 1e4;
  /// Samples on the grid, of all gaps: this many for each that is there, and this many more.
  double gridForEach = 4, gridInShort = 1e5;
  /// Rows of devices in turn: a pause is at least this many times as long as what lies between the rows of a burst.
  double burstPause = 20;
  /// Rows that a burst has at most: bounds what is looked at.
  size_t mostRows = 33;
  /// Bursts that are seen before they are believed, and the share of steps that are as they say.
  size_t leastBursts = 3;
  double ofBursts = 0.95;
  /// Stamps looked at for their interval: bounds the work.
  size_t looked = 100000;
};

/// A meter at its limit repeats the largest value exactly, sample after sample, while elsewhere neighbours differ.
struct SaturationLimits {
  size_t leastSamples = 100; ///< of a recording: of fewer nothing can be said
  size_t inARow = 5;         ///< largest values: two or three alike are the coarse steps of a meter
  double repeats =
      0.05; ///< the share of other samples that repeat theirs from which on all values are coarse
};

} // namespace eo

#endif
