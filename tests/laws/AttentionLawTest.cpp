//===- AttentionLawTest.cpp - one attention, several ways to write it -----------------------------------===//
//
// Projections, an attention, a projection: the attention as the operator of ONNX Runtime, as that of ONNX 23 and in
// single steps as exporters write it. All cost the same on every board that ships. What differs by more stands in the
// table with its reason.
//
#include "tests/laws/Figures.h"
#include "tests/laws/NetworkEdit.h"
#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>

using namespace eo;
using namespace eo::test;

namespace {

/// How the attention is written.
enum class Form : uint8_t {
  Steps,            ///< Reshape, Transpose, MatMul, Mul, Add, Softmax, MatMul, Transpose, Reshape
  StepsKeysAtOnce,  ///< the keys' heads and their transposition as one Transpose
  StepsScaledFirst, ///< queries and keys are scaled, not the scores, as PyTorch's attention is exported
  StepsWhere,       ///< masked by a Where
  StepsCausal,      ///< masked by a constant, the same for all heads
  StepsOfSoftmax,   ///< the softmax itself in single steps
  StepsSafe,        ///< with a Where for rows that are all masked
  StepsOfColumns, ///< keys times queries, the softmax of each column, values times that, as maps are attended to
  StepsKeysFirst, ///< keys times queries, then a Transpose
  StepsOfPieces, ///< heads cut apart and joined along the batch, three axes, as early TensorFlow was exported
  StepsPacked,   ///< q, k and v by one product, their heads laid out together, as in timm
  StepsPackedSplit, ///< likewise, an axis of three cut apart by a Split
  MultiHead,        ///< com.microsoft.MultiHeadAttention
  MultiHeadPacked,  ///< likewise, of q, k and v in one
  Onnx,             ///< Attention of ONNX 23, of [batch, length, width]
  OnnxOfHeads,      ///< likewise, of [batch, heads, length, size], with Transposes around it
  GroupQuery,       ///< com.microsoft.GroupQueryAttention
  Projected,        ///< com.microsoft.Attention, which multiplies by the weights of q, k and v itself
};

/// What is computed.
struct Sizes {
  int64_t batch = 1, length = 128, heads = 8, keyHeads = 8, size = 32, past = 0;
  bool masked = false, causal = false;

  int64_t width() const { return heads * size; }
  int64_t keyWidth() const { return keyHeads * size; }
  int64_t keys() const { return past + length; }
};

/// Builds the network around the attention.
class Writer {
public:
  explicit Writer(Sizes const &what) : n(what) {
    model.set_ir_version(10);
    model.add_opset_import()->set_version(23);
    auto &contrib = *model.add_opset_import();
    contrib.set_domain("com.microsoft");
    contrib.set_version(1);
    graph().set_name("attention");
  }

  onnx::ModelProto write(Form form) {
    input("x", {n.batch, n.length, n.width()});
    std::string x = node("Relu", {"x"});
    if (n.masked)
      input("mask", {n.batch, 1, n.length, n.keys()});
    if (n.past > 0)
      for (char const *cache : {"past_keys", "past_values"})
        input(cache, {n.batch, n.keyHeads, n.past, n.size});
    bool packed =
        form == Form::StepsPacked || form == Form::StepsPackedSplit || form == Form::MultiHeadPacked;
    std::string y = form == Form::Projected ? projected(x)
                    : packed
                        ? ofPacked(form, product(x, n.width(), 3 * n.width()))
                        : attend(form, product(x, n.width(), n.width()), product(x, n.width(), n.keyWidth()),
                                 product(x, n.width(), n.keyWidth()));
    output(product(y, n.width(), n.width()));
    return std::move(model);
  }

private:
  onnx::GraphProto &graph() { return *model.mutable_graph(); }

  void input(std::string const &name, std::vector<int64_t> const &dims) {
    declareFloats(*graph().add_input(), name, dims);
  }

  void output(std::string const &name) { declareFloats(*graph().add_output(), name); }

  onnx::NodeProto &add(std::string const &op, std::vector<std::string> const &inputs,
                       std::vector<std::string> const &outputs) {
    onnx::NodeProto &added = *graph().add_node();
    added.set_op_type(op);
    for (std::string const &one : inputs)
      added.add_input(one);
    for (std::string const &one : outputs)
      added.add_output(one);
    return added;
  }

