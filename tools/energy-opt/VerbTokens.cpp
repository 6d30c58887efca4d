//===- VerbTokens.cpp - energy-opt tokens: language models --------------------------------------===//

#include "lib/board/KernelFamily.h"
#include "lib/cost/FigureSet.h"
#include "lib/cost/KernelGroups.h"
#include "lib/decide/Lifetimes.h"
#include "lib/decide/Tokens.h"
#include "lib/support/Error.h"
#include "lib/support/QuantityText.h"
#include "tools/common/Dims.h"
#include "tools/common/ExitCode.h"
#include "tools/common/NetworkFile.h"
#include "tools/energy-opt/VerbAnalysis.h"
#include "tools/energy-opt/Verbs.h"
#include "llvm/ADT/STLExtras.h"

#include <map>
#include <set>

namespace eo {

namespace cl = llvm::cl;

static char const *const tokensOverview =
    R"(What an answer of a language model takes: first token, tokens a second, joules a token, keys and values in memory, and the
ceiling that memory bandwidth sets.

  energy-opt tokens --board=orin-nano --power=10W --prompt=512 --generate=128 qwen2.5-0.5b/
  energy-opt tokens --board=agx-orin --bandwidth=204GB/s --prompt=2048 --generate=256 llama-3.2-1b/
  energy-opt tokens --board=orin-nano --batch=1,2,4,8 --prompt=512,4096 llama-3.2-1b/               a row each
  energy-opt tokens --board=orin-nano --prompt=4 --dim feature_size=80 --dim encoder_sequence_length=3000 whisper-tiny/
                                                                    encoder once, decoder for each token
  energy-opt tokens --board=orin-nano --batch=1,2,4,8 --prompt=512,4096 -o tokens.html llama-3.2-1b/   the same as curves
  energy-opt tokens --prompt=4096 llama-3.2-1b/                     counts, cache and memory without a board

The folder is one of ONNX Runtime GenAI (genai_config.json) or an export of optimum (decoder_model.onnx,
decoder_with_past_model.onnx, perhaps encoder_model.onnx). Sizes of prompt, context and batch, and what the decoder sees of the
encoder, are tied by themselves; what else is open, --dim settles. Energies are of one sequence of the batch. On boards where nothing like it was measured
the trust line says so: take figures there as an order of magnitude.

Exit codes: 0 fine, 2 wrong usage or board file, 3 broken folder or network.)";

namespace {
struct TokenFlags {
  cl::opt<std::string> prompt{
      "prompt", cl::value_desc("N"), cl::init("512"),
      cl::desc("tokens of the prompt (default 512); a curve for several: 128,512,2048")};
  cl::opt<unsigned> generate{"generate", cl::value_desc("N"), cl::init(128),
                             cl::desc("tokens of the answer (default 128)")};
  cl::opt<std::string> batch{"batch", cl::value_desc("N"), cl::init("1"),
                             cl::desc("sequences at once (default 1); a curve for several: 1,2,4,8")};
  cl::opt<std::string> bandwidth{"bandwidth", cl::value_desc("B/s"),
                                 cl::desc("of the memory, for the ceiling (default: the board's model)")};
};
} // namespace

/// Of all kernels whose size is known, at the precision the board executes; without a board at the file's types. What is
/// left out makes the ceiling higher, never too low.
static double bytesReadIn(VerbCase const &one, ChosenBoard const *board) {
  double read = 0;
  auto add = [&](std::optional<int64_t> bytes) { read += static_cast<double>(bytes.value_or(0)); };
  if (board != nullptr) {
    for (Kernel const &kernel : one.annotations.get<KernelGroups>().kernels)
      if (kernelFamily(kernel.features)) // views and arithmetic of shapes read nothing
        add(bytesRead(kernel.features, bitWidth(board->precision())));
  } else {
    for (ReportLayer const &layer : one.report.layers)
      add(layer.bytesRead);
  }
  return read;
}

