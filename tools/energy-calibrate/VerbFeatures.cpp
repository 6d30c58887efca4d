//===- VerbFeatures.cpp - energy-calibrate features: what boards are fitted on ----------------===//

#include "lib/board/BoardFile.h"
#include "lib/support/Utf8.h"
#include "lib/text/JsonWriter.h"
#include "tools/energy-calibrate/DataFlags.h"
#include "tools/energy-calibrate/Verbs.h"

namespace eo {

static char const *const featuresOverview =
    R"(Prints the features of every node of networks as CSV: what board models are fitted on and predict
from, for those who fit elsewhere. An empty cell is a count that is not known or that the node does not have. With a
board, a line is a kernel of its runtime: nodes it fuses are summed up.

  energy-calibrate features resnet50.onnx > features.csv
  energy-calibrate features --board=jetson-nano.yaml resnet50.onnx)";

/// A cell with quotes where it needs them.
static std::string cell(llvm::StringRef text) {
  std::string clean = printable(text);
  if (clean.find_first_of(",\"") == std::string::npos)
    return clean;
  std::string quoted = "\"";
  for (char c : clean)
    quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + '"';
}

static std::string familyOf(CostFeatures const &kernel) {
  std::optional<KernelFamily> family = kernelFamily(kernel);
  return family ? kernelFamilyName(*family).str() : "";
}

static void writeCsv(llvm::StringRef model, llvm::ArrayRef<Kernel> kernels, llvm::raw_ostream &out) {
  for (auto const &[kernel, nodes, delegated, turns] : kernels) {
    out << cell(model) << ',' << cell(kernel.rare->name) << ',' << costClassName(kernel.costClass) << ','
        << familyOf(kernel);
    for (FeatureColumn const &column : featureColumns()) {
      Count count = column.read(kernel);
      out << ',' << (count ? std::to_string(*count) : "");
    }
    out << '\n';
  }
}

static void writeJson(llvm::StringRef model, llvm::ArrayRef<Kernel> kernels, JsonWriter &json) {
  for (Kernel const &one : kernels)
    json.object([&] {
      CostFeatures const &kernel = one.features;
      json.attribute("model", model);
      json.attribute("node", kernel.rare->name);
      json.attribute("class", costClassName(kernel.costClass));
      json.attribute("family", familyOf(kernel));
      for (FeatureColumn const &column : featureColumns())
        json.attribute(column.name, std::optional<int64_t>(column.read(kernel)));
    });
}

int runFeatures(int argc, char const *const *argv) {
  llvm::cl::list<std::string> models(llvm::cl::Positional, llvm::cl::desc("MODEL.onnx…"),
                                     llvm::cl::OneOrMore);
  llvm::cl::opt<std::string> board("board", llvm::cl::value_desc("BOARD.yaml"),
                                   llvm::cl::desc("Group nodes into kernels by this board's rules"));
  DimFlags dims;
  llvm::cl::opt<bool> asJson("json", llvm::cl::desc("Print an array of JSON objects"));
  if (std::optional<int> code = parseVerbArguments(argc, argv, featuresOverview))
    return *code;
  llvm::Expected<NetworkDims> bindings = dims.networkDims();
  if (!bindings)
    return failWith(bindings.takeError());
  std::optional<BoardModel> rules;
  if (!board.empty()) {
    llvm::Expected<BoardModel> read = readBoardFile(board);
    if (!read)
      return failWith(read.takeError());
    rules = std::move(*read);
  }
  std::vector<std::vector<Kernel>> all;
  for (std::string const &model : models) {
    llvm::Expected<std::vector<Kernel>> kernels = networkKernels(model, *bindings, rules ? &*rules : nullptr);
    if (!kernels)
      return failWith(kernels.takeError());
    all.push_back(std::move(*kernels));
  }
  if (llvm::Error error = bindings->checkNames())
    return failWith(std::move(error));
  if (asJson) {
    JsonWriter json(llvm::outs(), 2);
    json.array([&] {
      for (size_t i = 0; i < all.size(); ++i)
        writeJson(models[i], all[i], json);
    });
    llvm::outs() << '\n';
    return 0;
  }
  llvm::outs() << "model,node,class,family";
  for (FeatureColumn const &column : featureColumns())
    llvm::outs() << ',' << column.name;
  llvm::outs() << '\n';
  for (size_t i = 0; i < all.size(); ++i)
    writeCsv(models[i], all[i], llvm::outs());
  return 0;
}

} // namespace eo
