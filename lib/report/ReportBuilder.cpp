#include "lib/report/ReportBuilder.h"

#include "lib/board/BoardModel.h"
#include "lib/cost/KernelGroups.h"
#include "lib/cost/MatchedLatencies.h"
#include "lib/cost/MeasuredLatencies.h"
#include "lib/pass/CanonicalForm.h"
#include "lib/pass/FilePrecision.h"
#include "lib/pass/MacConvention.h"
#include "lib/pass/NetworkAnnotations.h"
#include "lib/report/MacTypes.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

namespace eo {

namespace {
class Builder {
public:
  Builder(PassContext const &passContext, ReportOrigin const &origin)
      : detail(origin.detail), heaviest(origin.heaviest), graph(passContext.graph),
        annotations(passContext.annotations), diagnostics(passContext.diagnostics),
        inferred(annotations.find<InferredTypes>()), counts(annotations.find<MacCounts>()),
        translated(annotations.find<TranslatedMacs>()), traffic(annotations.find<MemoryTraffic>()),
        energy(annotations.find<EnergyEstimate>()) {}

  void fill(Report &report) {
    addModel(report.model);
    if (translated != nullptr)
      report.macConvention = macConventionName(translated->convention).str();
    if (auto const *chosen = annotations.find<ChosenBoard>())
      report.board = boardOf(*chosen);
    if (detail == ReportDetail::Heaviest)
      addHeaviest(report);
    else if (detail != ReportDetail::Totals)
      addLayers(graph.main().nodes, report.layers);
    addTotals(report.totals);
    if (counts != nullptr && inferred != nullptr && translated == nullptr)
      report.macsByType = macsByType(graph, inferred->types, counts->macs);
    addCoverage(report.coverage);
    if (energy != nullptr && energy->trust)
      report.trust = ReportTrust{energy->trust->calibratedShare, energy->trust->level(),
                                 energy->trust->factor, energy->trust->reasons};
    report.latencies = latencies();
    addDiagnostics(report.diagnostics);
  }

private:
  /// As the user wants them counted.
  NodeMap<SymInt> const &macs() const { return translated != nullptr ? translated->macs : counts->macs; }

  void addModel(ReportModel &model) const {
    NetworkInfo const &info = graph.info();
    model.irVersion = info.irVersion;
    for (auto const &[domain, version] : info.opsets)
      model.opsets[domain.empty() ? "ai.onnx" : domain] = version;
    model.producer = info.producer;
    model.nodes = static_cast<int64_t>(graph.main().nodes.size());
    if (auto const *file = annotations.find<FilePrecision>())
      model.precision = file->text();
    if (auto const *bound = annotations.find<BoundInputs>()) {
      model.dims = bound->applied;
    }
    if (inferred != nullptr)
      model.batch = inferred->batch.tryValue();
  }

  static ReportBoard boardOf(ChosenBoard const &chosen) {
    BoardModel const &model = *chosen.model;
    std::string idle = !model.idleIncluded ? "" : *model.idleIncluded ? "included" : "excluded";
    ReportBoard board{model.id, model.title,       chosen.settings, model.kindName().str(),
                      {},       chosen.describe(), model.metered,   idle};
    for (Source const &source : model.sources)
      board.sources.push_back({source.title, source.where, source.date, source.points, source.url});
    return board;
  }

  static ReportDim dimOf(SymInt const &dim) {
    if (dim.isKnown())
      return dim.value();
    return dim.isSymbolic() ? ReportDim(dim.str()) : ReportDim();
  }

  ReportValue valueOf(ValueId id) const {
    ReportValue result;
    if (!id.valid())
      return result;
    TensorType const &type = inferred != nullptr ? inferred->types[id] : graph.value(id).declared();
    result.name = graph.value(id).name.str();
    if (type.element != DataType::Undefined)
      result.type = dataTypeName(type.element).str();
    if (type.hasRank()) {
      result.shape.emplace();
      for (SymInt const &dim : *type.shape)
        result.shape->push_back(dimOf(dim));
    }
    return result;
  }

  static ReportNumber seconds(std::optional<Seconds> const &time) {
    return time ? ReportNumber(time->value) : std::nullopt;
  }

