// NVIDIA tegrastats. JetPack 3 and 4 lines carry neither time nor unit ("POM_5V_IN 920/920"), those of JetPack 5 to 7 start with "MM-DD-YYYY
// HH:MM:SS" and say "VDD_IN 5542mW/5542mW". Other stamps in front are read, too, as loggers put them there. The first figure is the
// present value in mW, the second the running mean; a sensor without load may count below zero. Stamps of whole seconds may be shared by
// several lines: the rate follows from all of them.
#include "lib/support/Error.h"
#include "lib/support/Spelling.h"
#include "lib/text/Csv.h"
#include "lib/trace/formats/Rails.h"
#include "lib/trace/formats/StampReader.h"
#include "lib/trace/formats/TraceBuilder.h"
#include "llvm/ADT/StringExtras.h"

namespace eo {

namespace {
struct RailReading {
  llvm::StringRef name;
  double watts = 0;
  size_t column = 0;
  bool hasUnit = false;
};
} // namespace

/// "VDD_IN", "GPU": what else stands before two figures ("RAM 1/2MB") has a unit there.
static bool isRailName(llvm::StringRef name) {
  return !name.empty() && llvm::isAlnum(name.front()) && llvm::any_of(name, llvm::isAlpha) &&
         llvm::all_of(name, [](char c) { return llvm::isAlnum(c) || c == '_'; });
}

/// "5542mW/5542mW" or "920/920": the first figure.
static bool parseValue(llvm::StringRef word, RailReading &reading) {
  auto [present, mean] = word.split('/');
  reading.hasUnit = present.consume_back("mW");
  if (mean.consume_back("mW") != reading.hasUnit)
    return false;
  long milliwatts = 0, average = 0;
  if (present.getAsInteger(10, milliwatts) || mean.getAsInteger(10, average) || milliwatts > 100000000 ||
      milliwatts < -100000000)
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

static bool isStatsLine(llvm::StringRef line) {
  return line.contains("RAM ") &&
         (line.contains("EMC") || line.contains("CPU [") || line.contains("cpu [") || line.contains("GR3D"));
}

bool recognisesTegrastats(llvm::StringRef head) {
  head = withoutBom(head);
  for (int line = 0; line < 20 && !head.empty(); ++line) {
    llvm::StringRef text;
    std::tie(text, head) = head.split('\n');
    if (isStatsLine(text))
      return true;
  }
  return false;
}

/// What is added up: the rails that --rail names, else by the rule.
static llvm::Expected<RailChoice> railsToAdd(std::vector<std::string> const &names, size_t line,
                                             TraceInput const &input) {
  RailChoice named;
  for (std::string const &wanted : input.options.columns) {
    auto rail = llvm::find_if(
        names, [&](std::string const &name) { return llvm::StringRef(name).equals_insensitive(wanted); });
    if (rail == names.end())
      return usageError("{}: line {}: no rail '{}'{}; there are {}", input.file, line, wanted,
                        didYouMean(wanted, names), llvm::join(names, ", "));
    named.added.push_back(static_cast<size_t>(rail - names.begin()));
  }
  if (!named.added.empty()) {
    llvm::sort(named.added);
    named.added.erase(std::unique(named.added.begin(), named.added.end()), named.added.end());
    return named;
  }
  RailChoice choice = chooseRails(names);
  if (choice.added.empty())
    return usageError("{}: line {}: which rails are the power? {}; the rule does not know {}; choose with "
                      "--rail=NAME,NAME (they are added)",
                      input.file, line, llvm::join(names, ", "), llvm::join(choice.unknown, ", "));
  if (!choice.explanation.empty())
    input.diagnostics.note(DiagCode::TraceRails, input.file, choice.explanation);
  return choice;
}

/// The stamp in front of "RAM": of tegrastats itself, or of what wrote the log.
static llvm::StringRef stampOf(llvm::StringRef line) { return line.take_front(line.find("RAM ")).trim(); }

llvm::Expected<PowerTrace> readTegrastats(TraceInput const &input) {
  TraceBuilder builder(input, "tegrastats");
  builder.setCalendar();
  StampReader stamps;
  std::vector<std::string> names;
  std::vector<size_t> used;
  size_t firstLine = 0;
  bool withUnit = false, withStamps = false;
  llvm::StringRef rest = withoutBom(input.text);
  for (size_t line = 1; !rest.empty(); ++line) {
    llvm::StringRef text;
    std::tie(text, rest) = rest.split('\n');
    text = text.rtrim("\r ");
    if (text.empty() || (names.empty() && !isStatsLine(text)))
      continue;
    std::vector<RailReading> rails = railsOf(text);
    std::optional<double> stamp = stamps.seconds(stampOf(text));
    if (names.empty()) {
      for (RailReading const &rail : rails)
        names.push_back(rail.name.str());
      if (names.empty())
        return inputError(
            "{}: line {}, column 1: no power rail in this tegrastats line; does the board measure "
            "power, and was tegrastats run as root?",
            input.file, line);
      auto chosen = railsToAdd(names, line, input);
      if (!chosen)
        return chosen.takeError();
      used = std::move(chosen->added);
      builder.setBoard(std::move(chosen->board));
      withUnit = rails.front().hasUnit;
      withStamps = stamp.has_value();
      firstLine = line;
    }
    double watts = 0;
    for (size_t rail : used) {
      auto found =
          llvm::find_if(rails, [&](RailReading const &reading) { return reading.name == names[rail]; });
      if (found == rails.end())
        return inputError("{}: line {}, column {}: rail {} is missing{}", input.file, line, text.size() + 1,
                          names[rail], rest.empty() ? "; the last line is cut off" : "");
      if (found->hasUnit != withUnit)
        return inputError("{}: line {}, column {}: {} is given {} unit here, unlike in line {}", input.file,
                          line, found->column, names[rail], found->hasUnit ? "with a" : "without a",
                          firstLine);
      watts += found->watts;
    }
    if (stamp.has_value() != withStamps)
      return inputError("{}: line {}, column 1: {} date and time, unlike in line {}", input.file, line,
                        stamp ? "starts with" : "lacks", firstLine);
    if (!stamp)
      builder.push(watts);
    else if (llvm::Error error = builder.push(*stamp, watts, line, 1))
      return error;
  }
  return builder.finish();
}

} // namespace eo
