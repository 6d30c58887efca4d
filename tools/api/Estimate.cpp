#include "tools/api/Estimate.h"

#include "lib/board/CostFeatures.h"
#include "lib/cost/NetworkCost.h"

namespace eo {

llvm::StringRef buildVersion() { return ENERGY_OPT_VERSION; }

static std::vector<std::string> passesFor(Question const &question) {
  if (!question.passes.empty())
    return question.passes;
  std::vector<std::string> names = standardPasses(question.board != nullptr);
  if (question.macConvention)
    names.push_back("translate-macs");
  return names;
}

llvm::Error ReportsOnly::afterPass(PassInfo const &info, PassContext &context) {
  if (info.name == "group-kernels")
    context.annotations.drop<NodeFeatures>();
  if (info.name == "explain-energy")
    context.annotations.drop<NetworkCost>();
  return llvm::Error::success();
}

llvm::Error analyze(PassContext &context, Question const &question) {
  Annotations &annotations = context.annotations;
  annotations.set(question.bindings != nullptr ? *question.bindings : DimBindings());
  if (question.opRules != nullptr && !question.opRules->rules.empty())
    annotations.set(*question.opRules);
  if (question.macConvention)
    annotations.set(ChosenConvention{*question.macConvention});
  if (question.board != nullptr)
    annotations.set(*question.board);
  if (question.pricers != nullptr)
    annotations.set(question.pricers);
  if (question.latencies != nullptr)
    annotations.set(*question.latencies);
  return runPasses(context, passesFor(question), question.hooks);
}

Report reportOf(PassContext const &context, std::string path, ReportDetail detail, size_t heaviest) {
  return buildReport(context, {"energy-opt", buildVersion().str(), std::move(path), detail, heaviest});
}

llvm::Expected<Report> estimate(Graph const &graph, Question question, std::string path,
                                DiagnosticEngine loaded) {
  Annotations annotations;
  PassContext context{graph, annotations, loaded};
  ReportsOnly freeing;
  question.hooks.push_back(&freeing);
  if (llvm::Error error = analyze(context, question))
    return error;
  return reportOf(context, std::move(path), question.layers ? ReportDetail::Reasons : ReportDetail::Totals);
}

} // namespace eo
