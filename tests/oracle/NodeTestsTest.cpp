//===- NodeTestsTest.cpp - our shapes against recorded outputs of single operators ----------------------===//
//
// The node tests of libonnx-testdata come with inputs and outputs that were computed by executing the
// operator. What the files declare of their outputs is removed and the recorded integer inputs (shapes, axes,
// starts, …) are made constants; then every shape we infer is compared with the recorded one.
//
#include "tests/oracle/OnnxFiles.h"
#include "llvm/ADT/STLExtras.h"

using namespace eo;
using namespace eo::test;

namespace {

constexpr char const *folder = "/usr/share/libonnx-testdata/data/node";

/// Outputs whose shape hangs on float, bool or string data, by the start of the test's name.
struct OpenGroup {
  llvm::StringLiteral prefix, reason;
};
constexpr OpenGroup openGroups[] = {
    {"test_compress_", "which elements a bool tensor keeps"},
    {"test_loop11/", "the loop's first condition is a bool input"},
    {"test_nonmaxsuppression_", "how many boxes have a score and overlap"},
    {"test_nonzero_", "which elements of a bool tensor are set"},
    {"test_onehot_", "depth is a float input"},
    {"test_range_float_", "start, limit and delta are float inputs"},
    {"test_resize_downsample_scales_", "scales are a float input"},
    {"test_resize_upsample_scales_", "scales are a float input"},
    {"test_strnormalizer_", "how many strings are stop words"},
    {"test_unique_", "how many elements are unique"},
    {"test_upsample_", "scales are a float input"},
};

bool isDataDependent(llvm::StringRef test) {
  return llvm::any_of(openGroups, [&](OpenGroup const &group) { return test.startswith(group.prefix); });
}

struct Tally {
  size_t outputs = 0, resolved = 0;
  std::vector<std::string> wrong, open;
};

bool isInteger(onnx::TensorProto const &tensor) {
  return tensor.data_type() == onnx::TensorProto::INT64 || tensor.data_type() == onnx::TensorProto::INT32;
}

/// Recorded integer inputs become initializers; shapes declared for outputs and inner values go.
onnx::ModelProto stripped(onnx::ModelProto model, std::string const &data) {
  onnx::GraphProto &graph = *model.mutable_graph();
  for (int i = graph.input_size() - 1; i >= 0; --i) {
    if (!graph.input(i).type().has_tensor_type())
      continue;
    auto tensor = readMessage<onnx::TensorProto>(data + "/input_" + std::to_string(i) + ".pb");
    if (!isInteger(tensor))
      continue;
    tensor.set_name(graph.input(i).name());
    *graph.add_initializer() = std::move(tensor);
    graph.mutable_input()->DeleteSubrange(i, 1);
  }
  for (onnx::ValueInfoProto &output : *graph.mutable_output())
    if (output.type().has_tensor_type())
      output.mutable_type()->mutable_tensor_type()->clear_shape();
  graph.clear_value_info();
  return model;
}

std::string recordedText(onnx::TensorProto const &tensor) {
  ConstantTensor recorded;
  recorded.type = dataTypeFromOnnx(tensor.data_type());
  recorded.dims.assign(tensor.dims().begin(), tensor.dims().end());
  return recorded.tensorType().str();
}

/// Everything that is known agrees with the recorded dimensions.
bool agrees(TensorType const &ours, onnx::TensorProto const &recorded) {
  if (!ours.shape)
    return true;
  if (ours.rank() != static_cast<size_t>(recorded.dims_size()))
    return false;
  for (int i = 0; i < recorded.dims_size(); ++i)
    if (SymInt const &dim = (*ours.shape)[static_cast<size_t>(i)];
        dim.isKnown() && !(dim == recorded.dims(i)))
      return false;
  return true;
}

void compare(Tally &tally, std::string const &test, TensorType const &ours,
             onnx::TensorProto const &recorded) {
  ++tally.outputs;
  std::string text = test + ": " + ours.str() + ", recorded " + recordedText(recorded);
  DataType element = dataTypeFromOnnx(recorded.data_type());
  bool recordedAsBits = ours.element == DataType::BFloat16 && element == DataType::UInt16; // numpy has none
  bool sameElement = ours.element == element || recordedAsBits;
  if (!agrees(ours, recorded) || !sameElement)
    tally.wrong.push_back(text);
  else if (ours.isStatic())
    ++tally.resolved;
  else
    tally.open.push_back(text);
}

void compareTest(Tally &tally, std::filesystem::path const &path) {
  std::string test = path.filename().string(), data = (path / "test_data_set_0").string();
  auto model = readMessage<onnx::ModelProto>((path / "model.onnx").string());
  DimBindings open;
  open.defaultBatch = false;
  InferredNetwork network(stripped(model, data), open);
  EXPECT_EQ(network.error, "") << test;
  for (int i = 0; i < model.graph().output_size(); ++i) {
    onnx::ValueInfoProto const &output = model.graph().output(i);
    if (!output.type().has_tensor_type())
      continue;
    auto recorded = readMessage<onnx::TensorProto>(data + "/output_" + std::to_string(i) + ".pb");
    TensorType const *ours = network.typeOf(output.name());
    compare(tally, test + "/" + output.name(), ours != nullptr ? *ours : TensorType(), recorded);
  }
}

TEST(NodeTests, NoInferredShapeIsWrong) {
  if (!std::filesystem::exists(folder))
    GTEST_SKIP() << folder << " is absent";
  Tally tally;
  std::vector<std::filesystem::path> tests;
  for (auto const &entry : std::filesystem::directory_iterator(folder))
    tests.push_back(entry.path());
  llvm::sort(tests);
  for (std::filesystem::path const &path : tests)
    compareTest(tally, path);
  double share = 100.0 * static_cast<double>(tally.resolved) / static_cast<double>(tally.outputs);
  std::printf("%zu outputs, %zu resolved (%.2f %%), %zu wrong\n", tally.outputs, tally.resolved, share,
              tally.wrong.size());
  for (std::string const &one : tally.open) {
    std::printf("  open: %s\n", one.c_str());
    EXPECT_TRUE(isDataDependent(one)) << one;
  }
  for (std::string const &one : tally.wrong)
    ADD_FAILURE() << one;
  EXPECT_GE(share, 94.5);
}

} // namespace
