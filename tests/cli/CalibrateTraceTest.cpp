// From power traces of layers to a board file and back: what the traces were made from comes out.
#include "tests/cli/RunTool.h"
#include "tests/trace/Simulator.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>

using namespace eo;
using namespace eo::test;

namespace {

constexpr double aC = 3.1e-8, bC = 5.2e-10, aF = 7.4e-9; // J, the board the traces are made from

struct Layer {
  char const *op;
  int64_t iSize, oSize, ifm, ofm, kernel;
  double joules() const {
    if (std::string_view(op) == "fc")
      return aF * static_cast<double>(iSize * oSize);
    return (aC + bC * static_cast<double>(ofm)) * static_cast<double>(oSize * oSize * ifm * kernel * kernel);
  }
};

constexpr Layer layers[] = {
    {"conv2d", 28, 26, 32, 16, 3},   {"conv2d", 56, 54, 32, 16, 3},  {"conv2d", 28, 26, 64, 64, 3},
    {"conv2d", 56, 54, 32, 64, 3},   {"conv2d", 28, 26, 64, 128, 3}, {"conv2d", 56, 54, 16, 256, 3},
    {"conv2d", 28, 26, 128, 256, 3}, {"conv2d", 112, 112, 8, 32, 1}, {"fc", 1024, 1024, 1, 1, 1},
    {"fc", 4096, 1024, 1, 1, 1},     {"fc", 2048, 4096, 1, 1, 1},
};

class Folder {
public:
  Folder() { EXPECT_FALSE(llvm::sys::fs::createUniqueDirectory("energy-opt-trace", path)); }
  ~Folder() { llvm::sys::fs::remove_directories(path); }
  std::string operator/(std::string const &name) const { return path.str().str() + "/" + name; }

private:
  llvm::SmallString<128> path;
};

void write(std::string const &path, std::string const &text) {
  std::ofstream(path, std::ios::binary) << text;
}

/// The layer alone, ten times, on a board that idles at 1.5 W; energies include idle.
std::string traceOf(Layer const &layer, uint32_t seed) {
  sim::Setup setup;
  setup.idleW = 1.5;
  double watts = 2.5 + 0.3 * (seed % 5);
  setup.layers = {{layer.joules() / watts, watts}};
  setup.rateHz = 300 / setup.layers[0].seconds;
  setup.gapS = 450 / setup.rateHz; // flat runs are told from idle by their shorter total
  setup.windows = 10;
  setup.seed = seed;
  setup.tauS = seed % 2 ? 8 / setup.rateHz : 0;
  std::string text = "time_s,power_mw\n";
  PowerTrace trace = sim::simulate(setup).trace;
  for (size_t n = 0; n < trace.watts.size(); ++n)
    text += fmt::format("{:.9g},{:.6g}\n", trace.timeOf(static_cast<double>(n)) - trace.startS,
                        1000 * trace.watts[n]);
  return text;
}

double energyOf(std::string const &board) {
  ToolRun run = runTool(ENERGY_OPT_TOOL, "--board=" + board + " networks/tiny-cnn.onnx --format=json");
  EXPECT_EQ(run.exitCode, 0) << run.err;
  return nlohmann::json::parse(run.out).at("totals").at("energy_j");
}

} // namespace

TEST(CalibrateTrace, TracesOfLayersGiveTheBoardBack) {
  Folder folder;
  std::string plan = "op,i_size,o_size,ifm,ofm,ksize,stride,trace\n";
  uint32_t seed = 1;
  for (Layer const &layer : layers) {
    std::string file = fmt::format("layer{}.csv", seed);
    write(folder / file, traceOf(layer, seed++));
    plan += fmt::format("{},{},{},{},{},{},1,{}\n", layer.op, layer.iSize, layer.oSize, layer.ifm, layer.ofm,
                        layer.kernel, file);
  }
  write(folder / "plan.csv", plan);
  ToolRun filled = runTool(ENERGY_CALIBRATE_TOOL, fmt::format("trace --fill={} --inferences=1 -o {}",
                                                              folder / "plan.csv", folder / "layers.csv"));
  ASSERT_EQ(filled.exitCode, 0) << filled.err;
  ToolRun fitted = runTool(ENERGY_CALIBRATE_TOOL, fmt::format("fit --kind=mac-linear {} --unit=cpu -o {}",
                                                              folder / "layers.csv", folder / "found.yaml"));
  ASSERT_EQ(fitted.exitCode, 0) << fitted.err;
  write(
      folder / "truth.yaml",
      fmt::format(
          "schema: energy-opt/board/1\nid: truth\ntitle: truth\nkind: mac-linear\nidle: included\n"
          "precision: {{value: fp32, inferred: true}}\nsettings: {{unit: {{values: [cpu], default: cpu}}}}\n"
          "coefficients:\n  a_c: {{value: {}, unit: J}}\n  b_c: {{value: {}, unit: J}}\n"
          "  a_f: {{value: {}, unit: J}}\nrange: not published\nerror: not published\n"
          "sources: [{{title: made up, where: here, date: 2024, points: none}}]\n",
          aC, bC, aF));
  double truth = energyOf(folder / "truth.yaml");
  EXPECT_GT(truth, 0);
  EXPECT_NEAR(energyOf(folder / "found.yaml") / truth, 1, 0.005);
}

