#include "lib/trace/formats/RowLabels.h"
#include "lib/support/Error.h"
#include "lib/support/ShellText.h"
#include "lib/support/Spelling.h"
#include "lib/support/Utf8.h"
#include "lib/text/Csv.h"
#include "lib/trace/formats/Rails.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

namespace eo {

static constexpr size_t mostLabels = 256;
static constexpr size_t mostLabelColumns = 8; ///< that may be of labels: each is read once

namespace {

enum class Kind { None, Turns, Device, Rail };

/// A column that may tell devices apart, and what its rows say.
struct Labels {
  size_t column = 0;
  Kind kind = Kind::None;
  std::vector<std::string> names; ///< in the order they come
  std::vector<uint16_t> ofRow;    ///< of each row that is neither empty nor a remark
};

} // namespace

/// Turns: a device only where the values come in turn, for "gpu" may be its number or its load.
static Kind kindOf(llvm::StringRef header) {
  std::string name = llvm::join(wordsOf(header.split('[').first), "_"); // "gpu [Idx]"
  static constexpr llvm::StringLiteral rails[] = {"rail",   "rail_name",   "channel", "channel_name",
                                                  "sensor", "sensor_name", "domain"};
  static constexpr llvm::StringLiteral devices[] = {
      "uuid",   "gpu_uuid",  "pci_bus_id",   "gpu_bus_id",  "bus_id",   "gpu_index", "gpu_id",
      "device", "device_id", "device_index", "device_name", "gpu_name", "hostname"};
  static constexpr llvm::StringLiteral turns[] = {
      "index",  "gpu",   "cpu",    "core",       "package",      "socket", "die",  "node",
      "host",   "id",    "name",   "dev",        "ch",           "port",   "slot", "component",
      "source", "label", "serial", "gpu_serial", "minor_number", "unit",   "board"};
  if (llvm::is_contained(rails, llvm::StringRef(name)))
    return Kind::Rail;
  if (llvm::is_contained(devices, llvm::StringRef(name)))
    return Kind::Device;
  return llvm::is_contained(turns, llvm::StringRef(name)) ? Kind::Turns : Kind::None;
}

static llvm::StringRef cellAt(llvm::StringRef line, size_t column, char delimiter) {
  if (line.contains('"')) {
    std::vector<llvm::StringRef> cells = splitCells(line, delimiter);
    return column < cells.size() ? cells[column] : llvm::StringRef();
  }
  for (; column > 0; --column)
    line = line.split(delimiter).second;
  return line.split(delimiter).first.trim();
}

static bool isRow(llvm::StringRef line, TableHead const &head) {
  line = line.rtrim("\r");
  return !line.trim().empty() && !line.ltrim().startswith("#") && line != head.headerLine;
}

/// The labels of a column; none where there are too many to be of devices.
static Labels labelsOf(TableHead const &head, size_t column) {
  Labels labels;
  labels.column = column;
  llvm::StringMap<uint16_t> known;
  for (llvm::StringRef rest = head.rows; !rest.empty();) {
    llvm::StringRef line;
    std::tie(line, rest) = rest.split('\n');
    if (!isRow(line, head))
      continue;
    llvm::StringRef name = cellAt(line, column, head.delimiter);
    auto [place, added] = known.try_emplace(name, static_cast<uint16_t>(labels.names.size()));
    if (added && labels.names.size() == mostLabels)
      return {};
    if (added)
      labels.names.push_back(name.str());
    labels.ofRow.push_back(place->second);
  }
  return labels;
}

/// Whether the rows go round: each label comes again after all others.
static bool goRound(Labels const &labels) {
  size_t period = labels.names.size(), again = 0, changes = 0, rows = labels.ofRow.size();
  for (size_t i = 1; i < rows; ++i) {
    changes += labels.ofRow[i] != labels.ofRow[i - 1] ? 1 : 0;
    again += i >= period && labels.ofRow[i] == labels.ofRow[i - period] ? 1 : 0;
  }
  return rows > period && changes * 2 >= rows - 1 && again * 10 >= (rows - period) * 9;
}

static Labels findLabels(TableHead const &head) {
  Labels best;
  size_t looked = 0;
  for (size_t column = 0; column < head.headers.size() && looked < mostLabelColumns; ++column) {
    Kind kind = kindOf(head.headers[column]);
    if (kind == Kind::None)
      continue;
    ++looked;
    Labels labels = labelsOf(head, column);
    bool several = labels.names.size() >= 2 && labels.names.size() * 2 <= labels.ofRow.size();
    if (!several || (kind == Kind::Turns && !goRound(labels)) || labels.names.size() <= best.names.size())
      continue;
    labels.kind = kind;
    best = std::move(labels);
  }
  return best;
}

/// The rows that --device or --rail names.
static llvm::Expected<std::vector<size_t>> namedRows(llvm::ArrayRef<std::string> wantedNames,
                                                     Labels const &labels, TableHead const &head,
                                                     TraceInput const &input) {
  std::vector<size_t> chosen;
  for (std::string const &wanted : wantedNames) {
    auto name = llvm::find_if(labels.names, [&](std::string const &one) {
      return llvm::StringRef(one).equals_insensitive(wanted);
    });
    if (name == labels.names.end())
      return usageError("{}: line {}: no '{}' in column '{}'{}; there are {}", input.file, head.line,
                        printable(wanted, 40), printable(head.headers[labels.column], 40),
                        didYouMean(wanted, labels.names), printable(llvm::join(labels.names, ", "), 200));
    chosen.push_back(static_cast<size_t>(name - labels.names.begin()));
  }
  llvm::sort(chosen);
  chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
  return chosen;
}

/// The row of the whole: turbostat's "-".
static std::optional<size_t> wholeRow(Labels const &labels) {
  for (size_t i = 0; i < labels.names.size(); ++i)
    if (llvm::StringRef name = labels.names[i];
        name == "-" || name.equals_insensitive("total") || name.equals_insensitive("all"))
      return i;
  return std::nullopt;
}

/// The labels that make up the power, as indices.
static llvm::Expected<std::vector<size_t>> chooseLabels(Labels const &labels, TableHead const &head,
                                                        TraceInput const &input, ChosenRows &rows) {
  if (!input.options.devices.empty())
    return namedRows(input.options.devices, labels, head, input);
  rows.byRail = labels.kind == Kind::Rail && !input.options.columns.empty() &&
                llvm::none_of(input.options.columns, [&](std::string const &name) {
                  return llvm::is_contained(head.headers, name);
                });
  if (rows.byRail)
    return namedRows(input.options.columns, labels, head, input);
  std::string header = printable(head.headers[labels.column], 40);
  if (std::optional<size_t> whole = wholeRow(labels)) {
    input.diagnostics.note(
        DiagCode::TraceRails, input.file,
        fmt::format("the rows with '{}' in column '{}' are the whole; the others are part of it",
                    labels.names[*whole], header));
    return std::vector<size_t>{*whole};
  }
  if (labels.kind == Kind::Rail) {
    RailChoice choice = chooseRails(labels.names);
    if (!choice.added.empty()) {
      if (!choice.explanation.empty())
        input.diagnostics.note(DiagCode::TraceRails, input.file, choice.explanation);
      rows.board = choice.board;
      return choice.added;
    }
  }
  std::string first = shellWord(printable(labels.names[0], 40));
  return usageError("{}: line {}: the rows are of {} in turn by column '{}': {}; choose with --device={}; "
                    "several are added: --device={},{}",
                    input.file, head.line, labels.names.size(), header,
                    printable(llvm::join(labels.names, ", "), 200), first, first,
                    shellWord(printable(labels.names[1], 40)));
}

llvm::Expected<std::optional<ChosenRows>> chooseRows(TableHead const &head, TraceInput const &input) {
  Labels labels = findLabels(head);
  if (labels.names.empty()) {
    if (!input.options.devices.empty())
      return usageError("{}: line {}: --device={}: no column tells rows of several devices apart", input.file,
                        head.line, printable(input.options.devices.front(), 40));
    return std::nullopt;
  }
  ChosenRows rows;
  auto chosen = chooseLabels(labels, head, input, rows);
  if (!chosen)
    return chosen.takeError();
  rows.count = chosen->size();
  std::vector<std::optional<uint16_t>> newLabel(labels.names.size());
  for (size_t i = 0; i < chosen->size(); ++i)
    newLabel[(*chosen)[i]] = static_cast<uint16_t>(i);
  size_t row = 0;
  for (llvm::StringRef rest = head.rows; !rest.empty();) {
    llvm::StringRef line;
    std::tie(line, rest) = rest.split('\n');
    if (isRow(line, head))
      if (std::optional<uint16_t> label = newLabel[labels.ofRow[row++]]) {
        rows.labels.push_back(*label);
        rows.text += line;
      }
    rows.text += '\n';
  }
  return rows;
}

} // namespace eo
