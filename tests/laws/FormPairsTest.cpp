//===- FormPairsTest.cpp - small networks, each written in several ways ----------------------------------===//
//
// What exporters really write for one computation: all forms of it cost the same on every board that ships. What is no such
// form, though it looks alike, stands in tests/passes/NearMissesTest.cpp.
//
#include "tests/laws/Figures.h"
#include "tests/laws/NetworkEdit.h"
#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <gtest/gtest.h>

using namespace eo;
using namespace eo::test;

namespace {

using Ints = std::vector<int64_t>;

/// A network that is built node by node.
class Net {
public:
  Net() {
    model.set_ir_version(8);
    model.add_opset_import()->set_version(13);
    graph().set_name("forms");
  }

  std::string input(std::string const &name, Ints const &dims) {
    declareFloats(*graph().add_input(), name, dims);
    return name;
  }

  /// Learned numbers: no two of them the same.
  std::string weight(Ints const &dims) {
    onnx::TensorProto &tensor = initializer(onnx::TensorProto::FLOAT, dims);
    int64_t all = 1;
    for (int64_t dim : dims)
      all *= dim;
    for (int64_t i = 0; i < all; ++i)
      tensor.add_float_data(std::sin(static_cast<float>(i)));
    return tensor.name();
  }

  std::string number(float value) {
    onnx::TensorProto &tensor = initializer(onnx::TensorProto::FLOAT, {});
    tensor.add_float_data(value);
    return tensor.name();
  }

  std::string list(Ints const &values) {
    onnx::TensorProto &tensor = initializer(onnx::TensorProto::INT64, {static_cast<int64_t>(values.size())});
    for (int64_t value : values)
      tensor.add_int64_data(value);
    return tensor.name();
  }

  /// The result of an operator with lists of numbers as attributes.
  std::string op(char const *kind, std::vector<std::string> const &inputs,
                 std::vector<std::pair<char const *, Ints>> const &lists = {}) {
    onnx::NodeProto &node = add(kind, inputs);
    for (auto const &[name, values] : lists)
      setInts(node, name, values);
    return node.output(0);
  }

  /// With one number as an attribute.
  std::string with(char const *name, int64_t value, char const *kind, std::vector<std::string> const &inputs,
                   std::vector<std::pair<char const *, Ints>> const &lists = {}) {
    std::string result = op(kind, inputs, lists);
    setInt(*graph().mutable_node(graph().node_size() - 1), name, value);
    return result;
  }

  std::string conv(std::string const &x, int64_t from, int64_t to, int64_t kernel, bool biased = true) {
    std::vector<std::string> inputs = {x, weight({to, from, kernel, kernel})};
    if (biased)
      inputs.push_back(weight({to}));
    return op("Conv", inputs, {{"pads", Ints(4, kernel / 2)}});
  }

  /// Maps that a convolution has computed.
  std::string maps() { return conv(input("x", {1, 3, 28, 28}), 3, 64, 3); }
  /// Tokens that a fully connected layer has computed.
  std::string tokens() { return dense(input("x", {1, 64, 256}), 256, 256); }

  std::string dense(std::string const &x, int64_t from, int64_t to) {
    return op("Add", {op("MatMul", {x, weight({from, to})}), weight({to})});
  }
  std::string reshape(std::string const &x, Ints const &dims) { return op("Reshape", {x, list(dims)}); }
  std::string turn(std::string const &x, Ints const &order) {
    return op("Transpose", {x}, {{"perm", order}});
  }
  std::string mean(std::string const &x, Ints const &axes, int64_t kept = 1) {
    return with("keepdims", kept, "ReduceMean", {x}, {{"axes", axes}});
  }

  onnx::ModelProto take(std::string const &result) {
    declareFloats(*graph().add_output(), result);
    return std::move(model);
  }

private:
  onnx::GraphProto &graph() { return *model.mutable_graph(); }

  onnx::TensorProto &initializer(int type, Ints const &dims) {
    onnx::TensorProto &tensor = *graph().add_initializer();
    tensor.set_name("c" + std::to_string(graph().initializer_size()));
    tensor.set_data_type(type);
    for (int64_t dim : dims)
      tensor.add_dims(dim);
    return tensor;
  }

