// energy-calibrate sensors, measure and what becomes of a bundle, on a machine made of files: a chip that reads 5 W, a runner of a
// few lines of shell.

#include "lib/board/KernelFamily.h"
#include "tests/cli/RunTool.h"
#include "tests/support/TestFiles.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

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
         "echo fact runtime onnxruntime-fake; echo fact version 1.2; echo ready\n"
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
  ToolRun measure(std::string const &more, int rounds = 1) const {
    return calibrate(
        fmt::format("measure --sysfs={0}/sys --runner={0}/fake.sh --idle=0.02 --warm-up=0.01 --seconds=0.5 "
                    "--rounds={1} --rate-hz=200 -o {0}/bundle {2}",
                    root, rounds, more));
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
  // The same runner at another place, as of an archive that was unpacked anew.
  ASSERT_FALSE(llvm::sys::fs::create_directories(root + "/elsewhere"));
  ASSERT_FALSE(llvm::sys::fs::copy_file(root + "/fake.sh", root + "/elsewhere/fake.sh"));
  ToolRun again =
      calibrate(fmt::format("measure --resume --sysfs={0}/sys --runner={0}/elsewhere/fake.sh --idle=0.02 "
                            "--warm-up=0.01 --seconds=0.5 --rounds=1 --rate-hz=200 -o {0}/bundle {0}",
                            root));
  EXPECT_EQ(again.exitCode, 0) << again.err;
  nlohmann::json second = manifest();
  EXPECT_EQ(second["networks"].size(), 2U);
  EXPECT_EQ(second["networks"][0], first["networks"][1]) << "what was measured stays as it was";
}

TEST_F(Measure, NetworksAreVisitedInRoundsAndAKilledRoundIsFinished) {
  network("a.onnx", "mlp.onnx");
  network("b.onnx", "tiny-cnn.onnx");
  network("c-bad.onnx", "depthwise.onnx");
  ASSERT_EQ(measure("--resume " + root).exitCode, 3);
  ToolRun run = measure("--resume " + root, 3);
  EXPECT_EQ(run.exitCode, 3) << run.err;
  EXPECT_THAT(run.out, HasSubstr("2 of 3 networks measured"));
  EXPECT_THAT(run.err, HasSubstr("1/3 a.onnx (3 of 3): "));
  std::vector<std::string> order, recordings;
  nlohmann::json bundle = manifest();
  for (nlohmann::json const &visit : bundle["networks"]) {
    order.push_back(visit["model"]);
    recordings.push_back(visit["recording"].is_null() ? "" : visit["recording"].get<std::string>());
  }
  std::string a = "networks/a.onnx", b = "networks/b.onnx", c = "networks/c-bad.onnx";
  EXPECT_EQ(order, (std::vector<std::string>{a, b, c, a, b, a, b})) << "what failed is not visited again";
  EXPECT_EQ(recordings[3], "recordings/a.2.csv");
  for (std::string const &recording : {recordings[0], recordings[3], recordings[5]})
    EXPECT_TRUE(llvm::sys::fs::exists(root + "/bundle/" + recording)) << recording;
}

TEST_F(Measure, NoRoundBehindTheFirstBeginsWhenTheTimeIsOver) {
  network("a.onnx", "mlp.onnx");
  network("b.onnx", "tiny-cnn.onnx");
  ToolRun run = measure("--minutes=0.0001 " + root, 3);
  EXPECT_EQ(run.exitCode, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("0.0001 minutes are over in round 2 of 3; --resume goes on"));
  EXPECT_EQ(manifest()["networks"].size(), 2U) << "the first round is all of it";
  ASSERT_EQ(measure("--resume --minutes=1 " + root, 2).exitCode, 0);
  EXPECT_EQ(manifest()["networks"].size(), 4U) << "a minute is enough for two rounds";
  EXPECT_EQ(measure("--minutes=0 " + root).exitCode, 2);
}

