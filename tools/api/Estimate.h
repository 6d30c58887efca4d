//===- Estimate.h - the one road from a network to its report ------------------------------------===//
//
// Whoever reports on a network goes this way: the command line, the worker, the C library and what is built on it. So all
// of them say the same to the last bit.
//
#ifndef ENERGY_OPT_TOOLS_API_ESTIMATE_H
#define ENERGY_OPT_TOOLS_API_ESTIMATE_H

#include "lib/board/BoardModel.h"
#include "lib/cost/KeptPricers.h"
#include "lib/cost/MeasuredLatencies.h"
#include "lib/pass/Instrumentation.h"
#include "lib/pass/MacConvention.h"
#include "lib/pass/NetworkAnnotations.h"
#include "lib/pass/OpRules.h"
#include "lib/pass/Pass.h"
#include "lib/report/ReportBuilder.h"
#include "passes/Pipeline.h"

namespace eo {

/// What is asked of one network. What is pointed at outlives the analysis.
struct Question {
  ChosenBoard const *board = nullptr; ///< nullptr: counts and memory alone
  DimBindings const *bindings = nullptr;
  OpRules const *opRules = nullptr;
  MeasuredLatencies const *latencies = nullptr;
  std::optional<MacConvention> macConvention;
  std::shared_ptr<KeptPricers> pricers = {}; ///< of who asks of many networks; may be null
  std::vector<std::string> passes;           ///< empty: the standard ones
  std::vector<Instrumentation *> hooks = {}; ///< around each pass
  bool layers = true; ///< `estimate`: false leaves them out of the report, which is quicker
};

/// Frees what reports do not read as soon as no pass reads it either: a hook for who wants a report and nothing else.
class ReportsOnly : public Instrumentation {
public:
  llvm::Error afterPass(PassInfo const &info, PassContext &context) override;
};

/// Runs the passes that the question takes; what they find out is in the context. The error says why there is no
/// analysis. Can be called from several threads.
llvm::Error analyze(PassContext &context, Question const &question);

/// The analysis as a report. `loaded`: what was said when the network was read; `path` stands in the report.
llvm::Expected<Report> estimate(Graph const &graph, Question question, std::string path,
                                DiagnosticEngine loaded);

/// The report of an analysis that `analyze` made; `heaviest` as in ReportOrigin.
Report reportOf(PassContext const &context, std::string path, ReportDetail detail = ReportDetail::Reasons,
                size_t heaviest = 0);

/// The version of this build, as in reports.
llvm::StringRef buildVersion();

} // namespace eo

#endif
