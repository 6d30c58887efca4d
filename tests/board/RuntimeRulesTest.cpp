#include "lib/board/RuntimeRules.h"

#include "lib/support/Error.h"
#include "lib/support/Yaml.h"
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

TEST(RuntimeRules, AFileOfAnotherSchemaIsRefusedWithItsPlace) {
  YamlFile file =
      llvm::cantFail(YamlFile::parse("schema: energy-opt/board/1\nid: x\ntitle: X\nkernels: {}\n", "x.yaml"));
  llvm::Expected<RuntimeRules> rules = readRuntimeRules(file);
  ASSERT_FALSE(static_cast<bool>(rules));
  EXPECT_THAT(takeErrorText(rules.takeError()).message, HasSubstr("x.yaml:1:9"));
}

} // namespace
} // namespace eo
