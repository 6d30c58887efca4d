#include "lib/trace/formats/TraceReaders.h"
#include "lib/support/Error.h"
#include "llvm/Support/Endian.h"
#include <gmock/gmock.h>

using namespace eo;
using testing::HasSubstr;

namespace {

struct ReadResult {
  std::optional<PowerTrace> trace;
  std::string error;
  DiagnosticEngine diagnostics;
};

ReadResult read(llvm::StringRef text, TraceReadOptions const &options = {}) {
  ReadResult result;
  auto trace = readTrace(text, "file", options, result.diagnostics);
  if (trace)
    result.trace = std::move(*trace);
  else
    result.error = takeErrorText(trace.takeError()).message;
  return result;
}

std::string le(float value) {
  std::string bytes(4, 0);
  uint32_t bits = 0;
  std::memcpy(&bits, &value, 4);
  llvm::support::endian::write32le(bytes.data(), bits);
  return bytes;
}

std::string npy(llvm::StringRef type, llvm::StringRef shape, std::string const &data) {
  std::string dictionary =
      "{'descr': '" + type.str() + "', 'fortran_order': False, 'shape': (" + shape.str() + "), }\n";
  std::string length(2, 0);
  llvm::support::endian::write16le(length.data(), static_cast<uint16_t>(dictionary.size()));
  return "\x93NUMPY" + std::string("\x01\x00", 2) + length + dictionary + data;
}

} // namespace

struct FormatCase {
  char const *name;
  std::string text;
  TraceReadOptions options;
  char const *format;
  double rateHz;
  std::vector<float> watts;
};
static void PrintTo(FormatCase const &one, std::ostream *stream) { *stream << one.name; }

class TraceFormats : public testing::TestWithParam<FormatCase> {};

TEST_P(TraceFormats, ReadsRateAndWatts) {
  FormatCase const &c = GetParam();
  ReadResult result = read(c.text, c.options);
  ASSERT_TRUE(result.trace) << result.error;
  EXPECT_EQ(result.trace->format, c.format);
  EXPECT_NEAR(result.trace->rateHz, c.rateHz, 1e-6 * c.rateHz);
  ASSERT_EQ(result.trace->watts.size(), c.watts.size());
  for (size_t i = 0; i < c.watts.size(); ++i)
    EXPECT_NEAR(result.trace->watts[i], c.watts[i], 1e-5) << i;
}

static TraceReadOptions with(std::optional<double> rate, std::optional<double> supply = {},
                             std::optional<double> shunt = {}) {
  TraceReadOptions options;
  options.rateHz = rate;
  options.supplyV = supply;
  options.shuntOhm = shunt;
  return options;
}

static std::string const twoDoubles("\x00\x00\x00\x00\x00\x00\xe0\x3f\x00\x00\x00\x00\x00\x00\xd0\x3f",
                                    16); // 0.5 0.25

