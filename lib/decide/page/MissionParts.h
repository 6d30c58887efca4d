//===- MissionParts.h - what pages with a mission in them share ---------------------------------------===//
#ifndef ENERGY_OPT_LIB_DECIDE_PAGE_MISSIONPARTS_H
#define ENERGY_OPT_LIB_DECIDE_PAGE_MISSIONPARTS_H

#include "lib/decide/MissionWords.h"
#include "lib/decide/page/DecidePage.h"

namespace eo {

/// A card of figures with what belongs to each.
void writeHtmlFigures(llvm::ArrayRef<MissionLine> figures, llvm::raw_ostream &stream);

/// A paragraph a demand with its verdict.
void writeMissionDemands(MissionCase const &one, llvm::raw_ostream &stream);
/// Figures, phases of the cycle, parts of the mean power, notes.
void writeMissionBody(MissionCase const &one, llvm::raw_ostream &stream);

/// Members of an object of JSON: phases and pulses as columns.
void writeCycleColumns(MissionCycle const &cycle, llvm::raw_ostream &stream);
/// An object of JSON for html/mission.js.
void writeMissionData(MissionCase const &one, llvm::raw_ostream &stream);

} // namespace eo

#endif