TEST(CalibrateTrace, ARowWhoseTraceIsMissingIsNamed) {
  Folder folder;
  write(folder / "plan.csv", "op,i_size,o_size,ifm,ofm,ksize,stride,trace\nfc,8,8,1,1,1,1,none.csv\n");
  ToolRun run = runTool(ENERGY_CALIBRATE_TOOL, "trace --fill=" + folder / "plan.csv");
  EXPECT_EQ(run.exitCode, 3);
  EXPECT_THAT(run.err, testing::HasSubstr("plan.csv:2:"));
  EXPECT_THAT(run.err, testing::HasSubstr("none.csv"));
}

TEST(CalibrateTrace, LayersOfOneTraceFillANodeTable) {
  Folder folder;
  std::string traces = ENERGY_OPT_SOURCE_DIR "/testdata/traces/";
  write(folder / "plan.csv", fmt::format("model,node,trace,layer\nnet.onnx,first,{0}run.csv,conv1\n"
                                         "net.onnx,last,{0}run.csv,fc\n",
                                         "traces/"));
  ASSERT_FALSE(llvm::sys::fs::create_link(traces, folder / "traces"));
  ToolRun run = runTool(ENERGY_CALIBRATE_TOOL, fmt::format("trace --fill={} --latency-report={}layers.csv",
                                                           folder / "plan.csv", traces));
  ASSERT_EQ(run.exitCode, 0) << run.err;
  EXPECT_THAT(run.out, testing::MatchesRegex("model,node,time_s,energy_j\n"
                                             "net.onnx,first,0\\.00[45][0-9]*,0\\.01[23][0-9]*\n"
                                             "net.onnx,last,0\\.00[23][0-9]*,0\\.005[0-9]*\n"));
}

TEST(CalibrateTrace, WhatALogDoesNotTellIsAskedWithExitCode2AndAnsweredByFlags) {
  struct {
    char const *log, *answer;
  } const questions[] = {
      {"tegrastats-own-board.log --rate-hz=1", "--rail=VDD_MAIN,VDD_AUX"},
      {"otii-two-channels.csv", "--column='Main Current - DUT (A)'"},
      {"input-and-output.csv", "--column=input_power_w"},
      {"nvidia-smi-two-gpus.csv", "--device=0,1"},
      {"nvidia-smi-q-two-gpus.log", "--device=00000000:01:00.0"},
  };
  for (auto const &[log, answer] : questions) {
    ToolRun asked = runTool(ENERGY_CALIBRATE_TOOL, fmt::format("trace traces/logs/{}", log));
    EXPECT_EQ(asked.exitCode, 2) << log << asked.err;
    EXPECT_THAT(asked.err, testing::HasSubstr("choose with --")) << log;
    ToolRun answered = runTool(ENERGY_CALIBRATE_TOOL, fmt::format("trace traces/logs/{} {}", log, answer));
    EXPECT_NE(answered.exitCode, 2) << log << answered.err;
  }
  ToolRun nothing = runTool(ENERGY_CALIBRATE_TOOL, "trace traces/energyrunner.bin --rail=VDD_IN");
  EXPECT_EQ(nothing.exitCode, 2);
  EXPECT_THAT(nothing.err, testing::HasSubstr("holds one power only"));
}

