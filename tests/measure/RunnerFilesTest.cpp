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

// As a user of Hailo's forum shows it (community.hailo.ai, topic 82); progress is written over itself.
TEST(RunnerFiles, HailosToolSaysFramesAndTheirRate) {
  FakeMachine machine;
  machine.program("hailortcli",
                  "case $1 in --version) echo 'HailoRT-CLI version 4.20.0'; exit;; esac\nsleep 0.5\n"
                  "printf 'Running streaming inference (net.hef):\\nNetwork net/net: 50%% | 50 | FPS: 190.00 "
                  "| ETA: 00:00:01\\r'\n"
                  "printf 'Network net/net: 100%% | 100 | FPS: 250.00 | ETA: 00:00:00\\n'\n");
  EXPECT_THAT(takeErrorText(started(machine, "hailortcli").takeError()).message,
              HasSubstr("net.hef: compile"));
  machine.file("net.hef", "x");
  llvm::Expected<Runner> runner = started(machine, "hailortcli", {"batch-size=8"});
  ASSERT_TRUE(bool(runner)) << takeErrorText(runner.takeError()).message;
  EXPECT_EQ(runner->facts().at("version"), "4.20.0");
  EXPECT_EQ(runner->facts().at("options"), "batch-size=8");
  RunStretch run = llvm::cantFail(runner->run(0.3, std::nullopt));
  EXPECT_EQ(run.count, 100);
  EXPECT_NEAR(run.busyS, 0.4, 1e-6);
  EXPECT_NEAR(run.endS - run.beginS, 0.4, 0.01) << "the time before the frames is not theirs";
  machine.program("hailortcli", "echo '[HailoRT CLI] [error] Failed to open device'; exit 1");
  EXPECT_THAT(takeErrorText(runner->run(0.3, std::nullopt).takeError()).message,
              HasSubstr("Failed to open device"));
}

// The example's own lines: "%4d: Elapse Time = %.2fms, FPS = %.2f" for each of LOOPS in 'rknn_benchmark MODEL INPUT LOOPS CORES'.
TEST(RunnerFiles, RockchipsBenchmarkSaysTheTimeOfEachInference) {
  FakeMachine machine;
  machine.program(
      "rknn_benchmark",
      "test \"$4\" = 7 || { echo wrong core; exit 1; }; echo 'Begin perf ...'; i=0; sleep 0.3\n"
      "while [ $i -lt $3 ]; do echo \"   $i: Elapse Time = 20.00ms, FPS = 50.00\"; i=$((i+1)); done\n");
  machine.file("net.rknn", "x");
  EXPECT_THAT(takeErrorText(started(machine, "rknn_benchmark", {"input=a.npy"}).takeError()).message,
              HasSubstr("wrong core"));
  llvm::Expected<Runner> runner = started(machine, "rknn_benchmark", {"input=a.npy", "core_mask=7"});
  ASSERT_TRUE(bool(runner)) << takeErrorText(runner.takeError()).message;
  RunStretch run = llvm::cantFail(runner->run(0.19, std::nullopt));
  EXPECT_EQ(run.count, 10) << "0.19 s of 20 ms";
  EXPECT_NEAR(run.busyS, 0.2, 1e-6);
}

