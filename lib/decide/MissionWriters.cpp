#include "lib/decide/MissionWriters.h"

#include "lib/decide/Bounded.h"
#include "lib/decide/CaseText.h"
#include "lib/decide/MissionFile.h"
#include "lib/decide/MissionWords.h"
#include "lib/report/Comparability.h"
#include "lib/report/CsvCell.h"
#include "lib/report/ReportText.h"
#include "lib/support/Utf8.h"

#include <algorithm>

namespace eo {

namespace {
/// One mission for people.
class MissionText {
public:
  MissionText(MissionCase const &missionCase, WriteOptions const &writeOptions, llvm::raw_ostream &output)
      : mission(missionCase), report(missionCase.report), result(missionCase.result), options(writeOptions),
        stream(output) {}

  void write() {
    writeCaseHead(report, "", printable(report.model.path) + " · " + missionPlanText(mission), options,
                  stream);
    stream << '\n';
    for (MissionLine const &figure : missionFigures(mission))
      line(figure);
    stream << '\n';
    parts();
    verdicts();
    for (std::string const &note : result.notes)
      stream << " note         " << wrapped(note, options.width, 14) << '\n';
  }

private:
  void line(MissionLine const &figure) {
    stream << ' ' << padded(figure.label, 13, false) << padded(figure.value, 12, false);
    if (!figure.more.empty())
      stream << ' ' << wrapped(figure.more, options.width, 27);
    stream << '\n';
  }

  void parts() {
    double sum = 0, most = 0;
    for (MissionPart const &part : result.parts) {
      sum += part.watts.value;
      most = std::max(most, part.watts.value);
    }
    if (!(sum > 0))
      return;
    TextTable table({{"power", true, false, 0},
                     {"share", true, false, 0},
                     {"", false, false, 2},
                     {"part", false, true, 0},
                     {"interval", false, false, 1}});
    for (MissionPart const &part : result.parts) {
      std::vector<std::string> cells = missionPartCells(part, sum);
      cells.insert(cells.begin() + 2, barOf(part.watts.value / most, 10));
      table.add(std::move(cells));
    }
    for (std::string const &one : table.lines(options.width))
      stream << one << '\n';
    stream << '\n';
  }

  void verdicts() {
    for (MissionDemand const &demand : demandsOf(mission.plan, result))
      stream << ' ' << padded(verdictWord(demand.verdict).str(), 13, false)
             << wrapped(std::string(demand.what) + ": " + demand.why, options.width, 14) << '\n';
  }

