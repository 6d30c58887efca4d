//===- RowLabels.h - tables whose rows are of several devices in turn -------------------------===//
//
// nvidia-smi writes a row for each GPU, turbostat one for each core below that of the whole, long tables one for each rail. Which of them
// are the power is told by the rule of the rails, by a row of the whole, or by --device; else it is a question.
//
#ifndef ENERGY_OPT_LIB_TRACE_FORMATS_ROWLABELS_H
#define ENERGY_OPT_LIB_TRACE_FORMATS_ROWLABELS_H

#include "lib/trace/formats/TableHead.h"
#include "lib/trace/formats/TraceReaders.h"
#include <string>
#include <vector>

namespace eo {

/// The rows that count.
struct ChosenRows {
  std::string
      text; ///< the rows behind the header, those of other devices and repeated headers as empty lines
  std::vector<uint16_t> labels; ///< of each row that is left, in their order: 0 … count - 1
  size_t count = 1;             ///< of devices that are added
  std::string board;            ///< of the rails, where they are the labels
  bool byRail = false;          ///< --rail named labels, no columns
};

/// Looks whether the rows below `head` are of several devices, and chooses. Nullopt: they are of one. The error is a question (usage); a
/// --device that the table does not have is one, too.
llvm::Expected<std::optional<ChosenRows>> chooseRows(TableHead const &head, TraceInput const &input);

} // namespace eo

#endif
