// Which power is read from which log: the files of testdata/traces/logs (made by make.py there) and the table of docs/power-logs.md. The
// expected watts are worked out by hand from the numbers in make.py: the input rail, or the sum that the sources in Rails.def tell.
#include "lib/support/Error.h"
#include "lib/trace/formats/Rails.h"
#include "lib/trace/formats/TraceReaders.h"
#include "llvm/Support/MemoryBuffer.h"
#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>

using namespace eo;

namespace {

enum class Outcome { Right, Asked, Refused };

struct LogCase {
  char const *log;  ///< what wrote it, for the table
  char const *file; ///< in testdata/traces/logs
  TraceReadOptions options;
  char const *flags; ///< the same, for the table
  Outcome outcome;
  double first, last, hertz; ///< watts of the first and the last sample; Hz, 0: the file has no time
  char const *message;       ///< a part of the question or refusal
};

TraceReadOptions rate(double hertz) {
  TraceReadOptions options;
  options.rateHz = hertz;
  return options;
}

TraceReadOptions columns(std::vector<std::string> names) {
  TraceReadOptions options;
  options.columns = std::move(names);
  return options;
}

TraceReadOptions devices(std::vector<std::string> names) {
  TraceReadOptions options;
  options.devices = std::move(names);
  return options;
}

LogCase right(char const *log, char const *file, double first, double last, double hertz,
              TraceReadOptions options = {}, char const *flags = "") {
  return {log, file, std::move(options), flags, Outcome::Right, first, last, hertz, ""};
}
LogCase asked(char const *log, char const *file, char const *message) {
  return {log, file, {}, "", Outcome::Asked, 0, 0, 0, message};
}
LogCase refused(char const *log, char const *file, char const *message) {
  return {log, file, {}, "", Outcome::Refused, 0, 0, 0, message};
}

std::vector<LogCase> const &cases() {
  static std::vector<LogCase> const all = {
      // tegrastats
      right("tegrastats, Jetson Nano, JetPack 4", "tegrastats-nano-jetpack4.log", 1.841, 9.312, 2, rate(2),
            "--rate-hz=2"),
      right("tegrastats, Jetson TX1, JetPack 3", "tegrastats-tx1-jetpack3.log", 3.040, 11.790, 1, rate(1),
            "--rate-hz=1"),
      right("tegrastats, Jetson TX2, JetPack 4", "tegrastats-tx2-jetpack4.log", 3.208, 13.208, 1, rate(1),
            "--rate-hz=1"),
      right("tegrastats, Jetson Xavier NX, JetPack 4", "tegrastats-xavier-nx-jetpack4.log", 2.949, 14.020, 1,
            rate(1), "--rate-hz=1"),
      // 310 + 929 + 1239 + 0 + 464 + 1848 = 4790 and 13930 + 1546 + 3250 + 154 + 2010 + 3240 = 24130
      right("tegrastats, Jetson AGX Xavier, JetPack 5", "tegrastats-agx-xavier-jetpack5.log", 4.790, 24.130,
            1),
      right("tegrastats, Jetson Orin Nano, JetPack 6", "tegrastats-orin-nano-jetpack6.log", 4.420, 12.840, 1),
      // 2790 + 398 + 2417 = 5605 and 21560 + 1593 + 6229 = 29382: VDDQ_VDD2_1V8AO is in VIN_SYS_5V0
      right("tegrastats, Jetson AGX Orin, JetPack 5", "tegrastats-agx-orin-jetpack5.log", 5.605, 29.382, 1),
      right("tegrastats, Jetson AGX Thor, JetPack 7", "tegrastats-thor-jetpack7.log", 24.480, 86.900, 1),
      // 5000 + 1100 and 21000 + 3100: two inputs side by side
      right("tegrastats, a carrier board with two metered inputs", "tegrastats-system-inputs.log", 6.1, 24.1,
            1, rate(1), "--rate-hz=1"),
      asked("tegrastats, rails that no table knows", "tegrastats-own-board.log",
            "which rails are the power? VDD_MAIN, VDD_AUX"),
      right("the same, answered", "tegrastats-own-board.log", 2.3, 9.7, 0, columns({"vdd_main", "VDD_AUX"}),
            "--rail=VDD_MAIN,VDD_AUX"),
      // jtop, the kernel's sensors
      right("jtop logger, AGX Orin", "jtop-agx-orin.csv", 5.6, 26.9, 1),
      right("jtop logger 3, Nano", "jtop-nano.csv", 2.512, 8.890, 2),
      // 5 V · 884 mA and 5 V · 3120 mA
      right("hwmon attributes of an INA3221, Orin NX, JetPack 6", "hwmon-orin-nx-jetpack6.log", 4.42, 15.6,
            2),
      // 10 V · (300 + 100 + 200) mA and 10 V · (2400 + 100 + 200) mA
      right("hwmon attributes of an INA3221, AGX Orin, JetPack 5", "hwmon-agx-orin-jetpack5.log", 6, 27, 1),
      // 312 + 520 + 1250 + 0 + 420 + 1740 = 4242 and 11400 + 830 + 3100 + 0 + 1930 + 3050 = 20310
      right("ina3221x attributes, AGX Xavier, JetPack 4", "sysfs-agx-xavier-jetpack4.log", 4.242, 20.310, 5,
            rate(5), "--rate-hz=5"),
      // 0.09·3.7 + 0.05·3.3 + 0.2·1.8 + 0.02·1.1 = 0.88, and 0.8 V · 0.5 A or 4 A of the core
      right("vcgencmd pmic_read_adc, Raspberry Pi 5", "pmic-read-adc-pi5.log", 1.28, 4.08, 1, rate(1),
            "--rate-hz=1"),
      right("prints of an INA219 on a serial line", "serial-ina219.log", 1.581, 7.395,
            1), // 310 and 1450 mA at 5.1 V
      right("lm-sensors in a loop", "lm-sensors.log", 12, 152, 1, rate(1), "--rate-hz=1"),
      right("powermetrics", "powermetrics.log", 0.331, 8.6, 1, rate(1), "--rate-hz=1"),
      // NVIDIA GPUs
      right("nvidia-smi --format=csv", "nvidia-smi-one-gpu.csv", 9.41, 64.2, 1),
      right("nvidia-smi, average and instant", "nvidia-smi-instant.csv", 30.2, 412.5, 10),
      asked("nvidia-smi, two GPUs", "nvidia-smi-two-gpus.csv",
            "the rows are of 2 in turn by column 'index': 0, 1; choose with --device=0"),
      right("the same, answered", "nvidia-smi-two-gpus.csv", 21, 231, 1, devices({"0"}), "--device=0"),
      right("the same, both", "nvidia-smi-two-gpus.csv", 39, 250, 1, devices({"0", "1"}), "--device=0,1"),
      asked("nvidia-smi, two GPUs without their index", "nvidia-smi-two-gpus-unnamed.csv", "bursts of 2"),
      right("nvidia-smi, noheader", "nvidia-smi-noheader.csv", 9.41, 64.2, 1),
      right("nvidia-smi -q -l 1", "nvidia-smi-q.log", 27.3, 199.9, 1),
      asked("nvidia-smi -q -l 1, two GPUs", "nvidia-smi-q-two-gpus.log", "2 GPUs draw power here"),
      right("the same, answered", "nvidia-smi-q-two-gpus.log", 42.8, 215.4, 1,
            devices({"01:00.0", "04:00.0"}), "--device=01:00.0,04:00.0"),
      right("nvidia-smi dmon -o DT", "nvidia-smi-dmon.log", 24, 131, 1),
      // processors
      right("PowerJoular", "powerjoular.csv", 14.2, 58.8, 1),
      right("turbostat", "turbostat.log", 7.5, 44.2, 1, rate(1),
            "--rate-hz=1"), // package 6.4 + memory 1.1, 41 + 3.2
      right("s-tui --csv", "s-tui.csv", 7.5, 44.2, 0.5),
      right("Intel Power Gadget, with its summary below", "power-gadget.csv", 7.5, 44.2, 10),
      // meters and sticks
      right("hailortcli measure-power in a loop, with stamps", "hailo-loop.log", 1.12, 3.47, 1),
      right("hailortcli measure-power --duration=1 in a loop", "hailo-summaries.log", 1.2, 3.5, 1, rate(1),
            "--rate-hz=1"),
      refused("hailortcli measure-power, once", "hailo-summary.log", "a summary of hailortcli"),
      right("FNIRSI FNB58, PC software", "fnirsi-app.csv", 1.533, 7.07, 10),
      right("FNIRSI, fnirsi-usb-power-data-logger", "fnirsi-logger.txt", 1.533, 7.07,
            100),                                              // 5.11 V · 0.3 A and 5.05 V · 1.4 A
      right("Otii Arc", "otii-arc.csv", 0.0693, 1.0168, 1000), // 3.3 V · 21 mA and 3.28 V · 310 mA
      asked("Otii Arc, two channels", "otii-two-channels.csv",
            "which column is the power? 'Main Current - DUT (A)', 'ADC Current - DUT (A)'"),
      right("the same, answered", "otii-two-channels.csv", 0.0693, 1.0168, 1000,
            columns({"Main Current - DUT (A)"}), "--column='Main Current - DUT (A)'"),
      right("Joulescope, statistics", "joulescope-statistics.csv", 1.53, 7, 2),
      refused("Joulescope, .jls", "recording.jls", "pyjls"),
      refused("Power Profiler Kit II, .ppk2", "recording.ppk2", "export it there as CSV"),
      // tables
      right("total beside its parts", "total-and-parts.csv", 3.5, 9, 10),
      right("mean beside minimum, maximum, deviation", "mean-and-spread.csv", 1.8, 5.2, 20),
      right("bus and shunt voltage beside the current", "bus-behind-shunt.csv", 12.02 * 0.31, 11.95 * 1.55,
            1),
      right("cap beside the draw", "draw-and-cap.csv", 8.5, 61.5, 1),
      right("present value beside its running mean", "present-and-running-mean.csv", 2.5, 8.5, 1),
      asked("input beside output", "input-and-output.csv",
            "which column is the power? 'input_power_w', 'output_power_w'"),
      asked("a power without a subject beside that of a part", "power-and-part.csv",
            "'power_w', 'npu_power_w'"),
      right("the same, answered", "power-and-part.csv", 2.5, 8.5, 1, columns({"power_w"}),
            "--column=power_w"),
      asked("one power in two units", "two-units.csv", "in two units or from two tools"),
      asked("extremes without a mean", "extremes-only.csv", "extremes only"),
      asked("a limit alone", "limit-only.csv", "nothing that is drawn"),
      refused("a counter of energy", "energy-counter.csv", "a table of energy, not of power"),
      right("percent beside the power", "percent.csv", 2.5, 8.5, 1),
      right("a row for each rail", "long-table.csv", 2.4, 9.1, 1),
      right("the same, two of them", "long-table.csv", 0.9, 6.5, 1, columns({"VDD_CPU_GPU_CV", "vdd_soc"}),
            "--rail=VDD_CPU_GPU_CV,VDD_SOC"),
      right("`sep=;`, decimal commas", "comma-decimals.csv", 2.5, 8.5, 2),
      right("UTF-16, little endian", "utf16-little.csv", 2.5, 8.5, 1),
      right("UTF-16, big endian", "utf16-big.csv", 2.5, 8.5, 1),
      right("lines above the header, units in a line below", "lines-above.csv", 2.5, 8.5, 10),
      right("N/A, -, nan", "missing-values.csv", 2.5, 8.5, 1),
      refused("no unit in header or cells", "no-unit.csv", "states no unit"),
  };
  return all;
}

struct ReadLog {
  std::optional<PowerTrace> trace;
  Outcome outcome = Outcome::Right;
  std::string said; ///< the notes, or the message
};

ReadLog read(LogCase const &log) {
  ReadLog reading;
  DiagnosticEngine diagnostics;
  std::string folder = ENERGY_OPT_SOURCE_DIR "/testdata/traces/logs/";
  auto trace = readTraceFile(folder + log.file, log.options, diagnostics);
  if (!trace) {
    ErrorText error = takeErrorText(trace.takeError());
    reading.outcome = error.kind == ErrorKind::Usage ? Outcome::Asked : Outcome::Refused;
    reading.said = llvm::StringRef(error.message).split(folder + log.file + ": ").second.str();
    return reading;
  }
  reading.trace = std::move(*trace);
  for (Diagnostic const &one : diagnostics.diagnostics())
    if (one.code == DiagCode::TraceRails)
      reading.said += (reading.said.empty() ? "" : "; ") + one.message;
  return reading;
}

class PowerLogs : public testing::TestWithParam<size_t> {};

} // namespace

