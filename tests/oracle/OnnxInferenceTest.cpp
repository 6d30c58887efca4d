//===- OnnxInferenceTest.cpp - our shapes against onnx::shape_inference --------------------------------===//
//
// Every network of $ENERGY_OPT_EXTRA_DATA/models of opset 17 or older (what libonnx 1.12 knows), without the
// shapes it declares for inner values and outputs, goes through both. Where both know a rank or a dimension
// as a number, they must agree, or the value is in the list below with the reason.
//
#include "tests/oracle/OnnxFiles.h"
#include "tests/support/ModelTable.h"
#include "llvm/ADT/STLExtras.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#include <onnx/shape_inference/implementation.h>
#pragma GCC diagnostic pop

using namespace eo;
using namespace eo::test;

namespace {

constexpr int64_t newestOfLibonnx = 17;

struct Disagreement {
  llvm::StringLiteral file, value, reason;
};
constexpr Disagreement explained[] = {
    {"pytorch_loop_withoutN.onnx", "scan_output_final",
     "the body declares the iteration number [1], the operator gives it as a scalar"},
};

bool isComparable(onnx::ModelProto const &model) {
  for (onnx::OperatorSetIdProto const &one : model.opset_import())
    if (one.domain().empty() && one.version() > newestOfLibonnx)
      return false;
  return true;
}

void removeDeclaredShapes(onnx::GraphProto &graph) {
  graph.clear_value_info();
  for (onnx::ValueInfoProto &output : *graph.mutable_output())
    if (output.type().has_tensor_type())
      output.mutable_type()->mutable_tensor_type()->clear_shape();
}

/// The dimensions that libonnx knows as numbers. It carries the -1 some files write for "open" along as one.
Shape numbersOf(onnx::TensorShapeProto const &shape) {
  Shape dims;
  for (auto const &dim : shape.dim())
    dims.push_back(dim.has_dim_value() && dim.dim_value() >= 0 ? SymInt(dim.dim_value()) : SymInt::unknown());
  return dims;
}

bool agree(TensorType const &ours, Shape const &theirs) {
  if (!ours.shape)
    return true;
  if (ours.rank() != theirs.size())
    return false;
  for (size_t i = 0; i < theirs.size(); ++i)
    if (SymInt const &dim = (*ours.shape)[i]; dim.isKnown() && theirs[i].isKnown() && !(dim == theirs[i]))
      return false;
  return true;
}

bool isStatic(Shape const &shape) {
  return llvm::all_of(shape, [](SymInt const &dim) { return dim.isKnown(); });
}

struct InferenceTally {
  size_t files = 0, values = 0, onlyOurs = 0;
  std::vector<std::string> disagreements, onlyTheirs;
};

void compareValue(InferenceTally &tally, std::string const &file, InferredNetwork const &ours,
                  onnx::ValueInfoProto const &theirs) {
  TensorType const *type = ours.typeOf(theirs.name());
  if (type == nullptr || !theirs.type().has_tensor_type() || !theirs.type().tensor_type().has_shape())
    return;
  Shape shape = numbersOf(theirs.type().tensor_type().shape());
  ++tally.values;
  std::string line = file + ": " + theirs.name() + ": " + type->str() + ", libonnx " + shapeText(shape);
  bool isExplained = llvm::any_of(
      explained, [&](Disagreement const &one) { return file == one.file && theirs.name() == one.value; });
  if (!agree(*type, shape)) {
    if (!isExplained)
      tally.disagreements.push_back(line);
  } else if (type->isStatic() && !isStatic(shape)) {
    ++tally.onlyOurs;
  } else if (!type->isStatic() && isStatic(shape)) {
    tally.onlyTheirs.push_back(line);
  }
}

void compareFile(InferenceTally &tally, std::string const &file, std::string const &path) {
  auto model = readMessage<onnx::ModelProto>(path);
  if (!isComparable(model))
    return;
  removeDeclaredShapes(*model.mutable_graph());
  DimBindings open;
  open.defaultBatch = false;
  InferredNetwork ours(model, open);
  EXPECT_EQ(ours.error, "") << file;
  try {
    onnx::shape_inference::InferShapes(model);
  } catch (std::exception const &) {
    return; // refuses the file
  }
  ++tally.files;
  for (onnx::ValueInfoProto const &value : model.graph().value_info())
    compareValue(tally, file, ours, value);
  for (onnx::ValueInfoProto const &value : model.graph().output())
    compareValue(tally, file, ours, value);
}

TEST(OnnxInference, AgreesOnEveryKnownNumber) {
  std::string folder = extraFile("models/");
  if (folder.empty())
    GTEST_SKIP() << "ENERGY_OPT_EXTRA_DATA is not set";
  InferenceTally tally;
  for (CsvRow &row : readCsv(folder + "MODELS.csv"))
    compareFile(tally, row["file"], folder + row["file"]);
  std::printf("%zu files, %zu values; known to us alone %zu, to libonnx alone %zu\n", tally.files,
              tally.values, tally.onlyOurs, tally.onlyTheirs.size());
  for (std::string const &one : tally.onlyTheirs)
    ADD_FAILURE() << "known to libonnx alone: " << one;
  for (std::string const &one : tally.disagreements)
    ADD_FAILURE() << one;
  EXPECT_GT(tally.files, 300U);
}

} // namespace