TEST(CalibrateTrace, ADashIsStandardInputForTracesWindowsAndTables) {
  // Each reads from a pipe what it reads from the file; only the name differs.
  auto same = [](std::string const &fromFile, std::string const &file, std::string const &fromInput) {
    ToolRun named = runTool(ENERGY_CALIBRATE_TOOL, fromFile),
            piped = runTool(ENERGY_CALIBRATE_TOOL, fromInput);
    EXPECT_EQ(named.exitCode, 0) << named.err;
    EXPECT_EQ(piped.exitCode, 0) << piped.err;
    for (size_t at = 0; (at = named.out.find(file, at)) != std::string::npos;)
      named.out.replace(at, file.size(), "-");
    EXPECT_EQ(piped.out, named.out) << fromInput;
  };
  same("trace traces/joulescope.csv", "traces/joulescope.csv", "trace - < traces/joulescope.csv");
  same("fit --kind=mac-linear tables/layers.csv -o /dev/null", "tables/layers.csv",
       "fit --kind=mac-linear - -o /dev/null < tables/layers.csv");
}

TEST(CalibrateTrace, ATableFromAPipeIsReadOnceEvenWhereSiblingsAreChosenByIt) {
  ToolRun run = runTool(ENERGY_CALIBRATE_TOOL,
                        "fit --like=jetson-nano --models=networks --idle=included - -o /dev/null "
                        "< tables/networks.csv");
  EXPECT_THAT(run.err, testing::Not(testing::HasSubstr("empty file")));
  EXPECT_EQ(run.exitCode, 0) << run.err;
}

TEST(CalibrateTrace, TheReportNamesTheBoardOfTheRails) {
  ToolRun text = runTool(ENERGY_CALIBRATE_TOOL, "trace traces/logs/tegrastats-agx-orin-jetpack5.log");
  EXPECT_THAT(text.out, testing::HasSubstr("tegrastats trace of Jetson AGX Orin"));
  ToolRun json = runTool(ENERGY_CALIBRATE_TOOL, "trace --json traces/logs/tegrastats-agx-orin-jetpack5.log");
  EXPECT_THAT(json.out, testing::HasSubstr("\"board\": \"Jetson AGX Orin\""));
}

/// The number behind the first `key` in a JSON document; NaN where there is none.
static double numberOf(std::string const &json, std::string const &key) {
  size_t at = json.find("\"" + key + "\": ");
  return at == std::string::npos ? NAN : std::strtod(json.c_str() + at + key.size() + 4, nullptr);
}

// Recordings of one board each, whose truth EXPECTED.csv beside them states: idle power and joules of a run of ten seconds.
TEST(CalibrateTrace, SharedCasesOfRailsColumnsAndStampsAreReadRight) {
  char const *extra = std::getenv("ENERGY_OPT_EXTRA_DATA");
  if (!extra)
    GTEST_SKIP() << "ENERGY_OPT_EXTRA_DATA is not set";
  struct {
    char const *file;
    double baseW, joules;
    bool timeless = false;
  } const recordings[] = {{"tegrastats_agx_xavier_jp4.log", 4, 160, true},
                          {"tegrastats_agx_orin_jp6.log", 6.2, 220, true},
                          {"tegrastats_thor_vin.log", 26, 750, true},
                          {"pass_tegrastats_tx2_jp4.log", 5.2, 120, true},
                          {"columns_total_cpu_gpu.csv", 2, 60},
                          {"columns_mean_min_max.csv", 2, 60},
                          {"columns_shunt_before_bus.csv", 2, 60},
                          {"columns_draw_limit.csv", 20, 600, true},
                          {"columns_power_average.csv", 2, 60},
                          {"pass_columns_rails.csv", 2, 60},
                          {"stamps_iso.csv", 2, 60},
                          {"stamps_nvidia_smi.csv", 20, 600},
                          {"stamps_epoch.csv", 2, 60},
                          {"header_comments.csv", 2, 60},
                          {"utf16_powershell.csv", 2, 60},
                          {"sep_line_excel.csv", 2, 60},
                          {"pmic_read_adc.log", 0.757, 36.37, true}};
  for (auto const &[file, baseW, joules, timeless] : recordings) {
    ToolRun run = runTool(ENERGY_CALIBRATE_TOOL, fmt::format("trace --json --inferences=1 {} {}/cases/{}",
                                                             timeless ? "--rate-hz=1" : "", extra, file));
    EXPECT_EQ(run.exitCode, 0) << file << run.err;
    EXPECT_NEAR(numberOf(run.out, "base_power_w"), baseW, 0.01 * baseW) << file;
    EXPECT_NEAR(numberOf(run.out, "energy_j"), joules, 0.02 * joules) << file;
  }
}
