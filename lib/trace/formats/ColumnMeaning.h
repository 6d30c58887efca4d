//===- ColumnMeaning.h - what the words of a header say beside the quantity -------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_FORMATS_COLUMNMEANING_H
#define ENERGY_OPT_LIB_TRACE_FORMATS_COLUMNMEANING_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace eo {

/// What a column says of its quantity. The order is that of preference: of one quantity the first that is there is taken.
enum class ColumnRole {
  Present,  ///< the value at this moment: "instant", "cur"
  Plain,    ///< nothing is said
  Mean,     ///< a mean, of the sample or running
  Middle,   ///< a median, another percentile: no energy follows from it
  Extreme,  ///< minimum, maximum, peak
  Spread,   ///< standard deviation, error
  Limit,    ///< what may be drawn: limit, cap, setting
  Unreal,   ///< apparent or reactive power
  Predicted ///< an estimate of the logger
};

/// What one of several columns of the same quantity stands for.
struct ColumnMeaning {
  ColumnRole role = ColumnRole::Plain;
  std::string
      subject; ///< what is measured, without the words of the role and the quantity: "" for "power_avg", "cpu" for "CPU Power"
};

/// Of a header without its unit.
ColumnMeaning meaningOf(llvm::StringRef name);

/// "a mean", "a limit": for messages.
llvm::StringRef describe(ColumnRole role);

/// How much a subject is the whole: "total", "VDD_TOTAL", "system total" 2; "board", "system", "wall" 1; parts 0.
int wholeness(llvm::StringRef subject);

/// Whether a word says that parts are added up: "total", "combined".
bool isTotalWord(llvm::StringRef word);

} // namespace eo

#endif
