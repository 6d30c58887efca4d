// Rounds of lines that name a quantity and its value, as a loop around a tool writes them: 'vcgencmd pmic_read_adc' of the Raspberry Pi 5
// ("VDD_CORE_A current(7)=1.3A"), attributes of the kernel's hardware monitors ('grep . in*_label in*_input curr*_input': INA3221 of
// JetPack 4 to 7), 'hailortcli measure-power', prints of an INA219 on a serial line ("Bus Voltage: 4.70 V"). A round ends where its first
// name comes again. A time stamp may stand on its own line in front of the round or in front of each line.
#include "lib/support/Error.h"
#include "lib/support/Utf8.h"
#include "lib/text/CalendarTime.h"
#include "lib/text/Csv.h"
#include "lib/trace/formats/ColumnTrace.h"
#include "lib/trace/formats/StampReader.h"
#include "lib/trace/formats/TraceBuilder.h"
#include "llvm/ADT/StringMap.h"

#include <cmath>

namespace eo {

namespace {

struct Entry {
  llvm::StringRef stamp, key,
      value; ///< stamp "" where the line has none; key "": the line is a stamp, or nothing
};

/// The columns that the first round shows.
struct PairedColumns {
  llvm::StringMap<size_t> places; ///< by key
  TableHead head;
  llvm::StringMap<std::string> labels; ///< "DIR/channel 1" -> "VDD_IN"
};

} // namespace

static bool isStamp(llvm::StringRef text) {
  double number = 0;
  return calendarStamp(text) || (!text.getAsDouble(number) && epochUnit(number));
}

/// Takes a stamp in front of a key away: "20:38:05.040 -> Power", "2026-03-04 10:00:00 Power".
static llvm::StringRef takeStamp(llvm::StringRef &key) {
  auto [front, behind] = key.split("->");
  if (front.size() < key.size() && isStamp(front.trim())) {
    key = behind.trim();
    return front.trim();
  }
  size_t one = key.find(' '), two = one == llvm::StringRef::npos ? one : key.find(' ', one + 1);
  for (size_t cut : {two, one})
    if (cut != llvm::StringRef::npos && isStamp(key.take_front(cut).trim("[], "))) {
      llvm::StringRef stamp = key.take_front(cut).trim("[], ");
      key = key.drop_front(cut).trim();
      return stamp;
    }
  return {};
}

static Entry entryOf(llvm::StringRef line) {
  line = line.trim();
  Entry entry;
  if (isStamp(line)) {
    entry.stamp = line;
    return entry;
  }
  if (line.endswith(")") && line.contains(" (")) // lm-sensors: "power1: 12.00 W  (cap = 200.00 W)"
    line = line.take_front(line.find(" (")).rtrim();
  size_t cut = line.rfind('=');
  if (cut == llvm::StringRef::npos)
    cut = line.rfind(':');
  if (cut == llvm::StringRef::npos || line.startswith("#"))
    return entry;
  entry.key = line.take_front(cut).trim();
  entry.value = line.drop_front(cut + 1).trim();
  entry.stamp = takeStamp(entry.key);
  return entry;
}

/// "3V7_WL_SW_A current(0)" is a rail, its letter and its place in the converter.
static llvm::StringRef pmicRail(llvm::StringRef key) {
  auto [rail, rest] = key.split(' ');
  rest = rest.trim();
  bool adc = (rest.startswith("current(") || rest.startswith("volt(")) && rest.endswith(")");
  return adc && (rail.endswith("_A") || rail.endswith("_V")) ? rail.drop_back(2) : llvm::StringRef();
}

static llvm::StringRef baseOf(llvm::StringRef key) { return key.drop_front(key.rfind('/') + 1); }
static llvm::StringRef folderOf(llvm::StringRef key) { return key.drop_back(baseOf(key).size()); }

/// The meaning of a key with its value; kind Other for what is no electrical quantity.
static ColumnUnit unitOf(llvm::StringRef key, llvm::StringRef value) {
  ColumnUnit unit = columnUnit(baseOf(key));
  if (auto quantity = quantityOf(value);
      quantity && (!unit.hasUnit || unit.kind == quantity->kind || !pmicRail(key).empty())) {
    unit = {quantity->kind, 1, true, key.str()};
    if (llvm::StringRef rail = pmicRail(key); !rail.empty())
      unit.name = rail.str();
  } else if (!plainNumber(value)) {
    unit.kind = ColumnKind::Other;
  }
  return unit;
}

/// "in1_label" and "rail_name_1" name channel 1.
static std::optional<std::string> labelledChannel(llvm::StringRef base) {
  unsigned channel = 0;
  bool hwmon = base.consume_front("in") && !base.consumeInteger(10, channel) && base == "_label";
  if (!hwmon && (!base.consume_front("rail_name_") || base.getAsInteger(10, channel)))
    return std::nullopt;
  return "channel " + std::to_string(channel);
}

bool recognisesKeyValueLog(llvm::StringRef head) {
  size_t lines = 0, pairs = 0, electrical = 0;
  head = withoutBom(head);
  while (!head.empty() && lines < 60) {
    llvm::StringRef line;
    std::tie(line, head) = head.split('\n');
    line = line.trim();
    if (line.empty() || line.startswith("#") || isStamp(line))
      continue;
    ++lines;
    Entry entry = entryOf(line);
    if (entry.key.empty() || entry.value.empty())
      continue;
    bool label = labelledChannel(baseOf(entry.key)).has_value();
    llvm::StringRef digits = entry.value.ltrim("+-");
    pairs += label || (!digits.empty() && llvm::isDigit(digits.front())) ? 1 : 0;
    ColumnKind kind = unitOf(entry.key, entry.value).kind;
    electrical +=
        kind == ColumnKind::Power || kind == ColumnKind::Current || kind == ColumnKind::Voltage ? 1 : 0;
  }
  return electrical > 0 && pairs * 10 >= lines * 6;
}

/// Names of the channels from the labels; the chips of several folders are told apart. What an INA3221 lists from channel 4 on are the
/// volts over its shunts and their sum (Linux, Documentation/hwmon/ina3221).
static void nameChannels(PairedColumns &columns) {
  std::vector<ColumnUnit> &units = columns.head.columns;
  for (size_t i = 0; i < units.size(); ++i) {
    llvm::StringRef header = columns.head.headers[i], folder = folderOf(header);
    unsigned channel = 0;
    llvm::StringRef number = units[i].name;
    if (!number.consume_front("channel ") || number.getAsInteger(10, channel))
      continue;
    bool shunt = channel >= 4 && columns.places.count((folder + "in1_input").str());
    auto label = columns.labels.find((folder + units[i].name).str());
    if (shunt)
      units[i].kind = ColumnKind::Other;
    else if (label != columns.labels.end())
      units[i].name = label->second;
    else
      units[i].name = (folder + units[i].name).str();
  }
}

namespace {

/// Rounds on their way into a trace.
class Rounds {
public:
  explicit Rounds(TraceInput const &source) : input(source), builder(source, "key-value") {
    builder.setCalendar();
  }
  llvm::Error take(Entry const &entry, size_t line);
  llvm::Expected<PowerTrace> finish();

private:
  llvm::Error endRound();
  llvm::Error addColumn(Entry const &entry, size_t line);

