//===- HostileNetworksTest.cpp - files that nobody exports on purpose, through loader and all passes ---===//
//
// Each ends in a number, a named diagnostic or a declared unknown. Networks are written as protobuf bytes,
// for what no exporter and no text form would let through.
//
#include "lib/onnx/Loader.h"
#include "lib/support/Error.h"
#include "passes/Pipeline.h"
#include "tests/passes/Analysed.h"
#include "tests/passes/WireNetwork.h"
#include "tests/support/TestFiles.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

using namespace eo;
using namespace eo::test;
using namespace eo::test::wire;
using testing::HasSubstr;

namespace {

/// The network after the analysis; `error` holds what stopped it.
struct Outcome {
  explicit Outcome(std::string const &bytes, DimBindings bindings = {}) {
    llvm::Expected<Graph> loaded = loadNetworkFromBuffer(bytes, "hostile", {}, diagnostics);
    if (!loaded) {
      error = takeErrorText(loaded.takeError()).message;
      return;
    }
    graph = std::move(*loaded);
    annotations.set(std::move(bindings));
    PassContext context{graph, annotations, diagnostics};
    if (llvm::Error failure = runPasses(context, {"check-dimensions", "extract-features"}, {}))
      error = takeErrorText(std::move(failure)).message;
  }
  std::string macs() const {
    auto const *counts = annotations.find<MacCounts>();
    return counts == nullptr ? "" : counts->macs[graph.main().nodes.front()].str();
  }
  DiagnosticEngine diagnostics;
  Graph graph;
  Annotations annotations;
  std::string error;
};

std::string product(std::vector<std::string> const &a, std::vector<std::string> const &b) {
  return model(node("MatMul", {"a", "b"}, "y") + input("a", a) + input("b", b) + output("y"));
}

class OddDimensionNames : public testing::TestWithParam<char const *> {};

TEST_P(OddDimensionNames, AreOneUnlessGivenByPlace) {
  std::string bytes = product({GetParam(), "16"}, {"16", "4"});
  Outcome silent(bytes);
  EXPECT_EQ(silent.error, "");
  EXPECT_EQ(silent.macs(), "64");
  EXPECT_EQ(silent.diagnostics.count(DiagCode::BatchDefaulted), 1U);
  DimBindings five;
  five.byAxis[{"a", 0}] = 5;
  EXPECT_EQ(Outcome(bytes, five).macs(), "320");
}
INSTANTIATE_TEST_SUITE_P(Table, OddDimensionNames,
                         testing::Values("-", "", "0", "-1", "?", "None", "unk__6", "batch size", "N"));

TEST(HostileNetworks, ProductsBeyond64BitsAreUnknownAndSaid) {
  std::string huge = std::to_string(uint64_t(1) << 40);
  Outcome outcome(product({huge, huge}, {huge, huge}));
  EXPECT_EQ(outcome.macs(), "overflow");
  EXPECT_EQ(outcome.diagnostics.count(DiagCode::CountOverflow), 1U);
}

TEST(HostileNetworks, EmptyTensorsCountNothing) {
  std::string weight = text(5, number(1, 16) + number(1, 0) + number(2, 1) + text(8, "b"));
  Outcome outcome(model(node("MatMul", {"a", "b"}, "y") + weight + input("a", {"2", "16"}) + output("y")));
  EXPECT_EQ(outcome.error, "");
  EXPECT_EQ(outcome.macs(), "0");
}

TEST(HostileNetworks, HugeDilationGivesNoNumber) {
  Analysed network("main (float[1,3,8,8] x, float[4,3,3,3] w) => (float[] y) "
                   "{ y = Conv <dilations = [4611686018427387904,1]> (x, w) }");
  EXPECT_FALSE(network.macs("Conv").isKnown());
}

TEST(HostileNetworks, NegativeDimensionsAreNoNumbers) {
  std::string negative =
      text(11, text(1, "a") + text(2, text(1, number(1, 1) + text(2, text(1, number(1, ~uint64_t(2))) +
                                                                         text(1, number(1, 16))))));
  Outcome outcome(model(node("MatMul", {"a", "b"}, "y") + negative + input("b", {"16", "4"}) + output("y")));
  EXPECT_THAT(outcome.macs(), testing::AnyOf("64", "?")); // open, and so 1, or unknown
}

TEST(HostileNetworks, TenThousandOperandsAreJoined) {
  std::vector<std::string> operands(10000, "a");
  std::string axis = text(5, text(1, "axis") + number(3, 0) + number(20, 2));
  std::string body;
  for (std::string const &one : operands)
    body += text(1, one);
  std::string join = text(1, body + text(2, "y") + text(4, "Concat") + axis);
  Outcome outcome(model(join + input("a", {"2", "3"}) + output("y")));
  EXPECT_EQ(outcome.error, "");
  EXPECT_EQ(outcome.annotations.get<InferredTypes>().types[valueNamed(outcome.graph, "y")].str(),
            "float32[20000x3]");
}

TEST(HostileNetworks, NamesOfAHundredMegabytesAreNotCopiedIntoEveryRemark) {
  std::string name(100 << 20, 'n'), graph;
  graph = node("Nonsense", {"a"}, "b", name) + node("MatMul", {"b", "b"}, "y", name);
  Outcome outcome(model(graph + input("a", {"2", "3"}) + output("y")));
  EXPECT_EQ(outcome.error, "");
  size_t bytes = 0;
  for (Diagnostic const &one : outcome.diagnostics.diagnostics())
    bytes += one.node.size() + one.message.size();
  EXPECT_GT(outcome.diagnostics.diagnostics().size(), 0U);
  EXPECT_LT(bytes, size_t(64) << 10);
}

TEST(HostileNetworks, CyclesAreNamed) {
  Outcome outcome(
      model(node("Relu", {"b"}, "a", "first") + node("Relu", {"a"}, "b", "second") + output("b")));
  EXPECT_THAT(outcome.error, HasSubstr("first"));
  EXPECT_THAT(outcome.error, HasSubstr("second"));
}

/// Opening a pipe that nobody writes to would never return.
TEST(HostileNetworks, ExternalDataIsNeverOpened) {
  TemporaryFile place;
  std::filesystem::remove(place.path());
  ASSERT_EQ(::mkfifo(place.path().c_str(), 0600), 0);
  std::string link = place.path() + ".link";
  std::filesystem::create_symlink(place.path(), link);
  for (std::string const &location :
       {place.path(), link, std::string("../../../../etc/passwd"), std::string("")}) {
    std::string entry = text(13, text(1, "location") + text(2, location));
    std::string weight =
        text(5, number(1, 16) + number(1, 4) + number(2, 1) + text(8, "b") + entry + number(14, 1));
    Outcome outcome(model(node("MatMul", {"a", "b"}, "y") + weight + input("a", {"2", "16"}) + output("y")));
    EXPECT_EQ(outcome.error, "") << location;
    EXPECT_EQ(outcome.macs(), "128") << location;
  }
  std::filesystem::remove(link);
}

struct BrokenNode {
  char const *name, *inputs, *node;
};
void PrintTo(BrokenNode const &one, std::ostream *stream) { *stream << one.name; }
class BrokenNodes : public testing::TestWithParam<BrokenNode> {};

/// Reported field by field in other tools' trackers: crashes and divisions by zero. Here: a remark, no count.
TEST_P(BrokenNodes, AreReportedAndNotCounted) {
  Analysed network("main (" + std::string(GetParam().inputs) + ") => (float[] y) { y = " + GetParam().node +
                   " }");
  EXPECT_EQ(network.diagnostics.count(DiagCode::BadNode), 1U);
  EXPECT_FALSE(network.annotations.get<InferredTypes>().types[valueNamed(network.graph, "y")].isStatic());
}
INSTANTIATE_TEST_SUITE_P(
    Table, BrokenNodes,
    testing::Values(
        BrokenNode{"ConvRank", "float[1,3,8,8] x, float[4,3,3] w", "Conv (x, w)"},
        BrokenNode{"ConvGroupZero", "float[1,3,8,8] x, float[4,3,3,3] w", "Conv <group = 0> (x, w)"},
        BrokenNode{"ConvStrideZero", "float[1,3,8,8] x, float[4,3,3,3] w", "Conv <strides = [0,0]> (x, w)"},
        BrokenNode{"ConvWithoutWeight", "float[1,3,8,8] x", "Conv (x)"},
        BrokenNode{"PoolStrideZero", "float[1,3,8,8] x",
                   "MaxPool <kernel_shape = [2,2], strides = [0,1]> (x)"},
        BrokenNode{"GemmScalar", "float[2,3] a, float b", "Gemm (a, b)"},
        BrokenNode{"BlockSizeZero", "float[1,4,8,8] x", "SpaceToDepth <blocksize = 0> (x)"},
        BrokenNode{"EinsumIndices", "float[2,3] a, float[3,4] b", "Einsum <equation = \"ij,j->i\"> (a, b)"},
        BrokenNode{"TransposePermutation", "float[2,3] a", "Transpose <perm = [0,0]> (a)"}),
    [](auto const &instance) { return instance.param.name; });

} // namespace
