// Tables of layer times as runtimes print them; names and times are made up, expected means are worked out by hand.
#include "lib/support/Error.h"
#include "lib/trace/latency/LatencyReport.h"

#include <gmock/gmock.h>

using namespace eo;
using testing::HasSubstr;

namespace {

/// "name=µs" of the layers with a time, in order, or what is wrong.
std::string layersOf(llvm::StringRef text, llvm::StringRef format) {
  auto report = readLatencyReport(text, "file");
  if (!report)
    return takeErrorText(report.takeError()).message;
  EXPECT_EQ(report->format, format);
  std::string found;
  for (LatencyRow const &row : report->rows)
    if (row.seconds > 0)
      found += fmt::format("{}{}={:g}", found.empty() ? "" : " ", row.name, row.seconds * 1e6);
  return found;
}

std::string refusal(llvm::StringRef text) { return layersOf(text, ""); }

constexpr char const *openVinoHeader = "layerName;execStatus;layerType;execType;realTime (ms);cpuTime (ms)\n";

TEST(OpenVinoCounters, DetailedCountersAreMeansOverTheRequests) {
  std::string h = openVinoHeader;
  EXPECT_EQ(layersOf(h + "c;EXECUTED;Convolution;x;0.2;0.2\nr;NOT_RUN;Relu;x;0;0\nTotal;;;;0.2;0.2\n\n" + h +
                         "c;EXECUTED;Convolution;x;0.4;0.4\nr;EXECUTED;Relu;x;0.1;0\nTotal;;;;0.5;0.4\n",
                     "openvino"),
            "c=300 r=50")
      << "(0.2 + 0.4) / 2 and (0 + 0.1) / 2";
  EXPECT_EQ(layersOf(h + "c;EXECUTED;C;x;1;0\nc;EXECUTED;C;x;3;0\n" + h +
                         "c;EXECUTED;C;x;2;0\nc;EXECUTED;C;x;5;0\n",
                     "openvino"),
            "c=1500 c=4000")
      << "two layers of one name";
}

TEST(OpenVinoCounters, AsJson) {
  EXPECT_EQ(layersOf(R"({"avg_performance":{"nodes":[
      {"name":"a","node_type":"Convolution","status":"Status.EXECUTED","real_time":0.7,"cpu_time":0.7},
      {"name":"b","node_type":"Reorder","status":"Status.OPTIMIZED_OUT","real_time":9}],"total_real_time":0.7}})",
                     "openvino-json"),
            "a=700");
  EXPECT_EQ(layersOf(R"({"detailed_performance":[{"nodes":[{"name":"a","status":"EXECUTED","real_time":1}]},
                         {"nodes":[{"name":"a","status":"EXECUTED","real_time":2}]}]})",
                     "openvino-json"),
            "a=1500");
  EXPECT_THAT(refusal(R"({"avg_performance":{"nodes":[{"name":"a","status":"SLEEPING","real_time":1}]}})"),
              HasSubstr("unknown status 'SLEEPING'"));
  EXPECT_THAT(refusal(R"({"avg_performance":{"nodes":[{"name":"a"}]}})"), HasSubstr("real_time is missing"));
}

TEST(TrtexecLog, TableOfEveryVersion) {
  std::string const log = "&&&& RUNNING TensorRT.trtexec [TensorRT v8500]\n";
  std::string const stamp = "[03/04/2026-11:12:13] [I] ";
  EXPECT_EQ(layersOf(log + stamp + "=== Profile (200 iterations ) ===\n" + stamp +
                         "  Time(ms)  Avg.(ms)  Median(ms)  Time(%)  Layer\n" + stamp +
                         "  60.00  0.3000  0.2900  75.0  a/Conv + a/Relu\n" + stamp +
                         "  20.00  0.1000  0.0900  25.0  Reformatting CopyNode for Input Tensor 0 to b\n" +
                         stamp + "  80.00  0.4000  0.3800  100.0  Total\n" + stamp +
                         "\n&&&& PASSED TensorRT.trtexec\n",
                     "trtexec-log"),
            "a/Conv + a/Relu=300 Reformatting CopyNode for Input Tensor 0 to b=100");
  EXPECT_EQ(layersOf(log + stamp + "=== Profile (50 iterations ) ===\n" + stamp +
                         "                Layer   Time (ms)   Avg. Time (ms)   Time %\n" + stamp +
                         "        conv 1 + relu       10.00           0.2000     80.0\n" + stamp +
                         "                   fc        2.50           0.0500     20.0\n" + stamp +
                         "                Total       12.50           0.2500    100.0\n",
                     "trtexec-log"),
            "conv 1 + relu=200 fc=50")
      << "TensorRT 7: the layer comes first";
  EXPECT_THAT(refusal(log + "[I] === Model Options ===\n"), HasSubstr("run trtexec with --dumpProfile"));
}

