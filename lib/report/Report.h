//===- Report.h - everything a report says, in plain fields ------------------------------------------===//
//
// One Report per network and board: the fields of the JSON schema energy-opt/report/1 in its order. Writers
// turn it into text, JSON and CSV and know nothing else. A figure that is not known is absent, never 0.
//
#ifndef ENERGY_OPT_LIB_REPORT_REPORT_H
#define ENERGY_OPT_LIB_REPORT_REPORT_H

#include "lib/cost/Basis.h"
#include "lib/cost/TrustLevel.h"
#include "lib/support/Diagnostics.h"
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace eo {

/// An exact count; absent: not known, printed as null.
using ReportCount = std::optional<int64_t>;
/// A figure in SI units; absent: not known, printed as null.
using ReportNumber = std::optional<double>;

/// The network that was analysed.
struct ReportModel {
  std::string path;
  int64_t irVersion = 0;
  std::map<std::string, int64_t> opsets; ///< "ai.onnx" -> version
  std::string producer;
  int64_t nodes = 0;       ///< of the main graph
  ReportCount batch;       ///< samples per execution
  std::string precision{}; ///< "FP16", "INT8 (QDQ)": what most of its arithmetic is written in; empty: none
  std::map<std::string, int64_t>
      dims{};           ///< open dimensions and what they were set to, a defaulted batch included
  std::string sha256{}; ///< of the file; empty: not asked for
};

/// Where a board's coefficients come from.
struct ReportSource {
  std::string title, where, date, points, url; ///< empty where the board file has none
};

/// The board and the settings that the figures describe.
struct ReportBoard {
  std::string id, title;
  std::vector<std::pair<std::string, std::string>> settings;
  std::string kind;
  std::vector<ReportSource> sources;
  std::string describes; ///< "xavier-nx, CPU inference, FP32 (inferred), idle included"; text only
  std::string metered = {}, idle = {}; ///< "wall", "included"; empty: not stated
  std::string sha256 = {}; ///< of the board file (tools/common/ContentHash.h); empty: not asked for
};

/// Of one execution at the given shapes.
struct ReportTotals {
  ReportCount macs, otherOps, params, paramBytes, activationBytes, peakActivationBytes;
  ReportNumber latency, latencyLow, latencyHigh, deviceLatency, overhead, throughput, power;
  ReportNumber energy, energyLow, energyHigh, intervalLevel, energyBase, energyDynamic;
  bool macsAreAll = true;    ///< no node's MACs are unknown: `macs` is all of them, not at least; text only
  ReportCount peakAtLeast{}; ///< the peak without values of unknown size; text only
  bool energyIsAll =
      true; ///< every layer with MACs has an estimate: `energy` is all of it, not at least; text only
  std::string noInterval; ///< why there is no interval; text only
};

/// How much of the network the totals stand for.
struct ReportCoverage {
  int64_t nodes = 0, nodesModelled = 0;
  ReportNumber macsShare, bytesShare;
};

/// How far the estimate can be trusted (lib/cost/EnergyEstimate.h).
struct ReportTrust {
  double calibratedShare = 0;
  TrustLevel level = TrustLevel::Guess;
  ReportNumber factor;
  std::vector<std::string> reasons;
};

/// Where the times of a latency report went; the shares and that of the unmapped sum to 1.
struct ReportLatencies {
  std::string source;
  double mappedShare = 0;            ///< of its time: nodes of the network
  double insertedShare = 0;          ///< what the runtime put between them
  std::vector<std::string> unmapped; ///< layers that took time and are no node
};

/// An integer, an expression in symbols, or unknown.
using ReportDim = std::variant<std::monostate, int64_t, std::string>;

/// An operand or result of a layer.
struct ReportValue {
  std::string name;
  std::string type;                            ///< "float32"; empty: unknown
  std::optional<std::vector<ReportDim>> shape; ///< absent: not even the rank is known
};

struct ReportBody;

/// One node of the file's main graph with its figures.
struct ReportLayer {
  int64_t index = 0; ///< position in the file's graph
  std::string name, op, scope, kernel;
  std::vector<std::string> inputs; ///< "" for one that is left out
  std::vector<ReportValue> outputs;
  ReportCount macs, otherOps, params, bytesRead, bytesWritten;
  ReportNumber latency, power;
  ReportNumber energy, energyLow, energyHigh, energyBase, energyDynamic;
  std::optional<Basis> basis; ///< absent without a board
  std::string reason;         ///< behind the basis; text only
  std::vector<ReportBody>
      bodies; ///< of If, Loop and Scan: outside the sums, which hold the layer's own counts
};

/// A branch or the body of a loop, for one turn.
struct ReportBody {
  std::string name;           ///< of the attribute: "then_branch", "body"
  ReportCount macs, otherOps; ///< nothing where those of a layer are not known
  ReportNumber energy,
      latency; ///< of a branch by itself, of a turn inside the network, as far as they are priced
  std::optional<bool> runs; ///< whether the figures of the If are those of this branch; absent for loops
  std::vector<ReportLayer> layers;
};

/// Something said about the network, in words.
struct ReportDiagnostic {
  Severity severity = Severity::Warning;
  std::string code, node, message, hint; ///< node and hint may be empty
};

/// The layers that a report leaves out although they cost something (ReportDetail::Heaviest).
struct ReportRest {
  size_t layers = 0;
  double weight = 0; ///< energy with a board, else MACs
};

/// One network on one board, or on none: all that any writer prints.
struct Report {
  std::string toolName, toolVersion;
  ReportModel model;
  std::optional<ReportBoard> board;
  std::string macConvention = "eo-mac-1";
  ReportTotals totals;
  std::map<std::string, int64_t>
      macsByType; ///< of the second factor: "int8" -> MACs; of those that are known
  ReportCoverage coverage;
  std::optional<ReportTrust> trust;         ///< absent where the board states no calibrated range
  std::optional<ReportLatencies> latencies; ///< with a latency report
  std::vector<ReportLayer> layers;          ///< the main graph in graph order
  ReportRest rest{};                        ///< text only
  std::vector<ReportDiagnostic> diagnostics;
};

/// What a cell of a report can hold; monostate is null.
using ReportCell = std::variant<std::monostate, int64_t, double, std::string>;

/// One scalar key of layers[].
struct LayerColumn {
  llvm::StringRef key;
  ReportCell (*read)(ReportLayer const &layer);
};
/// The scalar keys of layers[] in the schema's order: the header of CSV.
llvm::ArrayRef<LayerColumn> layerColumns();

/// The same for totals.
struct TotalColumn {
  llvm::StringRef key;
  ReportCell (*read)(ReportTotals const &totals);
};

/// The keys of `totals` in the order of the contract.
llvm::ArrayRef<TotalColumn> totalColumns();

} // namespace eo

#endif
