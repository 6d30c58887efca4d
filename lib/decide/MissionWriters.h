//===- MissionWriters.h - a mission as text, JSON, CSV and a page -----------------------------------===//
#ifndef ENERGY_OPT_LIB_DECIDE_MISSIONWRITERS_H
#define ENERGY_OPT_LIB_DECIDE_MISSIONWRITERS_H

#include "lib/decide/Mission.h"
#include "lib/report/Writers.h"

namespace eo {

/// A mission with the network, sizes and board it is of.
struct MissionCase {
  Report report;
  MissionPlan plan;
  MissionResult result;
};

/// Of several missions those that stand out among the ones that meet all demands for certain; where none does for certain,
/// by the values alone. Every case counts as it was estimated: nothing rests on a larger size taking more.
struct MissionBest {
  size_t cheapest = 0; ///< the least mean power
  /// The most multiply-accumulates a second: the largest network, picture or rate that is kept up. Of those that do the
  /// same work a second (batches of one network) the one with most an execution.
  size_t largest = 0;
  size_t largestByValue =
      0;               ///< the same by the values alone: what lies between the two is within the interval
  bool certain = true; ///< false: by the values alone
};
/// Nothing where demands were not made, or none of the cases meets them.
std::optional<MissionBest> bestOf(llvm::ArrayRef<MissionCase> cases);

/// One case in full; several as a table, largest mean power last, with the best of them and the notes they share below.
void writeMissionText(llvm::ArrayRef<MissionCase> cases, WriteOptions const &options,
                      llvm::raw_ostream &stream);
/// An object "energy-opt/mission/1"; an array of several.
void writeMissionJson(llvm::ArrayRef<MissionCase> cases, llvm::raw_ostream &stream);
/// A row a case.
void writeMissionCsv(llvm::ArrayRef<MissionCase> cases, llvm::raw_ostream &stream);
/// One page: the power over a cycle, the battery over time, the figures; a section a case (page/MissionHtml.cpp).
void writeMissionHtml(llvm::ArrayRef<MissionCase> cases, llvm::raw_ostream &stream);

} // namespace eo

#endif
