//===- ModelTable.h - the tables that describe the extra data set ---------------------------------===//
#ifndef ENERGY_OPT_TESTS_SUPPORT_MODELTABLE_H
#define ENERGY_OPT_TESTS_SUPPORT_MODELTABLE_H

#include "lib/pass/NetworkAnnotations.h"
#include "tests/support/TestFiles.h"
#include <map>

namespace eo::test {

using CsvRow = std::map<std::string, std::string>;

/// The rows below the header line, by column. Fails the test where the file cannot be read.
std::vector<CsvRow> readCsv(std::string const &path);

/// "batch=1 x[0]=4" as --dim would take it.
DimBindings bindingsOf(llvm::StringRef text);

} // namespace eo::test

#endif
