//===- DataFlags.h - the flags of every verb that reads measurements -------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_DATAFLAGS_H
#define ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_DATAFLAGS_H

#include "lib/board/BoardModel.h"
#include "lib/calibrate/Dataset.h"
#include "tools/energy-calibrate/NetworkDims.h"
#include "llvm/Support/CommandLine.h"

namespace eo {

/// The flags that say which measurements are meant, shared by the verbs that read tables.
struct DataFlags {
  llvm::cl::list<std::string> tables{llvm::cl::Positional, llvm::cl::desc("DATA.csv|BUNDLE…|-"),
                                     llvm::cl::ZeroOrMore};
  llvm::cl::opt<std::string> models{
      "models", llvm::cl::value_desc("DIR"),
      llvm::cl::desc(
          "Folder of the networks that tables name (default: the table's own); with a '*' a pattern "
          "in which the name takes the place of the star, as in 'nets/tiny_*.onnx'")};
  llvm::cl::opt<std::string> profile{
      "profile", llvm::cl::value_desc("DIR"),
      llvm::cl::desc("Layer times as runtimes report them, one file a network, named like it; or a bundle")};
  llvm::cl::list<std::string> where{"where", llvm::cl::value_desc("COLUMN=VALUE"),
                                    llvm::cl::desc("Use only rows with this value (repeatable)")};
  llvm::cl::list<std::string> rename{"rename", llvm::cl::value_desc("OLD=NEW"),
                                     llvm::cl::desc("Read column OLD as NEW (repeatable)")};
  llvm::cl::opt<std::string> settings{
      "settings", llvm::cl::value_desc("COLUMN,…"),
      llvm::cl::desc("The columns that hold settings; others of no meaning here are ignored. Default: every "
                     "column of no other meaning is a setting")};

  DimFlags dims;

  /// Reads the tables.
  llvm::Expected<std::vector<MeasurementTable>> read() const;
  /// The kernels of the networks that these tables name, by the rules of the board where there is one.
  llvm::Expected<std::unique_ptr<Dataset>> load(BoardModel const *board,
                                                std::vector<MeasurementTable> tables) const;
  /// "board=jetson-nano, unit=gpu": what --where asked for.
  std::string selection() const;
};

/// The kernels of the network in a file, by the passes and the board's rules at these settings, where the board
/// has them, and its defaults; nodes where the board is null.
llvm::Expected<std::vector<Kernel>> networkKernels(llvm::StringRef path, NetworkDims &dims,
                                                   BoardModel const *board, SettingValues const &given = {});

} // namespace eo

#endif
