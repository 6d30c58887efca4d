//===- MissionWords.h - what texts and pages say of a mission -----------------------------------------===//
#ifndef ENERGY_OPT_LIB_DECIDE_MISSIONWORDS_H
#define ENERGY_OPT_LIB_DECIDE_MISSIONWORDS_H

#include "lib/decide/MissionWriters.h"
#include "lib/report/TextTable.h"

namespace eo {

/// A figure with what belongs to it: "Mean power", "4.35 W", "4.1 W to 4.7 W (90 % interval of the inference)".
struct MissionLine {
  std::string label, value, more;
};
/// Mean and peak power, what the battery does, how busy it is, carbon and cost, trust: what is known of them.
std::vector<MissionLine> missionFigures(MissionCase const &one);

/// "10/s, idle between · image[2]=224".
std::string missionPlanText(MissionCase const &one);
/// Of all demands in one word; empty where none was made.
std::string missionVerdict(MissionCase const &one);

/// Indices of the cases: the least mean power first; where the rate was asked for, the highest rate.
std::vector<size_t> missionOrder(llvm::ArrayRef<MissionCase> cases);
/// A row a case: where it is, its rate, powers, hours, trust and verdict. What tells the cases apart stays at any width.
std::vector<TextTable::Column> missionColumns(llvm::ArrayRef<MissionCase> cases);
std::vector<std::string> missionCells(MissionCase const &one);
/// A row a part of the mean power; `total`: the sum of all.
std::vector<std::string> missionPartCells(MissionPart const &part, double total);

/// What stands out among several: {"cheapest", "net.onnx on …"}, {"most work", …}, and what would do more
/// by its value alone: {"perhaps", …}.
std::vector<std::pair<std::string, std::string>> missionBestLines(llvm::ArrayRef<MissionCase> cases);
/// The notes of all cases, each once.
std::vector<std::string> missionNotes(llvm::ArrayRef<MissionCase> cases);

} // namespace eo

#endif