TEST_F(Measure, AManifestFollowsItsPublishedSchema) {
  if (!jsonSchemaIsInstalled())
    GTEST_SKIP() << "python3-jsonschema is not installed";
  network("bad.onnx", "mlp.onnx");
  network("good.onnx", "tiny-cnn.onnx");
  EXPECT_EQ(measure(root).exitCode, 3);
  EXPECT_EQ(schemaComplaints({{"bundle", root + "/bundle/manifest.json"},
                              {"bundle", testFile("fuzz/bundle_fuzz/bundle.json")}}), // of an earlier day
            "");
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
  EXPECT_THAT(fit.err, HasSubstr("measured with onnxruntime")) << "its runner calls it onnxruntime-fake";
  EXPECT_THAT(yaml, HasSubstr("default: \"onnxruntime\""));
  EXPECT_THAT(fit.out, HasSubstr("2 rows of 2 networks"));
  EXPECT_THAT(fit.out, Not(HasSubstr("nothing says whether the energies contain")));
}

// A QDQ file whose zero points ONNX Runtime does not take runs as floats between conversions.
TEST_F(Measure, AQuantisedNetworkThatRanAsFloatsIsNoFigureOfEightBits) {
  network("a.onnx", "mlp.onnx");
  network("q.onnx", "quantized.onnx");
  ASSERT_EQ(measure(root).exitCode, 0);
  auto fitWith = [&](int floats, int integers) {
    file("bundle/profiles/q.json", fmt::format(R"([{{"cat":"Session","dur":9,"ts":0,"name":"model_run"}},
                         {{"cat":"Node","dur":{},"ts":1,"name":"conv_kernel_time","args":{{"op_name":"Conv"}}}},
                         {{"cat":"Node","dur":{},"ts":2,"name":"fc_kernel_time","args":{{"op_name":"QGemm"}}}},
                         {{"cat":"Node","dur":500,"ts":3,"name":"r_kernel_time","args":{{"op_name":"Relu"}}}}])",
                                               floats, integers));
    return calibrate(fmt::format("fit --like=raspberry-pi-5 --unit=cpu {0}/bundle -o {0}/mine.yaml", root));
  };
  auto board = [&] {
    std::ifstream yaml(root + "/mine.yaml");
    return std::string(std::istreambuf_iterator<char>(yaml), {});
  };
  ToolRun fit = fitWith(91, 9);
  ASSERT_EQ(fit.exitCode, 0) << fit.err;
  EXPECT_THAT(fit.err,
              HasSubstr("networks/q.onnx: quantised, but 91 % of the time of its convolutions and products "
                        "ran as floats (its profile): taken as fp32"));
  EXPECT_THAT(board(), Not(HasSubstr("\"int8\"")));
  fit = fitWith(90, 10);
  EXPECT_THAT(fit.err, Not(HasSubstr("ran as floats")));
  EXPECT_THAT(board(), HasSubstr("\"int8\""));
}

TEST_F(Measure, AFitGoesOnWithoutANetworkThatItCannotReadAndNamesIt) {
  network("a.onnx", "mlp.onnx");
  network("b.onnx", "tiny-cnn.onnx");
  file("c.onnx", "what this runner runs and nobody else can read");
  ASSERT_EQ(measure(root).exitCode, 0);
  auto fit = [&](std::string const &more) {
    return calibrate(fmt::format("fit --like=raspberry-pi-5 --unit=cpu -o {0}/mine.yaml {1}", root, more));
  };
  ToolRun run = fit(root + "/bundle");
  EXPECT_EQ(run.exitCode, 0) << run.err;
  EXPECT_THAT(run.err, testing::ContainsRegex("warning: left out: .*manifest.json:4: .*c.onnx"));
  EXPECT_THAT(run.out, HasSubstr("2 rows of 2 networks"));
  file("table.csv", "model,latency_s\nnetworks/a.onnx,0.001\nnetworks/c.onnx,0.001\n");
  EXPECT_EQ(fit(root + "/table.csv --models=" + root + "/bundle").exitCode, 0) << "'board' has such tables";
  file("networks/a.onnx", "x");
  EXPECT_EQ(fit(root + "/table.csv").exitCode, 3) << "a table that somebody wrote is to be right";
  for (char const *one : {"a", "b", "c"})
    ASSERT_FALSE(llvm::sys::fs::remove(fmt::format("{}/bundle/networks/{}.onnx", root, one)));
  EXPECT_THAT(fit(root + "/bundle").err, HasSubstr("none of the networks that were measured can be priced"));
}

