// Equations (7) and (8) of Lahmer et al. by hand.
#include "lib/cost/Pricer.h"
#include <gmock/gmock.h>

namespace eo {
namespace {

/// Round coefficients, so that expected energies are worked out in the head.
BoardModel board() {
  BoardModel board;
  board.coefficients = {{"a_c", 3e-8, "J", false, {}, ""},
                        {"b_c", 5e-10, "J", false, {}, ""},
                        {"a_f", 6e-9, "J", false, {}, ""}};
  return board;
}

KernelPrice priceOf(BoardModel const &model, CostFeatures const &features) {
  return Pricer(ChosenBoard{std::make_shared<BoardModel>(model), {}}).price(features, {});
}

/// Conv 3->64, 7x7 on a 112x112 output: kclc = 112·112·3·49 = 1 843 968, macs = 64 kclc = 118 013 952.
CostFeatures firstConvolution() {
  CostFeatures features;
  features.costClass = CostClass::Convolution;
  features.op = OpKind::Conv;
  features.kclc = 1843968;
  features.macs = 118013952;
  features.batch = 1;
  features.ifm = 3;
  features.ofm = 64;
  features.group = 1;
  features.kernel = {7, 7};
  features.stride = {2, 2};
  features.dilation = {1, 1};
  features.inSize = {224, 224};
  features.outSize = {112, 112};
  features.inputType = DataType::Float32;
  return features;
}

/// 2048 -> 1000.
CostFeatures classifier() {
  CostFeatures features;
  features.costClass = CostClass::FullyConnected;
  features.macs = 2048000;
  features.batch = 1;
  features.ifm = 2048;
  features.ofm = 1000;
  features.inputType = DataType::Float32;
  return features;
}

TEST(MacLinear, ConvolutionIsEquationSeven) {
  KernelPrice estimate = priceOf(board(), firstConvolution());
  // 3e-8 · 1 843 968 + 5e-10 · 118 013 952 = 0.055 319 04 + 0.059 006 976
  EXPECT_NEAR(estimate.energy->value, 0.114326016, 1e-15);
  EXPECT_EQ(estimate.basis, Basis::Fit);
  EXPECT_EQ(estimate.reason.text(), "");
}

TEST(MacLinear, FullyConnectedIsEquationEight) {
  KernelPrice estimate = priceOf(board(), classifier());
  EXPECT_NEAR(estimate.energy->value, 0.012288, 1e-15); // 6e-9 · 2 048 000
  EXPECT_EQ(estimate.basis, Basis::Fit);
}

TEST(MacLinear, DepthwiseReadsMacsAndPatchMatrixApart) {
  CostFeatures features = firstConvolution();
  features.costClass = CostClass::DepthwiseConvolution;
  features.group = features.ifm = features.ofm = 64; // 3x3 on 10x10: kclc = 100·64·9, macs = 100·64·9
  features.kclc = features.macs = 57600;
  KernelPrice estimate = priceOf(board(), features);
  EXPECT_NEAR(estimate.energy->value, 57600 * 3.05e-8, 1e-12); // a_c + b_c each
  EXPECT_EQ(estimate.basis, Basis::Extrapolated);
  EXPECT_EQ(estimate.reason.text(), "group 64, fitted on group 1");
}

struct Deviation {
  char const *name;
  void (*change)(CostFeatures &);
  Basis basis;
  char const *reason;
};
void PrintTo(Deviation const &one, std::ostream *stream) { *stream << one.name; }
class MacLinearDeviation : public testing::TestWithParam<Deviation> {};

TEST_P(MacLinearDeviation, IsMarked) {
  CostFeatures features = firstConvolution();
  GetParam().change(features);
  KernelPrice estimate = priceOf(board(), features);
  EXPECT_EQ(estimate.basis, GetParam().basis);
  EXPECT_EQ(estimate.reason.text(), GetParam().reason);
  EXPECT_NEAR(estimate.energy->value, 0.114326016, 1e-15) << "the formula itself does not change";
}

INSTANTIATE_TEST_SUITE_P(
    All, MacLinearDeviation,
    testing::Values(Deviation{"OneDimensional", [](CostFeatures &f) { f.kernel = {49}, f.dilation = {1}; },
                              Basis::Extrapolated, "1-D, fitted on 2-D"},
                    Deviation{"ThreeDimensional",
                              [](CostFeatures &f) {
                                f.kernel = {1, 7, 7}, f.dilation = {1, 1, 1};
                              },
                              Basis::Extrapolated, "3-D, fitted on 2-D"},
                    Deviation{"Dilated",
                              [](CostFeatures &f) {
                                f.dilation = {1, 2};
                              },
                              Basis::Extrapolated, "dilated, fitted without dilation"},
                    Deviation{"Batched", [](CostFeatures &f) { f.batch = 8; }, Basis::Extrapolated,
                              "8 inputs, fitted on one"},
                    Deviation{"Half", [](CostFeatures &f) { f.inputType = DataType::Float16; },
                              Basis::Extrapolated, "float16 in the file, fitted on FP32"},
                    Deviation{"Quantized", [](CostFeatures &f) { f.inputType = DataType::UInt8; },
                              Basis::Fallback, "uint8 in the file, its FP32 twin stands in"},
                    Deviation{"Rectangular",
                              [](CostFeatures &f) {
                                f.kernel = {1, 49}, f.outSize = {56, 224};
                              },
                              Basis::Fit, ""}),
    [](auto const &row) { return std::string(row.param.name); });

TEST(MacLinear, ManyInputVectorsAreExtrapolated) {
  CostFeatures features = classifier();
  features.batch = 16;
  features.macs = 16 * 2048000;
  KernelPrice estimate = priceOf(board(), features);
  EXPECT_NEAR(estimate.energy->value, 16 * 0.012288, 1e-12);
  EXPECT_EQ(estimate.basis, Basis::Extrapolated);
  EXPECT_EQ(estimate.reason.text(), "16 input vectors, fitted on one");
}

TEST(MacLinear, MissingCoefficientGivesNoEstimateButTheReason) {
  BoardModel tx2 = board();
  tx2.coefficients[2] = {"a_f", std::nullopt, "", false, {}, "the source gives no a_f for TX2"};
  KernelPrice estimate = priceOf(tx2, classifier());
  EXPECT_EQ(estimate.energy, std::nullopt);
  EXPECT_EQ(estimate.basis, Basis::None);
  EXPECT_EQ(estimate.reason.text(), "the source gives no a_f for TX2");
}

TEST(MacLinear, UnknownCountGivesNoEstimate) {
  CostFeatures features = firstConvolution();
  features.macs = std::nullopt;
  EXPECT_EQ(priceOf(board(), features).energy, std::nullopt);
}

TEST(MacLinear, OtherClassesAreOutsideTheModel) {
  for (CostClass costClass : allCostClasses()) {
    CostFeatures features = firstConvolution();
    features.costClass = costClass;
    bool priced = costClass == CostClass::Convolution || costClass == CostClass::GroupedConvolution ||
                  costClass == CostClass::DepthwiseConvolution || costClass == CostClass::FullyConnected;
    EXPECT_EQ(priceOf(board(), features).energy.has_value(), priced) << costClassName(costClass).str();
  }
}

} // namespace
} // namespace eo
