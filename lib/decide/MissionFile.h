//===- MissionFile.h - a mission's keys, as flags and in a file -----------------------------------===//
//
// One table serves the flags of energy-opt mission (--wake-energy=2J) and the keys of its YAML file
// (wake_energy: 2 J).
//
#ifndef ENERGY_OPT_LIB_DECIDE_MISSIONFILE_H
#define ENERGY_OPT_LIB_DECIDE_MISSIONFILE_H

#include "lib/decide/Mission.h"
#include "lib/support/Yaml.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace eo {

/// One thing that can be said of a mission.
struct MissionKey {
  llvm::StringRef flag;    ///< "wake-energy"; the same with '_' in files
  llvm::StringRef json;    ///< "wake_energy_j": in the answer, in the unit of the field
  llvm::StringRef example; ///< "2J"
  llvm::StringRef help;
  std::optional<double> MissionPlan::*field;
  llvm::Expected<double> (*parse)(llvm::StringRef text); ///< to the unit of the field
};
/// All of them in the order of --help.
llvm::ArrayRef<MissionKey> missionKeys();

/// Sets what `key` says; a usage error that names the key where the text is something else.
llvm::Error setMissionKey(MissionPlan &plan, MissionKey const &key, llvm::StringRef text);

/// Sets how long it has to last: the key "hours", of which "24" are hours.
llvm::Error setMissionHours(MissionPlan &plan, llvm::StringRef text);

/// The plan in a mapping; beside missionKeys() it may have capacity_at: {-10: 70%, 25: 100%}. What is wrong with a key is
/// told to the reader; whether the keys go together is said by checkPlan.
MissionPlan readMission(YamlReader &reader, YamlNode const &node);

/// The plan of a YAML file. A usage error names all that is wrong with it.
llvm::Expected<MissionPlan> readMissionFile(llvm::StringRef path);

} // namespace eo

#endif