  std::string fresh() { return "v" + std::to_string(values++); }

  std::string node(std::string const &op, std::vector<std::string> const &inputs) {
    return add(op, inputs, {fresh()}).output(0);
  }

  onnx::TensorProto &tensor(std::vector<int64_t> const &dims, onnx::TensorProto::DataType type) {
    onnx::TensorProto &added = *graph().add_initializer();
    added.set_name(fresh());
    added.set_data_type(type);
    for (int64_t dim : dims)
      added.add_dims(dim);
    return added;
  }

  std::string number(float value) {
    onnx::TensorProto &added = tensor({}, onnx::TensorProto::FLOAT);
    added.add_float_data(value);
    return added.name();
  }

  std::string integers(std::vector<int64_t> const &all) {
    onnx::TensorProto &added = tensor({static_cast<int64_t>(all.size())}, onnx::TensorProto::INT64);
    for (int64_t one : all)
      added.add_int64_data(one);
    return added.name();
  }

  std::string product(std::string const &x, int64_t from, int64_t to) {
    return node("MatMul", {x, tensor({from, to}, onnx::TensorProto::FLOAT).name()});
  }

  std::string reshaped(std::string const &x, std::vector<int64_t> const &dims) {
    return node("Reshape", {x, integers(dims)});
  }

  std::string turned(std::string const &x, std::vector<int64_t> const &order) {
    onnx::NodeProto &added = add("Transpose", {x}, {fresh()});
    setInts(added, "perm", order);
    return added.output(0);
  }

  std::string headsOf(std::string const &x, int64_t heads, bool keysAtOnce = false) {
    std::string apart = reshaped(x, {n.batch, n.length, heads, n.size});
    return keysAtOnce ? turned(apart, {0, 2, 3, 1}) : turned(apart, {0, 2, 1, 3});
  }

  /// The rows of earlier runs and the new ones, which the network hands out again.
  std::string withPast(char const *past, std::string const &fresh) {
    if (n.past == 0)
      return fresh;
    onnx::NodeProto &added = add("Concat", {past, fresh}, {"all_" + std::string(past)});
    setInt(added, "axis", 2);
    output(added.output(0));
    return added.output(0);
  }

  /// Every head of the keys for all heads of queries that share it.
  std::string shared(std::string const &x) {
    if (n.heads == n.keyHeads)
      return x;
    int64_t groups = n.heads / n.keyHeads;
    std::string apart = node("Unsqueeze", {x, integers({2})});
    std::string wide = node("Expand", {apart, integers({n.batch, n.keyHeads, groups, n.keys(), n.size})});
    return reshaped(wide, {n.batch, n.heads, n.keys(), n.size});
  }

  std::string attend(Form form, std::string const &q, std::string const &k, std::string const &v) {
    switch (form) {
    case Form::MultiHead:
      return multiHead(q, k, v);
    case Form::Onnx:
      return onnxAttention(q, k, v);
    case Form::OnnxOfHeads:
      return onnxOfHeads(q, k, v);
    case Form::GroupQuery:
      return groupQuery(q, k, v);
    case Form::StepsOfPieces:
      return ofPieces(q, k, v);
    case Form::StepsOfColumns:
    case Form::StepsKeysFirst:
      return keysFirst(form, headsOf(q, n.heads, true), headsOf(k, n.heads), headsOf(v, n.heads));
    case Form::Steps:
    case Form::StepsKeysAtOnce:
    case Form::StepsScaledFirst:
    case Form::StepsWhere:
    case Form::StepsCausal:
    case Form::Projected:
    case Form::StepsOfSoftmax:
    case Form::StepsSafe:
    case Form::StepsPacked:
    case Form::StepsPackedSplit:
    case Form::MultiHeadPacked:
      break;
    }
    bool atOnce = form == Form::StepsKeysAtOnce;
    std::string queries = headsOf(q, n.heads), keys = headsOf(k, n.keyHeads, atOnce);
    if (!atOnce)
      keys = turned(shared(withPast("past_keys", keys)), {0, 1, 3, 2});
    return inSteps(form, queries, keys, shared(withPast("past_values", headsOf(v, n.keyHeads))));
  }