  MissionCase const &mission;
  Report const &report;
  MissionResult const &result;
  WriteOptions const &options;
  llvm::raw_ostream &stream;
};
} // namespace

/// Whether the values meet the demands, whatever the bounds and the trust.
static bool meetsByValue(MissionCase const &one) {
  MissionResult const &r = one.result;
  MissionPlan const &plan = one.plan;
  bool lasts = !plan.lastS || (r.lastsS && r.lastsS->value >= *plan.lastS * (1 - 1e-9));
  bool keepsUp = !plan.ratePerS || *plan.ratePerS <= r.highestRatePerS.value;
  return lasts && keepsUp && r.ratePerS > 0 && (!plan.supplyW || r.peakW.value <= *plan.supplyW);
}

/// The rate it runs at, by the values alone that which the value of its interval would let it have.
static double rateOf(MissionCase const &one, bool byValue) {
  bool chosenHere = !one.plan.ratePerS && one.result.rateForHours;
  return byValue && chosenHere ? one.result.rateForHours->value : one.result.ratePerS;
}

/// Whether it does more work a second; of those that do the same, more an execution. Rates are rounded, so that what
/// differs by a billionth is the same.
static bool doesMore(MissionCase const &one, MissionCase const &other, bool byValue) {
  auto macs = [](MissionCase const &of) { return static_cast<double>(of.report.totals.macs.value_or(0)); };
  auto perSecond = [&](MissionCase const &of) {
    return macs(of) / static_cast<double>(of.report.model.batch.value_or(1)) * rateOf(of, byValue);
  };
  double a = perSecond(one), b = perSecond(other);
  if (std::abs(a - b) > 1e-9 * std::max(a, b))
    return a > b;
  return macs(one) > macs(other);
}

std::optional<MissionBest> bestOf(llvm::ArrayRef<MissionCase> cases) {
  auto among = [&](llvm::function_ref<bool(MissionCase const &)> meets,
                   bool byItsValue) -> std::optional<MissionBest> {
    std::optional<MissionBest> best;
    for (size_t i = 0; i < cases.size(); ++i) {
      if (missionVerdict(cases[i]).empty() || !meets(cases[i]))
        continue;
      if (!best)
        best = MissionBest{i, i, i, true};
      if (cases[i].result.meanW.value < cases[best->cheapest].result.meanW.value)
        best->cheapest = i;
      if (doesMore(cases[i], cases[best->largest], byItsValue))
        best->largest = best->largestByValue = i;
    }
    return best;
  };
  std::optional<MissionBest> best = among(
      [](MissionCase const &one) {
        return one.result.verdict() == MissionVerdict::Fits && meetsByValue(one);
      },
      false);
  std::optional<MissionBest> byValue = among(meetsByValue, true);
  if (best) {
    best->largestByValue = byValue->largest;
  } else if (byValue) {
    best = byValue;
    best->certain = false;
  }
  return best;
}

static void writeTable(llvm::ArrayRef<MissionCase> cases, WriteOptions const &options,
                       llvm::raw_ostream &stream) {
  TextTable table(missionColumns(cases));
  for (size_t i : missionOrder(cases))
    table.add(missionCells(cases[i]));
  for (std::string const &line : table.lines(options.width))
    stream << line << '\n';
  stream << '\n';
  std::vector<std::pair<std::string, std::string>> best = missionBestLines(cases);
  for (auto const &[label, text] : best)
    stream << ' ' << padded(label, 9, false) << ' ' << wrapped(text, options.width, 11) << '\n';
  stream << (best.empty() ? "" : "\n");
  for (std::string const &note : missionNotes(cases))
    stream << " note  " << wrapped(note, options.width, 7) << '\n';
}

void writeMissionText(llvm::ArrayRef<MissionCase> cases, WriteOptions const &options,
                      llvm::raw_ostream &stream) {
  if (cases.size() == 1)
    MissionText(cases.front(), options, stream).write();
  else
    writeTable(cases, options, stream);
}

static std::optional<std::string> word(std::optional<MissionVerdict> verdict) {
  return verdict ? std::optional(verdictWord(*verdict).str()) : std::nullopt;
}

/// "cheapest", "most_work", "most_work_by_value", in a row; "" for none.
static std::string standing(std::optional<MissionBest> const &best, size_t i) {
  std::string words;
  auto add = [&](size_t which, char const *word) {
    if (which == i)
      words += (words.empty() ? "" : " ") + std::string(word);
  };
  if (!best)
    return words;
  add(best->cheapest, "cheapest");
  add(best->largest, "most_work");
  if (best->largestByValue != best->largest)
    add(best->largestByValue, "most_work_by_value");
  return words;
}

static void writeCycle(JsonWriter &json, MissionCycle const &cycle) {
  json.attribute("seconds", cycle.seconds());
  json.attribute("executions", cycle.executions);
  json.attributeArray("phases", [&] {
    for (CyclePhase const &phase : cycle.phases)
      json.object([&] {
        json.attribute("name", phase.name);
        json.attribute("seconds", phase.seconds);
        writeBounded(json, "power", "_w", BoundedFigure{phase.watts(), phase.lowW, phase.highW});
        json.attribute("board_w", phase.boardW);
        json.attribute("camera_w", phase.cameraW);
        json.attribute("host_w", phase.hostW);
        json.attribute("regulator_w", phase.lossW);
      });
  });
  json.attributeArray("pulses", [&] {
    for (CyclePulse const &pulse : cycle.pulses)
      json.object([&] {
        json.attribute("name", pulse.name);
        json.attribute("at_s", pulse.atS);
        json.attribute("energy_j", pulse.joules);
      });
  });
}

static void writeOne(JsonWriter &json, MissionCase const &one, std::string const &stands) {
  MissionResult const &r = one.result;
  json.object([&] {
    json.attribute("schema", "energy-opt/mission/1");
    writeCase(json, one.report);
    json.attributeObject("plan", [&] {
      for (MissionKey const &key : missionKeys())
        if (one.plan.*key.field)
          json.attribute(key.json, one.plan.*key.field);
      json.attribute("capacity_share", capacityShare(one.plan));
    });
    json.attribute("rate_per_s", r.ratePerS);
    json.attribute("busy_share", r.busyShare);
    if (!stands.empty())
      json.attribute("best", stands);
    writeBounded(json, "highest_rate", "_per_s", r.highestRatePerS);
    writeBounded(json, "mean_power", "_w", r.meanW);
    writeBounded(json, "peak_power", "_w", r.peakW);
    json.attribute("peak_layer", r.peakLayer.empty() ? std::nullopt : std::optional(r.peakLayer));
    writeBounded(json, "lasts", "_s", r.lastsS);
    writeBounded(json, "samples_per_charge", "", r.samplesPerCharge);
    writeBounded(json, "rate_for_hours", "_per_s", r.rateForHours);
    json.attribute("kwh_per_year", kwhPerYear(r));
    json.attribute("kwh_per_million_samples", kwhPerMillion(r));
    auto times = [](std::optional<double> factor, double kwh) {
      return factor ? std::optional(*factor * kwh) : std::nullopt;
    };
    json.attribute("co2e_g_per_year", times(one.plan.gridGPerKwh, kwhPerYear(r)));
    json.attribute("co2e_g_per_million_samples", times(one.plan.gridGPerKwh, kwhPerMillion(r)));
    json.attribute("cost_per_year", times(one.plan.pricePerKwh, kwhPerYear(r)));
    json.attribute("cost_per_million_samples", times(one.plan.pricePerKwh, kwhPerMillion(r)));
    json.attributeArray("parts", [&] {
      for (MissionPart const &part : r.parts)
        json.object([&] {
          json.attribute("name", part.name);
          writeBounded(json, "power", "_w", part.watts);
        });
    });
    json.attributeObject("cycle", [&] { writeCycle(json, r.cycle); });
    json.attributeObject("verdicts", [&] {
      json.attribute("all", verdictWord(r.verdict()));
      json.attribute("rate", verdictWord(r.keepsUp));
      json.attribute("battery", word(r.lastsAsAsked));
      json.attribute("supply", word(r.underSupply));
    });
    json.attributeArray("notes", [&] {
      for (std::string const &note : r.notes)
        json.value(note);
    });
  });
}

void writeMissionJson(llvm::ArrayRef<MissionCase> cases, llvm::raw_ostream &stream) {
  JsonWriter json(stream, 2);
  if (cases.size() == 1)
    writeOne(json, cases.front(), "");
  else
    json.array([&] {
      std::optional<MissionBest> best = bestOf(cases);
      for (size_t i = 0; i < cases.size(); ++i)
        writeOne(json, cases[i], standing(best, i));
    });
  stream << '\n';
}

void writeMissionCsv(llvm::ArrayRef<MissionCase> cases, llvm::raw_ostream &stream) {
  auto number = [](std::optional<double> value) { return value ? ReportCell(*value) : ReportCell(); };
  stream << "path,dims,board,setting,rate_per_s,mean_power_w,mean_power_low_w,mean_power_high_w,peak_power_w,"
            "lasts_s,lasts_low_s,lasts_high_s,samples_per_charge,rate_for_hours_per_s,verdict,metered,idle\n";
  for (MissionCase const &one : cases) {
    MissionResult const &r = one.result;
    BoundedFigure none;
    BoundedFigure const &lasts = r.lastsS ? *r.lastsS : none;
    std::vector<ReportCell> cells = {one.report.model.path,
                                     dimsText(one.report.model),
                                     one.report.board ? one.report.board->id : "",
                                     caseSettings(one.report),
                                     r.ratePerS,
                                     r.meanW.value,
                                     number(r.meanW.low),
                                     number(r.meanW.high),
                                     r.peakW.value,
                                     r.lastsS ? ReportCell(lasts.value) : ReportCell(),
                                     number(lasts.low),
                                     number(lasts.high),
                                     r.samplesPerCharge ? ReportCell(r.samplesPerCharge->value)
                                                        : ReportCell(),
                                     r.rateForHours ? ReportCell(r.rateForHours->value) : ReportCell(),
                                     missionVerdict(one)};
    llvm::append_range(cells, meteringCells(one.report));
    stream << csvRow(cells);
  }
}

} // namespace eo
