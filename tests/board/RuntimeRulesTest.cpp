#include "lib/board/RuntimeRules.h"

#include "lib/support/Error.h"
#include "lib/support/Yaml.h"
#include "llvm/Support/FileSystem.h"
#include <fstream>
#include <gmock/gmock.h>

namespace eo {
namespace {

using testing::HasSubstr;

BoardPath const shipped{{ENERGY_OPT_SOURCE_DIR "/boardmodels"}};

TEST(RuntimeRules, EveryShippedRuntimeHasRules) {
  for (char const *name : {"armnn", "onnxruntime", "openvino", "tensorrt", "tflite"}) {
    llvm::Expected<RuntimeRules> rules = loadRuntime(shipped, name);
    ASSERT_TRUE(static_cast<bool>(rules)) << takeErrorText(rules.takeError()).message;
    EXPECT_EQ(rules->id, name);
    EXPECT_FALSE(rules->kernels.fuse.empty()) << name;
  }
  EXPECT_EQ(llvm::cantFail(loadRuntime(shipped, "tensorrt")).kernels.merge.size(), 1U)
      << "1x1 convolutions of one input";
}

TEST(RuntimeRules, AnUnknownRuntimeIsAUsageErrorWithSuggestions) {
  llvm::Expected<RuntimeRules> rules = loadRuntime(shipped, "onnxruntim");
  ASSERT_FALSE(static_cast<bool>(rules));
  ErrorText text = takeErrorText(rules.takeError());
  EXPECT_EQ(text.kind, ErrorKind::Usage);
  EXPECT_THAT(text.message, HasSubstr("unknown runtime 'onnxruntim'; did you mean 'onnxruntime'?"));
  EXPECT_THAT(text.message, HasSubstr("armnn, onnxruntime, openvino, tensorrt, tflite"));
}

TEST(RuntimeRules, AFileIsCalledByItsId) {
  std::string root = testing::TempDir() + "/energy-opt-runtimes";
  llvm::sys::fs::create_directories(root + "/runtimes");
  for (char const *id : {"mine", "other"}) {
    std::ofstream(root + "/runtimes/mine.yaml")
        << "schema: energy-opt/runtime/1\nid: " << id << "\ntitle: Mine\nkernels: {}\n";
    llvm::Expected<RuntimeRules> rules = loadRuntime(BoardPath{{root}}, "mine");
    if (llvm::StringRef(id) == "mine")
      EXPECT_EQ(llvm::cantFail(std::move(rules)).title, "Mine");
    else
      EXPECT_THAT(takeErrorText(rules.takeError()).message,
                  HasSubstr("the id 'other' is not the file's name"));
  }
  llvm::sys::fs::remove_directories(root);
}

TEST(RuntimeRules, AFileOfAnotherSchemaIsRefusedWithItsPlace) {
  YamlFile file =
      llvm::cantFail(YamlFile::parse("schema: energy-opt/board/1\nid: x\ntitle: X\nkernels: {}\n", "x.yaml"));
  llvm::Expected<RuntimeRules> rules = readRuntimeRules(file);
  ASSERT_FALSE(static_cast<bool>(rules));
  EXPECT_THAT(takeErrorText(rules.takeError()).message, HasSubstr("x.yaml:1:9"));
}

llvm::Expected<RuntimeRules> readWith(std::string const &more) {
  std::string text = "schema: energy-opt/runtime/1\nid: x\ntitle: X\nkernels: {fuse: []}\n" + more;
  return readRuntimeRules(llvm::cantFail(YamlFile::parse(text, "x.yaml")));
}

TEST(RuntimeRules, FamiliesAreExpectedAgainstAllKernels) {
  RuntimeRules rules = llvm::cantFail(readWith("families: {peak.gemm: {times: 2, spread: 0.1}}\n"));
  ASSERT_EQ(rules.families.size(), 1U);
  EXPECT_EQ(rules.families[0].figure, BoardFigure::Peak);
  EXPECT_EQ(rules.families[0].family, KernelFamily::Gemm);
  EXPECT_EQ(rules.families[0].times, 2);
  EXPECT_EQ(rules.families[0].spread, 0.1);
  EXPECT_TRUE(rules.families[0].conditions.empty());
}

TEST(RuntimeRules, AFamilyGainsMoreOrLessThanOthersAtASetting) {
  RuntimeRules rules =
      llvm::cantFail(readWith("families: {\"peak.depthwise@precision=int8\": {times: 0.25, spread: 0.5}}\n"));
  ASSERT_EQ(rules.families.size(), 1U);
  EXPECT_EQ(rules.families[0].family, KernelFamily::Depthwise);
  EXPECT_EQ(rules.families[0].conditions, (SettingValues{{"precision", "int8"}}));
}

TEST(RuntimeRules, FamiliesWithoutAFigureOrWithoutARangeAreRefused) {
  for (auto [entry, why] : {std::pair("peak: {times: 2, spread: 0.1}", "no figure of a family"),
                            {"step.gemm: {times: 2, spread: 0.1}", "no figure of a family"},
                            {"peak.gemm: {times: 0, spread: 0.1}", "'times' must be above 0"},
                            {"peak.gemm: {times: 2, spread: 0}", "'spread' must be above 0"},
                            {"peak.gemm: {times: 2}", "spread"}}) {
    llvm::Expected<RuntimeRules> rules = readWith("families: {" + std::string(entry) + "}\n");
    ASSERT_FALSE(static_cast<bool>(rules)) << entry;
    EXPECT_THAT(takeErrorText(rules.takeError()).message, HasSubstr(why)) << entry;
  }
}

TEST(RuntimeRules, FiguresOfAnyMachineAreExpectedGiveOrTake) {
  RuntimeRules rules = llvm::cantFail(readWith("figures: {onchip: {value: 1e+06, unit: B, spread: 0.5}}\n"));
  ASSERT_EQ(rules.figures.size(), 1U);
  EXPECT_EQ(rules.figures[0].name, "onchip");
  EXPECT_EQ(rules.figures[0].value, 1e6);
  EXPECT_EQ(rules.figures[0].spread, 0.5);
  for (auto [entry, why] :
       {std::pair("peak.gemm: {value: 1, unit: MAC/s, spread: 1}", "no figure of all kernels"),
        {"\"peak@precision=int8\": {value: 1, unit: \"1\", spread: 1}", "no figure of all kernels"},
        {"onchip: {value: 1, unit: s, spread: 1}", "B"},
        {"onchip: {value: 0, unit: B, spread: 1}", "'value' must be above 0"},
        {"onchip: {value: 1, unit: B, spread: 0}", "'spread' must be above 0"},
        {"onchip: {value: 1, unit: B}", "spread"}}) {
    llvm::Expected<RuntimeRules> wrong = readWith("figures: {" + std::string(entry) + "}\n");
    ASSERT_FALSE(static_cast<bool>(wrong)) << entry;
    EXPECT_THAT(takeErrorText(wrong.takeError()).message, HasSubstr(why)) << entry;
  }
}

TEST(RuntimeRules, SlowOperatorsTakeSomePasses) {
  std::string head =
      "schema: energy-opt/runtime/1\nid: x\ntitle: X\nkernels:\n  slow: [{nodes: [LRN], passes: ";
  auto read = [&](char const *passes) {
    return readRuntimeRules(llvm::cantFail(YamlFile::parse(head + passes + "}]\n", "x.yaml")));
  };
  RuntimeRules rules = llvm::cantFail(read("0.5"));
  ASSERT_EQ(rules.kernels.slow.size(), 1U);
  EXPECT_EQ(rules.kernels.slow[0].passes, 0.5);
  llvm::Expected<RuntimeRules> none = read("0");
  ASSERT_FALSE(static_cast<bool>(none));
  EXPECT_THAT(takeErrorText(none.takeError()).message, HasSubstr("'passes' must be above 0"));
}

TEST(RuntimeRules, WhatRunsBesideKernelsIsNoLessThanNothing) {
  auto read = [](std::string const &rules) {
    return readRuntimeRules(llvm::cantFail(YamlFile::parse(
        "schema: energy-opt/runtime/1\nid: x\ntitle: X\nkernels: {" + rules + "}\n", "x.yaml")));
  };
  RuntimeRules nothing = llvm::cantFail(read("companions: [{nodes: [view]}]"));
  ASSERT_EQ(nothing.kernels.companions.size(), 1U);
  EXPECT_EQ(nothing.kernels.companions[0].launches, 0);
  EXPECT_EQ(nothing.kernels.companions[0].copies, 0);
  EXPECT_TRUE(nothing.kernels.runsBeside());
  EXPECT_FALSE(llvm::cantFail(read("copies_results: false")).kernels.runsBeside());
  EXPECT_EQ(llvm::cantFail(read("blocked: {channels: 1, works: [convolution]}")).kernels.blocked->channels,
            1);
  for (auto [entry, why] :
       {std::pair("companions: [{nodes: [view], launches: -0.1}]", "'launches' must not be below 0"),
        {"companions: [{nodes: [view], copies: -1}]", "'copies' must not be below 0"},
        {"companions: [{launches: 1}]", "nodes"},
        {"blocked: {channels: 0, works: [convolution]}", "'channels' must be above 0"},
        {"blocked: {works: [convolution]}", "channels"},
        {"blocked: {channels: 16}", "works"},
        {"blocked: {channels: 16, works: [convolutoin]}", "did you mean 'convolution'"}}) {
    llvm::Expected<RuntimeRules> rules = read(entry);
    ASSERT_FALSE(static_cast<bool>(rules)) << entry;
    EXPECT_THAT(takeErrorText(rules.takeError()).message, HasSubstr(why)) << entry;
  }
}

TEST(RuntimeRules, InitializersThatAreInputsTooAreConstantsWhereNothingIsSaidOfThem) {
  auto read = [](std::string const &rules) {
    return readRuntimeRules(llvm::cantFail(YamlFile::parse(
        "schema: energy-opt/runtime/1\nid: x\ntitle: X\nkernels:\n  free: []\n" + rules, "x.yaml")));
  };
  EXPECT_FALSE(llvm::cantFail(read("")).kernels.overridable.has_value());
  RuntimeRules rules = llvm::cantFail(read("  overridable: {apart: [BatchNormalization]}\n"));
  ASSERT_TRUE(rules.kernels.overridable.has_value());
  EXPECT_FALSE(rules.kernels.overridable->apart.empty());
  EXPECT_TRUE(rules.kernels.overridable->slow.empty());
  llvm::Expected<RuntimeRules> wrong = read("  overridable: {together: [Relu]}\n");
  ASSERT_FALSE(static_cast<bool>(wrong));
  EXPECT_THAT(takeErrorText(wrong.takeError()).message, HasSubstr("together"));
}

} // namespace
} // namespace eo