  /// Of q[B,H,S,d], k[B,H,d,T] and v[B,H,T,d].
  std::string inSteps(Form form, std::string q, std::string k, std::string const &v) {
    if (form == Form::StepsScaledFirst) {
      q = node("Mul", {q, number(0.42F)});
      k = node("Mul", {k, number(0.42F)});
    }
    std::string scores = node("MatMul", {q, k});
    if (form != Form::StepsScaledFirst)
      scores = node("Mul", {scores, number(0.1767F)});
    if (n.masked)
      scores = form == Form::StepsWhere ? whereMasked(scores) : node("Add", {scores, "mask"});
    if (form == Form::StepsCausal)
      scores = node("Add", {scores, tensor({1, 1, n.length, n.keys()}, onnx::TensorProto::FLOAT).name()});
    std::string weights = form == Form::StepsOfSoftmax ? softmaxInSteps(scores) : node("Softmax", {scores});
    if (form == Form::StepsSafe)
      weights = node("Where", {node("IsNaN", {weights}), number(0), weights});
    return reshaped(turned(node("MatMul", {weights, v}), {0, 2, 1, 3}), {n.batch, n.length, n.width()});
  }

  /// Of q[B,H,d,S], k[B,H,T,d] and v[B,H,T,d].
  std::string keysFirst(Form form, std::string const &q, std::string const &k, std::string const &v) {
    std::string scores = node("Mul", {node("MatMul", {k, q}), number(0.1767F)});
    if (form == Form::StepsKeysFirst) {
      std::string weights = node("Softmax", {turned(scores, {0, 1, 3, 2})});
      return reshaped(turned(node("MatMul", {weights, v}), {0, 2, 1, 3}), {n.batch, n.length, n.width()});
    }
    onnx::NodeProto &softmax = add("Softmax", {scores}, {fresh()});
    setInt(softmax, "axis", 2);
    std::string y = node("MatMul", {turned(v, {0, 1, 3, 2}), softmax.output(0)}); // [B,H,d,S]
    return reshaped(turned(y, {0, 3, 1, 2}), {n.batch, n.length, n.width()});
  }

  /// The pieces of the value along one axis, joined along another.
  std::string inPieces(std::string const &x, int64_t from, int64_t to, int64_t each) {
    std::vector<std::string> pieces;
    for (int64_t i = 0; i < n.heads; ++i)
      pieces.push_back(fresh());
    std::string lengths = integers(std::vector<int64_t>(static_cast<size_t>(n.heads), each));
    setInt(add("Split", {x, lengths}, pieces), "axis", from);
    onnx::NodeProto &joined = add("Concat", pieces, {fresh()});
    setInt(joined, "axis", to);
    return joined.output(0);
  }

  std::string ofPieces(std::string const &q, std::string const &k, std::string const &v) {
    auto heads = [&](std::string const &x) { return inPieces(x, 2, 0, n.size); };
    std::string scores = node("MatMul", {heads(q), turned(heads(k), {0, 2, 1})});
    std::string weights = node("Softmax", {node("Mul", {scores, number(0.1767F)})});
    return inPieces(node("MatMul", {weights, heads(v)}), 0, 2, n.batch);
  }

  std::string whereMasked(std::string const &scores) {
    return node("Where", {booleanMask(), number(-1e9F), scores});
  }

  std::string booleanMask() {
    graph().mutable_input(1)->mutable_type()->mutable_tensor_type()->set_elem_type(onnx::TensorProto::BOOL);
    return "mask";
  }

  std::string softmaxInSteps(std::string const &scores) {
    std::string most = node("ReduceMax", {scores, integers({-1})});
    std::string powers = node("Exp", {node("Sub", {scores, most})});
    return node("Div", {powers, node("ReduceSum", {powers, integers({-1})})});
  }

  std::string mask() const { return n.masked ? "mask" : ""; }

  /// The operator's results: y, then caches, which the network hands out.
  std::vector<std::string> results() {
    std::vector<std::string> all = {fresh()};
    if (n.past > 0)
      for (char const *cache : {"present_keys", "present_values"}) {
        all.emplace_back(cache);
        output(cache);
      }
    return all;
  }

  std::string past(char const *name) const { return n.past > 0 ? name : ""; }