  static ReportNumber joules(std::optional<Joules> const &energy) {
    return energy ? ReportNumber(energy->value) : std::nullopt;
  }

  void addLayers(llvm::ArrayRef<NodeId> shown, std::vector<ReportLayer> &layers) {
    rowOf = NodeMap<uint32_t>(graph);
    uint32_t row = 0;
    for (NodeId id : graph.main().nodes)
      rowOf[id] = row++;
    layers.reserve(shown.size());
    for (NodeId id : shown)
      layers.push_back(layerOf(graph.node(id)));
  }

  /// As weightOf of the node's layer (lib/report/Ranking.h).
  double weightOf(NodeId id) const {
    if (annotations.has<ChosenBoard>())
      return energy != nullptr ? joules(energy->nodes[id].energy).value_or(0) : 0;
    return counts != nullptr ? static_cast<double>(macs()[id].tryValue().value_or(0)) : 0;
  }

  void addHeaviest(Report &report) {
    std::vector<std::pair<double, NodeId>> weighed; // in graph order
    std::vector<NodeId> shown;
    for (NodeId id : graph.main().nodes)
      if (hasBodies(graph.node(id)))
        shown.push_back(id);
      else if (double weight = weightOf(id); weight > 0)
        weighed.emplace_back(weight, id);
    auto heavier = [](auto const &a, auto const &b) {
      return a.first > b.first || (a.first == b.first && a.second < b.second);
    };
    std::vector<std::pair<double, NodeId>> ranked = weighed;
    size_t most = std::min(heaviest, ranked.size());
    if (most < ranked.size())
      std::nth_element(ranked.begin(), ranked.begin() + static_cast<ptrdiff_t>(most), ranked.end(), heavier);
    for (auto const &one : weighed)
      if (most == ranked.size() || heavier(one, ranked[most])) {
        shown.push_back(one.second);
      } else {
        ++report.rest.layers;
        report.rest.weight += one.first;
      }
    llvm::sort(shown);
    addLayers(shown, report.layers);
  }

  static bool hasBodies(Node const &node) {
    return llvm::any_of(node.attributes, [](Attribute const &attribute) {
      return std::holds_alternative<BodyId>(attribute.value);
    });
  }

  /// A layer of the main graph, with its energy and its bodies.
  ReportLayer layerOf(Node const &node) {
    ReportLayer layer = countsOf(node);
    addEnergy(node, layer);
    return layer;
  }

  ReportLayer countsOf(Node const &node) const {
    ReportLayer layer;
    layer.index = node.fileIndex;
    layer.name = node.name.str();
    layer.op = node.opType.str();
    layer.scope = node.scope.str();
    for (ValueId input : node.inputs)
      layer.inputs.push_back(input.valid() ? graph.value(input).name.str() : std::string());
    for (ValueId output : node.outputs)
      layer.outputs.push_back(valueOf(output));
    if (counts != nullptr) {
      layer.macs = macs()[node.id].tryValue();
      layer.otherOps = counts->otherOps[node.id].tryValue();
    }
    if (traffic != nullptr) {
      layer.params = traffic->params[node.id].tryValue();
      layer.bytesRead = traffic->bytesRead[node.id].tryValue();
      layer.bytesWritten = traffic->bytesWritten[node.id].tryValue();
    }
    for (Attribute const &attribute : node.attributes)
      if (auto const *body = std::get_if<BodyId>(&attribute.value))
        layer.bodies.push_back(bodyOf(attribute.name, graph.body(*body)));
    return layer;
  }

  ReportBody bodyOf(llvm::StringRef name, Body const &body) const {
    ReportBody result;
    result.name = name.str();
    SymInt total = 0, others = 0;
    auto const *form = annotations.find<CanonicalForm>();
    double turns = form != nullptr && opClass(graph.node(body.owner).kind) == OpClass::ControlFlow &&
                           graph.node(body.owner).kind != OpKind::If
                       ? form->turns[body.id.index]
                       : 0;
    for (NodeId id : body.nodes) {
      if (counts != nullptr) {
        total += macs()[id];
        others += counts->otherOps[id];
      }
      result.layers.push_back(countsOf(graph.node(id)));
      addEstimate(id, result.layers.back());
      if (turns > 0)
        addTurn(turns, result);
    }
    if (auto const *groups = annotations.find<KernelGroups>(); groups != nullptr && energy != nullptr)
      for (PricedBranch const &branch : groups->branches)
        if (branch.body == body.id) {
          result.energy = joules(branch.cost.energy);
          result.latency = seconds(branch.cost.latency);
          result.runs = branch.runs;
        }
    if (counts != nullptr) {
      result.macs = total.tryValue();
      result.otherOps = others.tryValue();
    }
    return result;
  }