TEST_F(Measure, ANetworkIsGivenTheSizesThatItHas) {
  network("a.onnx", "depthwise.onnx");
  network("b.onnx", "mlp.onnx"); // of one size
  ToolRun run = measure("--dim batch=4 " + root);
  ASSERT_EQ(run.exitCode, 0) << run.err;
  EXPECT_EQ(manifest()["networks"][0]["dims"], nlohmann::json({"batch=4"}));
  EXPECT_EQ(manifest()["networks"][1]["dims"], nlohmann::json::array());
  EXPECT_EQ(measure("--resume --dim batch=4 " + root).err, "") << "both are measured";
  ToolRun fit = calibrate(fmt::format("fit --like=raspberry-pi-5 --unit=cpu {}/bundle", root));
  EXPECT_EQ(fit.exitCode, 0) << fit.err;
  EXPECT_THAT(fit.out, HasSubstr("2 rows of 2 networks"));
  ToolRun typo = measure("--resume --dim bacth=4 " + root);
  EXPECT_EQ(typo.exitCode, 2) << "before anything is measured";
  EXPECT_THAT(typo.err, HasSubstr("did you mean 'batch'"));
}

TEST_F(Measure, ASensorThatIsGoneFailsItsNetworksAndTheyAreMeasuredLater) {
  network("a.onnx", "mlp.onnx");
  network("b.onnx", "tiny-cnn.onnx");
  // While there is a file `once`, the runner takes the chip away.
  file("once", "");
  file("once.sh", "[ -e " + root + "/once ] && rm -f " + root + "/sys/class/hwmon/hwmon0/power1_input\n. " +
                      root + "/fake.sh\n");
  auto again = [&] {
    return calibrate(
        fmt::format("measure --resume --sysfs={0}/sys --sensor=hwmon --runner={0}/once.sh --idle=0.1 "
                    "--warm-up=0.01 --seconds=0.5 --rounds=1 --rate-hz=200 -o {0}/bundle {0}",
                    root));
  };
  ToolRun gone = again();
  EXPECT_EQ(gone.exitCode, 3);
  EXPECT_THAT(gone.out, HasSubstr("power1_input: No such file"));
  EXPECT_THAT(gone.out, HasSubstr("failed: --sensor=hwmon: this machine has none"));
  EXPECT_THAT(gone.out, HasSubstr("0 of 2 networks measured"));
  file("sys/class/hwmon/hwmon0/power1_input", "5000000");
  ASSERT_FALSE(llvm::sys::fs::remove(root + "/once"));
  ToolRun back = again();
  EXPECT_EQ(back.exitCode, 0) << back.err;
  EXPECT_THAT(back.out, HasSubstr("2 of 2 networks measured"));
}

TEST_F(Measure, AFitKnowsTheNetworksThatWereMeasuredByTheirHash) {
  network("a.onnx", "mlp.onnx");
  ASSERT_EQ(measure(root).exitCode, 0);
  network("bundle/networks/a.onnx", "tiny-cnn.onnx");
  ToolRun run = calibrate(fmt::format("fit --like=raspberry-pi-5 --unit=cpu {}/bundle", root));
  EXPECT_EQ(run.exitCode, 3);
  EXPECT_THAT(run.err, HasSubstr("networks/a.onnx: is not the network that was measured"));
}

