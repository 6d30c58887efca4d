#include "passes/Pipeline.h"

#include "lib/pass/PassManager.h"
#include "passes/Passes.h"

namespace eo {

std::vector<std::string> standardPasses(bool withBoard) {
  if (withBoard)
    return {"plan-memory", "explain-energy"};
  return {"check-dimensions", "match-precision", "find-peak"};
}

llvm::Error runPasses(PassContext &context, llvm::ArrayRef<std::string> names,
                      llvm::ArrayRef<Instrumentation *> hooks) {
  PassManager manager(allPasses());
  for (std::string const &name : names)
    if (llvm::Error error = manager.add(name))
      return error;
  for (Instrumentation *hook : hooks)
    manager.addInstrumentation(*hook);
  return manager.run(context);
}

llvm::Expected<Annotations> PassEstimator::analyze(Graph const &graph, DimBindings const &bindings,
                                                   ChosenBoard const *board,
                                                   DiagnosticEngine &diagnostics) const {
  Annotations annotations;
  annotations.set(bindings);
  if (!opRules.rules.empty())
    annotations.set(opRules);
  if (board != nullptr)
    annotations.set(*board);
  PassContext context{graph, annotations, diagnostics};
  std::vector<std::string> passes = standardPasses(board != nullptr);
  passes.insert(passes.begin(), "group-kernels"); // first: features are extracted once
  if (board != nullptr && withBuffers)
    passes.push_back("list-buffers");
  if (llvm::Error error = runPasses(context, passes, {}))
    return error;
  return annotations;
}

} // namespace eo
