// Names of coefficients and families of kernels.
#include "lib/board/BoardKind.h"

#include "tests/cost/Boards.h"
#include <gmock/gmock.h>

using namespace eo;
using namespace eo::test;

TEST(BoardKind, FiguresOfPaceAreThoseOfTwoPaces) {
  for (BoardFigureInfo const &info : boardFigures())
    EXPECT_EQ(isPace(info.figure), info.name.startswith("fast_")) << info.name.str();
}

TEST(KernelFamily, IsToldByShape) {
  EXPECT_EQ(kernelFamily(convolution(3, 1, 1)), KernelFamily::Winograd);
  EXPECT_EQ(kernelFamily(convolution(3, 2, 1)), KernelFamily::ImplicitGemm);
  EXPECT_EQ(kernelFamily(convolution(5, 1, 1)), KernelFamily::Gemm);
  EXPECT_EQ(kernelFamily(convolution(1, 1, 1)), KernelFamily::Pointwise);
  CostFeatures grouped = convolution(3, 1, 8);
  grouped.group = 8;
  grouped.ifm = 8;
  EXPECT_EQ(kernelFamily(grouped), KernelFamily::Depthwise);
  grouped.kernel = {5, 5};
  EXPECT_EQ(kernelFamily(grouped), KernelFamily::DepthwiseLarge);
  grouped.kernel = {3, 3};
  grouped.ifm = 64; // eight channels to a group: as good as dense
  EXPECT_EQ(kernelFamily(grouped), KernelFamily::Winograd);
  grouped.group = 2; // two groups are groups
  grouped.ifm = 14;
  EXPECT_EQ(kernelFamily(grouped), KernelFamily::Depthwise);
  grouped.group = 1; // few channels alone are not
  EXPECT_EQ(kernelFamily(grouped), KernelFamily::Winograd);
  CostFeatures first = convolution(7, 2, 1);
  first.ifm = 3;
  EXPECT_EQ(kernelFamily(first), KernelFamily::Gemm) << "inside a network";
  first.firstLayer = true;
  EXPECT_EQ(kernelFamily(first), KernelFamily::Direct);
  CostFeatures product, steps;
  product.costClass = CostClass::MatrixProduct;
  steps.costClass = CostClass::Recurrent;
  EXPECT_EQ(kernelFamily(product), KernelFamily::Matrix);
  EXPECT_EQ(kernelFamily(steps), KernelFamily::Recurrent);
  EXPECT_EQ(widerFamily(KernelFamily::Recurrent), KernelFamily::Matrix);
  EXPECT_FALSE(widerFamily(KernelFamily::Matrix).has_value());
  CostFeatures view;
  view.costClass = CostClass::View;
  EXPECT_FALSE(kernelFamily(view).has_value());
}

// boardmodels/README.md: groups of fewer than 8 channels are depthwise, those of other kernels than 3×3 and 1×1 apart, inputs of at
// most 4 channels direct, kernels from 5 on large. Both neighbours of each border.
TEST(KernelFamily, BordersLieWhereTheyAreDocumented) {
  auto family = [](int64_t kernel, int64_t channels, int64_t groups) {
    CostFeatures features = convolution(3, 1, 1);
    features.kernel = {kernel, kernel};
    features.ifm = channels;
    features.group = groups;
    features.firstLayer = true;
    return *kernelFamily(features);
  };
  EXPECT_EQ(family(3, 56, 8), KernelFamily::Depthwise) << "7 channels to a group";
  EXPECT_EQ(family(3, 64, 8), KernelFamily::Winograd) << "8 channels to a group";
  EXPECT_EQ(family(3, 4, 1), KernelFamily::Direct);
  EXPECT_EQ(family(3, 5, 1), KernelFamily::Winograd);
  EXPECT_EQ(family(4, 64, 1), KernelFamily::ImplicitGemm);
  EXPECT_EQ(family(5, 64, 1), KernelFamily::Gemm);
  for (int64_t kernel : {1, 3})
    EXPECT_EQ(family(kernel, 8, 8), KernelFamily::Depthwise) << kernel;
  for (int64_t kernel : {2, 4, 5})
    EXPECT_EQ(family(kernel, 8, 8), KernelFamily::DepthwiseLarge) << kernel;
}