  std::string multiHead(std::string const &q, std::string const &k, std::string const &v) {
    onnx::NodeProto &op = add("MultiHeadAttention",
                              {q, k, v, "", "", mask(), past("past_keys"), past("past_values")}, results());
    op.set_domain("com.microsoft");
    setInt(op, "num_heads", n.heads);
    setInt(op, "unidirectional", n.causal ? 1 : 0);
    return op.output(0);
  }

  std::string groupQuery(std::string const &q, std::string const &k, std::string const &v) {
    onnx::NodeProto &op =
        add("GroupQueryAttention",
            {q, k, v, past("past_keys"), past("past_values"), integers({n.keys()}), integers({n.keys()})},
            results());
    op.set_domain("com.microsoft");
    setInt(op, "num_heads", n.heads);
    setInt(op, "kv_num_heads", n.keyHeads);
    return op.output(0);
  }

  std::string onnxAttention(std::string const &q, std::string const &k, std::string const &v) {
    onnx::NodeProto &op =
        add("Attention", {q, k, v, mask(), past("past_keys"), past("past_values")}, results());
    setInt(op, "q_num_heads", n.heads);
    setInt(op, "kv_num_heads", n.keyHeads);
    setInt(op, "is_causal", n.causal ? 1 : 0);
    return op.output(0);
  }

  std::string onnxOfHeads(std::string const &q, std::string const &k, std::string const &v) {
    std::string queries = headsOf(q, n.heads), keys = withPast("past_keys", headsOf(k, n.keyHeads));
    std::string cached = withPast("past_values", headsOf(v, n.keyHeads));
    onnx::NodeProto &op = add("Attention", {queries, keys, cached, mask()}, {fresh()});
    setInt(op, "is_causal", n.causal ? 1 : 0);
    return reshaped(turned(op.output(0), {0, 2, 1, 3}), {n.batch, n.length, n.width()});
  }

  std::string projected(std::string const &x) {
    std::string weights = tensor({n.width(), 3 * n.width()}, onnx::TensorProto::FLOAT).name();
    onnx::NodeProto &op = add("Attention", {x, weights}, {fresh()});
    op.set_domain("com.microsoft");
    setInt(op, "num_heads", n.heads);
    return op.output(0);
  }

  std::string ofPacked(Form form, std::string const &all) {
    if (form == Form::MultiHeadPacked) {
      onnx::NodeProto &op =
          add("MultiHeadAttention", {reshaped(all, {n.batch, n.length, n.heads, 3, n.size})}, {fresh()});
      op.set_domain("com.microsoft");
      setInt(op, "num_heads", n.heads);
      return op.output(0);
    }
    std::string shown = reshaped(all, {n.batch, n.length, 3, n.heads, n.size});
    if (form == Form::StepsPackedSplit) {
      std::vector<std::string> three = {fresh(), fresh(), fresh()};
      setInt(add("Split", {shown, integers({1, 1, 1})}, three), "axis", 2);
      auto heads = [&](size_t i, std::vector<int64_t> const &order) {
        return turned(node("Squeeze", {three[i], integers({2})}), order);
      };
      return inSteps(form, heads(0, {0, 2, 1, 3}), heads(1, {0, 2, 3, 1}), heads(2, {0, 2, 1, 3}));
    }
    std::string apart = turned(shown, {2, 0, 3, 1, 4});
    std::vector<std::string> one;
    for (int64_t i = 0; i < 3; ++i) {
      onnx::TensorProto &place = tensor({}, onnx::TensorProto::INT64);
      place.add_int64_data(i);
      one.push_back(node("Gather", {apart, place.name()}));
    }
    return inSteps(form, one[0], turned(one[1], {0, 1, 3, 2}), one[2]);
  }

