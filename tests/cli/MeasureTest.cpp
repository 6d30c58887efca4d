// energy-calibrate sensors, measure and what becomes of a bundle, on a machine made of files: a chip that reads 5 W, a runner of a
// few lines of shell.

#include "tests/cli/RunTool.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace eo::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class Measure : public testing::Test {
protected:
  void SetUp() override {
    llvm::SmallString<128> path;
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("measure", path));
    root = path.str().str();
    file("sys/class/hwmon/hwmon0/name", "ina226");
    file("sys/class/hwmon/hwmon0/power1_input", "5000000");
    // 20 inferences in the time asked for; networks whose name holds "bad" have no kernel.
    file("fake.sh",
         "[ \"$1\" = --check ] && exit 0\necho energy-opt-runner 1\n"
         "case $1 in *bad*) echo error no kernel for Foo; exit 1;; esac\n"
         "echo fact version 1.2; echo ready\n"
         "while read verb what rest; do case $verb in run) echo begin; sleep $what; echo end 20;;\n"
         "profile) echo profile none;; quit) exit;; esac; done\n");
  }
  void TearDown() override { llvm::sys::fs::remove_directories(root); }

  void file(std::string const &name, std::string const &text) const {
    std::string whole = root + "/" + name;
    ASSERT_FALSE(llvm::sys::fs::create_directories(llvm::sys::path::parent_path(whole)));
    std::ofstream(whole) << text;
  }
  void network(std::string const &name, std::string const &from) const {
    ASSERT_FALSE(llvm::sys::fs::copy_file(fmt::format("{}/testdata/networks/{}", ENERGY_OPT_SOURCE_DIR, from),
                                          root + "/" + name));
  }
  ToolRun calibrate(std::string const &arguments) const { return runTool(ENERGY_CALIBRATE_TOOL, arguments); }
  ToolRun measure(std::string const &more) const {
    return calibrate(
        fmt::format("measure --sysfs={0}/sys --runner={0}/fake.sh --idle=0.02 --warm-up=0.01 --seconds=0.5 "
                    "--rate-hz=200 -o {0}/bundle {1}",
                    root, more));
  }
  nlohmann::json manifest() const {
    return nlohmann::json::parse(std::ifstream(root + "/bundle/manifest.json"));
  }

  std::string root;
};

TEST_F(Measure, SensorsAreListedWithTheirRails) {
  ToolRun run = calibrate("sensors --json --sysfs=" + root + "/sys");
  EXPECT_EQ(run.exitCode, 0) << run.err;
  nlohmann::json sensors = nlohmann::json::parse(run.out);
  EXPECT_EQ(sensors[0]["sensor"], "hwmon:ina226");
  EXPECT_EQ(sensors[0]["added"], nlohmann::json({"ina226-1"}));
  EXPECT_EQ(sensors[0]["problem"], nullptr);
  EXPECT_THAT(calibrate("sensors --sysfs=" + root + "/sys").out,
              HasSubstr("power = ina226-1 (its only rail)"));
}

TEST_F(Measure, ABatchGoesOnBehindANetworkThatFailsAndIsResumed) {
  network("a-bad.onnx", "mlp.onnx");
  network("b.onnx", "tiny-cnn.onnx");
  ToolRun run = measure(root);
  EXPECT_EQ(run.exitCode, 3) << run.err;
  EXPECT_THAT(run.out, HasSubstr("failed: runner fake: no kernel for Foo"));
  EXPECT_THAT(run.out, HasSubstr("1 of 2 networks measured"));
  nlohmann::json first = manifest();
  EXPECT_NEAR(first["networks"][1]["power_w"].get<double>(), 5.0, 1e-9);
  double latency = first["networks"][1]["latency_s"];
  EXPECT_NEAR(first["networks"][1]["energy_j"].get<double>() / latency, 5.0, 1e-6);
  EXPECT_EQ(first["networks"][1]["runtime"]["version"], "1.2");

  EXPECT_THAT(measure(root).err, HasSubstr("--resume goes on with it"));
  EXPECT_EQ(measure(root).exitCode, 2);
  EXPECT_THAT(measure("--resume --option threads=2 " + root).err, HasSubstr("begun with another runner"));
  ASSERT_FALSE(llvm::sys::fs::rename(root + "/a-bad.onnx", root + "/a-good.onnx"));
  ToolRun again = measure("--resume " + root);
  EXPECT_EQ(again.exitCode, 0) << again.err;
  nlohmann::json second = manifest();
  EXPECT_EQ(second["networks"].size(), 2U);
  EXPECT_EQ(second["networks"][0], first["networks"][1]) << "what was measured stays as it was";
}

TEST_F(Measure, ABundleIsATableForFitAndKnowsItsRail) {
  network("a.onnx", "mlp.onnx");
  network("b.onnx", "tiny-cnn.onnx");
  ASSERT_EQ(measure("--setting unit=cpu " + root).exitCode, 0);
  ToolRun fit =
      calibrate(fmt::format("fit --like=raspberry-pi-5 {0}/bundle --id=mine -o {0}/mine.yaml", root));
  ASSERT_EQ(fit.exitCode, 0) << fit.err;
  std::ifstream board(root + "/mine.yaml");
  std::string yaml(std::istreambuf_iterator<char>(board), {});
  EXPECT_THAT(yaml, HasSubstr("ina226-1 of hwmon:ina226"));
  EXPECT_THAT(fit.out, HasSubstr("2 rows of 2 networks"));
  EXPECT_THAT(fit.out, Not(HasSubstr("nothing says whether the energies contain")));
}

TEST_F(Measure, WhatIsWrongWithACommandLineIsSaid) {
  network("a.onnx", "mlp.onnx");
  for (auto const &[arguments, message] :
       {std::pair("measure networks/mlp.onnx", "-o FOLDER"), std::pair("measure -o x", "plan --networks"),
        std::pair("measure -o x --runner=nosuch networks/mlp.onnx", "no such runner"),
        std::pair("measure -o x --sensor=nosuch networks/mlp.onnx -- true {model}",
                  "no such kind of sensors"),
        std::pair("measure -o x networks/mlp.onnx -- true", "{model} stands where"),
        std::pair("measure -o x --seconds=-1 networks/mlp.onnx", "--seconds=-1"),
        std::pair("measure -o x --paced=0 networks/mlp.onnx", "--paced=0"),
        std::pair("measure -o x --rate-hz=0 networks/mlp.onnx", "--rate-hz=0"),
        std::pair("measure -o x --setting mode networks/mlp.onnx -- true {model}", "NAME=VALUE")}) {
    ToolRun run = calibrate(arguments);
    EXPECT_EQ(run.exitCode, 2) << arguments;
    EXPECT_THAT(run.err, HasSubstr(message)) << arguments;
  }
}

} // namespace
} // namespace eo::test
