//===- OpenVinoStatus.h - what OpenVINO's counters say of a layer ---------------------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_LATENCY_OPENVINOSTATUS_H
#define ENERGY_OPT_LIB_TRACE_LATENCY_OPENVINOSTATUS_H

#include "lib/trace/latency/LatencyReport.h"
#include <map>

namespace eo {

/// "EXECUTED", "Status.NOT_RUN"; nullopt for a word that is none.
std::optional<LayerStatus> openVinoStatus(llvm::StringRef text);

/// Counters of several requests: rows of one name are the same layer in each, so their mean is taken.
class RequestMeans {
public:
  /// Begins the next request.
  void begin() { ++requests, seen.clear(); }
  /// False where there are too many rows.
  bool add(LatencyRow row);
  LatencyReport take();

private:
  size_t requests = 0;
  LatencyReport report;
  std::map<std::string, size_t> seen; ///< times a name has come in this request
  std::map<std::pair<std::string, size_t>, size_t> rowOf;
};

} // namespace eo

#endif