TEST(TfliteProfile, ColumnsBetweenBlanks) {
  EXPECT_EQ(
      layersOf(
          "Loaded model m.tflite\n\n====== Run Order ======\n"
          "   [node type]   [start]  [first]  [avg ms]  [%]  [cdf%]  [mem KB]  [times called]  [Name]\n"
          "   CONV_2D       0.000    0.310    0.300   60.0%   60.0%    0.000       1   [/a/Relu, /b/Add]\n"
          "   Average Pool  0.310    0.210    0.200   40.0%  100.0%    0.000       2   [pool 1]\n\n"
          "====== Top by Computation Time ======\n"
          "   CONV_2D       0.000    0.310    9.000   60.0%   60.0%    0.000       1   [/a/Relu]\n",
          "tflite"),
      "[/a/Relu, /b/Add]=300 [pool 1]=400")
      << "0.2 ms, called twice";
}

TEST(TfliteProfile, CsvOfLiteRt) {
  EXPECT_EQ(layersOf("node type, start, first, avg_ms, %, cdf%, mem KB, times called, name\n"
                     "CONV_2D, 0.0, 0.5, 0.45, 90%, 90%, 0, 1, a/Conv;a/Relu\nSOFTMAX, 0.5, 0.05, 0.05, 10%, "
                     "100%, 0, 1, s\n",
                     "tflite"),
            "a/Conv;a/Relu=450 s=50");
}

TEST(RknnPerf, FirstToolkit) {
  EXPECT_EQ(layersOf("        Performance\n#### The performance result is just for debugging, ####\n"
                     "Layer ID    Name                      Operator            Uid       Time(us)\n"
                     "2           net/Conv2d_0_depthwi      CONVOLUTION         11        920\n"
                     "            se/Relu6_11_2                                              \n"
                     "3           net/fc/Softmax_7_2        SOFTMAX             7         80\n"
                     "Total Time(us): 1000\nFPS: 1000\n",
                     "rknn"),
            "net/Conv2d_0_depthwise/Relu6=920 net/fc/Softmax=80");
}

TEST(RknnPerf, SecondToolkit) {
  std::string const log = "D RKNN: [05:07:06.566] ";
  EXPECT_EQ(
      layersOf(
          log + "       Network Layer Information Table\n" + log + "-----------------\n" + log +
              "ID   OpType             DataType Target InputShape               OutputShape            "
              "Cycles(DDR/NPU/Total)    Time(us)     MacUsage(%)   WorkLoad(0/1/2)      RW(KB)   FullName\n" +
              log + "-----------------\n" + log +
              "1    InputOperator      INT8     CPU    \\                        (1,3,8,8)              "
              "0/0/0                    4            \\             0.0%/0.0%/0.0%       3   "
              "InputOperator:x\n" +
              log +
              "2    ConvExSwish        INT8     NPU    (1,3,8,8),(4,3,3,3),(4)  (1,4,8,8)              "
              "70/90/90                 302          21.19/0.00/0.00 100.0%/0.0%/0.0% 433 "
              "Conv:/model.0/conv/Conv\n" +
              log + "Total Operator Elapsed Per Frame Time(us): 306\n",
          "rknn"),
      "x=4 /model.0/conv/Conv=302")
      << "the operator in front of the name is that of the file, not the fused one";
  EXPECT_THAT(refusal("ID OpType Time(us) FullName\n1 Conv fast Conv:a\n"),
              HasSubstr("line 2, column 3: 'fast' is no time"));
  EXPECT_THAT(refusal("ID OpType Time(us) FullName\n"), HasSubstr("perf_debug=True"));
}

