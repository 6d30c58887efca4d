// An edited network has the figures of the file that was written so from the start.
#include "energy_opt/energy_opt.h"
#include "lib/onnx/Loader.h"
#include "tests/support/TextNetwork.h"
#include "tools/api/Answer.h"
#include "tools/api/Estimate.h"
#include "tools/api/QuickEdits.h"
#include "tools/common/Boards.h"

#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <onnx/onnx_pb.h>
#include <random>

using energy_opt::Edit;
using testing::HasSubstr;

namespace {

/// A residual network; c2's channels are those of c1 and of c3, which are added.
struct Sizes {
  int64_t c1 = 16, c2 = 24, k1 = 3, k2 = 5, size = 32;
  bool extra = true;
};

/// Graph inputs whose names begin with "w_" become initializers without elements, those in `unused` nothing; a node is
/// called "n_" and its output.
std::string modelOf(std::string const &text, llvm::StringRef unused = "") {
  onnx::ModelProto model;
  model.ParseFromString(eo::test::onnxBytes(text));
  onnx::GraphProto &graph = *model.mutable_graph();
  google::protobuf::RepeatedPtrField<onnx::ValueInfoProto> inputs;
  inputs.Swap(graph.mutable_input());
  for (onnx::ValueInfoProto const &input : inputs) {
    if (input.name().rfind("w_", 0) != 0) {
      *graph.add_input() = input;
      continue;
    }
    if (input.name() == unused)
      continue;
    onnx::TensorProto &weights = *graph.add_initializer();
    weights.set_name(input.name());
    weights.set_data_type(onnx::TensorProto::FLOAT);
    for (auto const &dim : input.type().tensor_type().shape().dim())
      weights.add_dims(dim.dim_value());
  }
  for (int i = 0; i < graph.node_size(); ++i)
    graph.mutable_node(i)->set_name("n_" + graph.node(i).output(0));
  return model.SerializeAsString();
}

std::string fileOf(Sizes const &s) {
  std::string text = fmt::format(
      R"(main (float[1,3,{size},{size}] x, float[{c1},3,{k1},{k1}] w_1, float[{c1}] w_b1, float[{c2},{c1},{k2},{k2}] w_2,
               float[{c1},{c2},1,1] w_3, float[{c1},1,3,3] w_d, float[16,{c1},3,3] w_e, float[10,{co},1,1] w_o) => (float[1,10,1,1] y) {{
           a = Conv <pads = [{p1}, {p1}, {p1}, {p1}], strides = [2, 2]> (x, w_1, w_b1)
           ar = Relu (a)
           b = Conv <pads = [{p2}, {p2}, {p2}, {p2}], kernel_shape = [{k2}, {k2}]> (ar, w_2)
           c = Conv (b, w_3)
           sum = Add (c, ar)
           d = Conv <pads = [1, 1, 1, 1], group = {c1}> (sum, w_d)
           {extra}
           p = GlobalAveragePool ({last})
           y = Conv (p, w_o) }})",
      fmt::arg("size", s.size), fmt::arg("c1", s.c1), fmt::arg("c2", s.c2), fmt::arg("k1", s.k1),
      fmt::arg("k2", s.k2), fmt::arg("p1", s.k1 / 2), fmt::arg("p2", s.k2 / 2),
      fmt::arg("co", s.extra ? 16 : s.c1),
      fmt::arg("extra", s.extra ? "e = Conv <pads = [1, 1, 1, 1]> (d, w_e) er = Relu (e)" : ""),
      fmt::arg("last", s.extra ? "er" : "d"));
  return modelOf(text, s.extra ? "" : "w_e");
}

energy_opt::Session const &editingSession() {
  static energy_opt::Session const one(ENERGY_OPT_SOURCE_DIR "/boardmodels");
  return one;
}

energy_opt::Report estimate(Sizes const &sizes, std::vector<Edit> edits = {},
                            std::string const &board = "jetson-nano") {
  energy_opt::Options options;
  options.board = board;
  options.edits = std::move(edits);
  std::string file = fileOf(sizes);
  return editingSession().estimate(file.data(), file.size(), options, "net");
}