TEST_P(PowerLogs, AreReadRightOrAskedAboutOrRefused) {
  LogCase const &log = cases()[GetParam()];
  ReadLog reading = read(log);
  ASSERT_EQ(reading.outcome, log.outcome) << log.file << ": " << reading.said;
  EXPECT_THAT(reading.said, testing::HasSubstr(log.message));
  if (!reading.trace)
    return;
  EXPECT_NEAR(reading.trace->watts.front(), log.first, 1e-5) << log.file << ": " << reading.said;
  EXPECT_NEAR(reading.trace->watts.back(), log.last, 1e-4) << log.file << ": " << reading.said;
  EXPECT_NEAR(reading.trace->rateHz, log.hertz, 1e-4 * log.hertz) << log.file;
}

INSTANTIATE_TEST_SUITE_P(All, PowerLogs, testing::Range(size_t{0}, cases().size()), [](auto const &c) {
  std::string name = fmt::format("{:02}_{}", c.param, cases()[c.param].file);
  std::replace_if(
      name.begin(), name.end(), [](char letter) { return !std::isalnum(static_cast<unsigned char>(letter)); },
      '_');
  return name;
});

static llvm::StringRef describe(Outcome outcome) {
  switch (outcome) {
  case Outcome::Right:
    return "right";
  case Outcome::Asked:
    return "asked";
  case Outcome::Refused:
    return "refused";
  }
  return "";
}