TEST_F(Measure, SizesAreColumnsAndBundlesOfOtherRailsOrBatchesAreRefusedByName) {
  network("a.onnx", "depthwise.onnx");
  auto bundle = [&](std::string const &name, std::string const &more) {
    EXPECT_EQ(calibrate(fmt::format("measure --sysfs={0}/sys --runner={0}/fake.sh --idle=0.02 --warm-up=0.01 "
                                    "--seconds=0.1 --rounds=1 --rate-hz=200 -o {0}/{1} {2} {0}/a.onnx",
                                    root, name, more))
                  .exitCode,
              0)
        << name;
  };
  auto fit = [&](std::string const &bundles) {
    return calibrate(
        fmt::format("fit --like=raspberry-pi-5 --unit=cpu --id=mine -o {}/mine.yaml {}", root, bundles));
  };
  bundle("four", "--dim batch=4");
  bundle("eight", "--dim batch=8");
  EXPECT_EQ(fit(root + "/four").exitCode, 0) << "'dim:batch' gives the network its size";
  ToolRun batches = fit(root + "/four " + root + "/eight");
  EXPECT_EQ(batches.exitCode, 2);
  EXPECT_THAT(batches.err, HasSubstr("differ in batch: '4' against '8'"));
  file("sys/class/hwmon/hwmon0/name", "ina219");
  bundle("rail", "--dim batch=4");
  ToolRun rails = fit(root + "/four " + root + "/rail");
  EXPECT_EQ(rails.exitCode, 2);
  EXPECT_THAT(rails.err, HasSubstr("differ in rail: 'ina226-1 of hwmon:ina226'"));
}

TEST_F(Measure, NetworksToMeasureAreWrittenSmallestFirstAndCanAllBePriced) {
  ToolRun plan = calibrate("plan --json --networks=" + root + "/nets");
  ASSERT_EQ(plan.exitCode, 0) << plan.err;
  nlohmann::json rows = nlohmann::json::parse(plan.out);
  EXPECT_GE(rows.size(), 30U);
  int64_t before = 0;
  for (nlohmann::json const &row : rows) {
    int64_t macs = std::stoll(row["macs"].get<std::string>());
    EXPECT_GE(macs, before);
    before = macs;
    EXPECT_FALSE(row["reason"].get<std::string>().empty());
  }
  // 16·16 + 16·8 products.
  EXPECT_EQ(rows[4]["model"], "05-mlp-tiny.onnx");
  EXPECT_EQ(rows[4]["macs"], "384");
  ToolRun priced =
      runTool(ENERGY_OPT_TOOL,
              fmt::format("--board=raspberry-pi-5 --format=ndjson {0}/nets/0*.onnx {0}/nets/*encoder* "
                          "{0}/nets/*separable* {0}/nets/*up-and*",
                          root));
  ASSERT_EQ(priced.exitCode, 0) << priced.err;
  std::istringstream lines(priced.out);
  for (std::string line; std::getline(lines, line);) {
    nlohmann::json report = nlohmann::json::parse(line);
    EXPECT_EQ(report["coverage"]["nodes"], report["coverage"]["nodes_modelled"]) << report["model"]["path"];
  }
  EXPECT_THAT(calibrate("plan --minutes=1 --networks=" + root + "/nets").err,
              HasSubstr("6 minutes together"));
}

TEST_F(Measure, APlanLeavesOtherNetworksOfItsFolderAlone) {
  auto plan = [&] { return calibrate("plan --networks=" + root + "/nets"); };
  ASSERT_EQ(plan().exitCode, 0);
  EXPECT_EQ(plan().err, "") << "the same once more";
  network("nets/mlp-tiny.onnx", "mlp.onnx"); // a name of the plan without its number
  ToolRun beside = plan();
  EXPECT_EQ(beside.exitCode, 0);
  EXPECT_THAT(beside.err, HasSubstr("holds 1 other networks"));
  EXPECT_TRUE(llvm::sys::fs::exists(root + "/nets/mlp-tiny.onnx"));
  file("nets/05-mlp-tiny.onnx", "mine");
  ToolRun over = plan();
  EXPECT_EQ(over.exitCode, 2);
  EXPECT_THAT(over.err, HasSubstr("05-mlp-tiny.onnx: the file exists and is another network"));
  std::ifstream kept(root + "/nets/05-mlp-tiny.onnx");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(kept), {}), "mine");
  std::error_code code;
  for (llvm::sys::fs::directory_iterator at(root + "/nets", code), end; at != end && !code;
       at.increment(code))
    EXPECT_THAT(at->path(), testing::EndsWith(".onnx")) << "nothing is left over";
}