TEST(LatencyCsv, TablesOfProfilersBelowTheirSummary) {
  EXPECT_EQ(
      layersOf(
          "Hailo profiler report\nnetwork: resnet\n\n"
          "Layer Name,Original Name,Layer Type,Cycles,Latency [ms]\nresnet/conv1,/stem/Conv,conv,900,0.25\n"
          "resnet/fc1,/fc/Gemm,dense,90,0.05\n",
          "csv"),
      "/stem/Conv=250 /fc/Gemm=50");
  auto typed = readLatencyReport("layer,type,time_us\nconv1,conv,7\n", "file");
  ASSERT_TRUE(static_cast<bool>(typed));
  EXPECT_EQ(typed->rows[0].kind, "conv");
}

TEST(OnnxRuntimeProfile, TheFirstOfSeveralRunsWarmsUp) {
  EXPECT_EQ(layersOf(R"([{"cat":"Node","dur":9000,"ts":1,"name":"a_kernel_time","args":{"op_name":"Conv"}},
                         {"cat":"Session","dur":9100,"ts":0,"name":"model_run"},
                         {"cat":"Node","dur":100,"ts":10001,"name":"a_kernel_time","args":{"op_name":"Conv"}},
                         {"cat":"Session","dur":110,"ts":10000,"name":"model_run"},
                         {"cat":"Node","dur":140,"ts":20001,"name":"a_kernel_time","args":{"op_name":"Conv"}},
                         {"cat":"Session","dur":150,"ts":20000,"name":"model_run"}])",
                     "onnxruntime"),
            "a=120")
      << "(100 + 140) / 2, without the 9000";
  EXPECT_EQ(layersOf(R"([{"cat":"Session","dur":9100,"ts":0,"name":"model_run"},
                         {"cat":"Node","dur":9000,"ts":1,"name":"a_kernel_time","args":{"op_name":"Conv"}}])",
                     "onnxruntime"),
            "a=9000")
      << "the only run there is";
}

TEST(OnnxRuntimeProfile, RowsOfABodyAreNotAddedToTheirLoop) {
  EXPECT_EQ(layersOf(R"([{"cat":"Session","dur":900,"ts":0,"name":"model_run"},
                         {"cat":"Node","tid":1,"dur":50,"ts":10,"name":"a_kernel_time","args":{"op_name":"Conv"}},
                         {"cat":"Node","tid":1,"dur":90,"ts":110,"name":"b_kernel_time","args":{"op_name":"Add"}},
                         {"cat":"Node","tid":1,"dur":70,"ts":205,"name":"a_kernel_time","args":{"op_name":"Conv"}},
                         {"cat":"Node","tid":1,"dur":200,"ts":100,"name":"l_kernel_time","args":{"op_name":"Loop"}},
                         {"cat":"Node","tid":1,"dur":30,"ts":400,"name":"b_kernel_time","args":{"op_name":"Add"}}])",
                     "onnxruntime"),
            "a=50 l=200 b=30")
      << "inside [100, 300]: the Add of 90 and the second Conv, whose names nodes outside have, too";
}

TEST(LatencyReport, FilesOfOtherKindsAreNamedByWhatWasAskedFor) {
  EXPECT_THAT(refusal("{\"Layers\": [], \"Bindings\": []}"), HasSubstr("--exportProfile"));
  EXPECT_THAT(refusal("{\"a\": 1}"), HasSubstr("no latency report"));
  EXPECT_THAT(refusal("timestamp,power_w\n0,5\n"), HasSubstr("energy-calibrate trace reads it"));
  for (char const *text : {"{\"a\": 1}", "RAM 1/2MB SWAP 0/1MB CPU [1%@100]\n", "<html>", "hello\n"})
    EXPECT_THAT(refusal(text), testing::Not(HasSubstr("power trace"))) << text;
}

} // namespace
