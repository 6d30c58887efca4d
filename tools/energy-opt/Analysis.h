//===- Analysis.h - from one model file to its reports --------------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_OPT_ANALYSIS_H
#define ENERGY_OPT_TOOLS_ENERGY_OPT_ANALYSIS_H

#include "lib/cost/KeptPricers.h"
#include "tools/energy-opt/Options.h"

namespace eo {

/// What one model file comes to.
struct Outcome {
  std::vector<std::string> reports; ///< one per board and binding of dimensions, finished text
  std::vector<Report> rows;         ///< instead, where they are written as a whole or compared by diff
  std::string messages;             ///< for standard error, line ends included
  int exitCode = 0;
};

/// The boards that the options name, with their settings and input content. A usage error for one that cannot
/// be had.
llvm::Expected<std::vector<ChosenBoard>> boardsOf(Options const &options);

/// Whether the values of dimensions that the user names are compared in one table: text and CSV do.
bool comparesInTable(Options const &options);

/// Whether reports are kept for the end: for a table or a page of all, or for a diff.
bool keepsReports(Options const &options);

/// Loads the network at `path` and analyses it for every binding of dimensions and every board, or once
/// without one. `pricers`: shared by who analyses many; may be null.
Outcome analyzeModel(std::string const &path, Options const &options, llvm::ArrayRef<ChosenBoard> boards,
                     std::shared_ptr<KeptPricers> const &pricers = nullptr);

} // namespace eo

#endif
