#include "lib/lint/WhatIf.h"

#include "lib/cost/Kind.h"
#include "lib/support/Error.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

namespace {
/// What of a network has no estimate, and what has a doubtful one.
struct Doubts {
  size_t unknown = 0, missing = 0;
  double missingMacs = 0, outsideJ = 0, standInJ = 0;
};
} // namespace

/// More of a saving than this may not hang on the price of a stand-in: that says little of how far it is off.
static constexpr double trustedStandIn = 0.05;

static Doubts doubtsOf(Graph const &graph, Annotations const &annotations, BoardModel const &board) {
  Doubts doubts;
  auto const &estimate = annotations.get<EnergyEstimate>();
  auto const &macs = annotations.get<MacCounts>().macs;
  for (NodeId id : graph.main().nodes) {
    NodeEstimate const &node = estimate.nodes[id];
    doubts.unknown += macs[id].isKnown() ? 0 : 1;
    if (node.basis == Basis::None) {
      doubts.missing += costKind(board.kind).pricesAnyOp ? 1 : 0;
      doubts.missingMacs += static_cast<double>(macs[id].tryValue().value_or(0));
    }
    if (node.energy && isOutside(node.basis))
      doubts.outsideJ += node.energy->value;
    if (node.energy && node.basis == Basis::Fallback)
      doubts.standInJ += node.energy->value;
  }
  return doubts;
}

WhatIf noSaving(std::string why) { return {std::nullopt, std::move(why), false}; }

/// The first thing the second analysis found wrong that the first one had not.
static std::string newProblem(LintedNetwork const &network, DiagnosticEngine const &diagnostics) {
  for (Diagnostic const &one : diagnostics.diagnostics()) {
    bool isNew = one.severity != Severity::Note &&
                 llvm::none_of(network.report.diagnostics, [&](ReportDiagnostic const &before) {
                   return before.message == one.message && before.node == one.node;
                 });
    if (isNew)
      return one.node.empty() ? one.message : "node '" + one.node + "': " + one.message;
  }
  return "it has layers without an estimate";
}

static bool sameOutputs(LintedNetwork const &network, Graph const &edited, Annotations const &analysed) {
  auto const &before = network.annotations.get<InferredTypes>().types;
  auto const &after = analysed.get<InferredTypes>().types;
  llvm::ArrayRef<ValueId> had = network.graph.main().outputs, has = edited.main().outputs;
  for (size_t i = 0; i < had.size(); ++i)
    if (had[i].valid() && (!has[i].valid() || before[had[i]].str() != after[has[i]].str()))
      return false;
  return true;
}

static WhatIf compare(LintedNetwork const &network, Graph const &edited, ChosenBoard const &board,
                      std::string change) {
  auto const *before = network.annotations.find<EnergyEstimate>();
  if (before == nullptr || !before->total.energy)
    return noSaving("the network has no energy estimate");
  DiagnosticEngine diagnostics;
  llvm::Expected<Annotations> analysed =
      network.estimator.analyze(edited, network.bindings, &board, diagnostics);
  if (!analysed)
    return noSaving("the changed network cannot be analysed: " + takeErrorText(analysed.takeError()).message);
  auto const &after = analysed->get<EnergyEstimate>();
  Doubts had = doubtsOf(network.graph, network.annotations, *network.board->model);
  Doubts has = doubtsOf(edited, *analysed, *board.model);
  if (has.unknown > had.unknown || has.missing > had.missing || has.missingMacs > had.missingMacs ||
      !after.total.energy)
    return noSaving("the changed network cannot be priced: " + newProblem(network, diagnostics));
  if (has.missing <
      had.missing) // what goes with it had no estimate: a difference without it would be no saving
    return noSaving("the board has no figures for what is replaced");
  Saving saving{std::move(change), before->total.energy->value - after.total.energy->value, std::nullopt};
  if (before->latency && after.latency)
    saving.latencyS = before->latency->value - after.latency->value;
  if (has.standInJ - had.standInJ > trustedStandIn * saving.energyJ && saving.energyJ > 0)
    return noSaving("the board was not calibrated with layers such as the changed ones");
  if (has.outsideJ > had.outsideJ + noticeableShare * before->total.energy->value)
    saving.change += " (estimated outside the board's calibrated range)";
  return {std::move(saving), "", sameOutputs(network, edited, *analysed)};
}

WhatIf whatIf(LintedNetwork const &network, Graph const &edited, std::string change) {
  return network.board == nullptr ? noSaving("no board")
                                  : compare(network, edited, *network.board, std::move(change));
}

WhatIf whatIf(LintedNetwork const &network, ChosenBoard const &board, std::string change) {
  return network.board == nullptr ? noSaving("no board")
                                  : compare(network, network.graph, board, std::move(change));
}

void setSaving(Finding &finding, WhatIf whatIf) {
  finding.saving = std::move(whatIf.saving);
  finding.savingUnknown = std::move(whatIf.unknown);
}

WhatIf better(WhatIf first, WhatIf second) {
  bool takeSecond = second.saving && (!first.saving || second.saving->energyJ > first.saving->energyJ);
  return takeSecond ? std::move(second) : std::move(first);
}

bool isNoticeable(LintedNetwork const &network, WhatIf const &whatIf, double share) {
  return whatIf.saving && whatIf.saving->energyJ >= share * totalEnergyJ(network);
}

} // namespace eo