/// A parameter is known from networks in which it weighs: every family of kernels has some where most of the arithmetic is its own, or,
/// where it has none, much of the data.
TEST_F(Measure, EveryFamilyOfKernelsWeighsInSomeNetworkOfThePlan) {
  ASSERT_EQ(calibrate("plan --networks=" + root + "/nets").exitCode, 0);
  ToolRun run = calibrate("features --json " + root + "/nets/*.onnx");
  ASSERT_EQ(run.exitCode, 0) << run.err;
  std::map<std::string, std::map<std::string, double>> macs, elements; // network, family
  for (nlohmann::json const &kernel : nlohmann::json::parse(run.out)) {
    auto count = [&](char const *key) { return kernel[key].is_null() ? 0.0 : kernel[key].get<double>(); };
    std::string network = kernel["model"], family = kernel["family"];
    macs[network][family] += count("macs");
    elements[network][family] += count("input_elements") + count("output_elements");
  }
  auto largestShare = [](std::map<std::string, std::map<std::string, double>> const &networks,
                         std::string const &family) {
    double largest = 0;
    for (auto const &[network, families] : networks) {
      double all = 0;
      for (auto const &[name, value] : families)
        all += value;
      if (auto found = families.find(family); found != families.end() && all > 0)
        largest = std::max(largest, found->second / all);
    }
    return largest;
  };
  for (size_t i = 0; i < familyCount; ++i) {
    std::string family = kernelFamilyName(static_cast<KernelFamily>(i)).str();
    if (family == "pooling" || family == "elementwise" || family == "movement")
      EXPECT_GT(largestShare(elements, family), 0.3) << family;
    else
      EXPECT_GT(largestShare(macs, family), 0.5) << family;
  }
}

TEST_F(Measure, AMetersRecordingGivesABundlePowers) {
  network("a.onnx", "mlp.onnx");
  ASSERT_EQ(
      calibrate(
          fmt::format("measure --sensor=none --sysfs={0}/sys --runner={0}/fake.sh --idle=0.3 --warm-up=0.01 "
                      "--seconds=0.5 --rounds=1 -o {0}/bundle {0}",
                      root))
          .exitCode,
      0);
  nlohmann::json before = manifest();
  EXPECT_EQ(before["networks"][0]["energy_j"], nullptr);
  double begin = before["networks"][0]["active_begin_s"], end = before["networks"][0]["active_end_s"];
  std::string recording =
      "time_s,power_w\n"; // 4 W while it was at work, else 1 W, a thousand samples a second
  for (double at = begin - 2; at < end + 2; at += 0.001)
    recording += fmt::format("{:.3f},{}\n", at - begin + 2, at >= begin && at < end ? 4 : 1);
  file("meter.csv", recording);
  ToolRun run = calibrate(fmt::format("measure --trace={0}/meter.csv -o {0}/bundle", root));
  ASSERT_EQ(run.exitCode, 0) << run.err;
  EXPECT_NEAR(manifest()["networks"][0]["power_w"].get<double>(), 4, 0.05);
  EXPECT_THAT(calibrate(fmt::format("measure --trace={0}/meter.csv -o {0}/bundle", root)).err,
              HasSubstr("already"));
}