TEST(KernelFamily, NoGroupsOrUnknownOnesAreOne) {
  CostFeatures features;
  features.ifm = 12;
  EXPECT_EQ(inputChannelsOfGroup(features), 12);
  for (auto [group, channels] : {std::pair(0, 12.0), {1, 12.0}, {3, 4.0}}) {
    features.group = group;
    EXPECT_EQ(inputChannelsOfGroup(features), channels) << group;
  }
}

TEST(BoardKind, CoefficientNamesAreTakenApart) {
  auto unit = [](BoardKind kind, char const *name) {
    std::optional<CoefficientKey> key = parseCoefficient(kind, name);
    EXPECT_EQ(key ? key->name() : name, name);
    return key ? key->unit().str() : "none";
  };
  EXPECT_EQ(unit(BoardKind::Roofline, "peak.pointwise"), "MAC/s");
  EXPECT_EQ(unit(BoardKind::Roofline, "peak@mode=slow"), "1");
  EXPECT_EQ(unit(BoardKind::Roofline, "peak.round"), "none");
  EXPECT_EQ(unit(BoardKind::Roofline, "launch.pointwise"), "s");
  EXPECT_EQ(unit(BoardKind::Roofline, "step.pointwise"), "none");
  EXPECT_EQ(unit(BoardKind::Additive, "peak"), "none");
  EXPECT_EQ(unit(BoardKind::Roofline, "peak@mode"), "none");
  EXPECT_EQ(unit(BoardKind::Roofline, "peak.pointwise@precision=int8,runtime=tflite"), "1");
  EXPECT_EQ(unit(BoardKind::Roofline, "peak@mode=slow,"), "none");
  EXPECT_EQ(unit(BoardKind::Roofline, "peak@"), "none");
  EXPECT_EQ(unit(BoardKind::Polynomial, "time[macs^2*params]"), "s");
  EXPECT_EQ(unit(BoardKind::Polynomial, "energy[macs^4]"), "none");
  EXPECT_EQ(unit(BoardKind::Polynomial, "energy"), "none");
  EXPECT_EQ(unit(BoardKind::MacLinear, "a_c"), "J");
}

TEST(BoardKind, TilesAreGivenAndSoNamed) {
  for (BoardFigureInfo const &info : boardFigures())
    EXPECT_EQ(isTile(info.figure), info.name.endswith("_tile")) << info.name.str();
}

TEST(BoardKind, KindsHaveNamesAndFormsOfBoardFiles) {
  EXPECT_EQ(boardKindNames(), (std::vector<std::string>{"mac-linear", "latency-power", "polynomial"}));
  EXPECT_EQ(boardKindForms("latency-power"), (std::vector<std::string>{"roofline", "additive"}));
  EXPECT_TRUE(boardKindForms("polynomial").empty());
  EXPECT_EQ(findBoardKind("latency-power", "additive"), BoardKind::Additive);
  EXPECT_EQ(findBoardKind("latency-power", ""), std::nullopt);
}

TEST(CountMonomial, ThereAreTwentyOfDegreeThree) {
  EXPECT_EQ(countMonomials().size(), 20u); // (3 + 3 choose 3)
  EXPECT_EQ(countMonomialName({0, 0, 0}), "1");
  EXPECT_EQ(countMonomialName({2, 1, 0}), "macs^2*params");
  EXPECT_EQ(findCountMonomial("macs^2*params"), (CountMonomial{2, 1, 0}));
  EXPECT_DOUBLE_EQ(countMonomialValue({2, 1, 0}, 3e6, 2e6, 5e6), 18);
}
