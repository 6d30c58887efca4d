#include "tests/oracle/OnnxFiles.h"

#include "lib/onnx/Loader.h"
#include "lib/support/Error.h"
#include "passes/Pipeline.h"

namespace eo::test {

InferredNetwork::InferredNetwork(onnx::ModelProto const &model, DimBindings bindings) {
  llvm::Expected<Graph> loaded = loadNetworkFromBuffer(model.SerializeAsString(), "oracle", {}, diagnostics);
  if (!loaded) {
    error = takeErrorText(loaded.takeError()).message;
    return;
  }
  graph = std::move(*loaded);
  annotations.set(std::move(bindings));
  PassContext context{graph, annotations, diagnostics};
  if (llvm::Error failure = runPasses(context, {"infer-shapes"}, {}))
    error = takeErrorText(std::move(failure)).message;
  for (Value const &value : graph.values())
    if (value.body == graph.main().id)
      values[value.name.str()] = value.id;
}

TensorType const *InferredNetwork::typeOf(llvm::StringRef name) const {
  auto found = values.find(name.str());
  return found == values.end() ? nullptr : &annotations.get<InferredTypes>().types[found->second];
}

} // namespace eo::test