TEST_F(Measure, LayerTimesAloneAreATableOfKernelsFusedAndFoldedRowsWithThem) {
  network("net.onnx", "tiny-cnn.onnx");
  file("profiles/net.csv",
       "name,time_ms\nstem + stem_relu,2\nfire2/squeeze,0.3\nfire2/expand1x1 || fire2/expand3x3,1\n"
       "Reformatting CopyNode for Input Tensor 0,0.1\npool1,0.5\nclassifier,0.4\n");
  ToolRun fit = calibrate(fmt::format(
      "fit --like=raspberry-pi-5 --unit=cpu --profile={0}/profiles --models={0} -o {0}/times.yaml", root));
  ASSERT_EQ(fit.exitCode, 0) << fit.err;
  EXPECT_THAT(fit.out, HasSubstr("fitted on 4 rows of 1 networks"))
      << "two kernels in one row do not say how long each takes";
  EXPECT_THAT(fit.err, HasSubstr("74 % of its time is kernels")) << "2 + 0.3 + 0.5 + 0.4 of 4.3 ms";
  file("profiles/README.txt", "no report");
  ToolRun beside = calibrate(
      fmt::format("fit --like=raspberry-pi-5 --unit=cpu --profile={0}/profiles --models={0}", root));
  EXPECT_EQ(beside.exitCode, 0) << beside.err;
  EXPECT_THAT(beside.err, HasSubstr("warning: left out: " + root + "/profiles/README.txt: no network"));
  ToolRun none = calibrate("fit --profile=" + root + "/profiles --like=raspberry-pi-5 --models=networks");
  EXPECT_EQ(none.exitCode, 3);
  EXPECT_THAT(none.err, testing::ContainsRegex("none of its 2 reports can be used; the first: .*README"));
  EXPECT_THAT(calibrate("fit --like=raspberry-pi-5").err, HasSubstr("no table of measurements"));
  EXPECT_THAT(
      calibrate(fmt::format("fit --like=nearest --unit=cpu --profile={0}/profiles --models={0}", root)).err,
      HasSubstr("layer times are none"));
}

TEST_F(Measure, ABoardComesAboutInOneCommandAndIsResumed) {
  ASSERT_EQ(calibrate("plan --networks=" + root + "/all").exitCode, 0);
  ASSERT_FALSE(llvm::sys::fs::create_directories(root + "/nets"));
  for (char const *name :
       {"05-mlp-tiny", "06-mlp-deep", "07-lstm-small", "08-mlp-small", "09-depthwise-small", "10-gru",
        "11-encoder-small", "12-pointwise-small", "14-mobilenet-small", "16-conv3x3-small"})
    ASSERT_FALSE(llvm::sys::fs::copy_file(fmt::format("{}/all/{}.onnx", root, name),
                                          fmt::format("{}/nets/{}.onnx", root, name)));
  std::string arguments =
      fmt::format("board --id=mine --unit=cpu --like=raspberry-pi-5 --networks={0}/nets --sysfs={0}/sys "
                  "--sensor=hwmon --rate-hz=200 --runner={0}/fake.sh --minutes=0.15 -o {0}/made",
                  root);
  ToolRun run = calibrate(arguments);
  ASSERT_TRUE(run.exitCode == 0 || run.exitCode == 1)
      << run.err; // the fake runner's times are none of these networks'
  EXPECT_TRUE(llvm::sys::fs::exists(root + "/made/mine.yaml"));
  std::ifstream page(root + "/made/report.html");
  EXPECT_THAT(std::string(std::istreambuf_iterator<char>(page), {}), HasSubstr(": latency-power roofline"));
  EXPECT_TRUE(llvm::sys::fs::exists(root + "/made/pull-request/boardmodels/mine.yaml"));
  std::ifstream letter(root + "/made/pull-request/README.md");
  std::string text(std::istreambuf_iterator<char>(letter), {});
  EXPECT_THAT(text, HasSubstr(" networks measured, "));
  EXPECT_THAT(text, HasSubstr("ina226-1 of ina226"));
  EXPECT_THAT(
      text, testing::ContainsRegex("kept aside:\n(.*\n)*\n<details><summary>Doubts about 10 of 10 networks<"))
      << "the fake sensor stands still";
  EXPECT_THAT(calibrate(arguments).err, HasSubstr("--resume goes on with it"));
  EXPECT_EQ(runTool(ENERGY_OPT_TOOL, fmt::format("--board={0}/made/mine.yaml networks/tiny-cnn.onnx", root))
                .exitCode,
            0);
  EXPECT_EQ(calibrate("board --id=Mine").exitCode, 2);
}

