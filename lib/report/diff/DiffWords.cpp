#include "lib/report/diff/DiffWords.h"

#include "lib/report/ReportText.h"
#include "lib/support/Quantity.h"
#include "llvm/ADT/STLExtras.h"

#include <cmath>
#include <fmt/format.h>

namespace eo {

static std::string sign(double value) { return value > 0 ? "+" : value < 0 ? "−" : ""; }

std::string signedSi(double value, char const *unit) { return sign(value) + formatSi(std::abs(value), unit); }

std::string relativeText(ReportNumber relative) {
  if (!relative)
    return "";
  double percent = 100 * *relative;
  if (*relative >= 9)
    return fmt::format("×{:.{}f}", 1 + *relative, *relative < 99 ? 1 : 0);
  if (percent == 0)
    return "0 %";
  if (std::abs(percent) < 0.01)
    return "under " + sign(percent) + "0.01 %";
  return sign(percent) + fmt::format("{:.{}f} %", std::abs(percent),
                                     std::abs(percent) < 1     ? 2
                                     : std::abs(percent) < 100 ? 1
                                                               : 0);
}

namespace {
std::string joules(double value) { return formatSi(value, "J"); }
std::string secondsText(double value) { return formatSi(value, "s"); }
std::string watts(double value) { return formatSi(value, "W"); }
} // namespace

template <typename T> static ReportNumber real(std::optional<T> value) {
  return value ? ReportNumber(static_cast<double>(*value)) : std::nullopt;
}

static DiffFigure figure(std::string label, ReportNumber before, ReportNumber after,
                         std::string (*text)(double)) {
  DiffFigure result{std::move(label), before ? text(*before) : dash, after ? text(*after) : dash, "", ""};
  if (!before || !after)
    return result;
  double delta = *after - *before;
  result.delta = delta == 0 ? "0" : sign(delta) + text(std::abs(delta));
  result.relative = delta == 0 ? "" : relativeText(relativeChange(before, after));
  return result;
}

/// The figure of what has an estimate: "≥" where that is not all, and no difference where it is not as much of both.
static DiffFigure estimated(ReportDiff const &diff, DiffFigure figure) {
  for (auto const &[text, totals] :
       {std::pair(&figure.before, &diff.before.totals), {&figure.after, &diff.after.totals}})
    if (!totals->energyIsAll && *text != dash)
      *text = "≥ " + *text;
  if (diff.coverageDiffers)
    figure.delta = figure.relative = "";
  return figure;
}

std::vector<DiffFigure> totalFigures(ReportDiff const &diff) {
  ReportTotals const &old = diff.before.totals, &now = diff.after.totals;
  std::vector<DiffFigure> result;
  auto add = [&](char const *label, ReportNumber before, ReportNumber after, std::string (*text)(double)) {
    if (before || after)
      result.push_back(figure(label, before, after, text));
  };
  auto addEstimate = [&](char const *label, ReportNumber before, ReportNumber after,
                         std::string (*text)(double)) {
    if (before || after)
      result.push_back(estimated(diff, figure(label, before, after, text)));
  };
  addEstimate("Energy", old.energy, now.energy, joules);
  addEstimate("Latency", old.latency, now.latency, secondsText);
  auto latencyBounds = [](ReportTotals const &t) { return boundsText(t.latencyLow, t.latencyHigh, "s"); };
  if (std::string before = latencyBounds(old), after = latencyBounds(now); !before.empty() || !after.empty())
    result.push_back(
        {"Latency interval", before.empty() ? dash : before, after.empty() ? dash : after, "", ""});
  add("Power", old.power, now.power, watts);
  if (diff.coverageDiffers && !result.empty() && result.back().label == "Power")
    result.back().delta = result.back().relative = "";
  add("MACs", real(old.macs), real(now.macs), formatCount);
  add("Parameters", real(old.params), real(now.params), formatCount);
  add("Parameter bytes", real(old.paramBytes), real(now.paramBytes), formatBytes);
  add("Peak activations", real(old.peakActivationBytes), real(now.peakActivationBytes), formatBytes);
  return result;
}

static bool hasBoard(ReportDiff const &diff) { return diff.before.board || diff.after.board; }

static std::string renamedText(ReportDiff const &diff) {
  return diff.renamed == 0 ? ""
                           : fmt::format("{} layer{} renamed", diff.renamed, diff.renamed == 1 ? "" : "s");
}

std::string headline(ReportDiff const &diff) {
  ReportTotals const &old = diff.before.totals, &now = diff.after.totals;
  bool byEnergy = old.energy || now.energy;
  DiffFigure total = byEnergy ? estimated(diff, figure("energy", old.energy, now.energy, joules))
                              : figure("MACs", real(old.macs), real(now.macs), formatCount);
  std::string value = total.after + (byEnergy ? "" : " MACs"), renamed = renamedText(diff);
  if (diff.unchanged())
    return fmt::format("no change{}{}{}", total.delta.empty() ? "" : ": " + value,
                       renamed.empty() ? "" : ", ", renamed);
  if (total.delta.empty())
    return fmt::format("{}: {} → {}, {}", total.label, total.before, total.after,
                       byEnergy && diff.coverageDiffers && old.energy && now.energy
                           ? "of different shares of the network: no difference"
                           : "not known for both");
  bool same = byEnergy ? old.energy == now.energy || diff.energyDelta == 0.0 : old.macs == now.macs;
  if (same)
    return fmt::format("no change in {}: {}{}{}", total.label, value, renamed.empty() ? "" : ", ", renamed);
  return fmt::format("{} {}{}: {} → {}{}", total.label, diff.significance == Significance::Noise ? "~ " : "",
                     total.relative.empty() ? total.delta : total.relative, total.before, total.after,
                     total.relative.empty() ? "" : " (" + total.delta + ")");
}

std::string layerCounts(ReportDiff const &diff) {
  std::string text;
  auto add = [&](size_t count, char const *what) {
    if (count != 0)
      text += text.empty() ? fmt::format("{} layer{} {}", count, count == 1 ? "" : "s", what)
                           : fmt::format(", {} {}", count, what);
  };
  add(diff.added, "added");
  add(diff.removed, "removed");
  add(diff.changed, "changed");
  add(diff.same, "the same");
  if (diff.renamed != 0)
    text += fmt::format(" ({} renamed)", diff.renamed);
  return text.empty() ? "no layers" : text;
}

/// What layers are ranked by.
static ReportNumber weightOf(ReportDiff const &diff, LayerDiff const &layer) {
  ReportNumber delta = hasBoard(diff) ? layer.energyDelta : real(layer.macsDelta);
  return delta ? ReportNumber(std::abs(*delta)) : std::nullopt;
}

std::vector<LayerDiff const *> rankedChanges(ReportDiff const &diff) {
  std::vector<LayerDiff const *> result;
  for (LayerDiff const &layer : diff.layers)
    if (layer.change != LayerChange::Same)
      result.push_back(&layer);
  llvm::stable_sort(result, [&](LayerDiff const *a, LayerDiff const *b) {
    return weightOf(diff, *a).value_or(-1) > weightOf(diff, *b).value_or(-1);
  });
  return result;
}

static std::string pathOf(ReportLayer const &layer) {
  return layer.scope.empty() ? layer.name : layer.scope + "/" + layer.name;
}

static std::string outputShape(ReportLayer const &layer) {
  if (layer.outputs.empty() || !layer.outputs.front().shape)
    return "?";
  std::string text;
  for (ReportDim const &dim : *layer.outputs.front().shape) {
    text += text.empty() ? "" : "x";
    if (auto const *number = std::get_if<int64_t>(&dim))
      text += std::to_string(*number);
    else if (auto const *expression = std::get_if<std::string>(&dim))
      text += *expression;
    else
      text += "?";
  }
  return text.empty() ? "scalar" : text;
}

static std::string detailOf(ReportLayer const &old, ReportLayer const &now, bool board) {
  std::string detail;
  auto add = [&](std::string const &text) { detail += (detail.empty() ? "" : ", ") + text; };
  if (outputShape(old) != outputShape(now))
    add(outputShape(old) + " → " + outputShape(now));
  auto count = [&](char const *label, ReportCount a, ReportCount b) {
    if (a != b)
      add(fmt::format("{} {} → {}", label, a ? formatCount(static_cast<double>(*a)) : dash,
                      b ? formatCount(static_cast<double>(*b)) : dash));
  };
  if (board)
    count("MACs", old.macs, now.macs);
  count("params", old.params, now.params);
  auto basis = [](ReportLayer const &layer) { return layer.basis ? basisName(*layer.basis).str() : dash; };
  if (old.basis != now.basis)
    add(basis(old) + " → " + basis(now));
  return detail;
}

DiffCells cellsOf(ReportDiff const &diff, LayerDiff const &layer) {
  ReportLayer const *old = diff.layerBefore(layer), *now = diff.layerAfter(layer);
  bool board = hasBoard(diff);
  auto value = [&](ReportLayer const *one) {
    return one == nullptr ? ReportNumber() : board ? one->energy : real(one->macs);
  };
  DiffFigure figures = figure("", value(old), value(now), board ? joules : formatCount);
  DiffCells cells{"*",
                  figures.before,
                  figures.after,
                  figures.delta,
                  figures.relative,
                  "",
                  pathOf(diff.layerOf(layer)),
                  diff.layerOf(layer).op,
                  ""};
  ReportNumber delta = board ? layer.energyDelta : real(layer.macsDelta);
  cells.delta = !delta        ? dash
                : *delta == 0 ? "0"
                              : sign(*delta) + (board ? joules : formatCount)(std::abs(*delta));
  if (layer.significance == Significance::Noise)
    cells.noise = "~";
  if (old == nullptr || now == nullptr) {
    cells.mark = old == nullptr ? "+" : "−";
    (old == nullptr ? cells.before : cells.after) = "";
    cells.detail = outputShape(diff.layerOf(layer));
    return cells;
  }
  if (layer.renamed)
    cells.name = pathOf(*old) + " → " + pathOf(*now);
  if (old->op != now->op)
    cells.op = old->op + " → " + now->op;
  cells.detail = detailOf(*old, *now, board);
  return cells;
}

} // namespace eo
