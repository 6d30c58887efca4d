// A board under its settings: what it executes, what it says of itself, what runs beside an accelerator.
#include "lib/board/BoardModel.h"
#include <gtest/gtest.h>

namespace eo {
namespace {

ChosenBoard chosen(BoardModel const &model, SettingValues settings) {
  return {std::make_shared<BoardModel>(model), std::move(settings)};
}

BoardModel npu() {
  BoardModel model;
  model.id = "b";
  model.precision = DataType::Float32;
  model.settings = {{"unit", {"npu", "cpu"}, "npu", {}},
                    {"precision", {"fp32", "int8"}, "fp32", {}},
                    {"freq", {"std", "max"}, "std", {}}};
  return model;
}

TEST(ChosenBoard, ExecutesWhatItsSettingSays) {
  EXPECT_EQ(chosen(npu(), {{"precision", "int8"}}).precision(), DataType::Int8);
  EXPECT_EQ(chosen(npu(), {{"precision", "fp32"}}).precision(), DataType::Float32);
  EXPECT_EQ(chosen(npu(), {{"unit", "npu"}}).precision(), DataType::Float32) << "that of the file";
}

TEST(ChosenBoard, SaysWhatTheFiguresDescribe) {
  ChosenBoard board = chosen(npu(), {{"unit", "npu"}, {"precision", "int8"}, {"freq", "max"}});
  EXPECT_EQ(board.describe(), "b, NPU inference, INT8, idle not stated, freq=max");
  board.filePrecision = "FP32";
  EXPECT_EQ(board.describe(), "b, NPU inference, INT8, network FP32, idle not stated, freq=max");
  board.filePrecision = "INT8";
  EXPECT_EQ(board.describe(), "b, NPU inference, INT8, idle not stated, freq=max")
      << "the same: not said twice";
}

TEST(ChosenBoard, WhatRunsBesideSharesTheSettingsItKnows) {
  BoardModel model = npu(), other = npu();
  other.settings[1] = {"precision", {"fp32"}, "fp32", {}}; // knows no int8
  model.kernels.delegate.emplace().fallback = {{"unit", "cpu"}};
  model.beside = std::make_shared<BoardModel>(other);
  std::optional<ChosenBoard> beside =
      chosen(model, {{"unit", "npu"}, {"precision", "int8"}, {"freq", "max"}}).besideAccelerator();
  ASSERT_TRUE(beside);
  EXPECT_EQ(beside->settings, (SettingValues{{"unit", "cpu"}, {"precision", "fp32"}, {"freq", "max"}}));
  model.kernels.delegate->fallback.clear();
  EXPECT_FALSE(chosen(model, {}).besideAccelerator());
}

TEST(CostFeatures, PackedWeightsAreReadAsTheyAreStored) {
  // 1000 weights, 600 of them packed into 300 bytes: 400 at 2 bytes and those; 100 activations.
  CostFeatures features;
  features.costClass = CostClass::FullyConnected;
  features.inputElements = 100;
  features.outputElements = 10;
  features.weightElements = 1000;
  features.rare.edit().packedElements = 600;
  features.rare.edit().packedBytes = 300;
  EXPECT_EQ(weightBytesRead(features, 16), 800 + 300);
  EXPECT_EQ(bytesRead(features, 16), 200 + 800 + 300);
}

} // namespace
} // namespace eo
