#include "lib/trace/formats/ColumnPlan.h"
#include "lib/support/Error.h"
#include "lib/support/Utf8.h"
#include "lib/text/CalendarTime.h"
#include "lib/trace/formats/ShuntPower.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>

namespace eo {

double ColumnPlan::watts(llvm::function_ref<double(size_t)> value, TraceReadOptions const &options) const {
  if (shunt)
    return bus ? value(*bus) * value(*shunt) / *options.shuntOhm : shuntPower(value(*shunt), options);
  double sum = 0;
  for (PowerTerm const &term : terms)
    sum += term.power
               ? value(*term.power)
               : value(*term.current) * (term.voltage ? value(*term.voltage) : options.supplyV.value_or(0));
  return sum;
}

/// 0: surely the time of the sample; larger: rather a duration or another clock.
static int timeDoubt(ColumnUnit const &column) {
  static constexpr llvm::StringLiteral others[] = {
      "uptime", "latency", "inference", "run",  "runtime", "busy", "exec", "execution", "cpu",
      "gpu",    "sleep",   "infer",     "wall", "total",   "user", "sys",  "update",    "idle"};
  int doubt = 1;
  for (std::string const &word : wordsOf(column.name)) {
    if (word == "timestamp" || word == "time" || word == "date" || word == "datetime" || word == "t")
      doubt = std::min(doubt, 0);
    if (llvm::is_contained(others, llvm::StringRef(word)))
      return 2;
  }
  return doubt;
}

/// The time column, and whether its cells are stamps: a column whose first cell is a stamp, or one with a unit in the header.
static void planTime(ColumnPlan &plan, TableHead const &head) {
  std::optional<int> best;
  for (size_t i = 0; i < plan.columns.size(); ++i) {
    if (plan.columns[i].kind != ColumnKind::Time)
      continue;
    llvm::StringRef cell = i < head.firstRow.size() ? llvm::StringRef(head.firstRow[i]) : llvm::StringRef();
    bool stamps = calendarStamp(cell).has_value(); // "Time [s]" over 10:00:00, too
    double count = 0;
    if (!plan.columns[i].hasUnit && !cell.getAsDouble(count))
      if (auto unit = epochUnit(count)) {
        plan.columns[i].toSi = *unit;
        plan.columns[i].hasUnit = true;
      }
    int doubt = timeDoubt(plan.columns[i]) + (stamps || plan.columns[i].hasUnit ? 0 : 3);
    if (best && *best <= doubt)
      continue;
    best = doubt;
    plan.time = i;
    plan.stamps = stamps;
  }
}

/// Takes the units of columns from the cells of the first row where the header states none: "60.00 W".
static void unitsFromCells(std::vector<ColumnUnit> &columns, llvm::ArrayRef<std::string> firstRow) {
  for (size_t i = 0; i < columns.size() && i < firstRow.size(); ++i) {
    std::optional<QuantityCell> quantity = columns[i].hasUnit ? std::nullopt : quantityOf(firstRow[i]);
    if (!quantity || (columns[i].kind != ColumnKind::Other && columns[i].kind != quantity->kind))
      continue;
    columns[i].kind = quantity->kind;
    columns[i].hasUnit = true; // cells that lack theirs are refused
    columns[i].toSi = 1;
  }
}

/// A column whose first cell is text ("P0", "on") is no quantity.
static void dropTexts(std::vector<ColumnUnit> &columns, llvm::ArrayRef<std::string> firstRow) {
  for (size_t i = 0; i < columns.size() && i < firstRow.size(); ++i)
    if (columns[i].kind != ColumnKind::Time && !columns[i].hasUnit && !firstRow[i].empty() &&
        llvm::isAlpha(firstRow[i].front()) && !llvm::StringRef(firstRow[i]).startswith_insensitive("n"))
      columns[i].kind = ColumnKind::Other;
}

static llvm::Error requireUnits(ColumnPlan const &plan, TableHead const &head, TraceInput const &input) {
  std::vector<size_t> used;
  if (plan.time && !plan.stamps)
    used.push_back(*plan.time);
  for (PowerTerm const &term : plan.terms)
    for (std::optional<size_t> column : {term.power, term.current, term.voltage})
      if (column)
        used.push_back(*column);
  for (size_t column : used)
    if (!plan.columns[column].hasUnit)
      return inputError("{}: line {}, column {}: the header '{}' states no unit; write for example {}{}",
                        input.file, head.line, column + 1, printable(head.headers[column], 40),
                        plan.columns[column].kind == ColumnKind::Time ? "time_s or time_ms"
                                                                      : "power_w or power_mw",
                        plan.columns[column].kind == ColumnKind::Time ? ", or give --rate-hz" : "");
  return llvm::Error::success();
}

static llvm::Error planShunt(ColumnPlan &plan, TableHead const &head, TraceInput const &input,
                             std::string const &place) {
  auto voltages = chooseVoltages(plan.columns, head.headers, place);
  if (!voltages)
    return voltages.takeError();
  plan.shunt = voltages->shunt ? voltages->shunt : voltages->bus;
  if (!plan.shunt)
    return inputError("{}: line {}, column 1: --shunt-ohm needs a column of volts", input.file, head.line);
  if (voltages->shunt && !input.options.supplyV)
    plan.bus = voltages->bus;
  if (!plan.bus && !input.options.supplyV)
    return usageError("{}: --shunt-ohm needs --supply-v, the voltage in front of the shunt", input.file);
  return llvm::Error::success();
}

llvm::Expected<ColumnPlan> planColumns(TableHead head, TraceInput const &input) {
  ColumnPlan plan;
  plan.columns = std::move(head.columns);
  unitsFromCells(plan.columns, head.firstRow);
  dropTexts(plan.columns, head.firstRow);
  std::string place = fmt::format("{}: line {}", input.file, head.line);
  if (!input.options.rateHz)
    planTime(plan, head);
  if (input.options.shuntOhm) {
    if (llvm::Error error = planShunt(plan, head, input, place))
      return error;
    return plan;
  }
  bool supply = input.options.supplyV.has_value();
  auto choice = input.options.columns.empty()
                    ? choosePower(plan.columns, head.headers, supply, place)
                    : namedPower(input.options.columns, plan.columns, head.headers, supply, place);
  if (!choice)
    return choice.takeError();
  if (choice->terms.empty())
    return inputError("{}: line {}, column 1: no column of power, or of current and voltage, in the header",
                      input.file, head.line);
  plan.terms = std::move(choice->terms);
  plan.board = std::move(choice->board);
  if (llvm::Error error = requireUnits(plan, head, input))
    return error;
  if (!choice->explanation.empty())
    input.diagnostics.note(DiagCode::TraceRails, input.file, choice->explanation);
  return plan;
}

} // namespace eo
