// The table that trtexec --dumpProfile prints into its log, behind "=== Profile (N iterations ) ===". Its columns
// have changed with the versions ("Time (ms)", "Avg. Time (ms)", "Median Time (ms)", "Time %"); the layer is the last
// one, or the first one of the newest. Each line stands behind "[date] [I] ".
#include "lib/support/Error.h"
#include "lib/support/Utf8.h"
#include "lib/text/Csv.h"
#include "lib/trace/latency/LatencyReport.h"
#include "llvm/ADT/StringExtras.h"

namespace eo {

static constexpr llvm::StringLiteral profileTitle = "=== Profile (";

bool recognisesTrtexecLog(llvm::StringRef head) {
  return head.contains("TensorRT.trtexec") || head.contains("=== Model Options ===") ||
         head.contains(profileTitle);
}

/// Without "[01/02/2026-10:00:14] [I] ".
static llvm::StringRef message(llvm::StringRef line) {
  line = line.rtrim();
  for (int i = 0; i < 2 && line.startswith("["); ++i)
    line = line.drop_front(std::min(line.find(']') + 1, line.size())).ltrim();
  line.consume_front("[I]");
  return line.trim();
}

namespace {
/// Where a line of the table has what.
struct TrtexecColumns {
  size_t numbers = 0;      ///< how many there are
  size_t average = 0;      ///< which of them
  bool layerFirst = false; ///< the layer stands in front of the numbers
};
} // namespace

/// The number columns of the header in order, as their units show: "Time(ms)", "Avg.(ms)", "Time(%)".
static std::optional<TrtexecColumns> trtexecColumns(llvm::StringRef header) {
  TrtexecColumns columns;
  std::string lower = header.lower();
  llvm::StringRef rest = lower;
  size_t layer = rest.find("layer"), firstTime = rest.find("(ms)");
  if (layer == llvm::StringRef::npos || firstTime == llvm::StringRef::npos)
    return std::nullopt;
  columns.layerFirst = layer < firstTime;
  bool hasAverage = false;
  if (columns.layerFirst)
    rest = rest.drop_front(layer + 5);
  while (!rest.empty()) {
    size_t end = std::min(rest.find("(ms)"), rest.find('%'));
    if (end == llvm::StringRef::npos)
      break;
    if (rest.take_front(end).contains("av")) {
      columns.average = columns.numbers;
      hasAverage = true;
    }
    ++columns.numbers;
    rest = rest.drop_front(std::min(rest.size(), rest[end] == '%' ? end + 1 : end + 4)).ltrim(")");
  }
  return hasAverage ? std::optional(columns) : std::nullopt;
}

/// "name" and the average of a line; nullopt where it is no line of the table.
static std::optional<LatencyRow> rowOf(llvm::StringRef line, TrtexecColumns const &columns) {
  llvm::StringRef rest = line;
  std::vector<double> numbers(columns.numbers);
  for (size_t i = 0; i < columns.numbers; ++i) {
    llvm::StringRef word;
    if (columns.layerFirst) {
      rest = rest.rtrim("| \t");
      word = rest.substr(rest.find_last_of(" \t|") + 1);
      rest = rest.drop_back(word.size());
    } else {
      rest = rest.ltrim("| \t");
      word = rest.take_front(rest.find_first_of(" \t|"));
      rest = rest.drop_front(word.size());
    }
    word.consume_back("%");
    if (word.getAsDouble(numbers[columns.layerFirst ? columns.numbers - 1 - i : i]))
      return std::nullopt;
  }
  rest = rest.trim("| \t");
  if (rest.empty())
    return std::nullopt;
  return LatencyRow{rest.str(), numbers[columns.average] * 1e-3, LayerStatus::Executed, {}};
}

llvm::Expected<LatencyReport> readTrtexecLog(llvm::StringRef text, std::string const &file) {
  LatencyReport report;
  std::optional<TrtexecColumns> columns;
  bool inProfile = false;
  llvm::StringRef rest = withoutBom(text);
  for (size_t line = 1; !rest.empty(); ++line) {
    llvm::StringRef lineText;
    std::tie(lineText, rest) = rest.split('\n');
    llvm::StringRef shown = message(lineText);
    if (size_t at = shown.find(profileTitle); at != llvm::StringRef::npos) {
      inProfile = true;
      columns.reset();
      report.rows.clear(); // the last profile of a log counts
      llvm::StringRef count = shown.drop_front(at + profileTitle.size());
      unsigned long long runs = 0;
      if (!count.consumeInteger(10, runs))
        report.runs = runs;
      continue;
    }
    if (!inProfile)
      continue;
    if (!columns) {
      columns = trtexecColumns(shown);
      continue;
    }
    std::optional<LatencyRow> row = rowOf(shown, *columns);
    if (!row) {
      inProfile = shown.startswith("-") && !shown.startswith("---- "); // a rule below the header
      continue;
    }
    if (row->name == "Total") {
      report.totalS = row->seconds;
      inProfile = false;
    } else if (report.rows.size() == maxLatencyRows) {
      return inputError("{}: line {}: more than {} layers", file, line, maxLatencyRows);
    } else {
      report.rows.push_back(std::move(*row));
    }
  }
  if (report.rows.empty())
    return inputError(
        "{}: line 1, column 1: {}", file,
        "a trtexec log without a profile, no latency report; run trtexec with --dumpProfile, or with "
        "--exportProfile=FILE and give that");
  return report;
}

} // namespace eo