/// Only the calls that the runner makes, as onnxruntime's manual names them: what is tested is the protocol.
void addPythonStubs(FakeMachine const &machine) {
  machine.file("python/numpy.py", "class Array:\n"
                                  "  def __init__(self, size): self.size = size; self.flat = None\n"
                                  "  def __mul__(self, other): return self\n"
                                  "  __mod__ = __truediv__ = __mul__\n"
                                  "def arange(size): return Array(size)\n"
                                  "def zeros(shape, dtype):\n"
                                  "  size = 1\n"
                                  "  for one in shape: size *= one\n"
                                  "  return Array(size)\n");
  machine.file("python/onnxruntime.py",
               "import time\n__version__ = '1.2.3'\n"
               "class SessionOptions: pass\n"
               "class Input:\n  name, shape, type = 'x', ['batch', 3], 'tensor(float)'\n"
               "def get_available_providers(): return ['CPUExecutionProvider']\n"
               "class InferenceSession:\n"
               "  def __init__(self, path, options, providers):\n"
               "    if 'net.onnx' not in path: raise RuntimeError('no such\\nfile')\n"
               "    self.options = options\n"
               "  def get_inputs(self): return [Input()]\n"
               "  def get_providers(self): return ['CPUExecutionProvider']\n"
               "  def run(self, outputs, feeds): assert feeds['x'].size == 12; time.sleep(0.002)\n"
               "  def end_profiling(self):\n"
               "    open(self.options.profile_file_prefix, 'w').write('[]')\n"
               "    return self.options.profile_file_prefix\n");
}

TEST(RunnerFiles, OnnxRuntimeInPythonIsTalkedTo) {
  FakeMachine machine;
  addPythonStubs(machine);
  machine.file("net.onnx", "x");
  RunnerSpec spec = llvm::cantFail(findRunner("onnxruntime-python", folders));
  spec.options = {"threads=2"};
  spec.command.insert(spec.command.begin(),
                      {"env", "PYTHONDONTWRITEBYTECODE=1", "PYTHONPATH=" + machine.root() + "/python"});
  llvm::Expected<Runner> runner =
      Runner::start(spec, machine.root() + "/net.onnx", {"batch=4"}, machine.root() + "/log.txt");
  ASSERT_TRUE(bool(runner)) << takeErrorText(runner.takeError()).message;
  EXPECT_EQ(runner->facts().at("version"), "1.2.3");
  EXPECT_EQ(runner->facts().at("threads"), "2");
  RunStretch run = llvm::cantFail(runner->run(0.1, std::nullopt));
  EXPECT_GE(run.busyS / static_cast<double>(run.count), 0.002);
  RunStretch paced = llvm::cantFail(runner->run(0.2, 20));
  EXPECT_LE(paced.count, 5) << "20 a second";
  EXPECT_LT(paced.busyS, paced.endS - paced.beginS);
  EXPECT_TRUE(llvm::cantFail(runner->profile(machine.root() + "/profile.json")));
  EXPECT_THAT(
      takeErrorText(Runner::start(spec, "other.onnx", {}, machine.root() + "/log.txt").takeError()).message,
      HasSubstr("onnxruntime-python: no such file"));
}

TEST(RunnerFiles, UnknownOnesAreNamedWithThoseThereAre) {
  EXPECT_THAT(takeErrorText(findRunner("trtexe", folders).takeError()).message,
              HasSubstr("did you mean 'trtexec'"));
  EXPECT_THAT(takeErrorText(findRunner("trtexec", {}).takeError()).message, HasSubstr("--runner-path=DIR"));
  EXPECT_THAT(takeErrorText(findRunner("./nowhere.sh", folders).takeError()).message,
              HasSubstr("no such file"));
}

TEST(RunnerFiles, WhatARunnerFreesItKeeps) { // mallopt(3): both thresholds, or the other moves by itself
  FakeMachine machine;
  machine.file(
      "own.sh",
      "echo energy-opt-runner 1; echo \"fact kept $MALLOC_TRIM_THRESHOLD_ $MALLOC_MMAP_THRESHOLD_\"\n"
      "echo ready; read quit\n");
  RunnerSpec spec;
  spec.name = "own";
  spec.command = {"/bin/sh", machine.root() + "/own.sh"};
  llvm::Expected<Runner> runner = Runner::start(spec, "net.onnx", {}, machine.root() + "/log.txt");
  ASSERT_TRUE(bool(runner)) << takeErrorText(runner.takeError()).message;
  EXPECT_EQ(runner->facts().at("kept"), "1073741824 33554432");
}

} // namespace
} // namespace eo::test
