//===- PowerColumns.h - which columns of a table are the power --------------------------------===//
//
// Tables hold the power several times over: total and parts, mean and extremes, draw and limit, running mean and present value. The
// words of the header tell most of it; what they do not tell is a question to the user, never a sum.
//
#ifndef ENERGY_OPT_LIB_TRACE_FORMATS_POWERCOLUMNS_H
#define ENERGY_OPT_LIB_TRACE_FORMATS_POWERCOLUMNS_H

#include "lib/text/HeaderUnits.h"
#include "lib/trace/formats/ColumnMeaning.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace eo {

/// A power of each row: a column, or current times a column of volts or the supply voltage.
struct PowerTerm {
  std::string name; ///< for messages and the rail rule
  std::optional<size_t> power, current, voltage;
};

/// Which columns make the power, and why.
struct PowerChoice {
  std::vector<PowerTerm> terms; ///< added up
  std::string explanation;      ///< what is added and what is left out; "" where there was no choice
  std::string board;            ///< of the rails, where recognised
};

/// Chooses the columns of power, or of current with their voltage. `headers` are the cells as they stand in the file, `place` is "FILE:
/// line N" for messages. `supplyV`: the user gave the voltage. Nothing electrical gives no terms. The error is a question (usage): it
/// lists the columns and the flag that answers it.
llvm::Expected<PowerChoice> choosePower(llvm::ArrayRef<ColumnUnit> columns,
                                        llvm::ArrayRef<std::string> headers, bool supplyV,
                                        std::string const &place);

/// The columns that --column or --rail name, added up. `named`: header cells, or names without unit; letter case does not count.
llvm::Expected<PowerChoice> namedPower(llvm::ArrayRef<std::string> named, llvm::ArrayRef<ColumnUnit> columns,
                                       llvm::ArrayRef<std::string> headers, bool supplyV,
                                       std::string const &place);

/// The column of volts in front of a shunt, and that over it, where the words tell them apart.
struct VoltageColumns {
  std::optional<size_t> bus, shunt;
};

/// Which voltage belongs to which current. Error: several may, and no name decides; `place` begins it.
llvm::Expected<VoltageColumns> chooseVoltages(llvm::ArrayRef<ColumnUnit> columns,
                                              llvm::ArrayRef<std::string> headers, std::string const &place);

} // namespace eo

#endif
