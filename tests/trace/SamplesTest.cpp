// Real files of measuring tools, where they are at hand (ENERGY_OPT_EXTRA_DATA).
#include "lib/support/Error.h"
#include "lib/trace/formats/TraceReaders.h"
#include "lib/trace/latency/LatencyReport.h"
#include "lib/trace/measure/WindowFile.h"
#include <cstdlib>
#include <gmock/gmock.h>

using namespace eo;

namespace {

std::string sampleFolder() {
  char const *extra = std::getenv("ENERGY_OPT_EXTRA_DATA");
  return extra ? std::string(extra) + "/samples/" : "";
}

#define SKIP_WITHOUT_SAMPLES()                                                                               \
  if (sampleFolder().empty())                                                                                \
  GTEST_SKIP() << "ENERGY_OPT_EXTRA_DATA is not set"

struct TraceCase {
  char const *path, *format;
  size_t count;
  double firstWatts;
  char const *refusal;
};
void PrintTo(TraceCase const &one, std::ostream *stream) { *stream << one.path; }

} // namespace

class SampleTraces : public testing::TestWithParam<TraceCase> {};

TEST_P(SampleTraces, AreReadOrRefusedWithTheRightReason) {
  SKIP_WITHOUT_SAMPLES();
  TraceCase const &c = GetParam();
  DiagnosticEngine diagnostics;
  auto trace = readTraceFile(sampleFolder() + c.path, {}, diagnostics);
  if (!trace) {
    EXPECT_THAT(takeErrorText(trace.takeError()).message, testing::HasSubstr(c.refusal));
    EXPECT_EQ(c.count, 0U);
    return;
  }
  EXPECT_EQ(trace->format, c.format);
  EXPECT_EQ(trace->watts.size(), c.count);
  EXPECT_NEAR(trace->watts.front(), c.firstWatts, 1e-5);
}

INSTANTIATE_TEST_SUITE_P(
    All, SampleTraces,
    testing::Values(
        TraceCase{"eembc_energyrunner/stm_l4r5_ic_trace1-energy.bin", "eembc", 106496, 0.03646, ""},
        TraceCase{"eembc_energyrunner/stm_l4r5_ic_trace1-timestamps.json", "", 0, 0, "window stamps"},
        TraceCase{"eembc_energyrunner/stm_l4r5_ic_results.txt", "", 0, 0, "EnergyRunner result log"},
        TraceCase{"tegrastats/jetson_nano_trtexec_resnet50.txt", "tegrastats", 114, 0.92, ""},
        TraceCase{"ina3221_sysfs/tx2_power.txt", "ina3221", 60, 14.5985, ""},
        TraceCase{"ina3221_sysfs/tx2_power_values_filtered.txt", "ina3221", 143, 14.178, ""},
        TraceCase{"ina3221_sysfs/tx2_throughput.txt", "", 0, 0, "no known trace format"},
        TraceCase{"joulescope_csv/scen1_1.csv", "joulescope", 9, 2.1845, ""},
        TraceCase{"fuzzylabs_jetson_csv/multiple_layers_power_log.log", "jetson-log", 11, 5.5, ""},
        TraceCase{"fuzzylabs_jetson_csv/idling_power.json", "", 0, 0, "one figure"},
        TraceCase{"fuzzylabs_jetson_csv/expected_metrics_by_cycle.json", "", 0, 0, "JSON document"},
        TraceCase{"fuzzylabs_jetson_csv/multiple_layers_tensorrt.json", "", 0, 0, "benchmark summary"},
        TraceCase{"fuzzylabs_jetson_csv/trt_layer_latency.json", "", 0, 0, "layer latencies"},
        TraceCase{"openvino_counters/ncs2_vgg16.csv", "", 0, 0, "give it with --latency-report"},
        TraceCase{"openvino_counters/ncs2_googlenet_benchmark_report.csv", "", 0, 0, "benchmark_app summary"},
        TraceCase{"tflite_benchmark_model/imx8mp_mobilenet-NPU.log", "", 0, 0,
                  "give it with --latency-report"},
        TraceCase{"trtexec/alexnet_fp16.profile.json", "", 0, 0, "give it with --latency-report"},
        TraceCase{"trtexec/alexnet_fp16.graph.json", "", 0, 0, "trtexec layer graph"},
        TraceCase{"trtexec/tx2_trtexec_stdout_head3000.txt", "", 0, 0, "trtexec log"},
        TraceCase{"onnxruntime_profile/ort_1.17.3_wasm_squeezenet_3runs.json", "", 0, 0,
                  "ONNX Runtime profile"}),
    [](auto const &testCase) {
      std::string name = testCase.param.path;
      for (char &c : name)
        c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
      return name;
    });

