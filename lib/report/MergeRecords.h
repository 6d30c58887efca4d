//===- MergeRecords.h - the parts of a batch as one -------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_REPORT_MERGERECORDS_H
#define ENERGY_OPT_LIB_REPORT_MERGERECORDS_H

#include "lib/report/Record.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"

namespace eo {

/// Records of one run of the tool.
struct RecordPart {
  std::string name; ///< of its file
  RecordFile file;
};

/// What a merge found.
struct MergeResult {
  size_t networks = 0, records = 0;
  std::vector<std::string> missing; ///< networks of the order that no part has
};

/// Writes the records of all parts as one run would have: those of a network together as its part has them, networks in
/// `order`, where nothing is given by path. A network that several parts have is written once. Input errors where such
/// parts differ, have networks that are not in `order`, or are of several versions of the tool: then nothing is written.
llvm::Expected<MergeResult> mergeRecords(llvm::ArrayRef<RecordPart> parts, llvm::ArrayRef<std::string> order,
                                         llvm::raw_ostream &stream);

} // namespace eo

#endif
