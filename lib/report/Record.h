//===- Record.h - what a line of NDJSON says of where it comes from ---------------------------------===//
#ifndef ENERGY_OPT_LIB_REPORT_RECORD_H
#define ENERGY_OPT_LIB_REPORT_RECORD_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace eo {

/// One line of `--format=ndjson`: a report (energy-opt/report/1), or why there is none (energy-opt/error/1).
struct Record {
  llvm::StringRef line;    ///< without its end; part of the text that was read
  std::string path;        ///< of the network
  std::string boardId;     ///< empty: no board, or a network that could not even be loaded
  std::string version;     ///< of the tool; empty in errors
  std::string modelSha256; ///< with --hashes, else empty
  std::string failure;     ///< the code of an error: "usage", "input", "internal"; empty in reports
};

/// The lines of a file of records.
struct RecordFile {
  std::vector<Record> records; ///< one for each line that has its end; empty lines are passed over
  size_t completeBytes = 0;    ///< of the text: behind it stands a line that was not finished
};

/// The records in `text`, which outlives them. Input errors, "FILE:LINE: …", for a finished line that is none.
llvm::Expected<RecordFile> readRecords(llvm::StringRef text, llvm::StringRef file);

} // namespace eo

#endif
