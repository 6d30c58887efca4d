#include "lib/trace/measure/WindowFile.h"
#include "lib/support/Error.h"
#include "lib/support/ForeignText.h"
#include "lib/support/InputFile.h"
#include "lib/text/Csv.h"
#include "lib/text/HeaderUnits.h"
#include "lib/text/JsonReader.h"
#include "lib/text/JsonWriter.h"

#include <cmath>
#include <optional>

namespace eo {

/// A recording is cut into fewer windows than this; a hostile list would fill the memory.
static constexpr size_t maxWindows = 1'000'000;

static llvm::Expected<std::vector<GivenWindow>> fromStamps(llvm::StringRef text, std::string const &file) {
  JsonReader json(text, file);
  std::vector<GivenWindow> windows;
  std::optional<double> previous;
  json.array([&] {
    std::optional<double> seconds = json.numberOrNull();
    if (json.failed())
      return;
    if (!seconds || *seconds < 0)
      return json.complain(fmt::format("{} is no time in seconds", seconds ? shortest(*seconds) : "null"));
    if (previous && *seconds <= *previous)
      return json.complain(fmt::format("{} s is not after the stamp before ({} s)", *seconds, *previous));
    if (windows.size() == maxWindows)
      return json.complain(fmt::format("more than {} windows", maxWindows));
    if (previous)
      windows.push_back({*previous, *seconds, {}});
    previous = *seconds;
  });
  json.end();
  if (windows.empty())
    json.complain("a list of at least two stamps in seconds is expected");
  if (llvm::Error error = json.takeError())
    return error;
  return windows;
}

namespace {
struct MarkerColumns {
  std::optional<size_t> start, end, name;
  double startToS = 1, endToS = 1;
  size_t count = 0;
};
} // namespace

static llvm::Expected<MarkerColumns> markerColumns(llvm::ArrayRef<llvm::StringRef> cells,
                                                   std::string const &file) {
  MarkerColumns columns;
  columns.count = cells.size();
  for (size_t i = 0; i < cells.size(); ++i) {
    ColumnUnit unit = columnUnit(cells[i]);
    llvm::StringRef name = unit.name;
    if (unit.hasUnit && unit.kind == ColumnKind::Time) {
      bool isEnd = name.startswith_insensitive("end") || name.startswith_insensitive("stop");
      (isEnd ? columns.end : columns.start) = i;
      (isEnd ? columns.endToS : columns.startToS) = unit.toSi;
    } else if (!columns.name) {
      columns.name = i;
    }
  }
  if (!columns.start || (!columns.end && !columns.name))
    return inputError("{}: line 1, column 1: markers need a header such as start_s,end_s,name or time_s,name",
                      file);
  return columns;
}

bool recognisesMarkers(llvm::StringRef head) {
  llvm::StringRef header = firstLineOf(head);
  llvm::Expected<MarkerColumns> columns = markerColumns(splitCells(header, delimiterOf(header)), "");
  return !columns.takeError();
}

namespace {
/// Windows from a table of their starts, with or without ends.
class MarkerReader {
public:
  MarkerReader(MarkerColumns const &markerColumns, std::string const &fileName)
      : columns(markerColumns), file(fileName) {}

  /// Takes the next row.
  llvm::Error add(llvm::ArrayRef<llvm::StringRef> cells, size_t line);
  /// All of them. Where no column says when they end, each ends where the next begins and the last marker is no window; those
  /// without a name are what lies between.
  std::vector<GivenWindow> finish();

private:
  llvm::Expected<double> seconds(llvm::StringRef cell, double toS, size_t line, size_t column) const;

  MarkerColumns const &columns;
  std::string const &file;
  std::vector<GivenWindow> windows;
  double last = -1;
};
} // namespace

llvm::Expected<double> MarkerReader::seconds(llvm::StringRef cell, double toS, size_t line,
                                             size_t column) const {
  llvm::Expected<double> value = cellNumber(cell);
  if (!value)
    return inputError("{}: line {}, column {}: {}", file, line, column + 1,
                      takeErrorText(value.takeError()).message);
  if (!(*value >= 0) || !std::isfinite(*value))
    return inputError("{}: line {}, column {}: {} is no time of a recording", file, line, column + 1, *value);
  return *value * toS;
}

llvm::Error MarkerReader::add(llvm::ArrayRef<llvm::StringRef> cells, size_t line) {
  if (cells.size() != columns.count)
    return inputError("{}: line {}, column {}: {} cells where {} are expected", file, line,
                      std::min(cells.size(), columns.count) + 1, cells.size(), columns.count);
  llvm::Expected<double> start = seconds(cells[*columns.start], columns.startToS, line, *columns.start);
  if (!start)
    return start.takeError();
  if (*start < last || (!columns.end && *start == last))
    return inputError("{}: line {}, column {}: {} s is not after the marker before ({} s)", file, line,
                      *columns.start + 1, *start, last);
  last = *start;
  GivenWindow window{*start, *start, columns.name ? cells[*columns.name].str() : ""};
  if (columns.end) {
    llvm::Expected<double> end = seconds(cells[*columns.end], columns.endToS, line, *columns.end);
    if (!end)
      return end.takeError();
    if (*end <= *start)
      return inputError("{}: line {}, column {}: ends at {} s, not after its start at {} s", file, line,
                        *columns.end + 1, *end, *start);
    window.endS = *end;
  } else if (!windows.empty()) {
    windows.back().endS = *start;
  }
  if (windows.size() == maxWindows)
    return inputError("{}: line {}: more than {} windows", file, line, maxWindows);
  windows.push_back(std::move(window));
  return llvm::Error::success();
}

std::vector<GivenWindow> MarkerReader::finish() {
  if (!columns.end && !windows.empty()) {
    windows.pop_back();
    llvm::erase_if(windows, [](GivenWindow const &window) { return window.name.empty(); });
  }
  return std::move(windows);
}

static llvm::Expected<std::vector<GivenWindow>> fromMarkers(llvm::StringRef text, std::string const &file) {
  CsvRecords records(withoutBom(text), delimiterOf(firstLineOf(text)));
  std::vector<GivenWindow> windows;
  if (records.next()) {
    llvm::Expected<MarkerColumns> columns = markerColumns(records.cells(), file);
    if (!columns)
      return columns.takeError();
    MarkerReader reader(*columns, file);
    while (records.next())
      if (llvm::Error error = reader.add(records.cells(), records.line()))
        return error;
    windows = reader.finish();
  }
  if (records.problem())
    return inputError("{}: line {}, column {}: {}", file, records.line(), records.problem()->cell + 1,
                      records.problem()->message);
  if (windows.empty())
    return inputError("{}: no windows", file);
  return windows;
}

llvm::Expected<std::vector<GivenWindow>> readWindows(llvm::StringRef text, llvm::StringRef file) {
  if (std::optional<std::string> plain = foreignText(text))
    return readWindows(*plain, file);
  if (withoutBom(text).ltrim().startswith("["))
    return fromStamps(text, file.str());
  return fromMarkers(text, file.str());
}

llvm::Expected<std::vector<GivenWindow>> readWindowsFile(llvm::StringRef path) {
  llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> buffer = readInput(path);
  if (!buffer)
    return buffer.takeError();
  return readWindows((*buffer)->getBuffer(), path);
}

} // namespace eo
