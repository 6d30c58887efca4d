#include "lib/trace/latency/LatencyReport.h"
#include "lib/support/Error.h"
#include <gmock/gmock.h>

using namespace eo;
using testing::HasSubstr;

namespace {

struct LatencyCase {
  char const *name;
  char const *text;
  char const *format;
  std::vector<std::pair<std::string, double>> executed;
};
void PrintTo(LatencyCase const &one, std::ostream *stream) { *stream << one.name; }

class LatencyFormats : public testing::TestWithParam<LatencyCase> {};

std::string errorOf(llvm::StringRef text) {
  auto report = readLatencyReport(text, "file");
  return report ? "" : takeErrorText(report.takeError()).message;
}

} // namespace

TEST_P(LatencyFormats, GivesNamesAndSeconds) {
  auto report = readLatencyReport(GetParam().text, "file");
  ASSERT_TRUE(static_cast<bool>(report)) << takeErrorText(report.takeError()).message;
  EXPECT_EQ(report->format, GetParam().format);
  std::vector<LatencyRow> executed;
  for (LatencyRow const &row : report->rows)
    if (row.status == LayerStatus::Executed)
      executed.push_back(row);
  ASSERT_EQ(executed.size(), GetParam().executed.size());
  for (size_t i = 0; i < executed.size(); ++i) {
    EXPECT_EQ(executed[i].name, GetParam().executed[i].first);
    EXPECT_NEAR(executed[i].seconds, GetParam().executed[i].second, 1e-12);
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, LatencyFormats,
    testing::Values(
        LatencyCase{"OpenVino",
                    "layerName;execStatus;layerType;execType;realTime (ms);cpuTime (ms)\n"
                    "relu;OPTIMIZED_OUT;ReLU;<none>;0.0;0.0\ndata;NOT_RUN;Input;NONE;0.5;0.0\n"
                    "conv,conv/bias;EXECUTED;Convolution;MyriadXHwOp;0.25;0.0\nTotal;;;;0.25;0.0\n\n",
                    "openvino",
                    {{"conv,conv/bias", 0.25e-3}}},
        LatencyCase{
            "Trtexec",
            R"([{"count":10},{"name":"a + b","timeMs":20,"averageMs":2,"medianMs":1.9,"percentage":66},
                        {"name":"{ForeignNode[x...y]}","timeMs":10,"averageMs":1,"percentage":33}])",
            "trtexec",
            {{"a + b", 2e-3}, {"{ForeignNode[x...y]}", 1e-3}}},
        LatencyCase{
            "Tflite",
            "Profiling Info for Benchmark Initialization:\n=== Run Order ===\n"
            "\t[node type]\t[start]\t[first]\t[avg ms]\t[%]\t[cdf%]\t[mem KB]\t[times called]\t[Name]\n"
            "\tAllocateTensors\t0\t1\t7\t1%\t1%\t0\t1\tAllocateTensors/0\n\n"
            "Operator-wise Profiling Info for Regular Benchmark Runs:\n=== Run Order ===\n"
            "\t[node type]\t[start]\t[first]\t[avg ms]\t[%]\t[cdf%]\t[mem KB]\t[times called]\t[Name]\n"
            "\tCONV_2D\t0\t1\t2.5\t1%\t1%\t0\t1\t[conv]:0\n\tADD\t0\t1\t0.5\t1%\t1%\t0\t2\t[add]:1\n\n"
            "=== Top by Computation Time ===\n\tCONV_2D\t0\t1\t9\t1%\t1%\t0\t1\t[conv]:0\n",
            "tflite",
            {{"[conv]:0", 2.5e-3}, {"[add]:1", 1e-3}}},
        LatencyCase{"OnnxRuntime",
                    R"([{"cat":"Session","dur":9,"ts":0,"name":"model_run"},
                        {"cat":"Node","dur":30,"ts":5,"name":"n2_kernel_time","args":{"op_name":"Relu"}},
                        {"cat":"Node","dur":100,"ts":2,"name":"n1_kernel_time","args":{"op_name":"Conv"}},
                        {"cat":"Node","dur":1,"ts":1,"name":"n1_fence_before","args":{}},
                        {"cat":"Session","dur":9,"ts":20,"name":"model_run"},
                        {"cat":"Node","dur":200,"ts":22,"name":"n1_kernel_time","args":{"op_name":"Conv"}},
                        {"cat":"Node","dur":50,"ts":25,"name":"n2_kernel_time","args":{"op_name":"Relu"}}])",
                    "onnxruntime",
                    {{"n1", 200e-6}, {"n2", 50e-6}}},
        LatencyCase{"LayerStamps",
                    R"({"fc":[[800.0,"20241121-00:00:02.70"]],
                        "conv":[[400.0,"20241121-00:00:01.50"],[600.0,"20241121-00:00:09.50"]]})",
                    "layer-stamps",
                    {{"conv", 0.5}, {"fc", 0.8}}},
        LatencyCase{
            "PlainCsv", "layer,time_us\nconv,120\nfc,30\n", "csv", {{"conv", 120e-6}, {"fc", 30e-6}}}),
    [](auto const &c) { return c.param.name; });

