//===- Rails.h - the power of a board from its rails ------------------------------------------===//
//
// The one rule for all formats, on the table of boards in Rails.def: the input rail where there is one, else the sum of the rails that
// are not fed from another listed one. What the table and the general words (cpu, gpu, ram …) do not tell is a question.
//
#ifndef ENERGY_OPT_LIB_TRACE_FORMATS_RAILS_H
#define ENERGY_OPT_LIB_TRACE_FORMATS_RAILS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <utility>
#include <vector>

namespace eo {

/// A board of Rails.def.
struct BoardRails {
  /// A supply that is measured, and which other one feeds it.
  struct Rail {
    llvm::StringRef name, feeder; ///< feeder "": none of the table
    bool input = false;
  };
  llvm::StringRef name, where, source; ///< where: the software whose logs list the rails so
  std::vector<Rail> rails;
  std::vector<std::pair<llvm::StringRef, llvm::StringRef>> aliases; ///< other name, rail
};

/// The boards of Rails.def.
std::vector<BoardRails> boardRails();

/// Which rails add up to the power of the board.
struct RailChoice {
  std::vector<size_t> added;        ///< indices into the names, in their order; empty: it cannot be told
  std::vector<std::string> unknown; ///< the names that made it a question
  std::string board;                ///< "Jetson AGX Orin", or "" where no board has these rails
  std::string
      explanation; ///< "Jetson Nano: POM_5V_IN is the input rail; 2 further rails are fed from it and not added"
};

/// Whether a name is of what boards have inside: "cpu0", "VDD_GPU", "soc", "dram".
bool isPartOfABoard(llvm::StringRef name);

/// Which of the rails make up the power. `names` are those of the log; letter case, and "POM_", "VDD_" or "VIN_" in front, do not
/// matter where a board's other rails are there, too.
RailChoice chooseRails(llvm::ArrayRef<std::string> names);

} // namespace eo

#endif
