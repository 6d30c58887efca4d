// NVIDIA tegrastats. JetPack 4 lines carry neither time nor unit ("POM_5V_IN 920/920"), JetPack 5 and 6 lines
// start with "MM-DD-YYYY HH:MM:SS" and say "VDD_IN 5542mW/5542mW". The first figure is the present value in
// mW, the second the running mean. Stamps count whole seconds, several lines share one: the rate follows from
// first and last stamp.
#include "lib/support/Error.h"
#include "lib/support/Utf8.h"
#include "lib/text/CalendarTime.h"
#include "lib/text/Csv.h"
#include "lib/trace/formats/Rails.h"
#include "lib/trace/formats/TraceBuilder.h"

#include <algorithm>

namespace eo {

namespace {
struct RailReading {
  llvm::StringRef name;
  double watts = 0;
  size_t column = 0;
  bool hasUnit = false;
};
} // namespace

static bool isRailName(llvm::StringRef name) {
  return name.startswith("POM_") || name.startswith("VDD") || name.startswith("VIN") ||
         name.startswith("CV") || name.startswith("CPU_") || name.startswith("GPU_") ||
         name.startswith("SOC") || name.startswith("SYS");
}

/// "5542mW/5542mW" or "920/920": the first figure.
static bool parseValue(llvm::StringRef word, RailReading &reading) {
  auto [present, mean] = word.split('/');
  reading.hasUnit = present.consume_back("mW");
  if (mean.consume_back("mW") != reading.hasUnit)
    return false;
  unsigned long milliwatts = 0, average = 0;
  if (present.getAsInteger(10, milliwatts) || mean.getAsInteger(10, average) || milliwatts > 100000000)
    return false;
  reading.watts = static_cast<double>(milliwatts) * 1e-3;
  return true;
}

static std::vector<RailReading> railsOf(llvm::StringRef line) {
  std::vector<RailReading> rails;
  llvm::StringRef rest = line, previous;
  while (!rest.empty()) {
    rest = rest.ltrim(' ');
    llvm::StringRef word = rest.take_until([](char c) { return c == ' '; });
    rest = rest.drop_front(word.size());
    RailReading reading;
    if (isRailName(previous) && parseValue(word, reading)) {
      reading.name = previous;
      reading.column = static_cast<size_t>(word.begin() - line.begin()) + 1;
      rails.push_back(reading);
    }
    previous = word;
  }
  return rails;
}

bool recognisesTegrastats(llvm::StringRef head) {
  llvm::StringRef line = firstLineOf(head);
  return line.contains("RAM ") &&
         (line.contains("EMC_FREQ") || line.contains("CPU [") || line.contains("GR3D_FREQ"));
}

/// Samples per second from whole-second stamps; 0 where there are none.
static double rateFromStamps(std::vector<double> const &stamps) {
  if (stamps.size() < 2 || stamps.back() <= stamps.front())
    return 0;
  return static_cast<double>(stamps.size() - 1) / (stamps.back() - stamps.front());
}

static void reportSkips(TraceInput const &input, std::vector<double> const &stamps, double rate) {
  double usual = std::max(1.0, 1 / rate);
  for (size_t i = 1; i < stamps.size(); ++i)
    if (stamps[i] < stamps[i - 1])
      input.diagnostics.warn(
          DiagCode::TraceClockJump, input.file,
          fmt::format("line {}: the clock jumps back by {} s", i + 1, stamps[i - 1] - stamps[i]));
    else if (stamps[i] - stamps[i - 1] > 2 * usual + 1)
      input.diagnostics.warn(
          DiagCode::TraceGap, input.file,
          fmt::format("nothing for {} s before line {}", stamps[i] - stamps[i - 1], i + 1));
}

llvm::Expected<PowerTrace> readTegrastats(TraceInput const &input) {
  TraceBuilder builder(input, "tegrastats");
  std::vector<std::string> names;
  std::vector<size_t> used;
  std::vector<double> stamps;
  bool withUnit = false, withStamps = false;
  llvm::StringRef rest = withoutBom(input.text);
  for (size_t line = 1; !rest.empty(); ++line) {
    llvm::StringRef text;
    std::tie(text, rest) = rest.split('\n');
    text = text.rtrim("\r ");
    if (text.empty())
      continue;
    std::vector<RailReading> rails = railsOf(text);
    if (names.empty()) {
      for (RailReading const &rail : rails)
        names.push_back(rail.name.str());
      if (names.empty())
        return inputError(
            "{}: line {}, column 1: no power rail in this tegrastats line; does the board measure "
            "power, and was tegrastats run as root?",
            input.file, line);
      used = railsToAdd(names);
      withUnit = rails.front().hasUnit;
      withStamps = tegrastatsTime(text).has_value();
      input.diagnostics.note(DiagCode::TraceRails, input.file, describeRails(names));
    }
    double watts = 0;
    for (size_t rail : used) {
      auto found =
          llvm::find_if(rails, [&](RailReading const &reading) { return reading.name == names[rail]; });
      if (found == rails.end())
        return inputError("{}: line {}, column {}: rail {} is missing{}", input.file, line, text.size() + 1,
                          names[rail], rest.empty() ? "; the last line is cut off" : "");
      if (found->hasUnit != withUnit)
        return inputError("{}: line {}, column {}: {} is given {} unit here, unlike in line 1", input.file,
                          line, found->column, names[rail], found->hasUnit ? "with a" : "without a");
      watts += found->watts;
    }
    std::optional<double> stamp = tegrastatsTime(text);
    if (stamp.has_value() != withStamps)
      return inputError("{}: line {}, column 1: {} date and time, unlike in line 1", input.file, line,
                        stamp ? "starts with" : "lacks");
    if (stamp)
      stamps.push_back(*stamp);
    builder.push(watts);
  }
  double rate = rateFromStamps(stamps);
  if (rate > 0) {
    builder.setRate(rate);
    reportSkips(input, stamps, rate);
  }
  return builder.finish();
}

} // namespace eo
