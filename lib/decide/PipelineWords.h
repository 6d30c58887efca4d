//===- PipelineWords.h - what texts and pages say of a pipeline -----------------------------------------===//
#ifndef ENERGY_OPT_LIB_DECIDE_PIPELINEWORDS_H
#define ENERGY_OPT_LIB_DECIDE_PIPELINEWORDS_H

#include "lib/decide/MissionWords.h"
#include "lib/decide/Pipeline.h"

namespace eo {

/// The board and trust of the least trusted part, under the name of the pipeline.
Report pipelineHead(PricedPipeline const &pipeline);
/// Energy, time, MACs and trust of a result.
std::vector<MissionLine> pipelineLines(PricedPipeline const &pipeline);
/// A row a part: what it takes for a result, how often it runs, what it is.
std::vector<TextTable::Column> pipelineColumns();
std::vector<std::string> pipelineCells(PricedPipeline const &pipeline, PricedPart const &part);

} // namespace eo

#endif
