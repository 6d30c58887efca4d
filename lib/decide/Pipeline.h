//===- Pipeline.h - several networks that run for one result ----------------------------------------===//
//
// A detector and, for each of the 3.2 objects it finds on the average, a classifier; an encoder once and its decoder for
// every token. The parts run one after the other:
//
//   E = Σ times · energy      T = Σ times · latency
//
// Bounds are sums, too: as if the error of all parts were the same, which is wider than any other assumption.
//
#ifndef ENERGY_OPT_LIB_DECIDE_PIPELINE_H
#define ENERGY_OPT_LIB_DECIDE_PIPELINE_H

#include "lib/decide/Mission.h"
#include "lib/pass/Annotations.h"
#include "lib/pass/NetworkAnnotations.h"
#include "lib/report/Writers.h"
#include "lib/support/Yaml.h"

#include <map>

namespace eo {

/// A network of a pipeline, as the file says.
struct PipelinePart {
  std::string name;    ///< of the file without its folder where none is given
  std::string network; ///< relative to the working directory
  YamlPlace place;     ///< of `network` in the file
  double times = 1;    ///< executions for each result, as a mean
  std::vector<std::pair<std::string, int64_t>> dims;
  std::map<std::string, double> values; ///< of inputs that steer If or Loop
};

/// The file.
struct NetworkPipeline {
  std::string path;
  std::vector<PipelinePart> parts;    ///< one at least
  std::optional<MissionPlan> mission; ///< of which a rate counts results of the pipeline
};

/// `folder`: what networks are relative to; empty: the working directory. What is wrong is told to the reader.
NetworkPipeline readPipeline(YamlReader &reader, YamlNode const &node, llvm::StringRef folder);
/// The same of a file. A usage error names all that is wrong with it.
llvm::Expected<NetworkPipeline> readPipelineFile(llvm::StringRef path);

/// A part with its estimate.
struct PricedPart {
  PipelinePart part;
  Report report;                         ///< of one execution
  std::optional<BoundedFigure> energyJ;  ///< of all executions for a result
  std::optional<BoundedFigure> latencyS; ///< likewise
};

/// A pipeline on one board.
struct PricedPipeline {
  std::string path;
  std::vector<PricedPart> parts;
  std::optional<BoundedFigure> energyJ, latencyS; ///< of a result; absent where a part has none
  std::optional<double> macs;
  size_t leastTrusted = 0; ///< of the parts
  std::optional<MissionPlan> plan;
  std::optional<MissionResult> mission;
};

/// Sums up the reports, one a part. `boardBaseW`: baseOf the board, for the mission. Errors as of missionInference.
llvm::Expected<PricedPipeline> pricePipeline(NetworkPipeline const &pipeline, std::vector<Report> reports,
                                             std::optional<double> boardBaseW);

/// The totals, the parts by what they take, and the mission.
void writePipelineText(llvm::ArrayRef<PricedPipeline> all, WriteOptions const &options,
                       llvm::raw_ostream &stream);
/// "energy-opt/pipeline/1"; an array of several boards.
void writePipelineJson(llvm::ArrayRef<PricedPipeline> all, llvm::raw_ostream &stream);
/// A row a part, and one of the whole.
void writePipelineCsv(llvm::ArrayRef<PricedPipeline> all, llvm::raw_ostream &stream);
/// One page: the power of the parts one after the other, what each takes, and the mission (page/PipelineHtml.cpp).
void writePipelineHtml(llvm::ArrayRef<PricedPipeline> all, llvm::raw_ostream &stream);

} // namespace eo

#endif
