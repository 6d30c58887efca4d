// The runners of the source tree against programs that print what the real ones do, as their sources and manuals show it.

#include "lib/measure/Runner.h"
#include "lib/support/Error.h"
#include "tests/measure/FakeMachine.h"
#include <gmock/gmock.h>

namespace eo::test {
namespace {

using testing::HasSubstr;

std::vector<std::string> const folders = {ENERGY_OPT_SOURCE_DIR "/runners"};

llvm::Expected<Runner> started(FakeMachine const &machine, std::string const &name,
                               std::vector<std::string> options = {}) {
  RunnerSpec spec = llvm::cantFail(findRunner(name, folders));
  spec.options = std::move(options);
  machine.file("net.onnx", "x");
  return Runner::start(spec, machine.root() + "/net.onnx", {}, machine.root() + "/log.txt");
}

TEST(RunnerFiles, OpenVinosBenchmarkSaysCountAndDuration) {
  FakeMachine machine;
  machine.program(
      "benchmark_app",
      "echo '[Step 11/11] Measuring performance (Start inference asynchronously, 1 inference requests)'\n"
      "sleep 0.2; echo '[ INFO ] Count:               40 iterations'\n"
      "echo '[ INFO ] Duration:            200.00 ms'\n");
  llvm::Expected<Runner> runner = started(machine, "benchmark_app", {"device=GPU"});
  ASSERT_TRUE(bool(runner)) << takeErrorText(runner.takeError()).message;
  EXPECT_EQ(runner->facts().at("device"), "GPU");
  RunStretch run = llvm::cantFail(runner->run(1, std::nullopt));
  EXPECT_EQ(run.count, 40);
  EXPECT_DOUBLE_EQ(run.busyS, 0.2);
  machine.program("benchmark_app", "echo '[ ERROR ] Device with \"NPU\" name is not registered'");
  EXPECT_THAT(takeErrorText(runner->run(1, std::nullopt).takeError()).message,
              HasSubstr("is not registered"));
}

TEST(RunnerFiles, TheTfliteBenchmarkRunsTheConvertedNetwork) {
  FakeMachine machine;
  machine.program("benchmark_model",
                  "echo 'Running benchmark for at least 5 iterations and at least 1 seconds but terminate if "
                  "exceeding 3600 seconds.'\n"
                  "sleep 0.3; echo 'count=20 first=10000 curr=10000 min=9000 max=11000 avg=10000.5 std=3'\n");
  EXPECT_THAT(takeErrorText(started(machine, "benchmark_model").takeError()).message,
              HasSubstr("net.tflite: convert the network"));
  machine.file("net.tflite", "x");
  llvm::Expected<Runner> runner = started(machine, "benchmark_model");
  ASSERT_TRUE(bool(runner)) << takeErrorText(runner.takeError()).message;
  RunStretch run = llvm::cantFail(runner->run(0.3, std::nullopt));
  EXPECT_EQ(run.count, 20);
  EXPECT_NEAR(run.busyS, 20 * 10000.5e-6, 1e-6);
}

TEST(RunnerFiles, TrtexecBuildsOnceAndSaysWhenItBegins) {
  FakeMachine machine;
  machine.program("trtexec", "case \"$*\" in *--onnx*) echo '[I] TensorRT version: 8.5.2'; exit 0;; esac\n"
                             "echo '[I] Starting inference'; sleep 0.2\n"
                             "echo '[I] Timing trace has 50 queries over 0.2 s'\n");
  llvm::Expected<Runner> runner = started(machine, "trtexec", {"precision=fp16"});
  ASSERT_TRUE(bool(runner)) << takeErrorText(runner.takeError()).message;
  EXPECT_EQ(runner->facts().at("precision"), "fp16");
  EXPECT_EQ(runner->facts().at("version"), "8.5.2");
  RunStretch run = llvm::cantFail(runner->run(0.2, std::nullopt));
  EXPECT_EQ(run.count, 50);
  EXPECT_DOUBLE_EQ(run.busyS, 0.2);
}

TEST(RunnerFiles, UnknownOnesAreNamedWithThoseThereAre) {
  EXPECT_THAT(takeErrorText(findRunner("trtexe", folders).takeError()).message,
              HasSubstr("did you mean 'trtexec'"));
  EXPECT_THAT(takeErrorText(findRunner("./nowhere.sh", folders).takeError()).message,
              HasSubstr("no such file"));
}

} // namespace
} // namespace eo::test
