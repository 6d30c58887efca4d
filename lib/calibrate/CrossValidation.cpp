#include "lib/calibrate/CrossValidation.h"

#include "lib/calibrate/ErrorsInside.h"
#include "lib/calibrate/LeastSquares.h"
#include "lib/cost/NetworkCost.h"
#include "lib/support/Quantiles.h"
#include "lib/trace/signal/Statistics.h"
#include "llvm/ADT/StringSet.h"
#include <cmath>
#include <map>
#include <numeric>

namespace eo {

static constexpr double intervalOfMean =
    2.3;                                     ///< the 0.9-quantile of |ln measured/predicted| against its mean
static constexpr double usualError = 0.08;   ///< that mean: the middle of the boards that ship
static constexpr double boardsDiffer = 0.55; ///< standard deviation of its logarithm among them
static constexpr double varianceOfOne = 0.8; ///< of the logarithm of a mean of one network's
static constexpr double widerForFew =
    0.5; ///< what is not known of the mean widens its interval by this over networks
static constexpr double anotherSource =
    1; ///< over networks: what another laboratory's are off beyond that, as the logarithm of its interval
static constexpr double fewestAsked =
    5; ///< networks of the boards that were asked about another laboratory's
static constexpr double heldAtLeast = 0.8; ///< of the rows that were held out, whatever other boards say
static constexpr double leastError = 0.01;

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
    return sample.network ? ofNetwork(pricer.price(sample.kernels))
                          : ofLayer(pricer.alone(sample.kernels[0]));
  }

private:
  static void addEnergy(EnergyRange const &range, Prediction &prediction) {
    if (range.energy)
      prediction.energyJ = range.energy->value;
    if (range.low && range.high)
      prediction.energyBounds = Bounds{range.low->value, range.high->value};
  }

  static Prediction ofLayer(Cost const &alone) {
    Prediction prediction;
    addEnergy(alone, prediction);
    if (alone.latency)
      prediction.timeS = alone.latency->value;
    return prediction;
  }

  /// Tables hold the time from result to result; its interval is as many times its size as the latency's.
  static Prediction ofNetwork(NetworkCost const &network) {
    Prediction prediction;
    addEnergy(network.total, prediction);
    if (network.interval)
      prediction.timeS = network.interval->value;
    if (network.interval && network.latencyLow && network.latencyHigh) {
      double part = network.interval->value / network.latency->value;
      prediction.timeBounds = Bounds{network.latencyLow->value * part, network.latencyHigh->value * part};
    }
    if (network.trust)
      prediction.doubt = network.doubt;
    return prediction;
  }

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

/// A mean error of so many networks, drawn towards what boards usually are off.
static double expectedError(double mean, double networks) {
  double ofData = networks / (networks + varianceOfOne / (boardsDiffer * boardsDiffer));
  return std::exp(ofData * std::log(mean) + (1 - ofData) * std::log(usualError));
}

double claimedError(PairedValues const &pairs, llvm::ArrayRef<std::string> groups) {
  constexpr double level = 0.9, most = 2;
  std::map<std::string, std::pair<double, double>> named; // sum and number of rows
  std::vector<double> means;
  double sum = 0;
  for (size_t i = 0; i < pairs.rows.size(); ++i) {
    double error = std::abs(pairs.predicted[i] / pairs.measured[i] - 1);
    sum += error;
    std::string const &group = groups[pairs.rows[i]];
    if (group.empty()) {
      means.push_back(error);
      continue;
    }
    auto &[total, count] = named[group];
    total += error;
    count += 1;
  }
  double mean = sum / static_cast<double>(pairs.rows.size());
  for (auto const &entry : named)
    means.push_back(entry.second.first / entry.second.second);
  double n = static_cast<double>(means.size()), squares = 0;
  if (n < 2)
    return mean;
  double middle = std::accumulate(means.begin(), means.end(), 0.0) / n;
  for (double one : means)
    squares += (one - middle) * (one - middle);
  double open = studentQuantile(level, n - 1) * std::sqrt(squares / (n - 1) / n);
  // Lucky networks flatter: below what is usual, few of them are not taken at their word.
  double expected = mean > 0 ? std::max(mean, expectedError(mean, n)) : 0;
  return std::min(expected + open, most * mean);
}

std::optional<IntervalFactors> calibrateInterval(PairedValues const &pairs,
                                                 llvm::ArrayRef<std::string> groups) {
  if (pairs.rows.size() < 3)
    return std::nullopt;
  llvm::StringSet<> named;
  double units = 0, sum = 0; // what is new together: networks, or rows on their own
  std::vector<double> errors;
  for (size_t i = 0; i < pairs.rows.size(); ++i) {
    std::string const &group = groups[pairs.rows[i]];
    units += group.empty() || named.insert(group).second ? 1 : 0;
    errors.push_back(std::abs(std::log(pairs.measured[i] / pairs.predicted[i])));
    sum += errors.back();
  }
  double scale = std::max(sum / static_cast<double>(pairs.rows.size()), leastError);
  double own = intervalOfMean * (1 + widerForFew / units) * expectedError(scale, units);
  double withSource = std::hypot(own, anotherSource / std::max(units, fewestAsked));
  double factor = std::exp(std::max(withSource, quantileOf(std::move(errors), heldAtLeast)));
  return IntervalFactors{1 / factor, factor};
}

std::vector<std::optional<Bounds>> heldOutBounds(PairedValues const &pairs,
                                                 llvm::ArrayRef<std::string> groups,
                                                 llvm::ArrayRef<Prediction> predictions) {
  constexpr size_t many = 2000; // rows: from here on one group more or less changes nothing
  std::optional<IntervalFactors> const ofAll = calibrateInterval(errorsInside(pairs, predictions), groups);
  std::map<std::string, std::optional<IntervalFactors>> ofOthers; // by group that is left out
  std::vector<std::optional<Bounds>> bounds;
  for (size_t i = 0; i < pairs.rows.size(); ++i) {
    size_t row = pairs.rows[i];
    std::string const &group = groups[row].empty() ? "\n" + std::to_string(row) : groups[row];
    auto [known, isNew] = ofOthers.try_emplace(group, ofAll);
    if (isNew && pairs.rows.size() < many) {
      PairedValues others;
      for (size_t j = 0; j < pairs.rows.size(); ++j)
        if (j != i && (groups[row].empty() || groups[pairs.rows[j]] != groups[row])) {
          others.rows.push_back(pairs.rows[j]);
          others.predicted.push_back(pairs.predicted[j]);
          others.measured.push_back(pairs.measured[j]);
        }
      known->second = calibrateInterval(errorsInside(std::move(others), predictions), groups);
    }
    std::optional<Doubt> const &doubt = predictions[row].doubt;
    std::optional<IntervalFactors> factors = known->second;
    if (factors && doubt)
      factors = intervalFactors(*factors, *doubt);
    bounds.push_back(
        factors ? std::optional(Bounds{pairs.predicted[i] * factors->low, pairs.predicted[i] * factors->high})
                : std::nullopt);
  }
  return bounds;
}

} // namespace eo