static llvm::Expected<TokenRun> runOf(VerbRequest const &request, VerbNetwork const &network,
                                      DimBindings const &given, ChosenBoard const *board, int64_t tokens,
                                      int64_t past, int64_t batch) {
  DimBindings bindings = tokenBindings(network.graph, given, tokens, past, batch);
  llvm::Expected<VerbCase> one = analyzeCase(request, network, bindings, board);
  if (!one)
    return one.takeError();
  TokenRun run;
  run.tokens = tokens;
  run.past = past;
  run.bytesRead = bytesReadIn(*one, board);
  llvm::Expected<Lifetimes> lifetimes = lifetimesOf(
      network.graph, one->annotations.get<InferredTypes>().types, one->annotations.get<NodeRoles>(), 64);
  if (!lifetimes)
    return lifetimes.takeError();
  for (LiveTensor const &tensor : lifetimes->tensors)
    if (tensor.first < 0 && llvm::StringRef(tensor.name).startswith_insensitive("past"))
      run.cacheBytes += tensor.bytes;
  for (ValueId output : network.graph.main().outputs) {
    TensorType const &type = one->annotations.get<InferredTypes>().types[output];
    if (type.hasRank() && type.rank() > 1)
      run.outputLength = (*type.shape)[1].tryValue();
    break; // the first
  }
  run.report = std::move(one->report);
  return run;
}

static llvm::Expected<VerbNetwork> open(std::string const &path) {
  DiagnosticEngine diagnostics;
  llvm::Expected<Graph> graph = loadNamedNetwork(path, diagnostics);
  if (!graph)
    return graph.takeError();
  return VerbNetwork{path, std::move(*graph), std::move(diagnostics)};
}

/// The networks of the folder, by path.
static llvm::Expected<std::map<std::string, VerbNetwork>> openAll(ModelFolder const &model) {
  std::map<std::string, VerbNetwork> networks;
  for (std::string const &path : {model.encoder, model.prefill, model.decoder}) {
    if (path.empty() || networks.count(path) != 0)
      continue;
    llvm::Expected<VerbNetwork> network = open(path);
    if (!network)
      return network.takeError();
    networks.emplace(path, std::move(*network));
  }
  return networks;
}

/// --dim settles what is open in any of the networks: names that only others have are not for this one. Names that
/// none has stay, and are complained about.
static DimBindings bindingsFor(Graph const &graph, std::map<std::string, VerbNetwork> const &networks,
                               DimBindings bindings) {
  std::set<std::string> mine = openNames(graph), all;
  for (auto const &[path, network] : networks)
    for (std::string const &name : openNames(network.graph))
      all.insert(name);
  for (std::string const &name : all)
    if (mine.count(name) == 0) {
      bindings.named.erase(name);
      bindings.expressions.erase(name);
    }
  return bindings;
}

/// Whether no size of an input is open: then nothing grows with prompt or context.
static bool hasFixedSizes(Graph const &graph) {
  return llvm::all_of(graph.main().inputs, [&](ValueId input) {
    if (!input.valid())
      return true;
    TensorType const &type = graph.value(input).declared();
    return type.hasRank() && llvm::all_of(*type.shape, [](SymInt const &dim) { return dim.isKnown(); });
  });
}

/// "204GB/s".
static std::optional<double> parseBandwidth(llvm::StringRef text) {
  if (!text.consume_back("/s"))
    return std::nullopt;
  llvm::Expected<double> bytes = parseQuantity(text, "B");
  if (bytes && *bytes > 0)
    return *bytes;
  llvm::consumeError(bytes.takeError());
  return std::nullopt;
}

/// All runs of one prompt and batch.
static llvm::Error addRuns(VerbRequest const &request, std::map<std::string, VerbNetwork> const &networks,
                           ChosenBoard const *board, TokensAnswer &answer) {
  DimBindings given = request.bindings.front();
  auto run = [&](std::string const &path, int64_t tokens, int64_t past) {
    VerbNetwork const &network = networks.at(path);
    return runOf(request, network, bindingsFor(network.graph, networks, given), board, tokens, past,
                 answer.batch);
  };
  if (!answer.model.encoder.empty()) {
    llvm::Expected<TokenRun> encoder = run(answer.model.encoder, answer.prompt, 0);
    if (!encoder)
      return encoder.takeError();
    answer.encoder = std::move(*encoder);
    if (answer.encoder->outputLength) // of optimum's decoders; the user's word counts
      for (std::string const &name : openNames(networks.at(answer.model.decoder).graph))
        if (name == "encoder_sequence_length_out")
          given.named.emplace(name, *answer.encoder->outputLength);
  }
  llvm::Expected<TokenRun> prefill = run(answer.model.prefill, answer.prompt, 0);
  if (!prefill)
    return prefill.takeError();
  answer.prefill = std::move(*prefill);
  for (int64_t past :
       {answer.prompt, answer.prompt + answer.generated / 2, answer.prompt + answer.generated}) {
    llvm::Expected<TokenRun> one = run(answer.model.decoder, 1, past);
    if (!one)
      return one.takeError();
    answer.decode.push_back(std::move(*one));
  }
  return llvm::Error::success();
}

