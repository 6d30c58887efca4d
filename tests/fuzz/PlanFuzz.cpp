// Missions and pipelines: whatever the text, a plan or a message; a plan that can be is solved and written.
#include "lib/decide/MissionFile.h"
#include "lib/decide/MissionWriters.h"
#include "lib/decide/Pipeline.h"
#include "lib/support/Error.h"

#include <cstdlib>

static void solve(eo::MissionPlan const &plan) {
  eo::MissionInference inference;
  inference.energyJ = 1;
  inference.lowJ = 0.8;
  inference.highJ = 1.2;
  inference.timeS = inference.peakW = 0.1;
  eo::MissionResult result = eo::solveMission(plan, inference);
  double share = eo::capacityShare(plan);
  if (!(share > 0) ||
      share > 1) // shares are checked when they are read, and what is between two of them is one
    std::abort();
  eo::demandsOf(plan, result);
  std::string text;
  llvm::raw_string_ostream stream(text);
  eo::MissionCase one{eo::Report(), plan, result};
  eo::writeMissionText(one, {}, stream);
  eo::writeMissionJson(one, stream);
}

extern "C" int LLVMFuzzerTestOneInput(uint8_t const *data, size_t size) {
  llvm::StringRef text(reinterpret_cast<char const *>(data), size);
  llvm::Expected<eo::YamlFile> file = eo::YamlFile::parse(text, "fuzz.yaml");
  if (!file) {
    eo::takeErrorText(file.takeError());
    return 0;
  }
  eo::YamlReader asMission(*file), asPipeline(*file);
  eo::MissionPlan plan = eo::readMission(asMission, file->root());
  if (llvm::Error error = asMission.failed() ? asMission.finish() : eo::checkPlan(plan))
    eo::takeErrorText(std::move(error));
  else
    solve(plan);
  eo::NetworkPipeline pipeline = eo::readPipeline(asPipeline, file->root(), "folder");
  if (llvm::Error error = asPipeline.finish())
    eo::takeErrorText(std::move(error));
  else if (pipeline.mission)
    solve(*pipeline.mission);
  return 0;
}
