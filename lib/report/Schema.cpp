#include "lib/report/Schema.h"

namespace eo {

static constexpr char const reportSchema[] =
#include "schema/report.json.inc"
    ;
static constexpr char const bundleSchema[] =
#include "schema/bundle.json.inc"
    ;
static constexpr char const chooseSchema[] =
#include "schema/choose.json.inc"
    ;
static constexpr char const diffSchema[] =
#include "schema/diff.json.inc"
    ;
static constexpr char const errorSchema[] =
#include "schema/error.json.inc"
    ;
static constexpr char const fitSchema[] =
#include "schema/fit.json.inc"
    ;
static constexpr char const fixSchema[] =
#include "schema/fix.json.inc"
    ;
static constexpr char const lintReportSchema[] =
#include "schema/lint-report.json.inc"
    ;
static constexpr char const memorySchema[] =
#include "schema/memory.json.inc"
    ;
static constexpr char const missionSchema[] =
#include "schema/mission.json.inc"
    ;
static constexpr char const pipelineSchema[] =
#include "schema/pipeline.json.inc"
    ;
static constexpr char const samplingSchema[] =
#include "schema/sampling.json.inc"
    ;
static constexpr char const sensitivitySchema[] =
#include "schema/sensitivity.json.inc"
    ;
static constexpr char const splitSchema[] =
#include "schema/split.json.inc"
    ;
static constexpr char const sweepSchema[] =
#include "schema/sweep.json.inc"
    ;
static constexpr char const tokensSchema[] =
#include "schema/tokens.json.inc"
    ;
static constexpr char const traceSchema[] =
#include "schema/trace.json.inc"
    ;
static constexpr char const validationSchema[] =
#include "schema/validation.json.inc"
    ;
static constexpr char const whySchema[] =
#include "schema/why.json.inc"
    ;

llvm::ArrayRef<PublishedSchema> publishedSchemas() {
  static PublishedSchema const all[] = {
      {"report", reportSchema},
      {"bundle", bundleSchema},
      {"choose", chooseSchema},
      {"diff", diffSchema},
      {"error", errorSchema},
      {"fit", fitSchema},
      {"fix", fixSchema},
      {"lint-report", lintReportSchema},
      {"memory", memorySchema},
      {"mission", missionSchema},
      {"pipeline", pipelineSchema},
      {"sampling", samplingSchema},
      {"sensitivity", sensitivitySchema},
      {"split", splitSchema},
      {"sweep", sweepSchema},
      {"tokens", tokensSchema},
      {"trace", traceSchema},
      {"validation", validationSchema},
      {"why", whySchema},
  };
  return all;
}

} // namespace eo