void expectSame(energy_opt::Report const &edited, energy_opt::Report const &file) {
  energy_opt::Totals a = edited.totals(), b = file.totals();
  EXPECT_EQ(a.energyJ, b.energyJ);
  EXPECT_EQ(a.energyLowJ, b.energyLowJ);
  EXPECT_EQ(a.latencyS, b.latencyS);
  EXPECT_EQ(a.macs, b.macs);
  EXPECT_EQ(a.params, b.params);
  EXPECT_EQ(a.peakActivationBytes, b.peakActivationBytes);
  EXPECT_EQ(a.trustFactor, b.trustFactor);
  std::vector<energy_opt::Layer> x = edited.layers(), y = file.layers();
  ASSERT_EQ(x.size(), y.size());
  for (size_t i = 0; i < x.size(); ++i) {
    EXPECT_EQ(x[i].name, y[i].name);
    EXPECT_EQ(x[i].energyJ, y[i].energyJ);
    EXPECT_EQ(x[i].bytesRead, y[i].bytesRead);
    EXPECT_EQ(x[i].basis, y[i].basis);
  }
}

TEST(Edits, RandomOnesAreTheEditedFile) {
  std::mt19937 random(1);
  auto one = [&](std::initializer_list<int64_t> values) {
    return *(values.begin() + random() % values.size());
  };
  for (int i = 0; i < 12; ++i) {
    Sizes goal;
    std::vector<Edit> edits;
    if (random() % 2 != 0) {
      goal.extra = false;
      edits.push_back(Edit::without({"n_e", "n_er"}));
    }
    if (random() % 2 != 0) {
      goal.c1 = one({1, 8, 15, 40});
      edits.push_back(
          Edit::channels(random() % 2 != 0 ? "n_a" : "n_c", goal.c1)); // one group: either asks for it
    }
    if (random() % 2 != 0) {
      goal.c2 = one({1, 7, 64});
      edits.push_back(Edit::channels("n_b", goal.c2));
    }
    if (random() % 2 != 0) {
      goal.k2 = one({1, 3, 7});
      edits.push_back(Edit::kernel("n_b", goal.k2));
    }
    if (random() % 2 != 0) {
      goal.k1 = one({1, 5, 11});
      edits.push_back(Edit::kernel("n_a", goal.k1));
    }
    SCOPED_TRACE(
        fmt::format("c1={} c2={} k1={} k2={} extra={}", goal.c1, goal.c2, goal.k1, goal.k2, goal.extra));
    expectSame(estimate({}, edits), estimate(goal));
  }
}

TEST(Edits, WhatIsSlowStaysSlow) {
  std::string board = testing::TempDir() + "/edits-slow.yaml";
  std::ofstream(board)
      << "schema: energy-opt/board/1\nid: edits-slow\ntitle: b\nkind: latency-power\nform: roofline\n"
         "precision: {value: fp32}\nsettings: {unit: {values: [cpu], default: cpu}}\nkernels:\n  slow:\n"
         "    - {nodes: [depthwise-convolution], passes: 3}\n"
         "    - {nodes: [convolution], range: {ksize: {min: 4}}, passes: 2}\n"
         "coefficients:\n  peak: {value: 1e9, unit: MAC/s}\n  bandwidth: {value: 1e9, unit: B/s}\n"
         "  launch: {value: 1e-6, unit: s}\n  base: {value: 1, unit: W}\n  dynamic: {value: 1, unit: W}\n"
         "range: not published\nerror: not published\nsources: [{title: a test}]\n";
  Sizes narrow, small; // d is depthwise; b's kernel leaves what is slow
  narrow.c1 = 8;
  small.k2 = 3;
  expectSame(estimate({}, {Edit::channels("n_a", 8)}, board), estimate(narrow, {}, board));
  expectSame(estimate({}, {Edit::kernel("n_b", 3)}, board), estimate(small, {}, board));
}

