#include "lib/report/diff/Diff.h"

#include "lib/report/Comparability.h"
#include "lib/report/diff/DiffWords.h"
#include "lib/report/diff/LayerMatch.h"
#include "lib/support/Checked.h"
#include "lib/support/Quantity.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace eo {

llvm::StringRef layerChangeName(LayerChange change) {
  switch (change) {
  case LayerChange::Same:
    return "same";
  case LayerChange::Changed:
    return "changed";
  case LayerChange::Added:
    return "added";
  case LayerChange::Removed:
    return "removed";
  }
  return "";
}

llvm::StringRef significanceName(Significance significance) {
  switch (significance) {
  case Significance::None:
    return "none";
  case Significance::Significant:
    return "significant";
  case Significance::Noise:
    return "noise";
  case Significance::NotJudged:
    return "not_judged";
  }
  return "";
}

ReportNumber relativeChange(ReportNumber before, ReportNumber after) {
  return before && after && *before > 0 ? ReportNumber(*after / *before - 1) : std::nullopt;
}

/// What counts as rounding, and by how much figures of a layer move with the network around it.
constexpr double rounding = 1e-9, context = 0.01;

static bool alike(double a, double b, double tolerance = rounding) {
  return std::abs(a - b) <= tolerance * std::max(std::abs(a), std::abs(b));
}

static bool alike(ReportCell const &a, ReportCell const &b) {
  auto const *x = std::get_if<double>(&a), *y = std::get_if<double>(&b);
  return x != nullptr && y != nullptr ? alike(*x, *y, context) : a == b;
}

static bool sameShapes(ReportLayer const &a, ReportLayer const &b) {
  return std::equal(
      a.outputs.begin(), a.outputs.end(), b.outputs.begin(), b.outputs.end(),
      [](ReportValue const &x, ReportValue const &y) { return x.shape == y.shape && x.type == y.type; });
}

/// The keys of layers[] that say something else; place, names and what follows from other figures aside.
static std::vector<std::string> differencesOf(ReportLayer const &a, ReportLayer const &b) {
  static constexpr llvm::StringLiteral keys[] = {
      "op", "macs", "other_ops", "params", "bytes_read", "bytes_written", "latency_s", "energy_j", "basis"};
  std::vector<std::string> result;
  for (LayerColumn const &column : layerColumns())
    if (llvm::is_contained(keys, column.key) && !alike(column.read(a), column.read(b)))
      result.push_back(column.key.str());
  if (!sameShapes(a, b))
    result.emplace_back("outputs");
  return result;
}

/// A figure's change; `before` or `after` is nullptr where the layer is not there, and counts as 0.
template <typename T>
static std::optional<T> deltaOf(ReportLayer const *before, ReportLayer const *after,
                                std::optional<T> ReportLayer::*figure) {
  std::optional<T> old = before != nullptr ? before->*figure : T(0),
                   now = after != nullptr ? after->*figure : T(0);
  if (!old || !now)
    return std::nullopt;
  if constexpr (std::is_integral_v<T>)
    return checkedSub(*now, *old);
  else
    return alike(*now, *old) ? T(0) : *now - *old;
}

/// The board errs alike for both: one operator on one basis, and what a multiply-accumulate (without any, a byte) costs
/// moved by a quarter at most, so that the same figures of the board priced both.
static bool pricedAlike(ReportLayer const &before, ReportLayer const &after) {
  constexpr double near = 0.25;
  auto amount = [](ReportLayer const &layer) {
    double macs = static_cast<double>(layer.macs.value_or(0));
    return macs > 0 ? macs
                    : static_cast<double>(layer.bytesRead.value_or(0) + layer.bytesWritten.value_or(0));
  };
  bool bothMultiply = (before.macs.value_or(0) > 0) == (after.macs.value_or(0) > 0);
  if (before.op != after.op || before.basis != after.basis || !bothMultiply || !before.energy ||
      !after.energy || amount(before) <= 0 || amount(after) <= 0)
    return false;
  return alike(*before.energy / amount(before), *after.energy / amount(after), near);
}

/// Of one layer: by its sign where the error cancels, else by the layer's own intervals.
static Significance significanceOf(ReportLayer const *before, ReportLayer const *after, ReportNumber delta,
                                   bool sameBoard) {
  if (delta == 0.0)
    return Significance::None;
  auto low = [](ReportLayer const *layer) { return layer != nullptr ? layer->energyLow : ReportNumber(0); };
  auto high = [](ReportLayer const *layer) { return layer != nullptr ? layer->energyHigh : ReportNumber(0); };
  if (!delta || !low(before) || !high(before) || !low(after) || !high(after))
    return Significance::NotJudged;
  bool cancels = sameBoard && before != nullptr && after != nullptr && pricedAlike(*before, *after);
  bool apart = cancels || *low(after) > *high(before) || *high(after) < *low(before);
  return apart ? Significance::Significant : Significance::Noise;
}