  Sizes n;
  onnx::ModelProto model;
  size_t values = 0;
};

struct Case {
  char const *name;
  Sizes sizes;
  Form first, second;
  double tolerance = 0;
  char const *reason = ""; ///< why the tolerance is not 0
};
void PrintTo(Case const &one, std::ostream *stream) { *stream << one.name; }

class AttentionLaw : public testing::TestWithParam<Case> {};

TEST_P(AttentionLaw, EveryFormCostsTheSame) {
  Case const &one = GetParam();
  Tally tally(std::string("attention-") + one.name);
  std::vector<Point> points = shippedPoints(false);
  auto first = figuresAt(Writer(one.sizes).write(one.first), points);
  auto second = figuresAt(Writer(one.sizes).write(one.second), points);
  size_t priced = 0;
  for (size_t i = 0; i < points.size(); ++i) {
    ASSERT_TRUE(first[i] && second[i]) << points[i].name;
    priced += first[i]->latencyS && *first[i]->latencyS > 0 ? 1 : 0;
    tally.check(within(first[i]->energyJ, second[i]->energyJ, one.tolerance) &&
                    within(first[i]->latencyS, second[i]->latencyS, one.tolerance),
                fmt::format("{} on {}: {} J, {} s against {} J, {} s", one.name, points[i].name,
                            first[i]->energyJ.value_or(-1), first[i]->latencyS.value_or(-1),
                            second[i]->energyJ.value_or(-1), second[i]->latencyS.value_or(-1)));
  }
  EXPECT_EQ(tally.violations(), 0U);
  EXPECT_GE(priced, 20U) << "most boards know such networks";
}

constexpr Sizes plain, oneHead{1, 64, 1, 1, 64}, ofBatch{4, 50, 12, 12, 64},
    masked{2, 128, 8, 8, 32, 0, true}, grouped{1, 128, 8, 2, 32}, cached{1, 1, 8, 8, 32, 127, true},
    groupedCached{1, 1, 14, 2, 64, 127}, causal{1, 128, 8, 8, 32, 0, false, true};

INSTANTIATE_TEST_SUITE_P(
    Laws, AttentionLaw,
    testing::Values(Case{"multi-head", plain, Form::MultiHead, Form::Steps},
                    Case{"one-head", oneHead, Form::MultiHead, Form::Steps},
                    Case{"batch", ofBatch, Form::MultiHead, Form::Steps},
                    Case{"keys-at-once", plain, Form::MultiHead, Form::StepsKeysAtOnce},
                    Case{"scaled-first", plain, Form::MultiHead, Form::StepsScaledFirst},
                    Case{"softmax-in-steps", plain, Form::MultiHead, Form::StepsOfSoftmax},
                    Case{"safe", masked, Form::MultiHead, Form::StepsSafe},
                    Case{"masked", masked, Form::MultiHead, Form::Steps},
                    Case{"masked-by-where", masked, Form::MultiHead, Form::StepsWhere},
                    Case{"causal", causal, Form::MultiHead, Form::Onnx},
                    Case{"causal-by-constant", causal, Form::MultiHead, Form::StepsCausal, 0.005,
                         "the mask is read, whatever is in it"},
                    Case{"projected", plain, Form::Projected, Form::MultiHeadPacked, 0.15,
                         "one kernel multiplies by the weights as well: q, k and v are never written"},
                    Case{"packed", plain, Form::MultiHeadPacked, Form::StepsPacked},
                    Case{"packed-split", plain, Form::MultiHeadPacked, Form::StepsPackedSplit},
                    Case{"of-columns", plain, Form::MultiHead, Form::StepsOfColumns},
                    Case{"keys-first", plain, Form::MultiHead, Form::StepsKeysFirst},
                    Case{"of-pieces", plain, Form::MultiHead, Form::StepsOfPieces},
                    Case{"of-pieces-in-a-batch", ofBatch, Form::MultiHead, Form::StepsOfPieces},
                    Case{"onnx", plain, Form::MultiHead, Form::Onnx},
                    Case{"onnx-of-heads", masked, Form::MultiHead, Form::OnnxOfHeads},
                    Case{"onnx-grouped", grouped, Form::Onnx, Form::Steps},
                    Case{"grouped-of-heads", grouped, Form::Onnx, Form::OnnxOfHeads},
                    Case{"cached", cached, Form::MultiHead, Form::Steps},
                    Case{"cached-onnx", cached, Form::Onnx, Form::Steps},
                    Case{"cached-of-heads", cached, Form::Onnx, Form::OnnxOfHeads},
                    Case{"cached-grouped-of-heads", groupedCached, Form::Onnx, Form::OnnxOfHeads},
                    Case{"cached-grouped", groupedCached, Form::Onnx, Form::Steps},
                    Case{"grouped", grouped, Form::GroupQuery, Form::Steps}),
    [](auto const &row) {
      std::string name = row.param.name;
      std::replace(name.begin(), name.end(), '-', '_');
      return name;
    });

} // namespace
