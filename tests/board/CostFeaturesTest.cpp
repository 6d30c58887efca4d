#include "lib/board/CostFeatures.h"
#include <gtest/gtest.h>
#include <set>

namespace eo {
namespace {

TEST(CostFeatures, BytesFollowThePrecisionOfTheBoard) {
  CostFeatures features;
  features.inputElements = 10;
  features.weightElements = 5;
  features.outputElements = 3;
  EXPECT_EQ(bytesRead(features, 32), 60);
  EXPECT_EQ(bytesRead(features, 8), 15);
  EXPECT_EQ(bytesRead(features, 4), 8) << "7.5 bytes are rounded up";
  EXPECT_EQ(bytesWritten(features, 16), 6);
}

TEST(CostFeatures, UnknownElementsGiveUnknownBytes) {
  CostFeatures features;
  features.inputElements = 10;
  EXPECT_EQ(bytesRead(features, 32), std::nullopt);
  EXPECT_EQ(bytesWritten(features, 32), std::nullopt);
}

TEST(CostFeatures, BytesBeyond64BitsAreUnknown) {
  CostFeatures features;
  features.outputElements = int64_t{1} << 60;
  EXPECT_EQ(bytesWritten(features, 32), std::nullopt);
}

TEST(CostFeatures, ExtentColumnsGiveTheLargestExtent) {
  CostFeatures features;
  features.kernel = {1, 7};
  for (FeatureColumn const &column : featureColumns())
    if (column.name == "ksize") {
      EXPECT_EQ(column.read(features), 7);
      EXPECT_EQ(column.read(CostFeatures()), std::nullopt);
    }
}

/// What the column of this name reads.
Count columnOf(llvm::StringRef name, CostFeatures const &features) {
  for (FeatureColumn const &column : featureColumns())
    if (column.name == name)
      return column.read(features);
  ADD_FAILURE() << "no column " << name.str();
  return std::nullopt;
}

TEST(CostFeatures, AxesAreThoseOfConvolutions) {
  CostFeatures features;
  features.kernel = {3, 3, 3};
  EXPECT_EQ(columnOf("axes", features), std::nullopt) << "no convolution";
  features.group = 1;
  features.costClass = CostClass::Convolution;
  EXPECT_EQ(columnOf("axes", features), 3);
  features.costClass = CostClass::FullyConnected;
  EXPECT_EQ(columnOf("axes", features), std::nullopt) << "one position";
}

TEST(CostFeatures, FirstLayersAreThoseThatAreNotSplit) {
  CostFeatures features;
  features.ifm = 3;
  EXPECT_EQ(columnOf("first_ifm", features), std::nullopt);
  features.firstLayer = true;
  EXPECT_EQ(columnOf("first_ifm", features), 3) << "of no group there is one";
  features.group = 1;
  EXPECT_EQ(columnOf("first_ifm", features), 3);
  features.group = 3;
  EXPECT_EQ(columnOf("first_ifm", features), std::nullopt);
}

static Count limitColumn(llvm::StringRef name, CostFeatures const &features) {
  for (FeatureColumn const &column : limitColumns())
    if (column.name == name)
      return column.read(features);
  ADD_FAILURE() << name.str();
  return std::nullopt;
}

TEST(CostFeatures, AGroupReadsItsShareOfTheInputChannels) {
  CostFeatures features;
  EXPECT_EQ(limitColumn("group_ifm", features), std::nullopt);
  features.ifm = 24;
  EXPECT_EQ(limitColumn("group_ifm", features), std::nullopt) << "no convolution";
  features.group = 3;
  EXPECT_EQ(limitColumn("group_ifm", features), 8);
  features.group = 1;
  EXPECT_EQ(limitColumn("group_ifm", features), 24);
}

TEST(CostFeatures, AGateOfChannelsRepeatsOverTheirPositions) {
  CostFeatures features;
  features.costClass = CostClass::Elementwise;
  features.outputElements = 8 * 5 * 5;
  auto repeats = [&](int64_t smaller) {
    features.inputElements = 8 * 5 * 5 + smaller;
    return limitColumn("repeats", features);
  };
  EXPECT_EQ(repeats(8), 25);
  EXPECT_EQ(repeats(8 * 5 * 5), 1);
  EXPECT_EQ(repeats(1), 200);
  EXPECT_EQ(repeats(0), std::nullopt) << "one activation";
  features.costClass = CostClass::Pooling;
  EXPECT_EQ(repeats(8), std::nullopt);
}

TEST(CostFeatures, ANormalizationOfASumMayKeepTheSum) {
  CostFeatures features;
  features.op = OpKind::SkipLayerNormalization;
  features.inputElements = 2 * 40;
  features.outputElements = 40;
  EXPECT_EQ(limitColumn("sums_kept", features), 0);
  features.outputElements = 2 * 40;
  EXPECT_EQ(limitColumn("sums_kept", features), 1);
  features.op = OpKind::LayerNormalization;
  EXPECT_EQ(limitColumn("sums_kept", features), std::nullopt) << "of no sum";
  EXPECT_EQ(limitColumn("open_sizes", features), 0);
  features.openSizes = true;
  EXPECT_EQ(limitColumn("open_sizes", features), 1);
}

TEST(CostFeatures, NamesAreDistinct) {
  std::set<std::string> names;
  for (CostClass costClass : allCostClasses())
    names.insert(costClassName(costClass).str());
  EXPECT_EQ(names.size(), allCostClasses().size());
  EXPECT_EQ(names.count(""), 0U);
}

} // namespace
} // namespace eo