/// Compares `table` with what stands between the marks in docs/power-logs.md; UPDATE_GOLDENS=1 writes it there.
static void expectInDocs(std::string const &mark, std::string const &table) {
  std::string const path = ENERGY_OPT_SOURCE_DIR "/docs/power-logs.md", begin = "<!-- " + mark + " -->\n",
                    end = "<!-- /" + mark + " -->";
  auto buffer = llvm::MemoryBuffer::getFile(path);
  ASSERT_TRUE(static_cast<bool>(buffer));
  std::string page = (*buffer)->getBuffer().str();
  size_t from = page.find(begin), to = page.find(end);
  ASSERT_NE(from, std::string::npos);
  ASSERT_NE(to, std::string::npos);
  from += begin.size();
  if (std::getenv("UPDATE_GOLDENS")) {
    page.replace(from, to - from, table);
    std::ofstream(path, std::ios::binary) << page;
    return;
  }
  EXPECT_EQ(page.substr(from, to - from), table)
      << "UPDATE_GOLDENS=1 rewrites the table of docs/power-logs.md; read the diff";
}

TEST(PowerLogs, TableOfTheDocsSaysWhatIsRead) {
  std::string table = "| log | flags | reading | what it says |\n|---|---|---|---|\n";
  for (LogCase const &log : cases()) {
    ReadLog reading = read(log);
    table +=
        fmt::format("| {} | {} | {} | {} |\n", log.log, log.flags[0] ? fmt::format("`{}`", log.flags) : "",
                    describe(reading.outcome).str(), reading.said);
  }
  expectInDocs("logs", table);
}

TEST(PowerLogs, TableOfTheDocsListsTheBoards) {
  std::string table =
      "| board | logs of | input | else added | part of another | source |\n|---|---|---|---|---|---|\n";
  for (BoardRails const &board : boardRails()) {
    std::string input, added, fed;
    auto append = [](std::string &list, std::string const &item) {
      list += (list.empty() ? "" : ", ") + item;
    };
    for (BoardRails::Rail const &rail : board.rails) {
      if (rail.input)
        append(input, fmt::format("`{}`", rail.name.str()));
      else if (rail.feeder.empty())
        append(added, fmt::format("`{}`", rail.name.str()));
      else
        append(fed, fmt::format("`{}` of `{}`", rail.name.str(), rail.feeder.str()));
    }
    table += fmt::format("| {} | {} | {} | {} | {} | {} |\n", board.name.str(), board.where.str(), input,
                         added, fed, board.source.str());
  }
  expectInDocs("boards", table);
}
