//===- VerbSplit.cpp - energy-opt split: where to cut a network ------------------------------===//

#include "lib/cost/EnergyEstimate.h"
#include "lib/cost/KernelGroups.h"
#include "lib/decide/CaseText.h"
#include "lib/decide/Split.h"
#include "lib/support/Error.h"
#include "lib/support/QuantityText.h"
#include "lib/support/Spelling.h"
#include "tools/common/Boards.h"
#include "tools/common/Dims.h"
#include "tools/common/ExitCode.h"
#include "tools/energy-opt/VerbAnalysis.h"
#include "tools/energy-opt/Verbs.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace eo {

namespace cl = llvm::cl;

static char const *const beforeRadios =
    R"(Cuts a network into a head on the device and a tail on a server: energy of the head and the radio, bytes of all tensors
that cross, latency; the best cut and those that nothing beats.

  energy-opt split --board=jetson-nano --radio=100nJ/bit,20Mbit/s net.onnx
  energy-opt split --board=raspberry-pi-4 --power=5W --radio=100nJ/bit,20Mbit/s --latency=200ms net.onnx
  energy-opt split --board=jetson-nano --server=quadro-rtx-5000 --radio=50nJ/bit,50Mbit/s net.onnx
  energy-opt split --board=jetson-nano --radio=lte,5Mbit/s net.onnx                        a radio of the table below
  energy-opt split --board=jetson-nano --send-bits=8 --radio=100nJ/bit net.onnx   tensors quantised before they are sent

  energy-opt split --board=jetson-nano --radio=100nJ/bit --exit=early=60% net.onnx   60 % end at the output 'early'

The energy of a bit is yours to say: take it from a measurement of your radio, it varies by orders of magnitude. Published
ones, at the RATE you say, without what the radio draws before and after it sends (LTE about 1 W for 10 s):

)";
static char const *const afterRadios = R"(
Every place between two kernels in graph order is a cut; cut 0 sends the inputs, the last one nothing. Of all other sets of
layers that hold with a layer all it needs, those are shown that beat the cuts in order: the least energy of all of them and every
corner of the front's convex hull are found. Tensors are sent at the precision the board executes unless --send-bits says
otherwise. What the device draws while it waits is not in it. An early exit on the device spares those samples the rest.

Exit codes: 0 fine, 1 no cut keeps to --latency, 2 wrong usage or board file, 3 broken network, 4 no cut keeps to it for
certain.)";

namespace {
struct SplitFlags {
  cl::opt<std::string> radio{
      "radio", cl::value_desc("J/bit,bit/s"),
      cl::desc("energy of a bit that is sent, and how fast: 100nJ/bit,20Mbit/s; lte,5Mbit/s")};
  cl::opt<std::string> server{"server", cl::value_desc("B"), cl::desc("the board that runs the tail")};
  cl::opt<std::string> latency{"latency", cl::value_desc("T"), cl::desc("limit from input to result")};
  cl::list<std::string> exits{
      "exit", cl::value_desc("OUTPUT=SHARE"),
      cl::desc("so many of all samples end at this output of the network: early=60%")};
  cl::opt<unsigned> sendBits{"send-bits", cl::value_desc("N"), cl::init(0),
                             cl::desc("of a floating-point element as it is sent")};
  cl::opt<unsigned> top{"top", cl::value_desc("N"), cl::init(20),
                        cl::desc("cuts shown in text (default 20, 0: all of the front)")};
};
} // namespace

