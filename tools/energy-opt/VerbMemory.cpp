//===- VerbMemory.cpp - energy-opt memory: whether a network fits -----------------------------===//

#include "lib/decide/MemoryFit.h"
#include "lib/support/Error.h"
#include "lib/support/QuantityText.h"
#include "passes/MemoryPlanner.h"
#include "tools/common/ExitCode.h"
#include "tools/energy-opt/VerbAnalysis.h"
#include "tools/energy-opt/Verbs.h"

namespace eo {

namespace cl = llvm::cl;

static char const *const memoryOverview =
    R"(Says what memory a network needs and whether it fits: parameters, an arena with an offset for every activation, and the
keys and values of earlier tokens.

  energy-opt memory net.onnx                               parameters, arena, the tensors at the worst step
  energy-opt memory --memory=1100KiB net.onnx              does it fit; exit code 1 where it does not
  energy-opt memory --board=edge-tpu net.onnx              at the precision of the board, against its memories
  energy-opt memory --onchip=2MiB --memory=16MiB net.onnx  or does it stream: too much for the chip, but not beside it
  energy-opt memory --dim past=2048 --dim sequence=1 --memory=4GB decoder.onnx
  energy-opt memory --bits=8 --align=16 --json net.onnx    the offsets, for a runtime of your own

FITS: all stays in the memories that are known. STREAMS: parameters or activations are more than the chip holds, and go through
the memory beside it in every inference. DOES NOT FIT: that holds them neither.

The arena is planned best fit by liveness when nodes run in graph order, views share memory, and every plan is checked
step by step by code that knows nothing of how it was made. With a board it holds what the board's runtime keeps, at the
precision it executes: nothing inside fused kernels, and elementwise results over their inputs; without one every node's
result at the file's types. The most alive at once is the peak of the report. What the runtime itself needs is not in it.

Exit codes: 0 fine (what streams runs), 1 it does not fit into --memory, 2 wrong usage or board file, 3 broken network, 4 what is
left out (a size that is open, bodies of If and Loop) may be too much.)";

namespace {
struct MemoryFlags {
  cl::opt<std::string> memory{"memory", cl::value_desc("SIZE"),
                              cl::desc("what there is for parameters and activations (512KiB, 4GB)")};
  cl::opt<std::string> onChip{
      "onchip", cl::value_desc("SIZE"),
      cl::desc("memory on the chip for activations, and for weights what they leave (default: the board's)")};
  cl::opt<unsigned> bits{
      "bits", cl::value_desc("N"), cl::init(0),
      cl::desc("of a floating-point element as executed (default: the board's precision, else the file's)")};
  cl::opt<unsigned> align{"align", cl::value_desc("N"), cl::init(16),
                          cl::desc("offsets are multiples of N bytes (default 16)")};
  cl::opt<unsigned> top{"top", cl::value_desc("N"), cl::init(10),
                        cl::desc("tensors shown in text (default 10, 0: all)")};
};
} // namespace

/// What streams runs, and without any memory to compare with there is nothing to fail.
static int exitCodeOf(std::optional<MemoryVerdict> verdict) {
  if (!verdict)
    return exitFine;
  switch (*verdict) {
  case MemoryVerdict::Fits:
  case MemoryVerdict::Streams:
    return exitFine;
  case MemoryVerdict::DoesNotFit:
    return exitFindings;
  case MemoryVerdict::Unknown:
    return exitUnknown;
  }
  return exitUnknown;
}

int runMemory(int argc, char const *const *argv) {
  VerbFlags flags;
  MemoryFlags own;
  if (std::optional<int> code = parseOptVerb(argc, argv, memoryOverview, VerbFlags::words()))
    return *code;
  llvm::Expected<VerbRequest> request = flags.take();
  if (!request)
    return failVerb(request.takeError());
  nameOnce(*request);
  request->layout.top = own.top;
  if (own.bits > 64 || own.align < 1 || own.align > 1U << 20)
    return failVerb(usageError("--bits goes up to 64, --align from 1 to 1048576"));
  MemorySizes sizes;
  for (auto const &[flag, size] :
       {std::pair(&own.memory, &sizes.allBytes), std::pair(&own.onChip, &sizes.onChipBytes)}) {
    if (flag->getNumOccurrences() == 0)
      continue;
    llvm::Expected<double> bytes = parseQuantity(flag->getValue(), "B");
    if (!bytes)
      return failVerb(usageError("--{}: {}", flag->ArgStr, takeErrorText(bytes.takeError()).message));
    *size = *bytes;
  }
  sizes.onChipIsGiven = sizes.onChipBytes.has_value();
  std::vector<ChosenBoard> boards;
  if (!request->boards.empty()) {
    llvm::Expected<std::vector<ChosenBoard>> chosen = verbBoards(*request);
    if (!chosen)
      return failVerb(chosen.takeError());
    boards = std::move(*chosen);
  } else if (!request->settings.empty()) {
    return failVerb(usageError("--setting needs a --board"));
  }
  llvm::Expected<std::vector<VerbNetwork>> networks = verbNetworks(*request);
  if (!networks)
    return failVerb(networks.takeError());
  std::vector<MemoryFit> all;
  int code = exitFine;
  for (VerbNetwork const &network : *networks)
    for (DimBindings const &bindings : request->bindings)
      for (size_t i = 0; i < std::max<size_t>(boards.size(), 1); ++i) {
        llvm::Expected<VerbCase> one =
            analyzeCase(*request, network, bindings, boards.empty() ? nullptr : &boards[i]);
        if (!one)
          return failVerb(one.takeError());
        if (!boards.empty()) {
          DiagnosticEngine unsaid;
          PassContext context{one->network->graph, one->annotations, unsaid};
          one->annotations.set(MemoryPlanner(context, own.bits).buffers());
        }
        llvm::Expected<MemoryFit> fit =
            memoryOf({one->network->graph, one->annotations, boards.empty() ? nullptr : &one->board},
                     one->report, sizes, own.bits, static_cast<int64_t>(own.align));
        if (!fit)
          return failVerb(fit.takeError());
        code = worse(code, exitCodeOf(fit->verdict()));
        all.push_back(std::move(*fit));
      }
  return answerVerb(*request, all, code, {writeMemoryText, writeMemoryJson, writeMemoryCsv});
}

} // namespace eo
