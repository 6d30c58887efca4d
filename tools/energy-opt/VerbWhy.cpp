//===- VerbWhy.cpp - energy-opt why: what a network's time and energy are spent on -------------===//

#include "lib/decide/Why.h"
#include "lib/support/Error.h"
#include "tools/common/ExitCode.h"
#include "tools/energy-opt/VerbAnalysis.h"
#include "tools/energy-opt/Verbs.h"

namespace eo {

namespace cl = llvm::cl;

static char const *const whyOverview =
    R"(Says why a network takes what it takes: what its time is spent on, kernel by kernel, and how far it is from its roof.

  energy-opt why --board=jetson-nano net.onnx            arithmetic, memory, launches, weights that do not fit, ...
  energy-opt why --board=jetson-nano old.onnx new.onnx   why the one with fewer MACs takes longer
  energy-opt why --board=agx-xavier --setting precision=fp16 net.onnx
  energy-opt why --board=jetson-nano -o why.html net.onnx   a page with the roofline plot

Of boards that follow a roofline, every kernel's time is shared out among arithmetic, multipliers without work (channels
that fill no tile, small outputs), memory traffic, weights and activations that do not fit on chip, its launch, and the
processor beside the accelerator. The roof is the time its MACs take at the board's peak, or its bytes once through
memory, whichever is longer. Other precisions the board knows are estimated, too, for the network and for each kernel, and
what a start less would save.

Exit codes: 0 fine, 2 wrong usage or board file, 3 broken network.)";

/// What the board takes at the precision `value`, added to `why`.
static void addPrecision(VerbRequest const &request, VerbCase const &one, std::string const &value,
                         Why &why) {
  ChosenBoard board = one.board;
  for (auto &[name, current] : board.settings)
    if (name == "precision")
      current = value;
  board.precisionAsked = true;
  WhyAlternative other;
  other.setting = "precision=" + value;
  llvm::Expected<VerbCase> analysed = analyzeCase(request, *one.network, *one.bindings, &board);
  if (!analysed) {
    other.reason = takeErrorText(analysed.takeError()).message;
    return addAlternative(why, std::move(other), nullptr);
  }
  other.energyJ = analysed->report.totals.energy;
  other.latencyS = analysed->report.totals.latency;
  if (!other.energyJ && !other.latencyS)
    other.reason = "the board has no figures for it";
  addAlternative(why, std::move(other), &analysed->annotations.get<EnergyEstimate>());
}

/// The same of all the board's other precisions.
static void addPrecisions(VerbRequest const &request, VerbCase const &one, Why &why) {
  for (SettingDeclaration const &setting : one.board.model->settings)
    if (setting.name == "precision")
      for (std::string const &value : setting.values)
        if (one.board.setting("precision") != value)
          addPrecision(request, one, value, why);
}

int runWhy(int argc, char const *const *argv) {
  VerbFlags flags("power", VerbPage::Html);
  cl::opt<unsigned> top("top", cl::value_desc("N"), cl::init(10),
                        cl::desc("kernels shown in text (default 10, 0: all)"));
  if (std::optional<int> code = parseOptVerb(argc, argv, whyOverview, VerbFlags::words(VerbPage::Html)))
    return *code;
  llvm::Expected<VerbRequest> request = flags.take();
  if (!request)
    return failVerb(request.takeError());
  request->layout.top = top;
  if (request->models.size() > 2 || request->boards.size() > 1 || request->bindings.size() > 1)
    return failVerb(usageError("why takes one network or two, one board and one value of each dimension"));
  llvm::Expected<std::vector<ChosenBoard>> boards = verbBoards(*request);
  if (!boards)
    return failVerb(boards.takeError());
  llvm::Expected<std::vector<VerbNetwork>> networks = verbNetworks(*request);
  if (!networks)
    return failVerb(networks.takeError());
  llvm::Expected<std::vector<VerbCase>> cases = analyzeCases(*request, *networks, *boards);
  if (!cases)
    return failVerb(cases.takeError());
  std::vector<Why> all;
  for (VerbCase &one : *cases) {
    all.push_back(explainNetwork(one.report, one.network->graph, one.annotations, one.board));
    addPrecisions(*request, one, all.back());
  }
  auto writeText = [](std::vector<Why> const &whys, WriteOptions const &options, llvm::raw_ostream &stream) {
    if (whys.size() == 1)
      writeWhyText(whys[0], options, stream);
    else
      writeWhyPairText(whys[0], whys[1], options, stream);
  };
  auto writePage = [&](std::vector<Why> const &whys, llvm::raw_ostream &stream) {
    writeWhyHtml(whys, request->layout, stream);
  };
  return answerVerb(*request, all, exitFine, {writeText, writeWhyJson, writeWhyCsv, writePage});
}

} // namespace eo
