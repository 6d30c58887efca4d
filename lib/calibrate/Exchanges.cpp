#include "lib/calibrate/Exchanges.h"

#include "lib/trace/signal/Statistics.h"
#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace eo {

namespace {
/// Logarithms of one quantity by row, where it was both measured and predicted.
struct Logarithms {
  std::vector<std::optional<double>> measured, predicted;
  double spread = 0; ///< of measured/predicted, robust

  Logarithms(Dataset const &data, llvm::ArrayRef<Prediction> heldOut, Measured which)
      : measured(data.samples.size()), predicted(data.samples.size()) {
    PairedValues pairs = pairUp(data, heldOut, which);
    std::vector<double> ratios;
    for (size_t i = 0; i < pairs.rows.size(); ++i) {
      measured[pairs.rows[i]] = std::log(pairs.measured[i]);
      predicted[pairs.rows[i]] = std::log(pairs.predicted[i]);
      ratios.push_back(std::log(pairs.measured[i] / pairs.predicted[i]));
    }
    constexpr size_t fewest = 8;
    if (ratios.size() < fewest)
      measured.assign(data.samples.size(), std::nullopt);
    else
      spread = robustSpread(ratios);
  }

  /// How far the figure of one row is from what was predicted of another.
  std::optional<double> apart(size_t figure, size_t name) const {
    if (!measured[figure] || !predicted[name])
      return std::nullopt;
    return std::abs(*measured[figure] - *predicted[name]);
  }
  double limit() const { return std::max(4 * spread, std::log(1.25)); }
  double close() const { return std::max(2.5 * spread, 0.1); }
};

/// Both rows in all quantities, root mean square; `right`: all lie close.
struct Distance {
  double squares = 0;
  size_t count = 0;
  bool right = true;

  void add(Logarithms const &quantity, size_t figure, size_t name) {
    std::optional<double> apart = quantity.apart(figure, name);
    if (!apart)
      return;
    squares += *apart * *apart;
    count += 1;
    right &= *apart <= quantity.close();
  }
  double mean() const { return count > 0 ? std::sqrt(squares / static_cast<double>(count)) : 0; }
};
} // namespace

std::vector<Exchange> findExchanges(Dataset const &data, llvm::ArrayRef<Prediction> heldOut) {
  Logarithms const quantities[] = {{data, heldOut, Measured::Energy}, {data, heldOut, Measured::Latency}};
  std::vector<size_t> far;
  for (size_t row = 0; row < data.samples.size(); ++row)
    if (data.samples[row].network && llvm::any_of(quantities, [&](Logarithms const &quantity) {
          return quantity.apart(row, row).value_or(0) > quantity.limit();
        }))
      far.push_back(row);
  std::vector<Exchange> found;
  for (size_t a = 0; a < far.size(); ++a)
    for (size_t b = a + 1; b < far.size(); ++b) {
      size_t first = far[a], second = far[b];
      if (data.samples[first].settings != data.samples[second].settings ||
          data.row(first).model == data.row(second).model)
        continue;
      Distance before, after;
      for (Logarithms const &quantity : quantities) {
        before.add(quantity, first, first);
        before.add(quantity, second, second);
        after.add(quantity, first, second);
        after.add(quantity, second, first);
      }
      constexpr double part = 3;
      if (after.right && after.count == before.count && part * after.mean() < before.mean())
        found.push_back({first, second, before.mean(), after.mean(), before.count / 2});
    }
  llvm::stable_sort(
      found, [](Exchange const &a, Exchange const &b) { return a.before - a.after > b.before - b.after; });
  std::vector<bool> taken(data.samples.size(), false);
  llvm::erase_if(found, [&](Exchange const &one) {
    bool free = !taken[one.first] && !taken[one.second];
    taken[one.first] = taken[one.second] = true;
    return !free;
  });
  return found;
}

static std::string sentence(Dataset const &data, Exchange const &one, bool putRight) {
  return fmt::format(
      "{} and {}: {} and {} look exchanged, off by a factor of {:.2f} as named and of {:.2f} with each "
      "other's figures{}",
      data.place(one.first), data.place(one.second), data.label(one.first), data.label(one.second),
      std::exp(one.before), std::exp(one.after), putRight ? "; the fit took them so" : "");
}

llvm::Expected<Evaluated> evaluateUnmixed(llvm::ArrayRef<Candidate> candidates, FitSkeleton const &skeleton,
                                          Dataset &data, Folds const &folds,
                                          std::vector<std::string> &exchanged) {
  constexpr int mostRounds = 3;
  llvm::Expected<Evaluated> best = evaluateBest(candidates, skeleton, data, folds);
  for (int round = 0; best && round < mostRounds; ++round) {
    std::vector<Exchange> found = findExchanges(data, best->heldOut), sure;
    llvm::copy_if(found, std::back_inserter(sure), [](Exchange const &one) { return one.quantities == 2; });
    bool better = false;
    auto exchangeAll = [&] {
      for (Exchange const &one : sure)
        data.exchangeFigures(one.first, one.second);
    };
    if (!sure.empty()) {
      exchangeAll();
      llvm::Expected<Evaluated> again = evaluateBest(candidates, skeleton, data, folds);
      if (!again)
        return again.takeError();
      better = again->score() < best->score();
      if (better)
        best = std::move(again);
      else
        exchangeAll(); // back
    }
    for (Exchange const &one : found)
      if (better || round == 0)
        exchanged.push_back(sentence(data, one, better && one.quantities == 2));
    if (!better)
      break;
  }
  return best;
}

} // namespace eo