  onnx::NodeProto &add(char const *kind, std::vector<std::string> const &inputs) {
    onnx::NodeProto &node = *graph().add_node();
    node.set_op_type(kind);
    for (std::string const &one : inputs)
      node.add_input(one);
    node.add_output("v" + std::to_string(graph().node_size()));
    return node;
  }

  onnx::ModelProto model;
};

using Written = std::function<std::string(Net &)>;

struct Forms {
  char const *name;
  std::vector<Written> forms;
  double tolerance = 0;
};
void PrintTo(Forms const &one, std::ostream *stream) { *stream << one.name; }

class FormPairs : public testing::TestWithParam<Forms> {};

TEST_P(FormPairs, CostTheSame) {
  std::vector<Point> const points = shippedPoints(false);
  std::vector<std::optional<Figures>> first;
  size_t known = 0;
  for (size_t form = 0; form < GetParam().forms.size(); ++form) {
    Net net;
    std::string const result = GetParam().forms[form](net);
    std::vector<std::optional<Figures>> figures = figuresAt(net.take(result), points);
    if (form == 0)
      first = figures;
    for (size_t i = 0; i < points.size(); ++i) {
      ASSERT_TRUE(figures[i].has_value()) << form;
      known += figures[i]->energyJ || figures[i]->latencyS ? 1 : 0;
      bool same = within(first[i]->energyJ, figures[i]->energyJ, GetParam().tolerance) &&
                  within(first[i]->latencyS, figures[i]->latencyS, GetParam().tolerance);
      EXPECT_TRUE(same) << fmt::format("form {} on {}: {} J, {} s are {} J, {} s", form, points[i].name,
                                       first[i]->energyJ.value_or(-1), first[i]->latencyS.value_or(-1),
                                       figures[i]->energyJ.value_or(-1), figures[i]->latencyS.value_or(-1));
    }
  }
  EXPECT_GT(known, points.size());
}

/// Gate and up of a language model's feed-forward layer, and what is made of both.
std::string gatedUnit(Net &n,
                      std::function<std::string(std::string const &, std::string const &)> const &gate) {
  std::string const x = n.tokens();
  std::string const up = n.op("MatMul", {x, n.weight({256, 512})}),
                    g = n.op("MatMul", {x, n.weight({256, 512})});
  return n.op("MatMul", {gate(up, g), n.weight({512, 256})});
}

std::string gateFirst(Net &n) {
  return gatedUnit(n, [&](auto const &u, auto const &g) {
    return n.op("Mul", {u, n.op("Mul", {g, n.op("Sigmoid", {g})})});
  });
}
std::string productFirst(Net &n) {
  return gatedUnit(n, [&](auto const &u, auto const &g) {
    return n.op("Mul", {n.op("Mul", {u, g}), n.op("Sigmoid", {g})});
  });
}
std::string sigmoidFirst(Net &n) {
  return gatedUnit(n, [&](auto const &u, auto const &g) {
    return n.op("Mul", {n.op("Mul", {u, n.op("Sigmoid", {g})}), g});
  });
}

std::string projected(Net &n, std::string const &x) { return n.op("MatMul", {x, n.weight({256, 8})}); }

std::string meanOfTokens(Net &n) { return projected(n, n.mean(n.tokens(), {1}, 0)); }
std::string windowOfTurned(Net &n) {
  std::string const turned = n.turn(n.tokens(), {0, 2, 1});
  return projected(n, n.op("Flatten", {n.op("AveragePool", {turned}, {{"kernel_shape", {64}}})}));
}

std::string lengthOf(Net &n, std::function<std::string(std::string const &)> const &square) {
  std::string const x = n.op("MatMul", {n.tokens(), n.weight({256, 256})});
  return projected(n, n.op("Sqrt", {n.with("keepdims", 0, "ReduceSum", {square(x), n.list({1})})}));
}
std::string ofSquares(Net &n) {
  return lengthOf(n, [&](auto const &x) { return n.op("Mul", {x, x}); });
}
std::string ofSquaredAbsolutes(Net &n) {
  return lengthOf(n, [&](auto const &x) { return n.op("Pow", {n.op("Abs", {x}), n.number(2)}); });
}

std::string statistics(Net &n, bool bySquares) {
  std::string const x = n.maps(), m = n.mean(x, {2, 3}), d = bySquares ? x : n.op("Sub", {x, m});
  std::string v = n.mean(n.op("Mul", {d, d}), {2, 3});
  if (bySquares)
    v = n.op("Sub", {v, n.op("Mul", {m, m})});
  std::string const deviation = n.op("Sqrt", {n.op("Add", {v, n.number(1e-5F)})});
  return n.with("axis", 1, "Concat", {n.op("Flatten", {m}), n.op("Flatten", {deviation})});
}
std::string byDeviations(Net &n) { return statistics(n, false); }
std::string bySquares(Net &n) { return statistics(n, true); }

std::string headBefore(Net &n) {
  std::string const scores = n.op("Sigmoid", {n.conv(n.maps(), 64, 80, 1)});
  return n.reshape(n.turn(scores, {0, 2, 3, 1}), {1, -1, 80});
}
std::string headBetween(Net &n) {
  std::string const turned = n.turn(n.conv(n.maps(), 64, 80, 1), {0, 2, 3, 1});
  return n.reshape(n.op("Sigmoid", {turned}), {1, -1, 80});
}
std::string headBehind(Net &n) {
  std::string const turned = n.turn(n.conv(n.maps(), 64, 80, 1), {0, 2, 3, 1});
  return n.op("Sigmoid", {n.reshape(turned, {1, -1, 80})});
}
std::string siluBefore(Net &n) {
  std::string const c = n.conv(n.maps(), 64, 80, 1);
  return n.turn(n.op("Mul", {c, n.op("Sigmoid", {c})}), {0, 2, 3, 1});
}
std::string siluBehind(Net &n) {
  std::string const t = n.turn(n.conv(n.maps(), 64, 80, 1), {0, 2, 3, 1});
  return n.op("Mul", {t, n.op("Sigmoid", {t})});
}
std::string reluBeforeShuffle(Net &n) {
  std::string const c = n.op("Relu", {n.conv(n.maps(), 64, 128, 3)});
  return n.conv(n.with("blocksize", 2, "DepthToSpace", {c}), 32, 32, 3);
}
std::string reluBehindShuffle(Net &n) {
  std::string const shuffled = n.with("blocksize", 2, "DepthToSpace", {n.conv(n.maps(), 64, 128, 3)});
  return n.conv(n.op("Relu", {shuffled}), 32, 32, 3);
}

std::string pooledBy(Net &n, char const *pool) {
  return n.conv(n.op(pool, {n.maps()}, {{"kernel_shape", {2, 2}}, {"strides", {2, 2}}}), 64, 64, 3);
}
std::string pooledBlocks(Net &n, char const *reduction) {
  std::string const blocks = n.reshape(n.maps(), {1, 64, 14, 2, 14, 2});
  return n.conv(n.with("keepdims", 0, reduction, {blocks}, {{"axes", {3, 5}}}), 64, 64, 3);
}

std::string biasInside(Net &n) {
  std::string const x = n.tokens();
  return projected(n, n.op("Add", {x, n.dense(n.op("Relu", {x}), 256, 256)}));
}
std::string biasBehindSum(Net &n) {
  std::string const x = n.tokens(), y = n.op("MatMul", {n.op("Relu", {x}), n.weight({256, 256})});
  return projected(n, n.op("Add", {n.op("Add", {x, y}), n.weight({256})}));
}

std::string inverseRoot(Net &n, std::function<std::string(std::string const &)> const &of) {
  return n.conv(of(n.op("Relu", {n.maps()})), 64, 64, 3);
}
std::string quotientOfRoot(Net &n) {
  return inverseRoot(n, [&](auto const &x) { return n.op("Div", {n.number(1), n.op("Sqrt", {x})}); });
}
std::string reciprocalOfRoot(Net &n) {
  return inverseRoot(n, [&](auto const &x) { return n.op("Reciprocal", {n.op("Sqrt", {x})}); });
}
std::string rootOfReciprocal(Net &n) {
  return inverseRoot(n, [&](auto const &x) { return n.op("Sqrt", {n.op("Reciprocal", {x})}); });
}
std::string powerOfHalf(Net &n) {
  return inverseRoot(n, [&](auto const &x) { return n.op("Pow", {x, n.number(-0.5F)}); });
}

std::string cubeByProducts(Net &n) {
  std::string const x = n.maps();
  return n.conv(n.op("Mul", {n.op("Mul", {x, x}), x}), 64, 64, 3);
}
std::string cubeByPower(Net &n) { return n.conv(n.op("Pow", {n.maps(), n.number(3)}), 64, 64, 3); }

std::string productOfTurned(Net &n) {
  std::string const x = n.tokens(), y = n.op("Relu", {n.op("MatMul", {x, n.weight({256, 256})})});
  return n.op("MatMul", {x, n.turn(y, {0, 2, 1})});
}
std::string turnedProduct(Net &n) {
  std::string const x = n.tokens(), y = n.op("Relu", {n.op("MatMul", {x, n.weight({256, 256})})});
  return n.turn(n.op("MatMul", {y, n.turn(x, {0, 2, 1})}), {0, 2, 1});
}

/// Masked scores, as OPT is exported, kept from overflowing.
std::string attention(Net &n, bool bounded) {
  std::string const x = n.tokens(), mask = n.input("mask", {1, 1, 64, 64});
  auto heads = [&] {
    return n.turn(n.reshape(n.op("MatMul", {x, n.weight({256, 256})}), {1, 64, 8, 32}), {0, 2, 1, 3});
  };
  std::string const q = heads(), k = heads(), v = heads();
  std::string scores = n.op("Add", {n.op("MatMul", {q, n.turn(k, {0, 1, 3, 2})}), mask});
  if (bounded)
    scores = n.op("Max", {scores, n.number(-3.4028235e38F)});
  std::string const y = n.op("MatMul", {n.with("axis", -1, "Softmax", {scores}), v});
  return projected(n, n.reshape(n.turn(y, {0, 2, 1, 3}), {1, 64, 256}));
}

INSTANTIATE_TEST_SUITE_P(
    Written, FormPairs,
    testing::Values(
        Forms{"gatedUnit", {gateFirst, productFirst, sigmoidFirst}},
        Forms{"meanOfTokens", {meanOfTokens, windowOfTurned}},
        Forms{"length", {ofSquares, ofSquaredAbsolutes}},
        Forms{"statistics", {byDeviations, bySquares}, 0.005},
        Forms{"headsActivation", {headBefore, headBetween, headBehind}},
        Forms{"siluTurned", {siluBefore, siluBehind}},
        Forms{"reluShuffled", {reluBeforeShuffle, reluBehindShuffle}},
        Forms{"averageOfBlocks",
              {[](Net &n) { return pooledBy(n, "AveragePool"); },
               [](Net &n) { return pooledBlocks(n, "ReduceMean"); }}},
        Forms{"largestOfBlocks",
              {[](Net &n) { return pooledBy(n, "MaxPool"); },
               [](Net &n) { return pooledBlocks(n, "ReduceMax"); }},
              0.025}, // comparisons are counted by the window, which ncs2 knows of the operator alone: 2 %
        Forms{"biasBehindSum", {biasInside, biasBehindSum}, 0.005},
        Forms{"inverseRoot", {quotientOfRoot, reciprocalOfRoot, rootOfReciprocal, powerOfHalf}},
        Forms{"cube", {cubeByProducts, cubeByPower}},
        Forms{"turnedProduct", {productOfTurned, turnedProduct}},
        Forms{"boundedScores",
              {[](Net &n) { return attention(n, false); }, [](Net &n) { return attention(n, true); }}}),
    [](auto const &row) { return std::string(row.param.name); });

} // namespace
