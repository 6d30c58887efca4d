//===- PluginTable.h - the rows of PluginOps.def as rules ------------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_PLUGINTABLE_H
#define ENERGY_OPT_PASSES_PLUGINTABLE_H

#include "lib/pass/OpRules.h"

namespace eo {

/// One row, as PluginOps.def explains its columns.
struct PluginRow {
  llvm::StringLiteral domain, name;
  OpClass opClass;
  llvm::StringLiteral outputs, macs, otherOps;
};

/// All rows, in the order of the file.
llvm::ArrayRef<PluginRow> pluginTable();

/// The rule that the row describes; nullopt where it is written wrongly.
std::optional<OpRule> parsePluginRow(PluginRow const &row);

} // namespace eo

#endif
