#include "lib/pass/OpRules.h"
#include "lib/support/Error.h"

#include <gmock/gmock.h>

using namespace eo;
using testing::HasSubstr;

namespace {

/// What is wrong with the formula, "offset: message"; "" where nothing is.
std::string problemOf(llvm::StringRef text) {
  auto parsed = OpExpression::parse(text);
  auto const *error = std::get_if<OpExpressionError>(&parsed);
  return error != nullptr ? std::to_string(error->offset) + ": " + error->message : "";
}

/// The formula over x[N, 3, 8, 8], w[16, 3, 5, 5] -> y[N, 16, 4, 4], group=2, pads=[1,2,3], and the integers
/// 7 9.
std::string valueOf(llvm::StringRef text) {
  auto parsed = OpExpression::parse(text);
  auto const *formula = std::get_if<OpExpression>(&parsed);
  if (formula == nullptr)
    return "error";
  TensorType x, w, y;
  TensorType const none;
  x.shape = Shape{SymInt::symbol("N"), 3, 8, 8};
  w.shape = Shape{16, 3, 5, 5};
  y.shape = Shape{SymInt::symbol("N"), 16, 4, 4};
  Node node;
  node.attributes.push_back({"group", int64_t(2)});
  node.attributes.push_back({"pads", std::vector<int64_t>{1, 2, 3}});
  node.attributes.push_back({"scale", 2.0F});
  node.attributes.push_back({"ratio", 1.5F});
  node.attributes.push_back({"scales", std::vector<float>{4, 0.5F}});
  auto input = [&](size_t i) -> TensorType const & { return i == 0 ? x : i == 1 ? w : none; };
  auto output = [&](size_t i) -> TensorType const & { return i == 0 ? y : none; };
  auto element = [](size_t i, size_t k) {
    return i == 2 && k < 2 ? SymInt(k == 0 ? 7 : 9) : SymInt::unknown();
  };
  return formula->evaluate({node, input, output, element}).str();
}

struct Formula {
  char const *text, *value;
};
void PrintTo(Formula const &one, std::ostream *stream) { *stream << one.text; }
class OpExpressions : public testing::TestWithParam<Formula> {};
TEST_P(OpExpressions, Evaluate) { EXPECT_EQ(valueOf(GetParam().text), GetParam().value) << GetParam().text; }
INSTANTIATE_TEST_SUITE_P(
    Table, OpExpressions,
    testing::Values(
        Formula{"7", "7"}, Formula{"1 + 2 * 3", "7"}, Formula{"(1 + 2) * 3", "9"}, Formula{"10 - 3 - 2", "5"},
        Formula{"-3 + 5", "2"}, Formula{"7 / 2", "3"}, Formula{"-7 / 2", "-4"}, Formula{"7 % 4", "3"},
        Formula{"ceil(7, 2)", "4"}, Formula{"min(3, max(1, 2))", "2"}, Formula{"dim(0, 0)", "N"},
        Formula{"dim(0, -1)", "8"}, Formula{"dim(0, 4)", "?"}, Formula{"dim(5, 0)", "?"},
        Formula{"rank(0)", "4"}, Formula{"rank(9)", "?"}, Formula{"elements(1)", "1200"},
        Formula{"elements(0)", "192·N"}, Formula{"out_dim(0, 1) * out_dim(0,2)", "64"},
        Formula{"out_elements(0)", "256·N"}, Formula{"attr(group)", "2"}, Formula{"attr(k, 3)", "3"},
        Formula{"attr(k)", "?"}, Formula{"item(pads, 2)", "3"}, Formula{"item(pads, 3)", "?"},
        Formula{"prod(pads)", "6"}, Formula{"item(pads, 2, 5)", "3"}, Formula{"item(pads, 3, 5)", "5"},
        Formula{"item(strides, 0, 5)", "5"}, Formula{"item(group, 1)", "2"}, Formula{"attr(scale)", "2"},
        Formula{"attr(ratio, 1)", "?"}, Formula{"item(scales, 0)", "4"}, Formula{"item(scales, 1)", "?"},
        Formula{"prod(kernel_shape)", "?"}, Formula{"value(2)", "7"}, Formula{"value(2, 1)", "9"},
        Formula{"value(0)", "?"}, Formula{"1 / 0", "?"}, Formula{"9223372036854775807 + 1", "overflow"}));

struct Broken {
  char const *text, *problem;
};
void PrintTo(Broken const &one, std::ostream *stream) { *stream << one.text; }
class BrokenExpressions : public testing::TestWithParam<Broken> {};
TEST_P(BrokenExpressions, AreRefusedWithTheirPlace) {
  EXPECT_EQ(problemOf(GetParam().text), GetParam().problem);
}
INSTANTIATE_TEST_SUITE_P(
    Table, BrokenExpressions,
    testing::Values(Broken{"", "0: a number, a function or '(' is missing"},
                    Broken{"1 +", "3: a number, a function or '(' is missing"},
                    Broken{"1 2", "2: '2' is not expected here"}, Broken{"(1", "2: ')' is missing"},
                    Broken{"elem(0)", "0: no function is called 'elem'; did you mean 'elements'?"},
                    Broken{"dim(0)", "0: write dim(input, axis)"}, Broken{"dim", "0: write dim(input, axis)"},
                    Broken{"dim(x, 0)", "4: the number of an operand is missing; they count from 0"},
                    Broken{"attr()", "5: the name of an attribute is missing"},
                    Broken{"1 + dims(0, 0, 1)", ""},
                    Broken{"max(dims(0, 0, 1), 1)", "4: dims(…) stands alone in a shape"},
                    Broken{"99999999999999999999", "0: the number does not fit 64 bits"},
                    Broken{"2 $ 3", "2: '$' is not expected here"}));

TEST(OpExpression, DepthAndLengthAreBounded) {
  std::string nested(40, '('), chain = "1", late(2000, ' ');
  for (int i = 0; i < 400; ++i)
    chain += "+1";
  EXPECT_THAT(problemOf(nested), HasSubstr("nested deeper"));
  EXPECT_THAT(problemOf(std::string(40, '-') + "1"), HasSubstr("nested deeper"));
  EXPECT_THAT(problemOf(chain), HasSubstr("more operators"));
  EXPECT_THAT(problemOf(late), HasSubstr("at most 1024 characters"));
}

/// The error of the file, or "".
std::string errorOf(std::string const &text) {
  OpRules rules;
  return takeErrorText(readOpText(text, "ops.yaml", rules)).message;
}

char const *const head = "schema: energy-opt/ops/1\nops:\n";

TEST(OpFile, RulesAreFoundByDomainAndName) {
  OpRules rules;
  ASSERT_EQ(
      takeErrorText(
          readOpText(std::string(head) +
                         "  - op: A\n    domain: ai.onnx\n    class: elementwise\n    outputs: [{like: 0}]\n"
                         "  - op: A\n    domain: mine\n    class: reduction\n    outputs: []\n    macs: 0\n",
                     "ops.yaml", rules))
          .message,
      "");
  Node node;
  node.opType = "A";
  ASSERT_NE(rules.find(node), nullptr);
  EXPECT_EQ(rules.find(node)->opClass, OpClass::Elementwise);
  EXPECT_FALSE(rules.find(node)->macs.has_value()); // left out: unknown
  node.domain = "mine";
  EXPECT_EQ(rules.find(node)->opClass, OpClass::Reduction);
  node.domain = "other";
  EXPECT_EQ(rules.find(node), nullptr);
}

TEST(OpFile, ErrorsNameLineColumnAndShowTheCaret) {
  std::string text = errorOf(std::string(head) +
                             "  - op: A\n    class: elementwise\n    outputs: []\n    macs: 2 * elem(0)\n");
  EXPECT_EQ(text, "ops.yaml:6:15: macs: no function is called 'elem'; did you mean 'elements'?\n"
                  "      macs: 2 * elem(0)\n"
                  "                ^");
  EXPECT_THAT(errorOf(std::string(head) +
                      "  - op: A\n    class: elementwise\n    outputs: []\n    macs: \"2 * elem(0)\"\n"),
              HasSubstr("ops.yaml:6:16: "));
}

TEST(OpFile, EveryMistakeIsNamed) {
  struct Case {
    char const *rule, *part;
  };
  for (auto const &[rule, part] :
       {Case{"  - op: A\n", "'class'"},
        Case{"  - op: A\n    class: elementwse\n    outputs: []\n", "did you mean 'elementwise'"},
        Case{"  - op: A\n    class: view\n    outputs: []\n", "class"},
        Case{"  - op: A\n    class: text\n    outputs: [{like: 0, shape: [1]}]\n",
             "'like' or 'shape', not both"},
        Case{"  - op: A\n    class: text\n    outputs: [{like: -1}]\n", "count from 0"},
        Case{"  - op: A\n    class: text\n    outputs: [{shape: [\"out_dim(0, 1)\"]}]\n",
             "shapes of outputs"},
        Case{"  - op: A\n    class: text\n    outputs: [{like: 0, type: float33}]\n", "float32"},
        Case{"  - op: A\n    class: text\n    outputs: []\n    mac: 1\n", "did you mean 'macs'"},
        Case{"  - op: A\n    class: text\n    outputs: []\n    macs: dims(0, 0, 1)\n", "one number"},
        Case{"  - op: A\n    class: text\n    outputs: []\n  - op: A\n    class: text\n    outputs: []\n",
             "has a rule already"}})
    EXPECT_THAT(errorOf(std::string(head) + rule), HasSubstr(part)) << rule;
  EXPECT_THAT(errorOf("schema: energy-opt/ops/2\nops: []\n"), HasSubstr("schema must be energy-opt/ops/1"));
}

} // namespace