TEST_F(Measure, OnnxRuntimeRunsRealNetworks) {
  ASSERT_EQ(calibrate("plan --networks=" + root + "/all").exitCode, 0);
  ASSERT_FALSE(llvm::sys::fs::create_directories(root + "/nets"));
  for (char const *name : {"05-mlp-tiny", "07-lstm-small", "09-depthwise-small", "17-quantised-small"})
    ASSERT_FALSE(llvm::sys::fs::copy_file(fmt::format("{}/all/{}.onnx", root, name),
                                          fmt::format("{}/nets/{}.onnx", root, name)));
  file("nets/99-broken.onnx", "no network");
  std::string runner = ENERGY_OPT_SOURCE_DIR "/runners/onnxruntime-node.mjs";
  if (std::system(("node " + runner + " --check >/dev/null 2>&1").c_str()) != 0)
    GTEST_SKIP() << "no onnxruntime-node: npm ci --ignore-scripts in tests/node";
  ToolRun run = calibrate(
      fmt::format("measure --sysfs={0}/sys --runner={1} --option threads=1 --idle=0.05 --warm-up=0.05 "
                  "--seconds=0.5 --rounds=1 --precision=20% --rate-hz=200 -o {0}/bundle {0}/nets",
                  root, runner));
  EXPECT_EQ(run.exitCode, 3) << "the broken one: " << run.err;
  EXPECT_THAT(run.out, HasSubstr("4 of 5 networks measured"));
  nlohmann::json bundle = manifest();
  for (size_t i = 0; i < 4; ++i) {
    nlohmann::json const &network = bundle["networks"][i];
    EXPECT_EQ(network["runtime"]["threads"], "1");
    EXPECT_NEAR(network["power_w"].get<double>(), 5, 1e-6);
    EXPECT_GT(network["latency_s"].get<double>(), 0);
    EXPECT_LT(network["latency_s"].get<double>(), 0.1) << network["model"];
    EXPECT_TRUE(llvm::sys::fs::exists(root + "/bundle/" + network["profile"].get<std::string>()));
  }
  std::ifstream profile(root + "/bundle/" + bundle["networks"][3]["profile"].get<std::string>());
  std::string layers(std::istreambuf_iterator<char>(profile), {});
  EXPECT_THAT(layers, HasSubstr("QLinearConv")) << "8-bit networks of the plan run as such";
  EXPECT_THAT(layers, Not(HasSubstr("FusedConv")));
  EXPECT_THAT(bundle["networks"][4]["failure"].get<std::string>(), HasSubstr("onnxruntime-node: "));
  ToolRun fit = calibrate(fmt::format(
      "fit --like=raspberry-pi-5 --unit=cpu --profile={0}/bundle --id=times -o {0}/times.yaml", root));
  EXPECT_EQ(fit.exitCode, 0) << "layer times of the real runtime: " << fit.err;
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
        std::pair("measure -o x --rounds=0 networks/mlp.onnx", "--rounds=0"),
        std::pair("measure -o x --paced=0 networks/mlp.onnx", "--paced=0"),
        std::pair("measure -o x --rate-hz=0 networks/mlp.onnx", "--rate-hz=0"),
        std::pair("measure -o x --patience=0 networks/mlp.onnx -- true {model}", "--patience=0"),
        std::pair("measure -o x --patience=86401 networks/mlp.onnx -- true {model}", "--patience=86401"),
        std::pair("measure -o x --setting mode networks/mlp.onnx -- true {model}", "NAME=VALUE")}) {
    ToolRun run = calibrate(arguments);
    EXPECT_EQ(run.exitCode, 2) << arguments;
    EXPECT_THAT(run.err, HasSubstr(message)) << arguments;
  }
}

} // namespace
} // namespace eo::test