  TraceInput const &input;
  TraceBuilder builder;
  PairedColumns columns;
  std::optional<ColumnPlan> plan;
  std::vector<double> values; ///< of the round, SI; NaN where absent
  std::string firstKey;
  StampReader stamps;
  std::optional<double> stamp, roundStamp;
  size_t roundLine = 0, rounds = 0, stamped = 0;
};

} // namespace

llvm::Error Rounds::addColumn(Entry const &entry, size_t line) {
  if (columns.head.columns.size() >= 4096)
    return inputError("{}: line {}, column 1: more than 4096 names in a round", input.file, line);
  columns.places[entry.key] = columns.head.columns.size();
  columns.head.headers.push_back(entry.key.str());
  columns.head.columns.push_back(unitOf(entry.key, entry.value));
  columns.head.firstRow.emplace_back();
  values.push_back(NAN);
  return llvm::Error::success();
}

llvm::Error Rounds::endRound() {
  if (!plan) {
    nameChannels(columns);
    columns.head.line = roundLine;
    for (ColumnUnit &unit : columns.head.columns)
      if (unit.kind == ColumnKind::Time)
        unit.kind = ColumnKind::Other; // stamps are no names
    auto chosen = planColumns(columns.head, input);
    if (!chosen)
      return chosen.takeError();
    plan = std::move(*chosen);
    builder.setBoard(plan->board);
  }
  double watts = plan->watts([&](size_t column) { return values[column]; }, input.options);
  values.assign(values.size(), NAN);
  ++rounds;
  stamped += roundStamp ? 1 : 0;
  if (stamped == rounds)
    return builder.push(*roundStamp, watts, roundLine, 1);
  if (stamped > 0)
    return inputError("{}: line {}, column 1: a round {} a time stamp, unlike those before", input.file,
                      roundLine, roundStamp ? "with" : "without");
  builder.push(watts);
  return llvm::Error::success();
}

llvm::Error Rounds::take(Entry const &entry, size_t line) {
  if (!entry.stamp.empty()) {
    stamp = stamps.seconds(entry.stamp);
    if (!stamp)
      return inputError("{}: line {}, column 1: '{}' is no time stamp like the first one", input.file, line,
                        printable(entry.stamp, 40));
  }
  if (entry.key.empty())
    return llvm::Error::success();
  if (auto channel = labelledChannel(baseOf(entry.key))) {
    columns.labels[(folderOf(entry.key) + *channel).str()] = entry.value.str();
    return llvm::Error::success();
  }
  std::optional<double> number = plainNumber(entry.value);
  std::optional<QuantityCell> quantity = quantityOf(entry.value);
  if (!number && !quantity && !entry.value.equals_insensitive("n/a"))
    return llvm::Error::success(); // words
  if (firstKey.empty() || entry.key == firstKey) {
    if (!firstKey.empty())
      if (llvm::Error error = endRound())
        return error;
    firstKey = entry.key.str();
    roundStamp = stamp;
    roundLine = line;
  }
  auto place = columns.places.find(entry.key);
  if (place == columns.places.end()) {
    if (plan)
      return llvm::Error::success(); // not in the first round
    if (llvm::Error error = addColumn(entry, line))
      return error;
    place = columns.places.find(entry.key);
  }
  ColumnUnit const &unit = columns.head.columns[place->second];
  values[place->second] = quantity ? quantity->value : number.value_or(NAN) * unit.toSi;
  return llvm::Error::success();
}

llvm::Expected<PowerTrace> Rounds::finish() {
  if (!firstKey.empty())
    if (llvm::Error error = endRound())
      return error;
  return builder.finish();
}

llvm::Expected<PowerTrace> readKeyValueLog(TraceInput const &input) {
  Rounds rounds(input);
  llvm::StringRef rest = withoutBom(input.text);
  for (size_t line = 1; !rest.empty(); ++line) {
    llvm::StringRef text;
    std::tie(text, rest) = rest.split('\n');
    if (llvm::Error error = rounds.take(entryOf(text), line))
      return error;
  }
  return rounds.finish();
}

} // namespace eo