/// Copies between layouts are of other kernels than those whose channels change.
TEST(Edits, WhatRunsBesideKernelsIsOfTheEditedNetwork) {
  std::string board = testing::TempDir() + "/edits-beside.yaml";
  std::ofstream(board)
      << "schema: energy-opt/board/1\nid: edits-beside\ntitle: b\nkind: latency-power\nform: roofline\n"
         "precision: {value: fp32}\nsettings: {unit: {values: [cpu], default: cpu}}\nkernels:\n"
         "  companions:\n    - {nodes: [view], launches: 0.5}\n"
         "  blocked: {channels: 8, works: [convolution, depthwise-convolution, pooling]}\n  copies_results: "
         "true\n"
         "coefficients:\n  peak: {value: 1e9, unit: MAC/s}\n  bandwidth: {value: 1e9, unit: B/s}\n"
         "  launch: {value: 1e-6, unit: s}\n  base: {value: 1, unit: W}\n  dynamic: {value: 1, unit: W}\n"
         "range: not published\nerror: not published\nsources: [{title: a test}]\n";
  for (int64_t channels : {7, 8, 9}) {
    Sizes sizes;
    sizes.c1 = channels;
    expectSame(estimate({}, {Edit::channels("n_a", channels)}, board), estimate(sizes, {}, board));
  }
}

TEST(Edits, ParametersThatNodesComputeAreNotReplaced) {
  std::string file =
      eo::test::onnxBytes(R"(main (float[1,8,8,8] x, int8[8,8,3,3] q, float s) => (float[1,8,8,8] y) {
      w = DequantizeLinear (q, s)
      y = Conv <pads = [1, 1, 1, 1]> (x, w) })");
  energy_opt::Options options;
  options.edits = {Edit::kernel("Conv_1", 1)};
  try {
    editingSession().estimate(file.data(), file.size(), options);
    FAIL();
  } catch (energy_opt::Error const &error) {
    EXPECT_THAT(error.what(), HasSubstr("'DequantizeLinear_0' computes parameters of 'Conv_1'"));
  }
}

TEST(Edits, WhatCannotBeSaysWhy) {
  auto refused = [](std::vector<Edit> const &edits) -> std::string {
    try {
      estimate({}, edits);
    } catch (energy_opt::Error const &error) {
      EXPECT_EQ(error.code(), "usage");
      return error.what();
    }
    ADD_FAILURE() << "not refused";
    return "";
  };
  EXPECT_THAT(refused({Edit::channels("n_y", 8)}), HasSubstr("the network's output has them"));
  EXPECT_THAT(refused({Edit::channels("n_bb", 8)}), HasSubstr("no layer 'n_bb'; did you mean 'n_b'"));
  EXPECT_THAT(refused({Edit::channels("n_sum", 8)}), HasSubstr("it is no convolution"));
  EXPECT_THAT(refused({Edit::kernel("n_a", 4)}),
              HasSubstr("a kernel of 4 in the place of 3x3 no padding keeps its sizes"));
  EXPECT_THAT(refused({Edit::without({"n_b"})}), HasSubstr("stands where"));
  EXPECT_THAT(refused({Edit::without({"n_a", "n_ar"})}), HasSubstr("stands where"));
  EXPECT_THAT(refused({Edit::without({"n_d", "n_er"})}), HasSubstr("'n_e' reads what 'n_d' computes"));
  EXPECT_THAT(refused({Edit{R"({"layer":"n_a"})"}}), HasSubstr("expected layer with channels or kernel"));
  EXPECT_THAT(refused({Edit{R"({"layer":"n_a","chanels":3})"}}), HasSubstr("did you mean 'channels'"));
  EXPECT_THAT(refused({Edit::kernel("n_c", 1 << 24)}), HasSubstr("no padding keeps its sizes"));
  EXPECT_THAT(refused({Edit::channels("n_a", 0)}), HasSubstr("0 is not 1 to"));
}

eo::Graph graphOf(std::string const &file) {
  eo::DiagnosticEngine ignored;
  return llvm::cantFail(eo::loadNetworkFromBuffer(file, "net", {}, ignored));
}

