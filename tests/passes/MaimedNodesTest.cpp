//===- MaimedNodesTest.cpp - every operator with operands and results left out ---------------------------===//
//
// Passes look for patterns by operator; what a node of that operator has to have, a file need not give it. Fuzzers find
// such nodes one at a time: here every known operator stands with every small choice of operands and results, each between
// an activation of its own and a reader, so that patterns that ask for either are entered.
//
#include "lib/board/BoardPath.h"
#include "lib/onnx/Loader.h"
#include "passes/Pipeline.h"
#include "tests/passes/Analysed.h"
#include "tests/passes/WireNetwork.h"
#include <random>

using namespace eo;
using namespace eo::test;

namespace {

struct NamedOp {
  char const *domain, *name;
};

std::vector<NamedOp> everyOp() {
  return {
#define EO_OP(Kind, Domain, Name, Class, Shape, Macs, OtherOps, Operands, Tools) {Domain, Name},
#include "lib/ir/Ops.def"
  };
}

/// All sequences of at most two operands, and those of three that begin with an activation. "a": an activation that nobody else
/// reads, "one" and "w": constants of an element and of a kernel's shape, "": left out.
std::vector<std::vector<std::string>> operandChoices() {
  std::vector<std::string> const kinds = {"a", "one", "w", ""};
  std::vector<std::vector<std::string>> choices = {{}};
  for (std::string const &first : kinds) {
    choices.push_back({first});
    for (std::string const &second : kinds) {
      choices.push_back({first, second});
      for (std::string const &third : kinds)
        if (first == "a")
          choices.push_back({first, second, third});
    }
  }
  return choices;
}

std::string constant(std::string const &name, std::vector<uint64_t> const &dims, size_t elements) {
  std::string tensor, bytes;
  for (uint64_t dim : dims)
    tensor += wire::number(1, dim);
  for (size_t i = 0; i < elements; ++i)
    bytes += std::string("\0\0\x80\x3f", 4); // 1.0F
  return wire::text(5, tensor + wire::number(2, 1) + wire::text(8, name) + wire::text(9, bytes));
}

/// The picture "x" and the constants "one" and "w", of an element and of a kernel's shape.
std::string givenValues() {
  return wire::input("x", {"1", "4", "8", "8"}) + constant("one", {}, 1) + constant("w", {4, 4, 1, 1}, 16);
}

/// One network of all choices for the operator.
std::string maimed(NamedOp const &op) {
  std::string graph = givenValues();
  size_t count = 0;
  for (std::vector<std::string> const &choice : operandChoices())
    for (std::vector<std::string> const &kinds :
         {std::vector<std::string>{}, {""}, {"y"}, {"", "y"}, {"y", "y2"}}) {
      std::string number = std::to_string(count++), own = "a" + number;
      std::vector<std::string> operands = choice, results = kinds;
      std::replace(operands.begin(), operands.end(), std::string("a"), own);
      for (std::string &result : results)
        if (!result.empty())
          result += "_" + number;
      graph += wire::node("Relu", {"x"}, own, "before" + number);
      graph += wire::nodeOf(op.domain, op.name, operands, results, "maimed" + number);
      for (std::string const &result : results)
        if (!result.empty())
          graph +=
              wire::node("Mul", {result, own}, "z" + result, "behind" + result) + wire::output("z" + result);
    }
  return wire::model(graph);
}

/// Those that patterns are made of, and a source without operands.
std::vector<NamedOp> patternOps() {
  std::vector<NamedOp> ops;
  for (char const *name : {"Abs",
                           "Add",
                           "AveragePool",
                           "Clip",
                           "Concat",
                           "Conv",
                           "DepthToSpace",
                           "Div",
                           "Einsum",
                           "Exp",
                           "Expand",
                           "Flatten",
                           "Gather",
                           "Gemm",
                           "Identity",
                           "IsNaN",
                           "Log",
                           "MatMul",
                           "Max",
                           "MaxPool",
                           "Min",
                           "Mul",
                           "Neg",
                           "Pad",
                           "Pow",
                           "PRelu",
                           "RandomUniform",
                           "ReduceMax",
                           "ReduceMean",
                           "ReduceSum",
                           "Relu",
                           "Reciprocal",
                           "Reshape",
                           "Resize",
                           "Sigmoid",
                           "Slice",
                           "Softmax",
                           "Split",
                           "Sqrt",
                           "Squeeze",
                           "SpaceToDepth",
                           "Sub",
                           "Tanh",
                           "Tile",
                           "Transpose",
                           "Unsqueeze",
                           "Where",
                           "QuantizeLinear",
                           "DequantizeLinear",
                           "InstanceNormalization",
                           "BatchNormalization"})
    ops.push_back({"", name});
  return ops;
}

/// Forty nodes of the operators, mostly of the results before them, one operand in ten and one result in twenty left out.
std::string jumbled(std::vector<NamedOp> const &ops, std::mt19937 &random) {
  auto below = [&](size_t bound) { return static_cast<size_t>(random() % bound); };
  std::string graph = givenValues();
  std::vector<std::string> values = {"x", "one", "w"};
  for (size_t i = 0; i < 40; ++i) {
    NamedOp const &op = ops[below(ops.size())];
    std::vector<std::string> operands(below(4)), results(1 + (below(10) == 0));
    for (std::string &operand : operands)
      if (below(10) != 0)
        operand = below(4) == 0 ? values[below(values.size())]
                                : values[values.size() - 1 - below(std::min<size_t>(4, values.size()))];
    for (std::string &result : results)
      if (below(20) != 0)
        values.push_back(result = "v" + std::to_string(values.size()));
    if (below(20) == 0)
      results.clear();
    graph += wire::nodeOf(op.domain, op.name, operands, results, "n" + std::to_string(i));
  }
  return wire::model(graph + wire::output(values.back()));
}

/// What ended an analysis is the file's fault, never ours; whether nothing did.
bool isDone(llvm::Error error) {
  if (!error)
    return true;
  ErrorText text = takeErrorText(std::move(error));
  EXPECT_NE(text.kind, ErrorKind::Internal) << text.message;
  return false;
}

/// Runs all passes on what the bytes hold, and prices it where it can run; whether it could.
bool isPriced(std::string const &bytes, ChosenBoard const &board) {
  DiagnosticEngine diagnostics;
  llvm::Expected<Graph> graph = loadNetworkFromBuffer(bytes, "maimed", {}, diagnostics);
  if (!graph) // control flow without its bodies
    return isDone(graph.takeError());
  Annotations annotations;
  annotations.set(DimBindings());
  PassContext context{*graph, annotations, diagnostics};
  isDone(runPasses(context, {"check-dimensions", "extract-features"}, {}));
  return isDone(PassEstimator().analyze(*graph, {}, &board, diagnostics).takeError());
}

ChosenBoard raspberryPi5() {
  auto model = std::make_shared<BoardModel>(
      llvm::cantFail(loadBoard(BoardPath{{ENERGY_OPT_SOURCE_DIR "/boardmodels"}}, "raspberry-pi-5")));
  return {model, llvm::cantFail(chooseSettings(model->id, model->settings, {}))};
}

TEST(MaimedNodes, EveryOperatorIsAnalysedOrSaidToBeBroken) {
  ChosenBoard board = raspberryPi5();
  for (NamedOp const &op : everyOp()) {
    SCOPED_TRACE(std::string(op.domain) + "::" + op.name);
    isPriced(maimed(op), board);
  }
}

class JumbledNodes : public testing::TestWithParam<std::vector<NamedOp>> {};

TEST_P(JumbledNodes, AreAnalysedOrSaidToBeBroken) {
  ChosenBoard board = raspberryPi5();
  std::mt19937 random(20261201); // the same networks in each run
  size_t priced = 0;
  for (size_t i = 0; i < 3000; ++i) {
    SCOPED_TRACE(i);
    priced += isPriced(jumbled(GetParam(), random), board);
  }
  EXPECT_GT(priced, 100U); // of most a node is broken in a way that no runtime would take
}
INSTANTIATE_TEST_SUITE_P(OfAnyKind, JumbledNodes, testing::Values(everyOp()));
INSTANTIATE_TEST_SUITE_P(OfPatterns, JumbledNodes, testing::Values(patternOps()));

} // namespace