  /// The last layer of the body has the figures of all turns: one turn's are left, and added to the body's.
  static void addTurn(double turns, ReportBody &body) {
    ReportLayer &layer = body.layers.back();
    for (ReportNumber *figure : {&layer.energy, &layer.energyLow, &layer.energyHigh, &layer.energyBase,
                                 &layer.energyDynamic, &layer.latency})
      if (*figure)
        **figure /= turns;
    if (layer.energy)
      body.energy = body.energy.value_or(0) + *layer.energy;
    if (layer.latency)
      body.latency = body.latency.value_or(0) + *layer.latency;
  }

  void addEstimate(NodeId id, ReportLayer &layer) const {
    if (energy == nullptr)
      return;
    NodeEstimate const &estimate = energy->nodes[id];
    layer.energy = joules(estimate.energy);
    layer.energyLow = joules(estimate.low);
    layer.energyHigh = joules(estimate.high);
    layer.energyBase = joules(estimate.base);
    if (estimate.energy && estimate.base)
      layer.energyDynamic = estimate.energy->value - estimate.base->value;
    layer.latency = seconds(estimate.latency);
    if (estimate.energy && estimate.latency && estimate.latency->value > 0)
      layer.power = estimate.energy->value / estimate.latency->value;
    layer.basis = estimate.basis;
    if (detail == ReportDetail::Reasons)
      layer.reason = estimate.basis == Basis::Fused
                         ? fmt::format("runs with '{}'", graph.node(estimate.anchor).name)
                         : estimate.reason.text();
  }

  void addEnergy(Node const &node, ReportLayer &layer) {
    addEstimate(node.id, layer);
    NodeId anchor = energy != nullptr ? energy->nodes[node.id].anchor : node.id;
    while (anchor.valid() && graph.node(anchor).body != graph.main().id)
      anchor = graph.body(graph.node(anchor).body).owner; // of a branch, whose row is the If
    if (!anchor
             .valid()) // a node that no kernel runs: folded, dead, or of a network that broke before it was grouped
      anchor = node.id;
    layer.kernel = fmt::format("k{}", rowOf[anchor]); // anchors come before what is fused into them
  }

  /// Over the nodes of the main graph; nullopt where none is known, or nothing but zeros beside what is not known: "at least
  /// 0" says nothing. `all`: whether none is unknown.
  /// `atLeast`: what those unknown come to at least.
  ReportCount sumOfKnown(NodeMap<SymInt> const &perNode, bool &all,
                         NodeMap<SymInt> const *atLeast = nullptr) const {
    SymInt sum = 0;
    bool any = graph.main().nodes.empty();
    for (NodeId id : graph.main().nodes) {
      SymInt const &known = perNode[id].isKnown() || atLeast == nullptr ? perNode[id] : (*atLeast)[id];
      if (known.isKnown())
        sum += known;
      any |= known.isKnown();
      all &= perNode[id].isKnown();
    }
    std::optional<int64_t> total = sum.tryValue();
    return any && (all || total != 0) ? total : std::nullopt;
  }

  void addTotals(ReportTotals &totals) const {
    if (counts != nullptr) {
      totals.macs = sumOfKnown(macs(), totals.macsAreAll, translated == nullptr ? &counts->atLeast : nullptr);
      bool otherOpsAreAll = true;
      totals.otherOps = sumOfKnown(counts->otherOps, otherOpsAreAll);
    }
    if (traffic != nullptr) {
      totals.params = traffic->totalParams.tryValue();
      totals.paramBytes = traffic->totalParamBytes.tryValue();
      totals.activationBytes = traffic->activationBytes.tryValue();
    }
    if (auto const *plan = annotations.find<MemoryPlan>()) {
      totals.peakActivationBytes = plan->peakBytes.tryValue();
      totals.peakAtLeast = plan->peakAtLeast.tryValue();
    }
    if (energy != nullptr && energy->runs) { // what has no nodes, or views only, has no figures
      totals.energy = joules(energy->total.energy);
      totals.energyLow = joules(energy->total.low);
      totals.energyHigh = joules(energy->total.high);
      totals.intervalLevel = energy->intervalLevel;
      totals.noInterval = noIntervalText(energy->noInterval).str();
      totals.energyIsAll = energy->isAll;
      addTimes(totals);
    }
  }

