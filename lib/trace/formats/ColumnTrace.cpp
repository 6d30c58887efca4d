#include "lib/trace/formats/ColumnTrace.h"
#include "lib/support/Error.h"
#include "lib/support/Utf8.h"
#include "lib/text/Csv.h"
#include "lib/trace/formats/Rails.h"
#include "lib/trace/formats/TraceBuilder.h"

#include <algorithm>

namespace eo {

llvm::Expected<std::vector<ColumnUnit>> headerUnits(llvm::StringRef header, char delimiter,
                                                    std::string const &file, size_t line) {
  if (size_t columns = header.count(delimiter) + 1; columns > 4096)
    return inputError("{}: line {}, column 4097: a header of {} columns; a trace has a handful", file, line,
                      columns);
  std::vector<ColumnUnit> units;
  for (llvm::StringRef cell : splitCells(header, delimiter))
    units.push_back(columnUnit(cell));
  return units;
}

static llvm::Expected<ColumnPlan> planPowers(ColumnPlan plan, std::vector<size_t> powers,
                                             TraceInput const &input, size_t line) {
  std::vector<std::string> names;
  for (size_t column : powers) {
    ColumnUnit const &unit = plan.units[column];
    if (!unit.hasUnit)
      return inputError(
          "{}: line {}, column {}: the header '{}' states no unit; write for example power_w or "
          "power_mw",
          input.file, line, column + 1, printable(unit.name, 40));
    names.push_back(unit.name);
    for (size_t k = 0; k + 1 < names.size(); ++k)
      if (names[k] == names.back())
        return inputError("{}: line {}, column {}: a second column '{}'; which one is the power?", input.file,
                          line, column + 1, printable(unit.name, 40));
  }
  for (size_t rail : railsToAdd(names))
    plan.powers.push_back(powers[rail]);
  if (powers.size() > 1)
    input.diagnostics.note(DiagCode::TraceRails, input.file, describeRails(names));
  return plan;
}

llvm::Expected<ColumnPlan> planColumns(std::vector<ColumnUnit> units, TraceInput const &input, size_t line) {
  ColumnPlan plan;
  plan.units = std::move(units);
  std::vector<size_t> powers;
  auto take = [](std::optional<size_t> &slot, size_t column) {
    if (!slot)
      slot = column;
  };
  for (size_t i = 0; i < plan.units.size(); ++i) {
    switch (plan.units[i].kind) {
    case ColumnKind::Time:
      take(plan.time, i);
      break;
    case ColumnKind::Power:
      powers.push_back(i);
      break;
    case ColumnKind::Current:
      take(plan.current, i);
      break;
    case ColumnKind::Voltage:
      take(plan.voltage, i);
      break;
    case ColumnKind::Energy:
    case ColumnKind::Other:
      break;
    }
  }
  if (input.options.rateHz)
    plan.time.reset();
  for (std::optional<size_t> column : {plan.time, powers.empty() ? plan.current : std::nullopt,
                                       powers.empty() ? plan.voltage : std::nullopt})
    if (column && !plan.units[*column].hasUnit)
      return inputError("{}: line {}, column {}: the header '{}' states no unit", input.file, line,
                        *column + 1, printable(plan.units[*column].name, 40));
  if (input.options.shuntOhm) {
    if (!plan.voltage)
      return inputError("{}: line {}, column 1: --shunt-ohm needs a column of volts", input.file, line);
    if (!input.options.supplyV)
      return usageError("{}: --shunt-ohm needs --supply-v, the voltage in front of the shunt", input.file);
    plan.current.reset();
    return plan;
  }
  if (!powers.empty()) {
    plan.current.reset();
    plan.voltage.reset();
    return planPowers(std::move(plan), std::move(powers), input, line);
  }
  if (plan.current && (plan.voltage || input.options.supplyV)) {
    if (input.options.supplyV)
      plan.voltage.reset();
    return plan;
  }
  if (plan.current)
    return usageError("{}: the file holds current only; give --supply-v, the supply voltage", input.file);
  return inputError("{}: line {}, column 1: no column of power, or of current and voltage, in the header",
                    input.file, line);
}

llvm::Expected<PowerTrace> readColumns(TraceInput const &input, llvm::StringRef format, llvm::StringRef rows,
                                       size_t headerLine, char delimiter, ColumnPlan const &plan) {
  std::vector<size_t> columns = plan.powers;
  for (std::optional<size_t> column : {plan.time, plan.current, plan.voltage})
    if (column)
      columns.push_back(*column);
  std::sort(columns.begin(), columns.end());
  auto slotOf = [&](size_t column) {
    return static_cast<size_t>(std::lower_bound(columns.begin(), columns.end(), column) - columns.begin());
  };
  auto read = [&](llvm::ArrayRef<double> cells, size_t column) {
    return cells[slotOf(column)] * plan.units[column].toSi;
  };
  TraceBuilder builder(input, format);
  builder.reserve(rows.size() / std::max<size_t>(8, plan.units.size() * 4));
  double supply = input.options.supplyV.value_or(0), shunt = input.options.shuntOhm.value_or(0);
  CsvScanner scanner(rows, input.file, delimiter, headerLine + 1);
  llvm::Error error = scanner.forEachRow(
      columns, plan.units.size(),
      [&](size_t line, llvm::ArrayRef<double> cells) -> llvm::Error {
        double watts = 0;
        if (shunt > 0) {
          double drop = read(cells, *plan.voltage);
          watts = (supply - drop) * drop / shunt;
        } else if (!plan.powers.empty()) {
          for (size_t column : plan.powers)
            watts += read(cells, column);
        } else {
          watts = read(cells, *plan.current) * (plan.voltage ? read(cells, *plan.voltage) : supply);
        }
        if (plan.time)
          return builder.push(read(cells, *plan.time), watts, line, *plan.time + 1);
        builder.push(watts);
        return llvm::Error::success();
      },
      input.options.progress);
  if (error)
    return error;
  return builder.finish();
}

llvm::Expected<PowerTrace> readHeadedTable(TraceInput const &input, llvm::StringRef format) {
  llvm::StringRef text = withoutBom(input.text), body = text.ltrim("\r\n");
  auto [header, rows] = body.split('\n');
  size_t headerLine = 1 + text.take_front(text.size() - body.size()).count('\n');
  char delimiter = delimiterOf(header);
  auto units = headerUnits(header, delimiter, input.file, headerLine);
  if (!units)
    return units.takeError();
  auto plan = planColumns(std::move(*units), input, headerLine);
  if (!plan)
    return plan.takeError();
  return readColumns(input, format, rows, headerLine, delimiter, *plan);
}

} // namespace eo
