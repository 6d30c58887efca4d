#include "lib/calibrate/NeighbourFit.h"

#include "lib/cost/Neighbours.h"
#include <cmath>

namespace eo {

static constexpr llvm::StringLiteral contextName = "context", alone = "isolated", inNetwork = "in-network";

/// What makes two rows measurements of the same layer.
static std::string layerKey(Measurement const &row) {
  LayerShape const &s = row.layer;
  return fmt::format("{}\n{}\n{} {} {} {} {} {} {}", row.model, row.node, s.convolution, s.iSize, s.oSize,
                     s.ifm, s.ofm, s.kernel, s.stride);
}

static std::string contextOf(Sample const &sample) {
  for (auto const &[name, value] : sample.settings)
    if (name == contextName)
      return value;
  return "";
}

llvm::Expected<std::vector<PairedSequence>> takePairs(Dataset &data) {
  std::vector<PairedSequence> sequences;
  auto isContext = [](SettingDeclaration const &setting) { return setting.name == contextName; };
  if (llvm::none_of(data.settings, isContext))
    return sequences;
  std::map<std::string, double> alonePower;
  for (size_t i = 0; i < data.samples.size(); ++i) {
    Sample const &sample = data.samples[i];
    std::string context = contextOf(sample);
    if (context != alone && context != inNetwork)
      return inputError("{}: context '{}' is neither {} nor {}", data.place(i), context, alone, inNetwork);
    if (!sample.timeS || !sample.powerW)
      return inputError("{}: a row with a context needs a time and a power or energy", data.place(i));
    if (context == alone)
      alonePower[layerKey(data.row(i))] = *sample.powerW;
  }
  std::map<std::string, PairedSequence> byGroup;
  for (size_t i = 0; i < data.samples.size(); ++i) {
    Sample const &sample = data.samples[i];
    if (contextOf(sample) != inNetwork)
      continue;
    auto found = alonePower.find(layerKey(data.row(i)));
    if (found == alonePower.end())
      return inputError("{}: {} was not measured alone", data.place(i), data.label(i));
    byGroup[sample.group].push_back({*sample.timeS, found->second, *sample.powerW});
  }
  for (auto &[group, sequence] : byGroup)
    sequences.push_back(std::move(sequence));
  data.removeSamples([&](Sample const &sample) { return contextOf(sample) == inNetwork; });
  data.removeSetting(contextName);
  return sequences;
}

/// γ of least relative error for this τ, and that error.
static NeighbourFit fitGamma(llvm::ArrayRef<PairedSequence> sequences, double baseW, double tau) {
  NeighbourFit fit;
  fit.baseW = baseW;
  fit.tauS = tau;
  std::vector<double> dynamic, measured; // smeared power above base; measured power
  for (PairedSequence const &sequence : sequences) {
    std::vector<double> times, powers;
    for (PairedInterval const &interval : sequence) {
      times.push_back(interval.timeS);
      powers.push_back(interval.aloneW);
      measured.push_back(interval.networkW);
      fit.mapeAlone += std::abs(interval.aloneW / interval.networkW - 1);
    }
    for (double power : smearedPowers(times, powers, tau))
      dynamic.push_back(power - baseW);
  }
  double xy = 0, xx = 0;
  for (size_t i = 0; i < measured.size(); ++i) {
    double x = dynamic[i] / measured[i], y = 1 - baseW / measured[i];
    xy += x * y;
    xx += x * x;
  }
  fit.gamma = xx > 0 ? std::max(xy / xx, 0.0) : 1;
  fit.layers = measured.size();
  for (size_t i = 0; i < measured.size(); ++i)
    fit.mape += std::abs((baseW + fit.gamma * dynamic[i]) / measured[i] - 1);
  fit.mape /= static_cast<double>(measured.size());
  fit.mapeAlone /= static_cast<double>(measured.size());
  return fit;
}

NeighbourFit fitNeighbours(llvm::ArrayRef<PairedSequence> sequences, double baseW) {
  constexpr int steps = 200;
  constexpr double smallest = 1e-3; ///< of the longest inference
  double longest = 0;
  for (PairedSequence const &sequence : sequences) {
    double total = 0;
    for (PairedInterval const &interval : sequence)
      total += interval.timeS;
    longest = std::max(longest, total);
  }
  NeighbourFit best = fitGamma(sequences, baseW, 0);
  for (int i = 0; i <= steps; ++i) {
    double tau = longest * smallest * std::pow(10 / smallest, static_cast<double>(i) / steps);
    NeighbourFit fit = fitGamma(sequences, baseW, tau);
    if (fit.mape < best.mape)
      best = fit;
  }
  return best;
}

} // namespace eo