/// A network on a board as a session keeps it for edits.
struct KeptNetwork {
  explicit KeptNetwork(std::string const &name, std::string const &kept = fileOf({}))
      : board(std::make_shared<eo::ChosenBoard const>(llvm::cantFail(
            eo::chooseBoards(eo::BoardPath{{ENERGY_OPT_SOURCE_DIR "/boardmodels"}}, {name}, {}))[0])),
        graph(graphOf(kept)), edits(graph, analysed(), {}, board, eo::DiagnosticEngine()) {}

  std::shared_ptr<eo::Annotations const> analysed() const {
    eo::DiagnosticEngine ignored;
    return std::make_shared<eo::Annotations const>(
        llvm::cantFail(eo::PassEstimator().analyze(graph, {}, nullptr, ignored)));
  }
  std::string fileLine(std::string const &edited) const {
    eo::Graph file = graphOf(edited);
    eo::Question question;
    question.board = board.get();
    question.layers = false;
    return eo::reportLine(llvm::cantFail(eo::estimate(file, question, "net", eo::DiagnosticEngine())), false);
  }

  std::shared_ptr<eo::ChosenBoard const> board;
  eo::Graph graph;
  eo::QuickEdits edits;
};

eo::NetworkEdit channels(std::string const &node, int64_t count) {
  return {eo::NetworkEdit::Kind::Channels, {node}, count};
}
eo::NetworkEdit kernel(std::string const &node, int64_t size) {
  return {eo::NetworkEdit::Kind::Kernel, {node}, size};
}

TEST(QuickEdits, RandomOnesAreTheEditedFile) {
  std::mt19937 random(1);
  auto one = [&](std::initializer_list<int64_t> values) {
    return *(values.begin() + random() % values.size());
  };
  for (char const *board :
       {"jetson-nano", "agx-xavier", "edge-tpu"}) { // the last prices by all weights together
    KeptNetwork network(board);
    for (int i = 0; i < 24; ++i) {
      Sizes goal;
      std::vector<eo::NetworkEdit> edits;
      if (random() % 2 != 0) {
        if (random() % 2 != 0) // of the same channels: void, as the next one counts
          edits.push_back(channels("n_c", 9));
        goal.c1 = one({2, 8, 15, 40});
        edits.push_back(channels(random() % 2 != 0 ? "n_a" : "n_c", goal.c1));
      }
      if (random() % 2 != 0) {
        goal.c2 = one({2, 7, 64});
        edits.push_back(channels("n_b", goal.c2));
      }
      if (random() % 2 != 0) {
        goal.k2 = one({1, 3, 7});
        edits.push_back(kernel("n_b", goal.k2));
      }
      if (random() % 2 != 0) {
        goal.k1 = one({1, 5, 11});
        edits.push_back(kernel("n_a", goal.k1));
      }
      std::shuffle(edits.begin() + (edits.size() > 1 && edits[0].value == 9 ? 2 : 0), edits.end(), random);
      SCOPED_TRACE(fmt::format("{} c1={} c2={} k1={} k2={}", board, goal.c1, goal.c2, goal.k1, goal.k2));
      std::optional<eo::Report> report = network.edits.estimate(edits, "net");
      ASSERT_TRUE(report);
      EXPECT_EQ(eo::reportLine(*report, false), network.fileLine(fileOf(goal)));
    }
  }
}

/// p is read by two convolutions; where both have a 1x1 kernel they run as one on boards that merge siblings.
std::string siblingsOf(int64_t kernelSize) {
  return modelOf(fmt::format(
      R"(main (float[1,3,16,16] x, float[16,3,3,3] w_p, float[24,16,1,1] w_s, float[8,16,{k},{k}] w_t, float[32,32,1,1] w_o)
           => (float[1,32,16,16] y) {{
           p = Conv <pads = [1, 1, 1, 1]> (x, w_p)
           s = Conv (p, w_s)
           t = Conv <pads = [{pad}, {pad}, {pad}, {pad}]> (p, w_t)
           j = Concat <axis = 1> (s, t)
           y = Conv (j, w_o) }})",
      fmt::arg("k", kernelSize), fmt::arg("pad", kernelSize / 2)));
}

