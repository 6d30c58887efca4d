//===- VerbPipeline.cpp - energy-opt pipeline: several networks for one result ---------------------===//

#include "lib/decide/Pipeline.h"
#include "lib/pass/DimNames.h"
#include "lib/support/Error.h"
#include "tools/common/ExitCode.h"
#include "tools/energy-opt/VerbAnalysis.h"
#include "tools/energy-opt/Verbs.h"

#include <array>
#include <functional>

namespace eo {

static char const *const pipelineOverview =
    R"(Says what several networks take that run for one result: a detector and a classifier for each object it finds, an encoder
once and its decoder for every token.

  energy-opt pipeline --board=orin-nano cascade.yaml
  energy-opt pipeline --board=jetson-nano,raspberry-pi-5 --json cascade.yaml

The file names the networks, how often each runs for a result (a mean: 3.2 objects, every tenth frame 0.1) and at which sizes:

  parts:
    - {network: detector.onnx}
    - {name: classifier, network: crops.onnx, times: 3.2, dims: {batch: 1}}
    - {network: decoder_merged.onnx, times: 20, values: {use_cache_branch: 1}}   # of inputs that steer If and Loop
  mission:              # not needed: a mission of energy-opt mission, whose rate counts results
    rate: 2/s
    idle: 4 W
    battery: 99 Wh
    hours: 12

The parts run one after the other on the same board. Energies, times and their bounds are added up, as if the error of all
parts were the same. The trust is that of the least trusted part. A decoder whose context grows is priced at one size: name
the mean one (energy-opt tokens does that itself for folders of language models).

Exit codes: 0 fine, 1 a demand of the mission cannot be met, 2 wrong usage, file or board, 3 broken network,
4 the interval straddles a demand.)";

static llvm::Expected<PricedPipeline> priceOn(VerbRequest const &request, NetworkPipeline const &pipeline,
                                              llvm::ArrayRef<VerbNetwork> networks,
                                              ChosenBoard const &board) {
  std::vector<Report> reports;
  for (size_t i = 0; i < pipeline.parts.size(); ++i) {
    DimBindings bindings;
    for (auto const &[name, value] : pipeline.parts[i].dims)
      bindDimension(bindings, name, value);
    bindings.values = pipeline.parts[i].values;
    llvm::Expected<VerbCase> one = analyzeCase(request, networks[i], bindings, &board);
    if (!one)
      return one.takeError();
    reports.push_back(std::move(one->report));
  }
  return pricePipeline(pipeline, std::move(reports), baseOf(board));
}

int runPipeline(int argc, char const *const *argv) {
  VerbFlags flags("power", VerbPage::Html);
  flags.models.setDescription("CASCADE.yaml");
  std::array<std::reference_wrapper<llvm::cl::list<std::string>>, 4> const ofParts = {
      flags.dims, flags.pairs, flags.shapes, flags.values};
  for (llvm::cl::list<std::string> &flag : ofParts)
    flag.setHiddenFlag(llvm::cl::Hidden);
  if (std::optional<int> code = parseOptVerb(argc, argv, pipelineOverview, VerbFlags::words(VerbPage::Html)))
    return *code;
  llvm::Expected<VerbRequest> request = flags.take();
  if (!request)
    return failVerb(request.takeError());
  if (request->models.size() != 1)
    return failVerb(
        usageError("pipeline takes one file: the YAML that names the networks (energy-opt pipeline --help)"));
  for (llvm::cl::list<std::string> const &flag : ofParts)
    if (!flag.empty())
      return failVerb(usageError("--{} {}: sizes and values are those of a part: 'dims' and 'values' in {}",
                                 flag.ArgStr, flag.front(), request->models.front()));
  llvm::Expected<NetworkPipeline> pipeline = readPipelineFile(request->models.front());
  if (!pipeline)
    return failVerb(pipeline.takeError());
  llvm::Expected<std::vector<ChosenBoard>> boards = verbBoards(*request);
  if (!boards)
    return failVerb(boards.takeError());
  request->models.clear();
  for (PipelinePart const &part : pipeline->parts)
    request->models.push_back(part.network);
  llvm::Expected<std::vector<VerbNetwork>> networks = verbNetworks(*request);
  if (!networks)
    return failVerb(networks.takeError());
  std::vector<PricedPipeline> all;
  int code = exitFine;
  for (ChosenBoard const &board : *boards) {
    llvm::Expected<PricedPipeline> priced = priceOn(*request, *pipeline, *networks, board);
    if (!priced)
      return failVerb(priced.takeError());
    if (priced->mission)
      code = worse(code, exitCodeOf(priced->mission->verdict()));
    all.push_back(std::move(*priced));
  }
  return answerVerb(*request, all, code,
                    {writePipelineText, writePipelineJson, writePipelineCsv, writePipelineHtml});
}

} // namespace eo
