// The table of RKNN-Toolkit's eval_perf: "Layer ID, Name, …, Time(us)" of the first toolkit, "ID, OpType, DataType,
// Target, …, Time(us), …, FullName" of the second, whose logs put "D RKNN: [time] " in front. FullName is
// "<operator>:<node>"; the first toolkit adds "_<Uid>_<number>" to names. Names too long for their column go on in the
// next line, which has nothing else.
#include "lib/support/Error.h"
#include "lib/support/Utf8.h"
#include "lib/text/Csv.h"
#include "lib/trace/latency/LatencyReport.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace eo {

bool recognisesRknnPerf(llvm::StringRef head) {
  return head.contains("Time(us)") && (head.contains("Layer ID") || head.contains("OpType"));
}

namespace {
struct RknnColumns {
  std::vector<std::string> titles;
  std::vector<size_t> starts; ///< where the titles begin in the header
  size_t time = 0, name = 0, kind = 0, uid = 0;

  size_t count() const { return titles.size(); }
};
} // namespace

static llvm::StringRef withoutPrefix(llvm::StringRef line) {
  line = line.rtrim();
  if (size_t at = line.find("RKNN: ["); at != llvm::StringRef::npos)
    line = line.drop_front(std::min(line.size(), line.find(']', at) + 2));
  line.consume_front(" |"); // as tables are quoted
  return line;
}

/// Titles of two words are one.
static std::optional<RknnColumns> rknnColumns(llvm::StringRef line) {
  if (!line.contains("Time(us)"))
    return std::nullopt;
  RknnColumns columns;
  llvm::SmallVector<llvm::StringRef, 16> words;
  llvm::SplitString(line, words, " \t");
  for (llvm::StringRef word : words) {
    bool second =
        (word == "ID" && !columns.titles.empty() && columns.titles.back() == "Layer") || word == "Cycles";
    if (second && !columns.titles.empty()) {
      columns.titles.back() += " " + word.str();
    } else {
      columns.titles.push_back(word.str());
      columns.starts.push_back(static_cast<size_t>(word.data() - line.data()));
    }
  }
  auto indexOf = [&](std::initializer_list<llvm::StringRef> names) {
    for (llvm::StringRef name : names)
      if (auto found = llvm::find(columns.titles, name); found != columns.titles.end())
        return static_cast<size_t>(found - columns.titles.begin());
    return columns.count();
  };
  columns.time = indexOf({"Time(us)"});
  columns.name = indexOf({"FullName", "Name"});
  columns.kind = indexOf({"OpType", "Operator"});
  columns.uid = indexOf({"Uid"});
  if (columns.time == columns.count() || columns.name == columns.count())
    return std::nullopt;
  return columns;
}

/// By words where there is one to a title; else, as cells may be empty, by the places of the titles.
static std::vector<llvm::StringRef> cellsOf(llvm::StringRef line, RknnColumns const &columns) {
  llvm::SmallVector<llvm::StringRef, 16> words;
  llvm::SplitString(line, words, " \t");
  if (words.size() == columns.count())
    return {words.begin(), words.end()};
  std::vector<llvm::StringRef> cells;
  for (size_t i = 0; i < columns.count(); ++i) {
    size_t end = i + 1 < columns.count() ? columns.starts[i + 1] : llvm::StringRef::npos;
    cells.push_back(line.slice(columns.starts[i], end).trim());
  }
  return cells;
}

/// "Conv:/stem/Conv", of a layer that may be a ConvRelu, is /stem/Conv; "a/Relu6:0" is a tensor.
static llvm::StringRef nodeOf(llvm::StringRef fullName) {
  auto [before, name] = fullName.split(':');
  bool isOperator = !before.empty() && llvm::all_of(before, llvm::isAlnum);
  return isOperator && !name.empty() && !llvm::all_of(name, llvm::isDigit) ? name : fullName;
}

/// "a/Relu6_5_2" of uid 5 is a/Relu6.
static llvm::StringRef withoutUid(llvm::StringRef name, llvm::StringRef uid) {
  llvm::StringRef rest = name.rtrim("0123456789");
  return rest.size() < name.size() && rest.consume_back("_") && rest.consume_back(uid) &&
                 rest.consume_back("_")
             ? rest
             : name;
}

llvm::Expected<LatencyReport> readRknnPerf(llvm::StringRef text, std::string const &file) {
  LatencyReport report;
  std::vector<std::string> uids; ///< by row
  std::optional<RknnColumns> columns;
  llvm::StringRef rest = withoutBom(text);
  for (size_t line = 1; !rest.empty(); ++line) {
    llvm::StringRef lineText;
    std::tie(lineText, rest) = rest.split('\n');
    lineText = withoutPrefix(lineText);
    if (std::optional<RknnColumns> header = rknnColumns(lineText)) {
      if (!report.rows.empty())
        break; // a second table ranks operators or repeats the first
      columns = std::move(header);
      continue;
    }
    if (!columns || lineText.trim().empty() || lineText.trim(" -=+").empty())
      continue;
    if (lineText.ltrim().startswith("Total")) {
      double microseconds = 0;
      if (lineText.contains("Time") && !lineText.rsplit(':').second.trim().getAsDouble(microseconds))
        report.totalS = microseconds * 1e-6;
      break;
    }
    std::vector<llvm::StringRef> cells = cellsOf(lineText, *columns);
    if (cells[columns->time].empty() && cells.front().empty() && !cells[columns->name].empty()) {
      if (!report.rows.empty())
        report.rows.back().name += cells[columns->name].str();
      continue;
    }
    double microseconds = 0;
    if (cells[columns->time].getAsDouble(microseconds))
      return inputError("{}: line {}, column {}: '{}' is no time in µs{}", file, line, columns->time + 1,
                        printable(cells[columns->time], 40),
                        rest.empty() ? "; the last line is cut off" : "");
    if (report.rows.size() == maxLatencyRows)
      return inputError("{}: line {}: more than {} layers", file, line, maxLatencyRows);
    std::string kind = columns->kind < columns->count() ? cells[columns->kind].str() : "";
    report.rows.push_back(
        {nodeOf(cells[columns->name]).str(), microseconds * 1e-6, LayerStatus::Executed, kind});
    uids.push_back(columns->uid < columns->count() ? cells[columns->uid].str() : "");
  }
  if (report.rows.empty())
    return inputError("{}: line 1, column 1: no rows below the header; eval_perf needs perf_debug=True in "
                      "init_runtime",
                      file);
  for (size_t i = 0; i < report.rows.size(); ++i) // only now are the names whole
    if (!uids[i].empty())
      report.rows[i].name = withoutUid(report.rows[i].name, uids[i]).str();
  return report;
}

} // namespace eo