/// The values of a flag, each 1 and more.
static llvm::Expected<std::vector<int64_t>> countsOf(llvm::StringRef flag, std::string const &text) {
  constexpr int64_t most = int64_t{1} << 32;
  llvm::Expected<std::vector<int64_t>> values = parseDimValues(text);
  if (!values)
    return usageError("--{} {}: {}", flag, text, takeErrorText(values.takeError()).message);
  for (int64_t value : *values)
    if (value < 1 || value > most)
      return usageError("--{} {}: expected numbers from 1 to {}", flag, value, most);
  return values;
}

static llvm::Expected<std::vector<TokensAnswer>> answersFor(VerbRequest const &request,
                                                            TokenFlags const &own) {
  if (request.models.size() != 1)
    return usageError("tokens takes one folder of an export");
  if (request.boards.size() > 1 || request.bindings.size() > 1)
    return usageError("tokens takes one board and one value of each dimension");
  TokensAnswer answer;
  answer.folder = request.models.front();
  answer.generated = own.generate;
  llvm::Expected<std::vector<int64_t>> prompts = countsOf("prompt", own.prompt),
                                       batches = countsOf("batch", own.batch);
  if (!prompts || !batches)
    return llvm::joinErrors(prompts.takeError(), batches.takeError());
  if (own.generate < 1)
    return usageError("--generate takes a number from 1");
  std::optional<ChosenBoard> board;
  if (!request.boards.empty()) {
    llvm::Expected<std::vector<ChosenBoard>> boards = verbBoards(request);
    if (!boards)
      return boards.takeError();
    board = std::move(boards->front());
    if (double found = resolveFigures(*board).get(BoardFigure::Bandwidth, KernelFamily::Matrix, 0); found > 0)
      answer.bandwidthBytesPerS = found;
  }
  if (!own.bandwidth.empty()) {
    answer.bandwidthBytesPerS = parseBandwidth(own.bandwidth.getValue());
    if (!answer.bandwidthBytesPerS)
      return usageError("--bandwidth {}: expected bytes a second above 0, as 68GB/s",
                        own.bandwidth.getValue());
  }
  llvm::Expected<ModelFolder> folder = readModelFolder(answer.folder);
  if (!folder)
    return folder.takeError();
  answer.model = std::move(*folder);
  ChosenBoard const *chosen = board ? &*board : nullptr;
  llvm::Expected<std::map<std::string, VerbNetwork>> networks = openAll(answer.model);
  if (!networks)
    return networks.takeError();
  for (std::string const &path : {answer.model.prefill, answer.model.decoder})
    if (hasFixedSizes(networks->at(path).graph))
      return inputError(
          "{}: all sizes of its inputs are fixed, nothing of it grows with prompt or context: is it the "
          "decoder of a language model?",
          path);
  std::vector<TokensAnswer> answers;
  for (int64_t prompt : *prompts)
    for (int64_t batch : *batches) {
      answers.push_back(answer);
      answers.back().prompt = prompt;
      answers.back().batch = batch;
      if (llvm::Error error = addRuns(request, *networks, chosen, answers.back()))
        return error;
    }
  return answers;
}

int runTokens(int argc, char const *const *argv) {
  VerbFlags flags("power", VerbPage::Html);
  TokenFlags own;
  if (std::optional<int> code = parseOptVerb(argc, argv, tokensOverview, VerbFlags::words(VerbPage::Html)))
    return *code;
  llvm::Expected<VerbRequest> request = flags.take();
  if (!request)
    return failVerb(request.takeError());
  llvm::Expected<std::vector<TokensAnswer>> answer = answersFor(*request, own);
  if (!answer)
    return failVerb(answer.takeError());
  return answerVerb(*request, *answer, exitFine,
                    {writeTokensText, writeTokensJson, writeTokensCsv, writeTokensHtml});
}

} // namespace eo