namespace {
class Differ {
public:
  explicit Differ(ReportDiff &result) : diff(result) {}

  void run() {
    auto keyOf = [](std::optional<ReportBoard> const &board) {
      std::pair<std::string, decltype(ReportBoard::settings)> key;
      if (board)
        key = {board->id, board->settings};
      std::sort(key.second.begin(), key.second.end());
      return key;
    };
    diff.sameBoard = keyOf(diff.before.board) == keyOf(diff.after.board);
    addLayers();
    judge();
    addCaveats();
  }

private:
  void addLayers() {
    std::vector<IndexPair> pairs = matchLayers(diff.before.layers, diff.after.layers);
    std::vector<std::optional<size_t>> partner(diff.after.layers.size());
    std::vector<bool> isMatched(diff.before.layers.size());
    for (auto const &[old, now] : pairs) {
      partner[now] = old;
      isMatched[old] = true;
    }
    size_t nextOld = 0;
    auto addRemoved = [&](size_t end) {
      for (; nextOld < end; ++nextOld)
        if (!isMatched[nextOld])
          add(nextOld, std::nullopt);
    };
    for (size_t now = 0; now < partner.size(); ++now) {
      if (partner[now])
        addRemoved(*partner[now]);
      add(partner[now], now);
    }
    addRemoved(diff.before.layers.size());
  }

  void add(std::optional<size_t> old, std::optional<size_t> now) {
    LayerDiff layer;
    layer.before = old;
    layer.after = now;
    ReportLayer const *before = diff.layerBefore(layer), *after = diff.layerAfter(layer);
    layer.energyDelta = deltaOf(before, after, &ReportLayer::energy);
    layer.latencyDelta = deltaOf(before, after, &ReportLayer::latency);
    layer.macsDelta = deltaOf(before, after, &ReportLayer::macs);
    layer.significance = significanceOf(before, after, layer.energyDelta, diff.sameBoard);
    if (before == nullptr || after == nullptr) {
      layer.change = before == nullptr ? LayerChange::Added : LayerChange::Removed;
      ++(before == nullptr ? diff.added : diff.removed);
    } else {
      layer.differences = differencesOf(*before, *after);
      layer.renamed = before->name != after->name || before->scope != after->scope;
      layer.change = layer.differences.empty() ? LayerChange::Same : LayerChange::Changed;
      ++(layer.differences.empty() ? diff.same : diff.changed);
      diff.renamed += layer.renamed ? 1 : 0;
    }
    diff.layers.push_back(std::move(layer));
  }

  /// O and N of Diff.h.
  void addDifferingParts() {
    if (!diff.sameBoard) {
      diff.differingBefore = diff.before.totals.energy;
      diff.differingAfter = diff.after.totals.energy;
      return;
    }
    double old = 0, now = 0;
    for (LayerDiff const &layer : diff.layers) {
      ReportLayer const *before = diff.layerBefore(layer), *after = diff.layerAfter(layer);
      bool pair = before != nullptr && after != nullptr;
      bool isMoved =
          pair && layer.energyDelta && (layer.change == LayerChange::Same || pricedAlike(*before, *after));
      old += isMoved             ? std::max(-*layer.energyDelta, 0.0)
             : before != nullptr ? before->energy.value_or(0)
                                 : 0;
      now += isMoved ? std::max(*layer.energyDelta, 0.0) : after != nullptr ? after->energy.value_or(0) : 0;
    }
    diff.differingBefore = old;
    diff.differingAfter = now;
  }

  /// Whether both energies stand for the same share of the MACs.
  bool coveredAlike(double tolerance) const {
    ReportNumber old = diff.before.coverage.macsShare, now = diff.after.coverage.macsShare;
    return old.has_value() == now.has_value() && (!old || std::abs(*old - *now) <= tolerance);
  }