namespace {
struct ReportCase {
  char const *path;
  size_t executed;
  double totalS; // the tool's own total, where the file states one; else the sum of its rows
};
void PrintTo(ReportCase const &one, std::ostream *stream) { *stream << one.path; }
} // namespace

class SampleReports : public testing::TestWithParam<ReportCase> {};

TEST_P(SampleReports, ExecutedRowsAddUpToTheToolsTotal) {
  SKIP_WITHOUT_SAMPLES();
  auto report = readLatencyReportFile(sampleFolder() + GetParam().path);
  ASSERT_TRUE(static_cast<bool>(report)) << takeErrorText(report.takeError()).message;
  size_t executed = 0;
  for (LatencyRow const &row : report->rows)
    executed += row.status == LayerStatus::Executed ? 1 : 0;
  EXPECT_EQ(executed, GetParam().executed);
  EXPECT_NEAR(report->executedS(), GetParam().totalS, 0.005 * GetParam().totalS);
}

INSTANTIATE_TEST_SUITE_P(
    All, SampleReports,
    testing::Values(ReportCase{"openvino_counters/ncs2_vgg16.csv", 18, 0.169485},
                    ReportCase{"openvino_counters/ncs2_googlenet_avg_cnt_rep.csv", 75, 0.01656},
                    ReportCase{"tflite_benchmark_model/imx8mp_mobilenet-NPU.log", 1, 0.00250371},
                    ReportCase{"tflite_benchmark_model/imx8mp_mobilenet-CPU.log", 31, 0.162910},
                    ReportCase{"tflite_benchmark_model/imx8mp_deeplabv3-CPU.log", 43, 1.05037}),
    [](auto const &c) { return std::to_string(c.index); });

TEST(Samples, TensorRtProfilesMatchTheirPercentages) {
  SKIP_WITHOUT_SAMPLES();
  auto report = readLatencyReportFile(sampleFolder() + "trtexec/alexnet_fp16.profile.json");
  ASSERT_TRUE(static_cast<bool>(report));
  EXPECT_EQ(report->runs, 14590U);
  // The second row is 4.643 % of the whole by the file itself.
  EXPECT_NEAR(report->rows[1].seconds / report->executedS(), 0.04643, 1e-5);
}

TEST(Samples, OtherJsonFilesAreNoLatencyReports) {
  SKIP_WITHOUT_SAMPLES();
  for (char const *path :
       {"trtexec/resnet18_fp16.graph.json", "openvino_counters/ncs2_googlenet_benchmark_report.csv",
        "fuzzylabs_jetson_csv/expected_metrics_by_cycle.json", "trtexec/tx2_trtexec_stdout_head3000.txt"}) {
    auto report = readLatencyReportFile(sampleFolder() + path);
    ASSERT_FALSE(static_cast<bool>(report)) << path;
    EXPECT_NE(takeErrorText(report.takeError()).message, "");
  }
}

TEST(Samples, EnergyRunnerStampsGiveNineWindows) {
  SKIP_WITHOUT_SAMPLES();
  auto windows = readWindowsFile(sampleFolder() + "eembc_energyrunner/stm_l4r5_ic_trace1-timestamps.json");
  ASSERT_TRUE(static_cast<bool>(windows));
  EXPECT_EQ(windows->size(), 9U);
}
