//===- VerbMission.cpp - energy-opt mission: hours of battery -----------------------------------===//

#include "lib/decide/MissionFile.h"
#include "lib/decide/MissionWriters.h"
#include "lib/support/Error.h"
#include "tools/common/ExitCode.h"
#include "tools/energy-opt/VerbAnalysis.h"
#include "tools/energy-opt/Verbs.h"

namespace eo {

namespace cl = llvm::cl;

static char const *const missionOverview =
    R"(Says what a device draws that runs a network now and then, and how long its battery lasts.

Everything is a sum: what an inference takes, what is drawn between (idle, or sleep with its wake-ups), camera, host, radio and
the loss of the regulator. The board says what an inference takes; the rest you say. The interval is the board's.

  energy-opt mission --board=orin-nano --rate=1/s --battery=37Wh --usable=80% net.onnx
  energy-opt mission --board=orin-nano --hours=24 --battery=99Wh net.onnx           the highest rate that lasts for certain
  energy-opt mission --board=orin-nano --rate=5/s --hours=8 --battery=37Wh a.onnx b.onnx   which of them last
  energy-opt mission --board=orin-nano --rate=5/s --hours=8 --battery=37Wh --pair 'image[2]=image[3]=160:640:32' net.onnx
                                                                                    the largest picture that lasts
  energy-opt mission --board=orin-nano --rate=5/s --hours=8 --battery=37Wh --dim batch=1,2,4,8 net.onnx   the largest batch
  energy-opt mission --board=raspberry-pi-4 --rate=6/h --sleep=20mW --wake-time=20s --battery=10Ah@3.7V net.onnx
  energy-opt mission --board=jetson-nano --rate=30fps --supply=10W --camera=1.2W net.onnx   does the supply hold
  energy-opt mission --board=orin-nano --mission=farm.yaml net.onnx
  energy-opt mission --board=jetson-nano --rate=10/s --battery=37Wh -o mission.html net.onnx   pictures of a cycle and the battery

A mission file holds the flags with '_' for '-', and what the battery's data sheet says of temperatures:

  rate: 10/min
  sleep: 50 mW
  wake_time: 2 s
  battery: 37 Wh
  temperature: -10 C
  capacity_at: {-20: 50%, 0: 80%, 25: 100%}

Flags win over the file. Several networks, boards or values of --dim and --pair make a table, and of those that meet the
demands the cheapest and the one that does most work (the largest picture, network, batch, rate) are named: for certain, and
where that is another, by the value alone. Every value is estimated: nothing rests on larger sizes taking more. A size that
the network cannot run at is left out with a note. A rate counts samples: a batch of 8 runs every eighth time.

Exit codes: 0 fine, 1 a demand (--hours, --supply, --rate) cannot be met, 2 wrong usage or board file, 3 broken network,
4 the interval straddles a demand.)";

namespace {
struct MissionFlags {
  MissionFlags() {
    for (MissionKey const &key : missionKeys())
      keys.push_back(
          std::make_unique<cl::opt<std::string>>(key.flag, cl::value_desc(key.example), cl::desc(key.help)));
  }

  llvm::Expected<MissionPlan> plan() const {
    MissionPlan plan;
    if (!file.empty()) {
      llvm::Expected<MissionPlan> read = readMissionFile(file);
      if (!read)
        return read.takeError();
      plan = std::move(*read);
    }
    for (size_t i = 0; i < keys.size(); ++i)
      if (keys[i]->getNumOccurrences() > 0)
        if (llvm::Error error = setMissionKey(plan, missionKeys()[i], keys[i]->getValue()))
          return usageError("--{}", takeErrorText(std::move(error)).message);
    if (llvm::Error error = checkPlan(plan))
      return error;
    return plan;
  }

  cl::opt<std::string> file{"mission", cl::value_desc("FILE"), cl::desc("a mission in YAML")};
  std::vector<std::unique_ptr<cl::opt<std::string>>> keys;
};
} // namespace

static int exitCodeFor(llvm::ArrayRef<MissionCase> cases) {
  int code = exitFine;
  bool anyFits = false;
  for (MissionCase const &one : cases) {
    MissionVerdict verdict = one.result.verdict();
    anyFits |= verdict == MissionVerdict::Fits;
    code = worse(code, exitCodeOf(verdict));
  }
  return anyFits ? exitFine : code; // of a list one that fits is an answer
}

int runMission(int argc, char const *const *argv) {
  VerbFlags flags("power", VerbPage::Html);
  MissionFlags mission;
  if (std::optional<int> code = parseOptVerb(argc, argv, missionOverview, VerbFlags::words(VerbPage::Html)))
    return *code;
  llvm::Expected<VerbRequest> request = flags.take();
  if (!request)
    return failVerb(request.takeError());
  nameOnce(*request);
  llvm::Expected<MissionPlan> plan = mission.plan();
  if (!plan)
    return failVerb(plan.takeError());
  llvm::Expected<std::vector<ChosenBoard>> boards = verbBoards(*request);
  if (!boards)
    return failVerb(boards.takeError());
  llvm::Expected<std::vector<VerbNetwork>> networks = verbNetworks(*request);
  if (!networks)
    return failVerb(networks.takeError());
  llvm::Expected<std::vector<VerbCase>> analysed = analyzeCases(*request, *networks, *boards);
  if (!analysed)
    return failVerb(analysed.takeError());
  std::vector<MissionCase> cases;
  for (VerbCase &one : *analysed) {
    llvm::Expected<MissionInference> inference = missionInference(one.report, baseOf(one.board), *plan);
    if (!inference)
      return failVerb(inference.takeError());
    MissionResult result = solveMission(*plan, *inference);
    cases.push_back({std::move(one.report), *plan, std::move(result)});
  }
  return answerVerb(*request, cases, exitCodeFor(cases),
                    {writeMissionText, writeMissionJson, writeMissionCsv, writeMissionHtml});
}

} // namespace eo
