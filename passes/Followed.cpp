#include "passes/Followed.h"

#include "lib/board/CostFeatures.h"
#include "lib/ir/GraphEdit.h"
#include "lib/pass/NetworkAnnotations.h"
#include "lib/pass/OpRules.h"
#include "passes/FilePrecisionOf.h"
#include "passes/Pipeline.h"

namespace eo {

bool isSameType(TensorType const &a, TensorType const &b) {
  return a.element == b.element && a.form == b.form && a.hasRank() && b.hasRank() &&
         llvm::makeArrayRef(*a.shape) == llvm::makeArrayRef(*b.shape);
}

bool isFollowed(OpKind kind) {
  using enum OpKind;
  auto is = [&](auto... kinds) { return ((kind == kinds) || ...); };
  return opClass(kind) == OpClass::Activation ||
         is(Conv, ConvTranspose, BatchNormalization, Add, Sum, Mul, Concat, MaxPool, AveragePool,
            GlobalAveragePool, GlobalMaxPool, Flatten, Gemm);
}

/// Where bodies, open dimensions, user rules, look-ups in steps and a second number format are, changes are not followed.
static bool isPlain(PassContext const &context) {
  Graph const &graph = context.graph;
  Annotations const &annotations = context.annotations;
  auto const &roles = annotations.get<NodeRoles>();
  if (graph.bodyCount() > 1 || annotations.has<OpRules>() || roles.parametersAsInputs ||
      !annotations.get<BoundInputs>().openNames.empty() || annotations.get<BoundInputs>().bindsInner ||
      !annotations.get<InferredTypes>().refused.empty())
    return false;
  std::optional<std::pair<DataType, std::string>> only;
  for (CostFeatures const &kernel : annotations.get<NodeFeatures>().kernels) {
    if (!kernel.macs)
      return false;
    if (*kernel.macs == 0)
      continue;
    std::pair<DataType, std::string> own{kernel.inputType,
                                         precisionOf(context, graph.node(kernel.node)).text()};
    if (only && own != *only)
      return false;
    only = own;
  }
  return true;
}

/// Whether what is known of types is what the operators say: edits make what the file says of values void.
static bool isInferred(Graph const &graph, Annotations const &annotations) {
  auto const &bindings = annotations.get<DimBindings>();
  GraphEdit edit(graph);
  for (ValueId input : graph.main().inputs)
    edit.forgetTypesAfter(input);
  Graph bare = std::move(edit).build();
  Annotations found;
  found.set(bindings);
  DiagnosticEngine heard, heardBefore;
  PassContext context{bare, found, heard};
  Annotations again;
  again.set(bindings);
  PassContext asItIs{graph, again, heardBefore};
  for (PassContext *one : {&context, &asItIs})
    if (llvm::Error error = runPasses(*one, {"infer-shapes"}, {})) {
      llvm::consumeError(std::move(error));
      return false;
    }
  auto const &types = annotations.get<InferredTypes>().types, &own = found.get<InferredTypes>().types;
  for (Value const &value : graph.values())
    if (value.source == ValueSource::NodeOutput && !isSameType(types[value.id], own[value.id]))
      return false;
  llvm::ArrayRef<Diagnostic> one = heard.diagnostics(), other = heardBefore.diagnostics();
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [](Diagnostic const &a, Diagnostic const &b) {
                      return a.code == b.code && a.node == b.node && a.message == b.message;
                    });
}

bool isFollowed(PassContext const &analysed) {
  return isPlain(analysed) && isInferred(analysed.graph, analysed.annotations);
}

} // namespace eo