TEST(LatencyReport, FusedAndSkippedRowsKeepTheirStatus) {
  auto report = readLatencyReport(
      "layerName;execStatus;layerType;execType;realTime (ms);cpuTime (ms)\n"
      "r;OPTIMIZED_OUT;ReLU;x;0.0;0\nd;NOT_RUN;Input;x;0.0;0\nc;EXECUTED;C;x;1;0\nTotal;;;;1.5;0\n",
      "file");
  ASSERT_TRUE(static_cast<bool>(report));
  EXPECT_EQ(report->rows[0].status, LayerStatus::OptimizedOut);
  EXPECT_EQ(report->rows[1].status, LayerStatus::NotRun);
  EXPECT_DOUBLE_EQ(report->executedS(), 1e-3);
  EXPECT_DOUBLE_EQ(*report->totalS, 1.5e-3);
}

TEST(LatencyReport, BrokenReportsNameThePlace) {
  std::string const header = "layerName;execStatus;layerType;execType;realTime (ms);cpuTime (ms)\n";
  EXPECT_THAT(errorOf(header + "c;EXECUTED;Conv"),
              HasSubstr("line 2, column 4: 3 cells where 6 are expected; the last line is cut off"));
  EXPECT_THAT(errorOf(header + "c;EXECUTED;C;x;1,5;0\n"), HasSubstr("line 2, column 5: '1,5' has a comma"));
  EXPECT_THAT(errorOf(header + "c;RUNNING;C;x;1;0\n"),
              HasSubstr("line 2, column 2: unknown status 'RUNNING'"));
  EXPECT_THAT(errorOf(header + "c;NOT_RUN;C;x;1;0\n"), HasSubstr("no layer with a time"));
  EXPECT_THAT(errorOf("[{\"averageMs\":1,}]"), HasSubstr("file:1:17: [0]: expected a key in quotes"));
  EXPECT_THAT(errorOf("[{\"averageMs\":1}]"), HasSubstr("file:1:2: [0]: name or averageMs is missing"));
  EXPECT_THAT(errorOf("[{\"averageMs\":1,\"name\":\"a\",\"x\":" + std::string(100000, '[')),
              HasSubstr("nested more than"));
  EXPECT_THAT(errorOf("name,time_ms\nconv,-1\n"), HasSubstr("line 2, column 2: a layer time of -1"));
  EXPECT_THAT(errorOf("name,time_ms\nconv\n"), HasSubstr("line 2, column 2: 1 cells where 2 are expected"));
  EXPECT_THAT(errorOf("name,time_ms\nconv,1e300\n"), HasSubstr("takes 1e+297 s"));
}
