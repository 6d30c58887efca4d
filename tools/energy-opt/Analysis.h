//===- Analysis.h - from one model file to its reports
//------------------------------------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_OPT_ANALYSIS_H
#define ENERGY_OPT_TOOLS_ENERGY_OPT_ANALYSIS_H

#include "lib/board/BoardModel.h"
#include "tools/energy-opt/Options.h"

namespace eo {

/// What one model file comes to.
struct Outcome {
  std::vector<std::string> reports; ///< one per board and binding of dimensions, finished text
  std::vector<Report> rows;         ///< instead, where values of dimensions are compared in a table
  std::string messages;             ///< for standard error, line ends included
  int exitCode = 0;
};

/// Whether the values of dimensions that the user names are compared in one table: text and CSV do.
bool comparesInTable(Options const &options);

/// Loads the network at `path` and analyses it for every binding of dimensions and every board, or once
/// without one.
Outcome analyzeModel(std::string const &path, Options const &options, llvm::ArrayRef<ChosenBoard> boards);

} // namespace eo

#endif
