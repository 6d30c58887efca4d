// Any table that names its columns, and the tables of tools that leave their units out.
#include "lib/text/Csv.h"
#include "lib/trace/formats/ColumnTrace.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

namespace eo {

namespace {

/// A tool whose table states no units. All others than the power are in SI.
struct Tool {
  llvm::StringRef name;
  std::initializer_list<llvm::StringRef> marks; ///< how some of its headers begin; all must be there
  double powerToSi;
  bool hash = false; ///< its header begins with '#'
};

} // namespace

static Tool const tools[] = {
    {"powerjoular", {"Date", "CPU Utilization", "CPU Power"}, 1}, // github.com/joular/powerjoular, W
    {"s-tui", {"Time", "Frequency:"}, 1},                         // github.com/amanusk/s-tui --csv, RAPL in W
    {"jtop", {"time", "uptime", "power"}, 1e-3},                  // jetson-stats 3 and 4, jtop.stats in mW
    {"joulescope",
     {"time", "current", "voltage", "power", "energy"},
     1,
     true}, // statistics of the Joulescope UI, SI units
};

static Tool const *toolOf(TableHead const &head) {
  auto has = [&](llvm::StringRef mark) {
    return llvm::any_of(head.headers, [&](std::string const &header) {
      return llvm::StringRef(header).ltrim("# ").startswith_insensitive(mark);
    });
  };
  auto const *found = llvm::find_if(tools, [&](Tool const &tool) {
    return llvm::all_of(tool.marks, has) && (!tool.hash || head.headerLine.startswith("#"));
  });
  bool unitless = llvm::any_of(head.columns, [](ColumnUnit const &column) {
    return column.kind == ColumnKind::Power && !column.hasUnit;
  });
  return found == std::end(tools) || !unitless ? nullptr : found;
}

static void stateUnits(TableHead &head, Tool const &tool) {
  for (ColumnUnit &column : head.columns) {
    if (column.hasUnit || column.kind == ColumnKind::Other)
      continue;
    column.hasUnit = column.kind != ColumnKind::Time || tool.name == "joulescope";
    column.toSi = column.kind == ColumnKind::Power ? tool.powerToSi : 1;
  }
}

/// Too many columns for a trace: recognised to be refused by name.
static bool isTooWide(llvm::StringRef head) {
  llvm::StringRef line = firstLineOf(head);
  llvm::StringRef cell = line.take_until([](char c) { return c == ',' || c == ';' || c == '\t'; });
  return line.count(delimiterOf(line)) >= 4096 && columnUnit(cell).kind != ColumnKind::Other;
}

bool recognisesPlainCsv(llvm::StringRef head) { return findTableHead(head).has_value() || isTooWide(head); }

llvm::Expected<PowerTrace> readPlainCsv(TraceInput const &input) {
  std::optional<TableHead> head = findTableHead(input.text);
  Tool const *tool = head ? toolOf(*head) : nullptr;
  if (!tool)
    return readHeadedTable(input, "csv");
  input.diagnostics.note(DiagCode::TraceUnitAssumed, input.file,
                         fmt::format("a table of {}, whose powers are in {}", tool->name,
                                     tool->powerToSi == 1 ? "watts" : "milliwatts"));
  return readHeadedTable(input, tool->name, [&](TableHead &table) { stateUnits(table, *tool); });
}

} // namespace eo