  void addTimes(ReportTotals &totals) const {
    totals.energyBase = joules(energy->base);
    if (energy->total.energy && energy->base)
      totals.energyDynamic = energy->total.energy->value - energy->base->value;
    totals.deviceLatency = seconds(energy->deviceLatency);
    totals.latency = seconds(energy->latency);
    totals.latencyLow = seconds(energy->latencyLow);
    totals.latencyHigh = seconds(energy->latencyHigh);
    if (totals.latency && totals.deviceLatency && *totals.latency >= *totals.deviceLatency)
      totals.overhead = *totals.latency - *totals.deviceLatency;
    if (!energy->interval || energy->interval->value <= 0)
      return;
    totals.throughput = 1 / energy->interval->value;
    if (totals.energy)
      totals.power = *totals.energy * *totals.throughput;
  }

  std::optional<ReportLatencies> latencies() const {
    auto const *measured = annotations.find<MeasuredLatencies>();
    auto const *matched = annotations.find<MatchedLatencies>();
    if (measured == nullptr || matched == nullptr || matched->totalS() <= 0)
      return std::nullopt;
    ReportLatencies result{
        measured->source, matched->mappedS / matched->totalS(), matched->insertedS / matched->totalS(), {}};
    for (uint32_t layer : matched->unmapped)
      result.unmapped.push_back(measured->layers[layer].name);
    return result;
  }

  void addCoverage(ReportCoverage &coverage) const {
    if (energy != nullptr) {
      coverage = {energy->coverage.nodes, energy->coverage.nodesModelled, energy->coverage.macsShare,
                  energy->coverage.bytesShare};
      return;
    }
    coverage.nodes = static_cast<int64_t>(graph.main().nodes.size());
    if (counts == nullptr || traffic == nullptr)
      return;
    bool allMacs = true, allBytes = true;
    for (NodeId id : graph.main().nodes) {
      bool macs = counts->macs[id].isKnown();
      bool bytes = traffic->bytesRead[id].isKnown() && traffic->bytesWritten[id].isKnown();
      allMacs &= macs;
      allBytes &= bytes;
      coverage.nodesModelled += macs && bytes ? 1 : 0;
    }
    coverage.macsShare = allMacs ? ReportNumber(1) : std::nullopt;
    coverage.bytesShare = allBytes ? ReportNumber(1) : std::nullopt;
  }

  void addDiagnostics(std::vector<ReportDiagnostic> &result) const {
    for (Diagnostic const &diagnostic : diagnostics.diagnostics())
      result.push_back({diagnostic.severity, diagId(diagnostic.code), diagnostic.node, diagnostic.message,
                        diagnostic.hint});
    for (auto const &[code, more] : diagnostics.suppressed())
      result.push_back({Severity::Note, diagId(code), "", fmt::format("{} more of these", more), ""});
  }

  ReportDetail detail;
  size_t heaviest;
  Graph const &graph;
  Annotations const &annotations;
  DiagnosticEngine const &diagnostics;
  InferredTypes const *inferred;
  MacCounts const *counts;
  TranslatedMacs const *translated;
  MemoryTraffic const *traffic;
  EnergyEstimate const *energy;
  NodeMap<uint32_t> rowOf; ///< of the nodes in the main graph
};
} // namespace

Report buildReport(PassContext const &context, ReportOrigin origin) {
  Report report;
  report.toolName = std::move(origin.toolName);
  report.toolVersion = std::move(origin.toolVersion);
  report.model.path = std::move(origin.modelPath);
  Builder(context, origin).fill(report);
  return report;
}

} // namespace eo
