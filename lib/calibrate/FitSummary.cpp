#include "lib/calibrate/FitSummary.h"

#include "lib/calibrate/Suspects.h"

namespace eo {

static double macsOf(Sample const &sample) {
  double macs = 0;
  for (Kernel const &kernel : sample.kernels)
    macs += static_cast<double>(kernel.features.macs.value_or(0));
  return macs;
}

namespace {
/// What a row may be suspected of.
struct UnitCheck {
  llvm::StringRef quantity; ///< "energies per MAC"
  bool (*applies)(Sample const &sample);
  std::optional<std::string> (*suspicion)(Sample const &sample);
};
} // namespace

static llvm::ArrayRef<UnitCheck> unitChecks() {
  static constexpr UnitCheck checks[] = {
      {"energies per MAC", [](Sample const &s) { return s.energyJ && macsOf(s) > 0; },
       [](Sample const &s) { return unitSuspicion(*s.energyJ, macsOf(s)); }},
      {"powers", [](Sample const &s) { return s.powerW.has_value(); },
       [](Sample const &s) { return powerSuspicion(*s.powerW); }},
      {"speeds", [](Sample const &s) { return s.timeS && s.network && macsOf(s) > 0; },
       [](Sample const &s) { return timeSuspicion(*s.timeS, macsOf(s)); }}};
  return checks;
}

llvm::Error checkPlausible(Dataset const &data) {
  for (UnitCheck const &check : unitChecks()) {
    size_t suspect = 0, all = 0;
    std::string first;
    for (size_t row = 0; row < data.samples.size(); ++row) {
      Sample const &sample = data.samples[row];
      if (!check.applies(sample))
        continue;
      ++all;
      std::optional<std::string> why = check.suspicion(sample);
      suspect += why ? 1 : 0;
      if (why && first.empty())
        first = fmt::format("{}: {}: {}", data.place(row), data.label(row), *why);
    }
    if (2 * suspect > all)
      return inputError("unit error? most {} of {} are out of reach: {}", check.quantity, data.tables[0].file,
                        first);
  }
  return llvm::Error::success();
}

/// Why nobody can have measured the row; nullopt where one can.
static std::optional<std::string> impossible(Sample const &sample) {
  std::optional<std::string> why;
  if (sample.powerW)
    why = powerSuspicion(*sample.powerW);
  double macs = macsOf(sample);
  if (!why && sample.energyJ && *sample.energyJ < leastJoulesPerMac * macs)
    why = unitSuspicion(*sample.energyJ, macs);
  if (!why && sample.timeS && macs > mostMacsPerSecond * *sample.timeS)
    why = timeSuspicion(*sample.timeS, macs);
  return why;
}

std::vector<std::string> leaveOutImpossible(Dataset &data) {
  std::vector<std::string> found;
  for (size_t row = 0; row < data.samples.size(); ++row)
    if (std::optional<std::string> why = impossible(data.samples[row]))
      found.push_back(
          fmt::format("{}: {}: left out, unit error? {}", data.place(row), data.label(row), *why));
  data.removeSamples([](Sample const &sample) { return impossible(sample).has_value(); });
  return found;
}

static std::vector<std::string> unitSuspects(Dataset const &data) {
  std::vector<std::string> found;
  for (size_t row = 0; row < data.samples.size(); ++row)
    for (UnitCheck const &check : unitChecks())
      if (check.applies(data.samples[row]))
        if (std::optional<std::string> why = check.suspicion(data.samples[row])) {
          found.push_back(fmt::format("{}: {}: unit error? {}", data.place(row), data.label(row), *why));
          break;
        }
  return found;
}

std::vector<std::string> findSuspects(Evaluated const &evaluated, Dataset const &data) {
  constexpr size_t shown = 10;
  std::vector<std::string> found = unitSuspects(data);
  for (Measured quantity : {Measured::Energy, Measured::Latency}) {
    PairedValues pairs = pairUp(data, evaluated.inSample, quantity);
    for (size_t i : outliers(pairs.predicted, pairs.measured))
      found.push_back(fmt::format("{}: {}: outlier, {} measured {:.4g}, fitted {:.4g} {}",
                                  data.place(pairs.rows[i]), data.label(pairs.rows[i]),
                                  quantity == Measured::Energy ? "energy" : "time", pairs.measured[i],
                                  pairs.predicted[i], quantity == Measured::Energy ? "J" : "s"));
  }
  if (found.size() > shown) {
    size_t more = found.size() - shown;
    found.resize(shown);
    found.push_back(fmt::format("… and {} more points", more));
  }
  return found;
}

static std::optional<SummaryQuantity> quantityOf(Evaluated const &evaluated, Dataset const &data,
                                                 Measured quantity) {
  PairedValues pairs = pairUp(data, evaluated.inSample, quantity);
  if (pairs.rows.empty())
    return std::nullopt;
  bool energy = quantity == Measured::Energy;
  SummaryQuantity result;
  result.name = energy ? "energy" : "time";
  result.unit = energy ? "J" : "s";
  result.inSample = agreement(pairs.predicted, pairs.measured);
  result.heldOut = energy ? evaluated.energy : evaluated.time;
  for (size_t i = 0; i < pairs.rows.size(); ++i) {
    size_t row = pairs.rows[i];
    Prediction const &heldOut = evaluated.heldOut[row];
    result.points.push_back({data.place(row), data.label(row), pairs.measured[i], pairs.predicted[i],
                             energy ? heldOut.energyJ : heldOut.timeS});
  }
  if (data.hasNetworks()) {
    PairedValues held = pairUp(data, evaluated.heldOut, quantity);
    std::vector<std::optional<Bounds>> bounds = heldOutBounds(held, groupsOf(data), evaluated.heldOut);
    std::map<size_t, std::optional<Bounds>> byRow;
    for (size_t i = 0; i < held.rows.size(); ++i)
      byRow[held.rows[i]] = bounds[i];
    for (size_t i = 0; i < pairs.rows.size(); ++i)
      if (auto found = byRow.find(pairs.rows[i]); found != byRow.end())
        result.points[i].bounds = found->second;
  }
  return result;
}

/// The mean relative error over some of the rows.
static std::optional<double> mapeOf(PairedValues const &pairs, llvm::ArrayRef<size_t> rows, size_t rowCount) {
  std::vector<bool> member(rowCount, false);
  for (size_t row : rows)
    member[row] = true;
  std::vector<double> predicted, measured;
  for (size_t i = 0; i < pairs.rows.size(); ++i)
    if (member[pairs.rows[i]]) {
      predicted.push_back(pairs.predicted[i]);
      measured.push_back(pairs.measured[i]);
    }
  return measured.empty() ? std::nullopt : std::optional(agreement(predicted, measured).mape);
}

static std::vector<SummarySetting> settingsOf(Evaluated const &evaluated, Dataset const &data,
                                              Folds const &folds) {
  std::vector<SummarySetting> result;
  if (!data.hasNetworks())
    return result;
  PairedValues energy = pairUp(data, evaluated.heldOut, Measured::Energy);
  PairedValues time = pairUp(data, evaluated.heldOut, Measured::Latency);
  for (auto const &[setting, rows] : rowsBySetting(data))
    result.push_back({setting, rows.size(), mapeOf(energy, rows, data.samples.size()),
                      mapeOf(time, rows, data.samples.size()), simplePredictors(data, rows, folds)});
  return result;
}

FitSummary summarize(Evaluated const &evaluated, Dataset const &data, Folds const &folds) {
  FitSummary summary;
  summary.name = evaluated.name;
  summary.rows = data.samples.size();
  summary.networks = data.networkCount();
  summary.freeParameters = evaluated.fit.freeParameters;
  summary.effectiveParameters = evaluated.fit.effectiveParameters;
  summary.heldOutKind = folds.count < 2 ? "" : folds.kind;
  summary.conditionNumber = evaluated.fit.conditionNumber;
  summary.parameters = evaluated.fit.parameters;
  for (Measured quantity : {Measured::Energy, Measured::Latency})
    if (std::optional<SummaryQuantity> found = quantityOf(evaluated, data, quantity))
      summary.quantities.push_back(std::move(*found));
  summary.settings = settingsOf(evaluated, data, folds);
  summary.unidentified = evaluated.fit.unidentified;
  summary.suspects = findSuspects(evaluated, data);
  summary.remarks = evaluated.fit.remarks;
  if (folds.count < 2)
    summary.remarks.push_back(
        "one network only: nothing could be held out, the error on other networks is unknown");
  for (std::string const &failure : evaluated.failures)
    summary.remarks.push_back("a fold could not be fitted: " + failure);
  return summary;
}

} // namespace eo