INSTANTIATE_TEST_SUITE_P(
    All, TraceFormats,
    testing::Values(
        FormatCase{"PlainMilliwatts",
                   "time_s,power_mw\n0,1500\n0.1,1600\n0.2,1700\n",
                   {},
                   "csv",
                   10,
                   {1.5F, 1.6F, 1.7F}},
        FormatCase{
            "SemicolonsAndCrlf", "t (ms);Power (W)\r\n0;1\r\n1;2\r\n2;3\r\n", {}, "csv", 1000, {1, 2, 3}},
        FormatCase{"CommaDecimalsBetweenSemicolons",
                   "time_s;power_w\n0,0;1,5\n0,5;2,5\n1,0;2\n",
                   {},
                   "csv",
                   2,
                   {1.5F, 2.5F, 2}},
        FormatCase{"BomAndCurrentTimesVoltage",
                   "\xEF\xBB\xBFtime_s,current_a,voltage_v\n0,0.5,5\n0.5,0.4,5\n1,0.2,5\n",
                   {},
                   "csv",
                   2,
                   {2.5F, 2, 1}},
        FormatCase{"CurrentWithSupply",
                   "time_us,current_ma\n0,100\n2,200\n4,300\n",
                   with({}, 5.0),
                   "csv",
                   500000,
                   {0.5F, 1, 1.5F}},
        FormatCase{"RateReplacesTime", "power_w\n1\n2\n3\n", with(4), "csv", 4, {1, 2, 3}},
        FormatCase{"ShuntColumn", "u_shunt_v\n0.1\n0.2\n", with(1000, 5.0, 0.1), "csv", 1000, {4.9F, 9.6F}},
        FormatCase{"BareShuntVolts", "0.1\n0.2\n", with(1000, 5.0, 0.1), "shunt-volts", 1000, {4.9F, 9.6F}},
        FormatCase{"RailsAddUp",
                   "time_s,VDD_CPU (mW),VDD_GPU (mW)\n0,100,200\n1,100,300\n2,1,1\n",
                   {},
                   "csv",
                   1,
                   {0.3F, 0.4F, 0.002F}},
        FormatCase{"InputRailIsTheTotal",
                   "time_s,VDD_CPU (mW),VDD_IN (mW)\n0,100,900\n1,100,800\n2,1,700\n",
                   {},
                   "csv",
                   1,
                   {0.9F, 0.8F, 0.7F}},
        FormatCase{"Joulescope",
                   "#time,current,voltage,power,charge,energy\n0.0,0.5,4,2,0,0\n0.5,0.5,4,3,0.25,1\n",
                   {},
                   "joulescope",
                   2,
                   {2, 3}},
        FormatCase{"Monsoon",
                   "Time (s),Main Avg Current (mA),Main Avg Power (mW),Main Avg Voltage (V),USB Avg Power "
                   "(mW)\n0,100,400,4,9\n0.0002,200,800,4,9\n",
                   {},
                   "monsoon",
                   5000,
                   {0.4F, 0.8F}},
        FormatCase{
            "Ppk2",
            "Timestamp(ms),Current(uA),D0-D7\n0,1000,00000000\n0.01,2000,00000001\n0.02,3000,00000001\n",
            with({}, 3.0),
            "ppk2",
            100000,
            {0.003F, 0.006F, 0.009F}},
        FormatCase{"Otii",
                   "Timestamp (s);Main Current - Arc (A);Main Voltage - Arc (V)\n0;0.5;4\n0.001;0.25;4\n",
                   {},
                   "otii",
                   1000,
                   {2, 1}},
        FormatCase{"Streamline",
                   "Streamline export\nCapture: x.apc\nIndex,Time (s),Power:VDD_IN (mW),Power:VDD_GPU "
                   "(mW)\n0,0.000,3000,1000\n1,0.001,4000,2000\n",
                   {},
                   "streamline",
                   1000,
                   {3, 4}},
        FormatCase{"JetsonLog",
                   "20241121-00:00:01.00,5000.0,1100.0\n20241121-00:00:01.20,5000.0,1200.0\n",
                   {},
                   "jetson-log",
                   5,
                   {5.5F, 6}},
        FormatCase{
            "TegrastatsJetPack4",
            "RAM 1/2MB CPU [1%@102] EMC_FREQ 0%@204 POM_5V_IN 920/920 POM_5V_GPU 40/0 POM_5V_CPU 119/119\n"
            "RAM 1/2MB CPU [1%@102] EMC_FREQ 0%@204 POM_5V_IN 1537/1228 POM_5V_GPU 0/0 POM_5V_CPU 472/295\n",
            with(4),
            "tegrastats",
            4,
            {0.92F, 1.537F}},
        FormatCase{"TegrastatsJetPack5",
                   "12-31-2022 23:59:58 RAM 1/2MB CPU [off,1%@102] GR3D_FREQ 61%@[1300,1300] VDD_GPU_SOC "
                   "1000mW/1000mW VDD_CPU_CV 500mW/500mW\n"
                   "12-31-2022 23:59:59 RAM 1/2MB CPU [off,1%@102] GR3D_FREQ 61% VDD_GPU_SOC 2000mW/1500mW "
                   "VDD_CPU_CV "
                   "500mW/500mW\n"
                   "01-01-2023 00:00:00 RAM 1/2MB CPU [off,1%@102] GR3D_FREQ 61% VDD_GPU_SOC 3000mW/1500mW "
                   "VDD_CPU_CV "
                   "500mW/500mW\n",
                   {},
                   "tegrastats",
                   1,
                   {1.5F, 2.5F, 3.5F}},
        FormatCase{"Ina3221", "AlexNet batch 1\n\n14000.5\n13000\n", with(1), "ina3221", 1, {14.0005F, 13}},
        FormatCase{"Eembc", "\xF1" + le(1000) + le(35) + le(36), {}, "eembc", 1000, {0.035F, 0.036F}},
        FormatCase{
            "Npy", npy("<f8", "2,", twoDoubles), with(500000, 5.0, 1.0), "npy", 500000, {2.25F, 1.1875F}}),
    [](auto const &c) { return c.param.name; });