  void judge() {
    ReportTotals const &old = diff.before.totals, &now = diff.after.totals;
    if (!diff.before.board && !diff.after.board) {
      diff.reason = "no board: energy is not known";
      return;
    }
    if (!old.energy || !now.energy) {
      diff.reason = "the energy of one of the networks is not known";
      return;
    }
    diff.energyDelta = alike(*old.energy, *now.energy) ? 0 : *now.energy - *old.energy;
    addDifferingParts();
    if (!coveredAlike(0.01)) {
      diff.coverageDiffers = true;
      diff.reason = "the energies stand for different shares of the MACs";
      return;
    }
    double const O = *diff.differingBefore, N = *diff.differingAfter;
    if (O == 0 && N == 0 && *diff.energyDelta == 0) {
      diff.significance = Significance::None;
      diff.reason = "no layer's energy differs";
      return;
    }
    bool bounded = *old.energy > 0 && *now.energy > 0 && old.energyLow && old.energyHigh && now.energyLow &&
                   now.energyHigh;
    if (!bounded) {
      diff.reason = "the source of the board gives no interval";
      return;
    }
    diff.energyDeltaLow = N * *now.energyLow / *now.energy - O * *old.energyHigh / *old.energy;
    diff.energyDeltaHigh = N * *now.energyHigh / *now.energy - O * *old.energyLow / *old.energy;
    bool apart = *diff.energyDeltaLow > 0 || *diff.energyDeltaHigh < 0;
    diff.significance = apart ? Significance::Significant : Significance::Noise;
    diff.reason = fmt::format("{} of the old network and {} of the new one differ; with errors in opposite "
                              "directions, each as large as the "
                              "{}interval, the difference would be between {} and {}",
                              formatSi(O, "J"), formatSi(N, "J"),
                              now.intervalLevel ? fmt::format("{:g} % ", 100 * *now.intervalLevel) : "",
                              signedSi(*diff.energyDeltaLow, "J"), signedSi(*diff.energyDeltaHigh, "J"));
  }

  void caveat(std::string text) { diff.caveats.push_back(std::move(text)); }

  void addCaveats() {
    Report const &old = diff.before, &now = diff.after;
    if (!diff.sameBoard) {
      caveat(fmt::format("the boards differ: old is for {}, new for {}", boardAndSettings(old),
                         boardAndSettings(now)));
      if (std::string text = comparabilityText(std::vector<Report const *>{&old, &now}); !text.empty())
        caveat(printable(text));
    }
    if (old.macConvention != now.macConvention)
      caveat(fmt::format("MACs are counted differently: old as {}, new as {}",
                         printable(old.macConvention, 40), printable(now.macConvention, 40)));
    if (old.model.batch != now.model.batch) {
      auto batch = [](ReportCount count) {
        return count ? std::to_string(*count) : std::string("an unknown number of");
      };
      caveat(fmt::format("one execution is {} sample(s) in old and {} in new", batch(old.model.batch),
                         batch(now.model.batch)));
    }
    for (auto const &[name, value] : old.model.dims)
      if (auto found = now.model.dims.find(name); found != now.model.dims.end() && found->second != value)
        caveat(fmt::format("dimension '{}' is {} in old and {} in new", printable(name, 40), value,
                           found->second));
    if (old.toolVersion != now.toolVersion)
      caveat(fmt::format("old was estimated by energy-opt {}, new by {}", printable(old.toolVersion, 40),
                         printable(now.toolVersion, 40)));
    auto share = [](ReportNumber value) {
      return value ? formatShare(*value) : std::string("an unknown share");
    };
    if (now.board && !coveredAlike(0.001))
      caveat(fmt::format("the energy stands for {} of the MACs in old and {} in new",
                         share(old.coverage.macsShare), share(now.coverage.macsShare)));
  }

  ReportDiff &diff;
};
} // namespace

std::string boardAndSettings(Report const &report) {
  std::string text = report.board ? report.board->id : "no board";
  if (report.board)
    for (auto const &[name, value] : report.board->settings)
      text += " " + name + "=" + value;
  return printable(text, 120);
}

std::string sideText(ReportDiff const &diff, Report const &side) {
  std::string text = diff.sameBoard ? "" : boardAndSettings(side);
  std::map<std::string, int64_t> const &other =
      &side == &diff.before ? diff.after.model.dims : diff.before.model.dims;
  for (auto const &[name, value] : side.model.dims)
    if (auto found = other.find(name); found == other.end() || found->second != value)
      text += fmt::format("{}{}={}", text.empty() ? "" : " ", printable(name, 40), value);
  return text;
}

ReportDiff diffReports(Report before, Report after) {
  ReportDiff diff;
  diff.before = std::move(before);
  diff.after = std::move(after);
  Differ(diff).run();
  return diff;
}

} // namespace eo
