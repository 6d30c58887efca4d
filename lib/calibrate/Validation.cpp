#include "lib/calibrate/Validation.h"

#include "lib/support/Quantiles.h"
#include "lib/support/Spelling.h"
#include "lib/support/Utf8.h"
#include "lib/text/JsonWriter.h"
#include "llvm/ADT/StringMap.h"
#include <cmath>
#include <utility>

namespace eo {

std::optional<bool> ValidationSummary::worse() const {
  if (!claimedEnergy && !claimedTime)
    return std::nullopt;
  return (claimedEnergy && all.energy && all.energy->mape > *claimedEnergy) ||
         (claimedTime && all.time && all.time->mape > *claimedTime) ||
         (level && (energyCoverage.misses(*level) || timeCoverage.misses(*level)));
}

std::optional<double> ValidationSummary::Coverage::share() const {
  return judged > 0 ? std::optional(static_cast<double>(inside) / static_cast<double>(judged)) : std::nullopt;
}

bool ValidationSummary::Coverage::misses(double claimed) const {
  constexpr double oneInTwenty = 0.05;
  return judged > 0 && binomialProbability(inside, judged, claimed) < oneInTwenty;
}

static llvm::Error checkSettings(BoardModel const &board, Dataset const &data, ValidationSummary &summary) {
  for (SettingDeclaration const &measured : data.settings) {
    auto declared = llvm::find_if(board.settings, [&](auto const &s) { return s.name == measured.name; });
    if (declared == board.settings.end()) {
      summary.remarks.push_back(
          fmt::format("the board has no setting '{}': its values are not told apart", measured.name));
      continue;
    }
    for (std::string const &value : measured.values)
      if (!declared->accepts(value))
        return inputError("{}: {}={} is no setting of {}{}", data.tables[0].file, measured.name, value,
                          board.id, didYouMean(value, declared->values));
  }
  return llvm::Error::success();
}

/// The metrics of the rows by the number that each has, below `count`; nullopt where a number has none.
static std::vector<std::optional<Metrics>> metricsBy(PairedValues const &pairs,
                                                     llvm::ArrayRef<size_t> numberOfRow, size_t count) {
  std::vector<std::vector<double>> predicted(count), measured(count);
  for (size_t i = 0; i < pairs.rows.size(); ++i) {
    size_t number = numberOfRow[pairs.rows[i]];
    predicted[number].push_back(pairs.predicted[i]);
    measured[number].push_back(pairs.measured[i]);
  }
  std::vector<std::optional<Metrics>> result(count);
  for (size_t i = 0; i < count; ++i)
    if (!measured[i].empty())
      result[i] = agreement(predicted[i], measured[i]);
  return result;
}

/// The rows by a name, in order of appearance.
static std::vector<ValidationGroup> groupBy(Dataset const &data, PairedValues const &energy,
                                            PairedValues const &time,
                                            llvm::function_ref<std::string(size_t)> nameOf) {
  std::vector<ValidationGroup> groups;
  std::vector<size_t> groupOfRow;
  llvm::StringMap<size_t> numbers;
  for (size_t row = 0; row < data.samples.size(); ++row) {
    std::string name = nameOf(row);
    auto [entry, isNew] = numbers.try_emplace(name, groups.size());
    if (isNew)
      groups.push_back({name, std::nullopt, std::nullopt});
    groupOfRow.push_back(entry->second);
  }
  std::vector<std::optional<Metrics>> ofEnergy = metricsBy(energy, groupOfRow, groups.size()),
                                      ofTime = metricsBy(time, groupOfRow, groups.size());
  for (size_t i = 0; i < groups.size(); ++i) {
    groups[i].energy = ofEnergy[i];
    groups[i].time = ofTime[i];
  }
  return groups;
}

/// Nothing where there is one name only: the row of all says it.
static std::vector<ValidationGroup> severalOf(std::vector<ValidationGroup> groups) {
  return groups.size() > 1 ? std::move(groups) : std::vector<ValidationGroup>();
}

static void count(std::optional<double> measured, std::optional<Bounds> const &bounds,
                  ValidationSummary::Coverage &coverage) {
  if (!measured || !bounds)
    return;
  coverage.inside += bounds->hold(*measured) ? 1 : 0;
  ++coverage.judged;
}

static void addClaims(BoardModel const &board, ValidationSummary &summary) {
  if (!board.error)
    return;
  summary.claimedEnergy = board.error->mape;
  summary.claimedTime = board.error->latencyMape;
  summary.level = board.error->level;
  for (ValidationRow const &row : summary.rows) {
    count(row.energyJ, row.predicted.energyBounds, summary.energyCoverage);
    count(row.timeS, row.predicted.timeBounds, summary.timeCoverage);
  }
}

llvm::Expected<ValidationSummary> validate(BoardModel const &board, Dataset const &data) {
  ValidationSummary summary;
  summary.board = board.id;
  if (llvm::Error error = checkSettings(board, data, summary))
    return error;
  std::vector<Prediction> predictions = predict(board, data);
  PairedValues energy = pairUp(data, predictions, Measured::Energy);
  PairedValues time = pairUp(data, predictions, Measured::Latency);
  summary.all = {"all", std::nullopt, std::nullopt};
  for (ValidationGroup &all : groupBy(data, energy, time, [](size_t) { return std::string("all"); }))
    summary.all = std::move(all);
  for (size_t row = 0; row < data.samples.size(); ++row)
    summary.withoutPrediction += data.samples[row].energyJ && !predictions[row].energyJ ? 1 : 0;
  summary.byClass = severalOf(groupBy(data, energy, time, [&](size_t row) {
    return data.samples[row].network ? std::string("network")
                                     : costClassName(data.samples[row].kernels[0].features.costClass).str();
  }));
  summary.byNetwork = severalOf(groupBy(data, energy, time, [&](size_t row) { return data.row(row).model; }));
  summary.bySetting =
      severalOf(groupBy(data, energy, time, [&](size_t row) { return data.settingText(row); }));
  for (size_t row = 0; row < data.samples.size(); ++row)
    summary.rows.push_back({data.samples[row].network ? data.row(row).model : data.label(row),
                            data.settingText(row), data.samples[row].energyJ, data.samples[row].timeS,
                            predictions[row]});
  addClaims(board, summary);
  return summary;
}

static std::string percentOrDash(std::optional<double> share) {
  return share ? fmt::format("{:.2f} %", 100 * *share) : "-";
}

static void writeGroups(llvm::StringRef heading, llvm::ArrayRef<ValidationGroup> groups,
                        llvm::raw_ostream &out) {
  if (groups.empty())
    return;
  out << fmt::format("\n{:<44} {:>6} {:>9} {:>9} {:>9} {:>9}\n", heading, "n", "energy", "worst", "time",
                     "worst");
  for (ValidationGroup const &group : groups) {
    auto mape = [](std::optional<Metrics> const &m) { return m ? percentOrDash(m->mape) : "-"; };
    auto worst = [](std::optional<Metrics> const &m) { return m ? percentOrDash(m->worst) : "-"; };
    size_t n = group.energy ? group.energy->n : group.time ? group.time->n : 0;
    out << fmt::format("  {:<42} {:>6} {:>9} {:>9} {:>9} {:>9}\n", printable(group.name, 42), n,
                       mape(group.energy), worst(group.energy), mape(group.time), worst(group.time));
  }
}

void writeText(ValidationSummary const &summary, llvm::raw_ostream &out) {
  writeGroups(summary.board + ": mean relative error", summary.all, out);
  writeGroups("by class", summary.byClass, out);
  writeGroups("by network", summary.byNetwork, out);
  writeGroups("by setting", summary.bySetting, out);
  out << '\n';
  for (auto const &[what, coverage] :
       {std::pair("energies", &summary.energyCoverage), std::pair("times", &summary.timeCoverage)})
    if (coverage->judged > 0)
      out << fmt::format("{} of the measured {} lie inside the board's {:.0f} % intervals\n",
                         percentOrDash(coverage->share()), what, 100 * *summary.level);
  if (summary.withoutPrediction > 0)
    out << fmt::format("{} rows have an energy the board says nothing of\n", summary.withoutPrediction);
  for (std::string const &remark : summary.remarks)
    out << remark << '\n';
  std::optional<bool> worse = summary.worse();
  std::string claim =
      summary.all.energy ? fmt::format("energy {}, ", percentOrDash(summary.claimedEnergy)) : "";
  claim += "time " + percentOrDash(summary.claimedTime);
  out << (!worse ? "the board file claims no error to compare with\n"
                 : fmt::format("{} the board file claims ({})\n", *worse ? "worse than" : "no worse than",
                               claim));
}

static void writeRow(ValidationRow const &row, JsonWriter &json) {
  auto bound = [](std::optional<Bounds> const &bounds, double Bounds::*end) {
    return bounds ? std::optional((*bounds).*end) : std::nullopt;
  };
  json.attribute("name", row.name);
  json.attribute("setting", row.setting);
  json.attribute("measured_energy_j", row.energyJ);
  json.attribute("energy_j", row.predicted.energyJ);
  json.attribute("energy_low_j", bound(row.predicted.energyBounds, &Bounds::low));
  json.attribute("energy_high_j", bound(row.predicted.energyBounds, &Bounds::high));
  json.attribute("measured_time_s", row.timeS);
  json.attribute("time_s", row.predicted.timeS);
  json.attribute("time_low_s", bound(row.predicted.timeBounds, &Bounds::low));
  json.attribute("time_high_s", bound(row.predicted.timeBounds, &Bounds::high));
  auto share = [&](double Doubt::*part) {
    return row.predicted.doubt ? std::optional((*row.predicted.doubt).*part) : std::nullopt;
  };
  json.attribute("outside_share", share(&Doubt::outside));
  json.attribute("never_measured_share", share(&Doubt::standIn));
  json.attribute("beyond", share(&Doubt::beyond));
}

void writeJson(ValidationSummary const &summary, llvm::raw_ostream &out) {
  JsonWriter json(out, 2);
  auto group = [&](ValidationGroup const &g) {
    json.attribute("name", g.name);
    json.attribute("energy_mape", g.energy ? std::optional(g.energy->mape) : std::nullopt);
    json.attribute("energy_worst", g.energy ? std::optional(g.energy->worst) : std::nullopt);
    json.attribute("time_mape", g.time ? std::optional(g.time->mape) : std::nullopt);
    json.attribute("time_worst", g.time ? std::optional(g.time->worst) : std::nullopt);
    json.attribute("n", g.energy ? g.energy->n : g.time ? g.time->n : 0);
  };
  auto groups = [&](llvm::StringRef key, llvm::ArrayRef<ValidationGroup> list) {
    json.attributeArray(key, [&] {
      for (ValidationGroup const &g : list)
        json.object([&] { group(g); });
    });
  };
  json.object([&] {
    json.attribute("schema", "energy-opt/validation/1");
    json.attribute("board", summary.board);
    json.attributeObject("all", [&] { group(summary.all); });
    groups("by_class", summary.byClass);
    groups("by_network", summary.byNetwork);
    groups("by_setting", summary.bySetting);
    json.attribute("claimed_energy_mape", summary.claimedEnergy);
    json.attribute("claimed_time_mape", summary.claimedTime);
    json.attribute("interval_level", summary.level);
    json.attribute("coverage", summary.energyCoverage.share());
    json.attribute("time_coverage", summary.timeCoverage.share());
    json.attributeArray("rows", [&] {
      for (ValidationRow const &row : summary.rows)
        json.object([&] { writeRow(row, json); });
    });
    json.attribute("without_prediction", summary.withoutPrediction);
    json.attribute("worse", summary.worse());
  });
  out << '\n';
}

} // namespace eo
