//===- Options.h - the command line of energy-opt -------------------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_OPT_OPTIONS_H
#define ENERGY_OPT_TOOLS_ENERGY_OPT_OPTIONS_H

#include "lib/board/BoardPath.h"
#include "lib/board/Settings.h"
#include "lib/cost/MeasuredLatencies.h"
#include "lib/pass/MacConvention.h"
#include "lib/pass/NetworkAnnotations.h"
#include "lib/pass/OpRules.h"
#include "lib/report/Writers.h"
#include "lib/report/diff/DiffWriters.h"
#include "tools/common/SelfDescription.h"
#include "tools/energy-opt/Batch.h"
#include <optional>
#include <string>
#include <vector>

namespace eo {

/// What to do instead of analysing networks.
struct Questions {
  bool listBoards = false, listPasses = false;
  std::vector<std::string> describeBoards;
  std::vector<std::string> explainCodes;
  std::string printSchema; ///< its name
  bool any() const {
    return listBoards || listPasses || !describeBoards.empty() || !explainCodes.empty() ||
           !printSchema.empty();
  }
};

/// energy-opt diff: models holds the new network alone. Without an old network and without a baseline it is both, and the
/// boards, these settings and the sizes come to two, the old one first.
struct DiffRequest {
  std::string before;   ///< the old network; empty: `baseline` has it
  std::string baseline; ///< a file of reports
  DiffFormat const *format = nullptr;
  std::vector<std::vector<SettingRequest>> settings{{}};
};

/// The command line, checked as far as that is possible without looking at boards and networks.
struct Options {
  std::vector<std::string> models; ///< "-" is standard input
  std::vector<std::string> boards; ///< names or files; empty: analysis only
  std::vector<SettingRequest> settings;
  BoardPath boardPath;
  std::vector<DimBindings> bindings{
      DimBindings()};   ///< one analysis each; several where --dim names several values
  bool sweeps = false;  ///< --dim names a range or a list
  bool summary = false; ///< --summary: a table with one row a network and board
  std::string sortKey;  ///< of the table: a key of totals, the largest first; empty: as asked
  unsigned rows = 0;    ///< of the table; 0: all
  OpRules opRules;
  std::optional<MeasuredLatencies> latencies;
  std::optional<double> powerW; ///< --power: what the boards draw
  std::string inputContent;     ///< empty: what the board was calibrated with
  std::optional<MacConvention> macConvention;

  std::optional<DiffRequest> diff;
  ReportFormat const *format = nullptr; ///< of reports; not of a diff
  std::string output;                   ///< empty: standard output
  std::string annotate; ///< file for a copy of the network with figures at its nodes; empty: none
  WriteOptions layout;
  std::optional<double> minCoverage; ///< share of the MACs, 0 … 1
  unsigned jobs = 0;                 ///< 0: one a core
  BatchOptions batch;

  std::vector<std::string> passes; ///< empty: the standard ones
  std::vector<std::string> printAfter;
  bool timePasses = false, verifyEach = false, dumpGraph = false;

  Questions questions;
};

/// The options, or a usage error. Ends the process for --help and --version, and with exit code 2, after a
/// message with suggestions, for an unknown flag.
llvm::Expected<Options> parseOptions(int argc, char const *const *argv);

/// The tool as --help, man page and completion describe it.
ToolDescription const &networksTool();
/// Its part of them, with the flags of the analysis of networks; `verbs` have flags of their own.
void describeNetworks(llvm::ArrayRef<llvm::StringRef> verbs, ManualFormat format, llvm::raw_ostream &stream);

} // namespace eo

#endif