struct BrokenCase {
  char const *name;
  std::string text;
  TraceReadOptions options;
  char const *message;
};
static void PrintTo(BrokenCase const &one, std::ostream *stream) { *stream << one.name; }

class BrokenTraces : public testing::TestWithParam<BrokenCase> {};

TEST_P(BrokenTraces, AreRefusedWithPlaceAndReason) {
  ReadResult result = read(GetParam().text, GetParam().options);
  ASSERT_FALSE(result.trace);
  EXPECT_THAT(result.error, HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    All, BrokenTraces,
    testing::Values(
        BrokenCase{"Empty", "", {}, "the file is empty"},
        BrokenCase{"HeaderOnly", "time_s,power_w\n", {}, "no samples"},
        BrokenCase{"CutLine",
                   "time_s,power_w\n0,1\n1,2\n2",
                   {},
                   "line 4, column 2: 1 cells where 2 are expected; the last line is cut off"},
        BrokenCase{"CommaDecimalsInCommaTable",
                   "time_s,power_w\n0,1,5\n",
                   {},
                   "line 2, column 3: more than the 2 cells of the header"},
        BrokenCase{"MixedUnits",
                   "time_s,power_mw\n0,1500\n1,1.5 W\n",
                   {},
                   "line 3, column 2: '1.5 W' carries a unit of its own"},
        BrokenCase{"TwoPowerColumns",
                   "time_s,power_w,power_mw\n0,1,1000\n",
                   {},
                   "line 1: which column is the power? 'power_w', 'power_mw'"},
        BrokenCase{
            "NoUnit", "time_s,power\n0,1\n", {}, "line 1, column 2: the header 'power' states no unit"},
        BrokenCase{"Word", "time_s,power_w\n0,1\n1,oops\n", {}, "line 3, column 2: 'oops' is not a number"},
        BrokenCase{
            "OutOfRange", "time_s,power_w\n0,1e999\n", {}, "line 2, column 2: '1e999' is out of range"},
        BrokenCase{
            "NegativePower", "time_s,battery_power_w\n0,-2\n1,-2\n2,-6\n", {}, "the mean power is negative"},
        BrokenCase{"NegativeTime", "time_s,power_w\n-1,1\n0,2\n", {}, "line 2, column 1: -1 s is no time"},
        BrokenCase{"DuplicateStamp",
                   "time_s,power_w\n0,1\n1,2\n1,3\n",
                   {},
                   "line 4, column 1: the same time appears twice"},
        BrokenCase{"ManyColumns",
                   "time_s,power_w" + std::string(5000, ','),
                   {},
                   "line 1, column 4097: a header of 5002 columns"},
        BrokenCase{
            "HugeGap", "time_s,power_w\n0,1\n1,2\n2,2\n1e9,3\n", {}, "a gap longer than the recording"},
        BrokenCase{"Ppk2WithoutSupply", "Timestamp(ms),Current(uA)\n0,1\n", {}, "give --supply-v"},
        BrokenCase{
            "NpyWithoutShunt", npy("<f8", "2,", twoDoubles), {}, "give --shunt-ohm, --supply-v, --rate-hz"},
        BrokenCase{
            "NpyCut", npy("<f8", "2,", twoDoubles.substr(3)), {}, "needs 16 bytes of data, the file has 13"},
        BrokenCase{"NpyTypes", npy("<i4", "4,", twoDoubles), {}, "values of type '<i4'"},
        BrokenCase{"NpyTwoAxes", npy("<f4", "2, 2", twoDoubles), {}, "one dimension is needed"},
        BrokenCase{"NpyHugeShape", npy("<f8", "99999999999999999999", twoDoubles), {}, "does not fit"},
        BrokenCase{"EembcCut",
                   "\xF1" + le(1000) + le(35) + "ab",
                   {},
                   "column 10: the last sample is cut off (2 of 4 bytes)"},
        BrokenCase{"EembcRate", "\xF1" + le(-5) + le(35), {}, "a sample rate of -5 Hz"},
        BrokenCase{"TegrastatsCut",
                   "RAM 1/2MB CPU [] EMC_FREQ VDD_IN 9/9\nRAM 1/2MB CP",
                   {},
                   "line 2, column 13: rail VDD_IN is missing; the last line is cut off"},
        BrokenCase{"TegrastatsUnits",
                   "RAM 1/2MB CPU [] VDD_IN 9/9\nRAM 1/2MB CPU [] VDD_IN 9mW/9mW\n",
                   {},
                   "line 2, column 25: VDD_IN is given with a unit here"},
        BrokenCase{"TegrastatsRails", "RAM 1/2MB CPU [1%] EMC_FREQ 0%\n", {}, "no power rail"},
        BrokenCase{"JetsonLogTime",
                   "20241121-00:00:01.00,5000.0,1\n20241301-00:00:01.00,5000.0,1\n",
                   {},
                   "line 2, column 1: no time of the form"},
        BrokenCase{"FramesPerSecond", "AlexNet\n\n107.39\n108.1\n", {}, "no known trace format"},
        BrokenCase{"BareNumbers", "107.39\n108.1\n", {}, "bare numbers without a unit"},
        BrokenCase{"LfsPointer", "version https://git-lfs.github.com/spec/v1\n", {}, "a Git LFS pointer"},
        BrokenCase{
            "NotANumberAnywhere", "time_s,power_w\n0,nan\n1,nan\n", {}, "not one of 2 samples is a number"}),
    [](auto const &c) { return c.param.name; });

TEST(TraceReaders, UnknownFormatNameSuggests) {
  TraceReadOptions options;
  options.format = "joulscope";
  EXPECT_THAT(read("x", options).error, HasSubstr("did you mean 'joulescope'"));
}

TEST(TraceReaders, GapsAreFilledMarkedAndReported) {
  ReadResult result = read("time_s,power_w\n0,1\n1,1\n2,1\n5,4\n6,4\n7,4\n8,4\n");
  ASSERT_TRUE(result.trace) << result.error;
  EXPECT_EQ(result.trace->watts.size(), 9U);
  EXPECT_EQ(result.trace->missing, (std::vector<SampleRange>{{3, 5}}));
  EXPECT_EQ(result.trace->missingIn(0, 4), 1U);
  EXPECT_FLOAT_EQ(result.trace->watts[3], 2);
  EXPECT_EQ(result.diagnostics.count(DiagCode::TraceGap), 1U);
}

TEST(TraceReaders, ClockJumpBackIsAJointNotAnInterval) {
  ReadResult result = read("time_s,power_w\n10,1\n11,1\n12,1\n0,4\n1,4\n2,4\n");
  ASSERT_TRUE(result.trace) << result.error;
  EXPECT_EQ(result.diagnostics.count(DiagCode::TraceClockJump), 1U);
  EXPECT_EQ(result.trace->missing, (std::vector<SampleRange>{{2, 3}}));
  EXPECT_NEAR(result.trace->rateHz, 1, 1e-9);
}

TEST(TraceReaders, NanSamplesAreMissing) {
  ReadResult result = read("time_s,power_w\n0,1\n1,nan\n2,\n3,1\n");
  ASSERT_TRUE(result.trace) << result.error;
  EXPECT_EQ(result.trace->missing, (std::vector<SampleRange>{{1, 3}}));
  EXPECT_EQ(result.diagnostics.count(DiagCode::TraceMissingSamples), 1U);
}

TEST(TraceReaders, UnevenPollsKeepTheirEnergy) {
  // Power 1 W until t = 3, then a ramp to 3 W at t = 5: trapezoid energy 3 + 4 = 7 J over 5 s.
  ReadResult result = read("time_s,power_w\n0,1\n0.7,1\n1.9,1\n3,1\n3.6,1.6\n5,3\n");
  ASSERT_TRUE(result.trace) << result.error;
  EXPECT_EQ(result.diagnostics.count(DiagCode::TraceResampled), 1U);
  PowerTrace const &trace = *result.trace;
  double joules = 0;
  for (size_t i = 0; i < trace.watts.size(); ++i) {
    double seconds =
        std::min(trace.timeOf(static_cast<double>(i) + 1), 5.0) - trace.timeOf(static_cast<double>(i));
    joules += static_cast<double>(trace.watts[i]) * std::max(0.0, seconds);
  }
  EXPECT_NEAR(joules, 7, 0.02);
}

TEST(TraceReaders, MeterAtItsLimitIsReported) {
  std::string text = "time_s,power_w\n";
  for (int i = 0; i < 200; ++i)
    text += fmt::format("{},{}\n", i, i % 50 > 40 ? 5.0 : 1.0 + 0.01 * (i * 37 % 101));
  EXPECT_EQ(read(text).diagnostics.count(DiagCode::TraceSaturated), 1U);
}

TEST(TraceReaders, FileWithoutTimeSaysSo) {
  ReadResult result = read("RAM 1/2MB CPU [] VDD_IN 9000/9000\nRAM 1/2MB CPU [] VDD_IN 9000/9000\n");
  ASSERT_TRUE(result.trace);
  EXPECT_FALSE(result.trace->hasTime());
  EXPECT_EQ(result.diagnostics.count(DiagCode::TraceWithoutTime), 1U);
}

TEST(TraceReaders, HeadingsNameSections) {
  ReadResult result = read("A net\n\ncat\n14000\n13000\ndog\n12000\n\nB net\n\n9000\n8000\n", with(1));
  ASSERT_TRUE(result.trace) << result.error;
  std::vector<std::string> names;
  for (TraceSection const &section : result.trace->sections)
    names.push_back(section.name);
  EXPECT_THAT(names, testing::ElementsAre("A net / cat", "A net / dog", "B net"));
}

TEST(TraceReaders, ADrawBeforeAnyGpuOfItsBlockIsOfNone) {
  ReadResult result = read("==NVSMI LOG==\nGPU 0:01\n  Power Readings\n    Power Draw : 20 W\n==NVSMI "
                           "LOG==\n  Power Readings\n    Power Draw : "
                           "30 W\n==NVSMI LOG==\nGPU 0:01\n  Power Readings\n    Power Draw : 40 W\n",
                           with(1));
  ASSERT_TRUE(result.trace) << result.error;
  EXPECT_EQ(result.trace->watts, (std::vector<float>{20, 30, 40})); // the second is missing and bridged
  EXPECT_EQ(result.trace->missing, (std::vector<SampleRange>{{1, 2}}));
}

TEST(TraceReaders, BlanksAndQuotesDoNotChaseEachOther) {
  // Found by fuzzing: blanks became tabs, tabs inside the quote blanks again, without end.
  EXPECT_FALSE(read("#Date Time pwr\n#D T W\n\"a b 1\n 1 2 3\n").trace);
  ReadResult quoted = read("time_s,\"a;b\",power_w\n0,\"1;2\",2\n1,\"1,2\",3\n");
  ASSERT_TRUE(quoted.trace) << quoted.error;
  EXPECT_EQ(quoted.trace->watts, (std::vector<float>{2, 3}));
}
