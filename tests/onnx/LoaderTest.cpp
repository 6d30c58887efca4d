#include "lib/ir/Printer.h"
#include "lib/onnx/NodeOrder.h"
#include "tests/onnx/LoadHelpers.h"
#include <gmock/gmock.h>
#include <random>
#include <sys/resource.h>

namespace eo {
namespace {

using test::loadError;
using test::readFile;
using test::testFile;
using testing::HasSubstr;

TEST(Loader, FilesThatAreNotOnnxAreNamed) {
  struct Case {
    char const *file, *message;
  } const cases[] = {
      {"empty", "test: is empty"},
      {"git-lfs-pointer", "test: is a Git LFS pointer"},
      {"html-page", "test: is an HTML page"},
      {"json", "test: is JSON"},
      {"xml", "test: is XML"},
      {"text", "test: is text"},
      {"zip", "test: is a zip archive"},
      {"zip-start", "test: is a zip archive"},
      {"pytorch-checkpoint", "test: is a PyTorch checkpoint"},
      {"pickle", "test: is a Python pickle"},
      {"gzip", "test: is gzip-compressed"},
      {"tflite", "test: is a TensorFlow Lite network, which is out of scope"},
      {"ort", "test: is an ONNX Runtime .ort file"},
      {"hdf5", "test: is an HDF5 file"},
      {"noise", "test: not ONNX, or damaged: "},
      {"no-graph", "there is no graph in it"},
      {"truncated", "truncated: the file ends at byte 9000"},
      {"length-overflow", "truncated: the file ends at byte 12"},
      {"groups", "at byte 2"},
      {"half-a-float", "a list of numbers ends within a number"},
      {"cycle", "2 nodes in a cycle, each reading what the next one produces: 'first', 'second'"},
      {"nested-if-300", "bodies and functions nested deeper than 256"},
      {"nested-if-400", "nested deeper than 1000 messages"},
  };
  for (Case const &c : cases)
    EXPECT_THAT(loadError(readFile(testFile(std::string("bad/") + c.file + ".onnx"))), HasSubstr(c.message));
}

TEST(Loader, ErrorsBeginWithThePath) {
  DiagnosticEngine diagnostics;
  auto message = [&](std::string const &path) {
    return takeErrorText(loadNetwork(path, {}, diagnostics).takeError()).message;
  };
  EXPECT_EQ(message("/does/not/exist"), "/does/not/exist: No such file or directory");
  EXPECT_EQ(message("/"), "/: Is a directory");
  EXPECT_EQ(message(testFile("bad/empty.onnx")), testFile("bad/empty.onnx") + ": is empty");
}

TEST(Loader, BodiesTwoHundredDeepLoad) {
  DiagnosticEngine diagnostics;
  Graph graph = test::loadedFile(testFile("bad/nested-if-200.onnx"), diagnostics);
  EXPECT_EQ(graph.bodyCount(), 201U);
}

TEST(Loader, EveryNetworkOfTheTestDataLoadsWithoutDiagnostics) {
  for (std::string const &path : test::filesIn(testFile("networks"), ".onnx")) {
    DiagnosticEngine diagnostics;
    test::loadedFile(path, diagnostics);
    EXPECT_THAT(test::codes(diagnostics), testing::IsEmpty()) << path;
  }
}

TEST(Loader, SameFileSameGraph) {
  auto printed = [] {
    DiagnosticEngine diagnostics;
    std::string text;
    llvm::raw_string_ostream stream(text);
    printGraph(test::loadedFile(testFile("networks/scan.onnx"), diagnostics), stream);
    return text;
  };
  EXPECT_EQ(printed(), printed());
}

TEST(Loader, TruncationAtEveryByteIsAnErrorOrANetwork) {
  for (char const *name : {"scan", "functions", "constants"}) {
    std::string bytes = readFile(testFile(std::string("networks/") + name + ".onnx"));
    for (size_t length = 0; length < bytes.size(); ++length)
      loadError(llvm::StringRef(bytes).take_front(length));
  }
}

TEST(Loader, FlippedBitsGiveAnErrorOrANetwork) {
  std::mt19937 random(1); // the same flips on every run
  for (char const *name : {"scan", "functions", "constants", "quantized", "depthwise"}) {
    std::string const bytes = readFile(testFile(std::string("networks/") + name + ".onnx"));
    for (int round = 0; round < 400; ++round) {
      std::string flipped = bytes;
      for (int flip = 0; flip <= round % 8; ++flip) {
        size_t bit = random() % (8 * bytes.size());
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
      }
      loadError(flipped);
    }
  }
}

TEST(Loader, ThreeGigabytesOfWeightsAreNotRead) {
  // graph { node {…} initializer { dims: 805306368 data_type: 1 name: "w" raw_data: <3 GiB hole> } }
  constexpr uint64_t hole = uint64_t{3} << 30;
  onnx::ModelProto model = test::parsed("main (float[2] x) => (float[2] y) { y = Add (x, w) }");
  onnx::TensorProto tensor;
  tensor.set_name("w");
  tensor.set_data_type(onnx::TensorProto::FLOAT);
  tensor.add_dims(hole / 4);
  std::string graph = model.graph().SerializeAsString(), inner = tensor.SerializeAsString();
  auto varint = [](uint64_t value) {
    std::string text;
    for (; value >= 0x80; value >>= 7)
      text += static_cast<char>(value | 0x80);
    return text + static_cast<char>(value);
  };
  inner += "\x4a" + varint(hole);
  graph += "\x2a" + varint(inner.size() + hole) + inner;
  model.clear_graph();
  test::TemporaryFile file(model.SerializeAsString() + "\x3a" + varint(graph.size() + hole) + graph);
  std::filesystem::resize_file(file.path(), std::filesystem::file_size(file.path()) + hole);

  rusage before{}, after{};
  getrusage(RUSAGE_SELF, &before);
  DiagnosticEngine diagnostics;
  llvm::Expected<Graph> loaded = loadNetwork(file.path(), {}, diagnostics);
  getrusage(RUSAGE_SELF, &after);
  ASSERT_TRUE(static_cast<bool>(loaded)) << llvm::toString(loaded.takeError());
  EXPECT_THAT(loaded->value(test::valueNamed(*loaded, "w")).constant->dims,
              testing::ElementsAre(int64_t{hole / 4}));
  EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 20000) << "kB";
}

TEST(Loader, AHundredThousandNodesListedInReverseAreSorted) {
  onnx::ModelProto model = test::parsed("main (float[2] v0) => (float[2] v100000) { }");
  for (int i = 100000; i > 0; --i) {
    onnx::NodeProto &node = *model.mutable_graph()->add_node();
    node.set_op_type("Relu");
    node.add_input("v" + std::to_string(i - 1));
    node.add_output("v" + std::to_string(i));
  }
  size_t declaredAsked = 0;
  Captures captures;
  SlimModel read = test::slim(model);
  llvm::Expected<std::vector<SlimNode const *>> order = nodeOrder(
      read.graph->nodes, [&](Name) { return ++declaredAsked, false; }, captures);
  ASSERT_TRUE(static_cast<bool>(order));
  EXPECT_EQ(order->front()->index, 99999U);
  EXPECT_EQ(declaredAsked, 100000U) << "once for each output";
  EXPECT_EQ(captures.nodesRead, 200000U) << "once to see that they are out of order, once to sort them";
  DiagnosticEngine diagnostics;
  Graph graph = test::loaded(model, diagnostics);
  EXPECT_EQ(graph.node(graph.main().nodes.front()).fileIndex, 99999U);
  EXPECT_EQ(graph.node(graph.main().nodes.back()).fileIndex, 0U);
}

TEST(Loader, EveryFileOfTheModelSetLoads) {
  std::string folder = test::extraFile("models");
  if (folder.empty())
    GTEST_SKIP() << "ENERGY_OPT_EXTRA_DATA is not set";
  size_t count = 0;
  for (std::string const &path : test::filesIn(folder, ".onnx")) {
    if (path.find("/malformed/") != std::string::npos)
      continue;
    ++count;
    DiagnosticEngine diagnostics;
    llvm::Expected<Graph> graph = loadNetwork(path, {}, diagnostics);
    ASSERT_TRUE(static_cast<bool>(graph)) << llvm::toString(graph.takeError());
    if (llvm::Error error = verifyGraph(*graph))
      ADD_FAILURE() << path << ": " << llvm::toString(std::move(error));
  }
  EXPECT_GE(count, 470U);
}

// A file may make no more than a thing every second byte: less than that says what a node or a value is.
TEST(Loader, MalformedFilesGiveAnErrorOrANetworkInBoundedWorkAndMemory) {
  std::string folder = test::extraFile("models/malformed");
  if (folder.empty())
    GTEST_SKIP() << "ENERGY_OPT_EXTRA_DATA is not set";
  for (std::string const &path : test::filesIn(folder, ".onnx")) {
    std::string bytes = readFile(path);
    loadError(bytes);
    DiagnosticEngine diagnostics;
    llvm::Expected<Graph> graph = loadNetworkFromBuffer(bytes, "test", {}, diagnostics);
    if (graph) {
      EXPECT_LE(2 * (graph->nodes().size() + graph->values().size() + diagnostics.diagnostics().size()),
                bytes.size())
          << path;
    }
    llvm::consumeError(graph.takeError());
  }
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  EXPECT_LT(used.ru_maxrss, 1 << 20) << "kB";
}

} // namespace
} // namespace eo