/// The nodes with what they take on the device; the whole latency is shared out as the device's time is.
static std::vector<SplitStep> stepsOf(VerbCase const &one, VerbCase const *server) {
  Graph const &graph = one.network->graph;
  auto const &estimate = one.annotations.get<EnergyEstimate>();
  auto const &kernels = one.annotations.get<KernelGroups>().kernels;
  auto growth = [](ReportTotals const &t) {
    return t.latency && t.deviceLatency && *t.deviceLatency > 0 ? *t.latency / *t.deviceLatency : 1.0;
  };
  double here = growth(one.report.totals), there = server == nullptr ? 0 : growth(server->report.totals);
  std::vector<SplitStep> steps;
  NodeMap<size_t> position(graph);
  for (NodeId id : graph.main().nodes) {
    Node const &node = graph.node(id);
    position[id] = steps.size();
    SplitStep step{node.name.str(), node.opType.str()};
    step.energyJ = estimate.nodes[id].energy.value_or(Joules{0}).value;
    step.timeS = here * estimate.nodes[id].latency.value_or(Seconds{0}).value;
    if (server != nullptr)
      step.serverS =
          there * server->annotations.get<EnergyEstimate>().nodes[id].latency.value_or(Seconds{0}).value;
    steps.push_back(std::move(step));
  }
  auto const &roles = one.annotations.get<NodeRoles>().roles;
  for (size_t i = 1; i < steps.size(); ++i) { // a cut behind what does nothing is the one before it
    NodeId before = graph.main().nodes[i - 1];
    steps[i].startsKernel = roles[before] == NodeRole::Live && estimate.nodes[before].basis != Basis::Free;
  }
  for (size_t k = 0; k < kernels.size(); ++k) {
    size_t first = steps.size(), last = 0;
    for (NodeId id : kernels[k].nodes) {
      steps[position[id]].kernel = k;
      first = std::min(first, position[id]);
      last = std::max(last, position[id]);
    }
    for (size_t i = first + 1; i <= last && i < steps.size(); ++i)
      steps[i].startsKernel = false;
  }
  return steps;
}

/// "OUTPUT=SHARE" each, in graph order.
static llvm::Expected<std::vector<SplitExit>> exitsOf(Graph const &graph, llvm::ArrayRef<std::string> texts) {
  std::vector<SplitExit> exits;
  double sum = 0;
  for (std::string const &text : texts) {
    auto [name, shareText] = llvm::StringRef(text).rsplit('=');
    if (shareText.empty())
      return usageError("--exit {}: expected OUTPUT=SHARE, for example early=60%", text);
    llvm::Expected<double> share = parseShare("--exit", shareText);
    if (!share)
      return share.takeError();
    std::vector<std::string> known;
    std::optional<size_t> step;
    for (ValueId output : graph.main().outputs)
      if (output.valid() && graph.value(output).producer.valid()) {
        known.push_back(graph.value(output).name.str());
        if (graph.value(output).name == name)
          step = static_cast<size_t>(llvm::find(graph.main().nodes, graph.value(output).producer) -
                                     graph.main().nodes.begin());
      }
    if (!step)
      return usageError("--exit {}: the network computes no such output{} (it has: {})", text,
                        didYouMean(name, known), llvm::join(known, ", "));
    if (llvm::any_of(exits, [name = name](SplitExit const &one) { return one.name == name; }))
      return usageError("--exit {}: named twice", text);
    exits.push_back({name.str(), *step, *share});
    sum += *share;
  }
  if (sum > 1 + 1e-9)
    return usageError("--exit: the shares come to {:g} %, more than all samples", 100 * sum);
  if (exits.size() > ExitShares::most)
    return usageError("--exit: {} exits; at most {}", exits.size(), ExitShares::most);
  llvm::stable_sort(exits, [](SplitExit const &a, SplitExit const &b) { return a.step < b.step; });
  return exits;
}

/// --radio, --latency and --send-bits.
static llvm::Error takeRadio(SplitFlags const &own, SplitAnswer &answer) {
  if (own.radio.empty())
    return usageError("what sending takes has to be said: --radio=100nJ/bit,20Mbit/s or, of a radio that the "
                      "help lists, --radio=lte,5Mbit/s");
  llvm::Expected<RadioLink> radio = parseRadio(own.radio.getValue());
  if (!radio)
    return usageError("--radio: {}", takeErrorText(radio.takeError()).message);
  answer.radio = *radio;
  if (!own.latency.empty()) {
    llvm::Expected<double> limit = parseQuantity(own.latency.getValue(), "s");
    if (!limit)
      return usageError("--latency: {}", takeErrorText(limit.takeError()).message);
    if (!(*limit > 0))
      return usageError("--latency {}: a limit is above 0, or nothing keeps to it", own.latency.getValue());
    answer.latencyS = *limit;
  }
  if (own.sendBits > 64)
    return usageError("--send-bits {}: up to 64", own.sendBits.getValue());
  return llvm::Error::success();
}

