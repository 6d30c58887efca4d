#include "lib/calibrate/CrossValidation.h"

#include "lib/cost/NetworkCost.h"
#include "lib/trace/signal/Statistics.h"
#include "llvm/ADT/StringMap.h"
#include <random>

namespace eo {

namespace {
/// Pricers by combination of settings: resolving a board costs more than pricing a layer.
class PricerCache {
public:
  explicit PricerCache(BoardModel const &board) : model(&board, [](BoardModel const *) {}) {}

  Prediction predict(Sample const &sample) {
    SettingValues settings = settingsOn(*model, sample);
    auto found = pricers.find(settings);
    if (found == pricers.end())
      found = pricers.emplace(settings, NetworkPricer(ChosenBoard{model, settings})).first;
    NetworkPricer const &pricer = found->second;
    Cost alone;
    NetworkCost network;
    if (sample.network)
      network = pricer.price(sample.kernels);
    else
      alone = pricer.alone(sample.kernels[0]);
    std::optional<Joules> energy = sample.network ? network.total.energy : alone.energy;
    std::optional<Seconds> time = sample.network ? network.interval : alone.latency;
    return {energy ? std::optional(energy->value) : std::nullopt,
            time ? std::optional(time->value) : std::nullopt};
  }

private:
  std::shared_ptr<BoardModel const> model; // not owned
  std::map<SettingValues, NetworkPricer> pricers;
};
} // namespace

std::vector<Prediction> predict(BoardModel const &board, Dataset const &data) {
  PricerCache cache(board);
  std::vector<Prediction> predictions;
  for (Sample const &sample : data.samples)
    predictions.push_back(cache.predict(sample));
  return predictions;
}

std::vector<Prediction> predictHeldOut(Fitter const &fitter, FitSkeleton const &skeleton, Dataset const &data,
                                       Folds const &folds, std::vector<std::string> &failures) {
  std::vector<Prediction> predictions(data.samples.size());
  if (folds.count < 2)
    return predictions;
  for (size_t fold = 0; fold < folds.count; ++fold) {
    std::vector<size_t> training;
    for (size_t row = 0; row < folds.of.size(); ++row)
      if (folds.of[row] != fold)
        training.push_back(row);
    llvm::Expected<Fit> fit = fitter(skeleton, data, training);
    if (!fit) {
      std::string reason = takeErrorText(fit.takeError()).message;
      if (!llvm::is_contained(failures, reason))
        failures.push_back(reason);
      continue;
    }
    PricerCache cache(fit->board);
    for (size_t row = 0; row < folds.of.size(); ++row)
      if (folds.of[row] == fold)
        predictions[row] = cache.predict(data.samples[row]);
  }
  return predictions;
}

PairedValues pairUp(Dataset const &data, llvm::ArrayRef<Prediction> predictions, Measured quantity) {
  PairedValues pairs;
  for (size_t row = 0; row < predictions.size(); ++row) {
    bool energy = quantity == Measured::Energy;
    std::optional<double> measured = energy ? data.samples[row].energyJ : data.samples[row].timeS;
    std::optional<double> predicted = energy ? predictions[row].energyJ : predictions[row].timeS;
    if (!measured || !predicted || *predicted <= 0)
      continue;
    pairs.rows.push_back(row);
    pairs.predicted.push_back(*predicted);
    pairs.measured.push_back(*measured);
  }
  return pairs;
}

std::optional<IntervalFactors> calibrateInterval(PairedValues const &pairs,
                                                 llvm::ArrayRef<std::string> groups, double level) {
  constexpr size_t most = 500, enoughRows = 200000;
  if (pairs.rows.size() < 3)
    return std::nullopt;
  llvm::StringMap<size_t> numbers;
  std::vector<std::vector<double>> ratios;
  for (size_t i = 0; i < pairs.rows.size(); ++i) {
    std::string const &group = groups[pairs.rows[i]];
    size_t number = group.empty() ? ratios.size() : numbers.try_emplace(group, ratios.size()).first->second;
    if (number == ratios.size())
      ratios.emplace_back();
    ratios[number].push_back(pairs.measured[i] / pairs.predicted[i]);
  }
  size_t resamples = std::clamp<size_t>(enoughRows / pairs.rows.size(), 1, most);
  double share = 1 / static_cast<double>(resamples);
  std::mt19937 random(1); // the same figures on every run
  IntervalFactors factors{0, 0};
  for (size_t i = 0; i < resamples; ++i) {
    std::vector<double> drawn;
    for (size_t j = 0; j < ratios.size(); ++j) {
      std::vector<double> const &group = ratios[random() % ratios.size()];
      drawn.insert(drawn.end(), group.begin(), group.end());
    }
    factors.low += quantileOf(drawn, (1 - level) / 2) * share;
    factors.high += quantileOf(std::move(drawn), (1 + level) / 2) * share;
  }
  factors.low = std::min(factors.low, 1.0);
  factors.high = std::max(factors.high, 1.0);
  return factors;
}

} // namespace eo
