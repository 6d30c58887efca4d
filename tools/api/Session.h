//===- Session.h - networks asked about one after another, boards read once --------------------------===//
#ifndef ENERGY_OPT_TOOLS_API_SESSION_H
#define ENERGY_OPT_TOOLS_API_SESSION_H

#include "lib/board/BoardPath.h"
#include "lib/cost/KeptPricers.h"
#include "lib/ir/Graph.h"
#include "lib/lint/LintReport.h"
#include "tools/api/KeptNetworks.h"
#include "tools/api/Request.h"
#include <memory>
#include <mutex>

namespace eo {

/// Answers requests. All calls may come from several threads at once.
class Session {
public:
  explicit Session(BoardPath boardPath) : path(std::move(boardPath)) {}

  /// The report on the network of `request`, or on `network`, the bytes of its file, where there are any. Usage errors
  /// for a board, setting or dimension that cannot be, input errors for the network.
  llvm::Expected<Report> estimate(Request const &request, std::optional<llvm::StringRef> network = {});

  /// The same network under the rules and budgets of the request, which has a board or not.
  llvm::Expected<LintReport> lint(Request const &request, std::optional<llvm::StringRef> network = {});

  /// [{"board":…,"title":…,"kind":…,"file":…,"figures":true,"precision":…,"metered":…,"energy_error":…,"latency_error":…,
  /// "networks":…,"scaled_from":…,"aliases":[…],"settings":{name:{"values":[…],"default":…}}}], by name; errors are shares, on
  /// networks the fit had not seen (BoardFacts). A broken board file is left out.
  std::string boardsJson() const;

private:
  using Board = std::shared_ptr<ChosenBoard const>;
  /// Boards under settings that are kept; who asks for more of them reads files again.
  static constexpr size_t maxKept = 256;

  llvm::Expected<Board> board(Request const &request);
  llvm::Expected<Report> estimateEdited(Request const &request, std::optional<llvm::StringRef> network,
                                        Board const &board);
  llvm::Expected<Graph> load(Request const &request, std::optional<llvm::StringRef> network,
                             DiagnosticEngine &diagnostics) const;

  BoardPath path;
  std::mutex mutex;
  std::shared_ptr<KeptPricers> pricers = std::make_shared<KeptPricers>();
  KeptNetworks edited;               ///< what edits are made of
  std::map<std::string, Board> kept; ///< by board, settings and what else chooses
};

/// What a network that was given as bytes is called in reports and messages.
std::string networkName(Request const &request);

} // namespace eo

#endif
