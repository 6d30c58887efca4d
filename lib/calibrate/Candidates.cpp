#include "lib/calibrate/Candidates.h"

#include "lib/calibrate/LinearKinds.h"
#include "lib/calibrate/MacLinearFit.h"
#include "lib/calibrate/RooflineFit.h"
#include <numeric>
#include <set>

namespace eo {

static constexpr size_t someNetworks = 10;
static constexpr size_t manyNetworks = 20; ///< from here on a knee at the size of the on-chip memory can show
static constexpr double intervalLevel = 0.9;

std::optional<double> Evaluated::score() const {
  if (energy && time)
    return (energy->mape + time->mape) / 2;
  if (energy || time)
    return energy ? energy->mape : time->mape;
  return std::nullopt;
}

std::vector<std::string> groupsOf(Dataset const &data) {
  std::vector<std::string> groups;
  for (Sample const &sample : data.samples)
    groups.push_back(sample.group);
  return groups;
}

static Candidate roofline(llvm::StringRef name, RooflineOptions options) {
  return {("latency-power roofline" + name).str(),
          [options](FitSkeleton const &skeleton, Dataset const &data, llvm::ArrayRef<size_t> rows) {
            return fitRoofline(skeleton, data, rows, options);
          }};
}

std::vector<Candidate> candidatesOf(BoardKind kind, std::optional<LatencyForm> form, Dataset const &data) {
  std::vector<Candidate> candidates;
  switch (kind) {
  case BoardKind::MacLinear:
    candidates.push_back({"mac-linear", fitMacLinear});
    break;
  case BoardKind::LatencyPower:
    if (form != LatencyForm::Additive) {
      candidates.push_back(roofline("", {.freeFamilies = false, .onChip = false}));
      if (data.networkCount() >= someNetworks)
        candidates.push_back(roofline(", free families", {.freeFamilies = true, .onChip = false}));
      if (data.networkCount() >= manyNetworks)
        candidates.push_back(
            roofline(", free families, on-chip memory", {.freeFamilies = true, .onChip = true}));
    }
    if (form != LatencyForm::Roofline)
      candidates.push_back({"latency-power additive", fitAdditive});
    break;
  case BoardKind::Polynomial:
    candidates.push_back({"polynomial", fitPolynomial});
    break;
  }
  return candidates;
}

static std::optional<Metrics> heldOutMetrics(Dataset const &data, llvm::ArrayRef<Prediction> predictions,
                                             Measured quantity) {
  PairedValues pairs = pairUp(data, predictions, quantity);
  if (pairs.rows.empty())
    return std::nullopt;
  return agreement(pairs.predicted, pairs.measured);
}

llvm::Expected<Evaluated> evaluate(Candidate const &candidate, FitSkeleton const &skeleton,
                                   Dataset const &data, Folds const &folds) {
  std::vector<size_t> all(data.samples.size());
  std::iota(all.begin(), all.end(), size_t{0});
  llvm::Expected<Fit> fit = candidate.fitter(skeleton, data, all);
  if (!fit)
    return fit.takeError();
  Evaluated result;
  result.name = candidate.name;
  result.fit = std::move(*fit);
  result.inSample = predict(result.fit.board, data);
  FitSkeleton folded = skeleton;
  folded.start = result.fit.board.coefficients;
  result.heldOut = predictHeldOut(candidate.fitter, folded, data, folds, result.failures);
  result.energy = heldOutMetrics(data, result.heldOut, Measured::Energy);
  result.time = heldOutMetrics(data, result.heldOut, Measured::Latency);
  return result;
}

llvm::Expected<Evaluated> evaluateBest(llvm::ArrayRef<Candidate> candidates, FitSkeleton const &skeleton,
                                       Dataset const &data, Folds const &folds) {
  std::optional<Evaluated> best;
  llvm::Error failure = llvm::Error::success();
  std::vector<std::string> remarks;
  for (Candidate const &candidate : candidates) {
    llvm::Expected<Evaluated> evaluated = evaluate(candidate, skeleton, data, folds);
    if (!evaluated) {
      ErrorText text = takeErrorText(evaluated.takeError());
      remarks.push_back(candidate.name + " was not fitted: " + text.message);
      if (!failure)
        failure = makeError(text.kind, text.message);
      continue;
    }
    if (evaluated->score() && candidates.size() > 1)
      remarks.push_back(
          fmt::format("{}: held-out error {:.1f} %", candidate.name, 100 * *evaluated->score()));
    if (!best || evaluated->score().value_or(1e9) < best->score().value_or(1e9))
      best = std::move(*evaluated);
  }
  if (!best)
    return failure;
  llvm::consumeError(std::move(failure));
  best->fit.remarks.insert(best->fit.remarks.end(), remarks.begin(), remarks.end());
  return std::move(*best);
}

/// The pairs whose row is, or is not, a whole network.
static PairedValues select(PairedValues const &pairs, Dataset const &data, bool network) {
  PairedValues result;
  for (size_t i = 0; i < pairs.rows.size(); ++i)
    if (data.samples[pairs.rows[i]].network == network) {
      result.rows.push_back(pairs.rows[i]);
      result.predicted.push_back(pairs.predicted[i]);
      result.measured.push_back(pairs.measured[i]);
    }
  return result;
}

void addHeldOutError(Evaluated &evaluated, Dataset const &data, Folds const &folds) {
  std::optional<HeldOutError> const ofPrior = std::exchange(evaluated.fit.board.error, std::nullopt);
  if (!evaluated.score())
    return;
  std::vector<std::string> groups = groupsOf(data);
  PairedValues energy = pairUp(data, evaluated.heldOut, Measured::Energy);
  PairedValues time = pairUp(data, evaluated.heldOut, Measured::Latency);
  HeldOutError error;
  error.kind = folds.kind;
  error.mape = evaluated.energy ? evaluated.energy->mape : evaluated.time->mape;
  error.n = static_cast<int64_t>(evaluated.energy ? energy.rows.size() : time.rows.size());
  error.level = intervalLevel;
  PairedValues layers = select(energy, data, false);
  error.layer =
      calibrateInterval(layers.rows.empty() ? select(time, data, false) : layers, groups, intervalLevel);
  if (!error.layer && ofPrior)
    error.layer = ofPrior->layer;
  error.network = calibrateInterval(select(energy, data, true), groups, intervalLevel);
  if (evaluated.time) {
    error.latencyMape = evaluated.time->mape;
    error.latency = calibrateInterval(select(time, data, true), groups, intervalLevel);
  }
  evaluated.fit.board.error = error;
}

} // namespace eo