/// The board that --server names; none without.
static llvm::Expected<std::optional<ChosenBoard>> serverOf(VerbRequest const &request,
                                                           SplitFlags const &own) {
  if (own.server.empty())
    return std::nullopt;
  llvm::Expected<std::vector<ChosenBoard>> chosen =
      chooseBoards(request.boardPath, own.server.getValue(), {});
  if (!chosen)
    return chosen.takeError();
  return std::move(chosen->front());
}

/// How long each tensor of the network lives, all sizes known.
static llvm::Expected<Lifetimes> knownLifetimes(VerbNetwork const &network, VerbCase const &device,
                                                unsigned bits) {
  llvm::Expected<Lifetimes> lifetimes =
      lifetimesOf(network.graph, device.annotations.get<InferredTypes>().types,
                  device.annotations.get<NodeRoles>(), bits);
  if (lifetimes && lifetimes->unknown > 0)
    return inputError("{}: the size of {} tensors is not known, so that nobody can say what crosses a cut",
                      network.path, lifetimes->unknown);
  return lifetimes;
}

static llvm::Expected<SplitAnswer> answerFor(VerbRequest const &request, SplitFlags const &own) {
  SplitAnswer answer;
  if (llvm::Error error = takeRadio(own, answer))
    return error;
  if (request.models.size() > 1 || request.boards.size() > 1 || request.bindings.size() > 1)
    return usageError("split takes one network, one board and one value of each dimension");
  llvm::Expected<std::vector<ChosenBoard>> boards = verbBoards(request);
  if (!boards)
    return boards.takeError();
  llvm::Expected<std::optional<ChosenBoard>> serverBoard = serverOf(request, own);
  if (!serverBoard)
    return serverBoard.takeError();
  llvm::Expected<std::vector<VerbNetwork>> networks = verbNetworks(request);
  if (!networks)
    return networks.takeError();
  VerbNetwork const &network = networks->front();
  llvm::Expected<VerbCase> device = analyzeCase(request, network, request.bindings.front(), &boards->front());
  if (!device)
    return device.takeError();
  if (!device->report.totals.energy)
    return inputError("{}: {}", network.path, noEnergyText(device->report));
  answer.device = splitBoardOf(device->report);
  if (answer.latencyS && !answer.device.isTimed)
    return usageError("--latency {}: {} has energies only, no times to hold against it",
                      own.latency.getValue(), boards->front().model->id);
  std::optional<VerbCase> server;
  if (std::optional<ChosenBoard> &board = *serverBoard) {
    llvm::Expected<VerbCase> there = analyzeCase(request, network, request.bindings.front(), &*board);
    if (!there)
      return there.takeError();
    answer.tail = splitBoardOf(there->report);
    if (!answer.tail.isTimed)
      return usageError("--server {}: how long the tail takes there is not known: it has no times",
                        board->model->id);
    server = std::move(*there);
    answer.server = board->describe();
  }
  unsigned bits = own.sendBits != 0 ? own.sendBits.getValue() : bitWidth(boards->front().precision());
  llvm::Expected<Lifetimes> lifetimes = knownLifetimes(network, *device, bits);
  if (!lifetimes)
    return lifetimes.takeError();
  llvm::Expected<std::vector<SplitExit>> exits =
      exitsOf(network.graph, std::vector<std::string>(own.exits.begin(), own.exits.end()));
  if (!exits)
    return exits.takeError();
  answer.exits = *exits;
  answer.cuts = allCuts({stepsOf(*device, server ? &*server : nullptr), std::move(*lifetimes), answer.radio,
                         std::move(*exits), answer.device.isTimed});
  answer.report = std::move(device->report);
  return answer;
}

int runSplit(int argc, char const *const *argv) {
  VerbFlags flags;
  SplitFlags own;
  if (std::optional<int> code =
          parseOptVerb(argc, argv, beforeRadios + knownRadios() + afterRadios, VerbFlags::words()))
    return *code;
  llvm::Expected<VerbRequest> request = flags.take();
  if (!request)
    return failVerb(request.takeError());
  request->layout.top = own.top;
  llvm::Expected<SplitAnswer> answer = answerFor(*request, own);
  if (!answer)
    return failVerb(answer.takeError());
  return answerVerb(*request, *answer, exitCodeOf(answer->verdict()),
                    {writeSplitText, writeSplitJson, writeSplitCsv});
}

} // namespace eo