/// What is added to a has one channel: a residual of the convolution where a has one too, else a broadcast.
std::string sumOf(int64_t count) {
  return modelOf(fmt::format(
      R"(main (float[1,3,16,16] x, float[{c},3,3,3] w_a, float[1,3,3,3] w_g, float[32,{c},1,1] w_o)
           => (float[1,32,16,16] y) {{
           g = Conv <pads = [1, 1, 1, 1]> (x, w_g)
           a = Conv <pads = [1, 1, 1, 1]> (x, w_a)
           sum = Add (a, g)
           y = Conv (sum, w_o) }})",
      fmt::arg("c", count)));
}

/// A kernel that may merge with a sibling, and an axis of one element, are for the whole analysis; other sizes are not.
TEST(QuickEdits, WhatGroupsAnewIsTheEditedFileToo) {
  for (char const *board : {"jetson-nano", "raspberry-pi-5"}) {
    auto expect = [&](std::string const &from, eo::NetworkEdit const &edit, std::string const &to) {
      KeptNetwork network(board, from);
      if (std::optional<eo::Report> report = network.edits.estimate({edit}, "net")) {
        EXPECT_EQ(eo::reportLine(*report, false), network.fileLine(to)) << board;
      }
    };
    expect(siblingsOf(3), kernel("n_t", 1), siblingsOf(1));
    expect(siblingsOf(1), kernel("n_t", 3), siblingsOf(3));
    expect(siblingsOf(3), kernel("n_t", 5), siblingsOf(5));
    expect(sumOf(8), channels("n_a", 1), sumOf(1));
    expect(sumOf(8), channels("n_a", 4), sumOf(4));
  }
  EXPECT_FALSE(KeptNetwork("jetson-nano", siblingsOf(3)).edits.estimate({kernel("n_t", 1)}, "net"));
  EXPECT_FALSE(KeptNetwork("jetson-nano", sumOf(8)).edits.estimate({channels("n_a", 1)}, "net"));
  EXPECT_TRUE(KeptNetwork("jetson-nano", sumOf(8)).edits.estimate({channels("n_a", 4)}, "net"));
}

TEST(QuickEdits, OthersAreLeftToTheWholeAnalysis) {
  KeptNetwork network("jetson-nano");
  EXPECT_FALSE(network.edits.estimate({{eo::NetworkEdit::Kind::Without, {"n_e", "n_er"}, 0}}, "net"));
  EXPECT_FALSE(
      network.edits.estimate({channels("n_a", 1)}, "net")); // a depthwise layer would be none any more
  EXPECT_FALSE(network.edits.estimate({kernel("n_b", 3), kernel("n_b", 7)}, "net"));
  EXPECT_FALSE(network.edits.estimate({channels("n_y", 8)}, "net")); // an error, for others to say
  std::optional<eo::Report> same = network.edits.estimate({channels("n_a", 16)}, "net");
  ASSERT_TRUE(same); // what was refused has left nothing behind
  EXPECT_EQ(eo::reportLine(*same, false), network.fileLine(fileOf({})));
}

/// The road through a session: from the second question on, of a file.
TEST(QuickEdits, SessionsTakeThemForFiles) {
  std::string path = testing::TempDir() + "quick_edits.onnx";
  std::ofstream(path, std::ios::binary) << fileOf({});
  energy_opt::Options options;
  options.board = "jetson-nano";
  options.layers = false;
  Sizes goal;
  for (int64_t count : {8, 24, 32, 5}) {
    goal.c2 = count;
    options.edits = {Edit::channels("n_b", count)};
    energy_opt::Report report = editingSession().estimate(path, options);
    EXPECT_TRUE(report.layers().empty());
    energy_opt::Totals quick = report.totals(), file = estimate(goal).totals();
    EXPECT_EQ(quick.energyJ, file.energyJ);
    EXPECT_EQ(quick.latencyS, file.latencyS);
    EXPECT_EQ(quick.peakActivationBytes, file.peakActivationBytes);
  }
}

} // namespace
