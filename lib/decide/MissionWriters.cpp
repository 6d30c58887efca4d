#include "lib/decide/MissionWriters.h"

#include "lib/decide/Bounded.h"
#include "lib/decide/CaseText.h"
#include "lib/decide/MissionFile.h"
#include "lib/decide/Rates.h"
#include "lib/report/CsvCell.h"
#include "lib/report/ReportText.h"
#include "lib/report/TextTable.h"
#include "lib/support/Quantity.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace eo {

template <typename Format> static std::string rangeText(BoundedFigure const &figure, Format format) {
  return figure.low && figure.high ? format(*figure.low) + " to " + format(*figure.high) : std::string();
}
static std::string watts(double value) { return formatSi(value, "W"); }

namespace {
/// One mission for people.
class MissionText {
public:
  MissionText(MissionCase const &missionCase, WriteOptions const &writeOptions, llvm::raw_ostream &output)
      : report(missionCase.report), plan(missionCase.plan), result(missionCase.result), options(writeOptions),
        stream(output) {}

  void write() {
    stream << (report.board ? report.board->describes : "") << '\n'
           << printable(report.model.path) << " · " << planText() << "\n\n";
    figures();
    stream << '\n';
    parts();
    verdicts();
    for (std::string const &note : result.notes)
      stream << " note         " << wrapped(note, options.width, 14) << '\n';
  }

private:
  std::string planText() const {
    std::string text = rateText(result.ratePerS);
    text += plan.sleeps() ? ", asleep between" : ", idle between";
    if (plan.burst)
      text += fmt::format(", {:g} executions for each wake-up", *plan.burst);
    std::string dims = dimsText(report.model);
    return text + (dims.empty() ? "" : " · " + dims);
  }

  void line(char const *label, std::string const &value, std::string const &more) {
    stream << ' ' << padded(label, 13, false) << padded(value, 12, false);
    if (!more.empty())
      stream << ' ' << wrapped(more, options.width, 27);
    stream << '\n';
  }

  void figures() {
    line("Mean power", watts(result.meanW.value), rangeOrNone(result.meanW));
    std::string where = result.peakLayer.empty()
                            ? "mean of an execution"
                            : "mean over layer '" + printable(result.peakLayer, 60) + "'";
    std::string peakRange = rangeText(result.peakW, watts);
    line("Peak power", watts(result.peakW.value),
         (peakRange.empty() ? "" : peakRange + " · ") + where +
             "; what is shorter than a layer is not known");
    if (result.lastsS)
      line("Lasts", durationText(result.lastsS->value), withBattery());
    if (result.samplesPerCharge)
      line("Per charge", formatCount(std::floor(result.samplesPerCharge->value)) + " inf.",
           rangeText(*result.samplesPerCharge, [](double value) { return formatCount(std::floor(value)); }));
    std::string highest = rangeText(result.highestRatePerS, rateText);
    line("Busy", formatShare(std::min(result.busyShare, 1.0)),
         fmt::format("of the time · it keeps up with {}{}", rateText(result.highestRatePerS.value),
                     highest.empty() ? "" : " (" + highest + ")"));
    if (result.rateForHours)
      line("Highest rate", result.rateForHours->value > 0 ? rateText(result.rateForHours->value) : "none",
           rateRange());
    if (plan.gridGPerKwh || plan.pricePerKwh)
      line("A year", fmt::format("{:.4g} kWh", kwhPerYear(result)), perYear());
    if (report.trust)
      line("Trust", trustGrade(*report.trust).str(), trustText(*report.trust));
  }

  std::string rangeOrNone(BoundedFigure const &figure) const {
    std::string text = rangeText(figure, watts);
    if (text.empty())
      return "no interval" + (report.totals.noInterval.empty() ? "" : ": " + report.totals.noInterval);
    if (report.totals.intervalLevel)
      text += fmt::format(" ({:g} % interval of the inference)", 100 * *report.totals.intervalLevel);
    return text;
  }

  std::string withBattery() const {
    std::string text = rangeText(*result.lastsS, durationText);
    text += (text.empty() ? "" : " · ") + fmt::format("{:.4g} Wh", *plan.batteryWh);
    if (plan.usable)
      text += fmt::format(", {:g} % usable", 100 * *plan.usable);
    if (double left = capacityShare(plan); left != 1)
      text += fmt::format(", {:.3g} % left at the temperature", 100 * left);
    if (plan.regulator)
      text += fmt::format(", regulator {:g} %", 100 * *plan.regulator);
    return text;
  }

  std::string perYear() const {
    std::string text;
    if (plan.gridGPerKwh)
      text = fmt::format("{} of CO2e, {} a million samples",
                         formatSi(*plan.gridGPerKwh * kwhPerYear(result), "g"),
                         formatSi(*plan.gridGPerKwh * kwhPerMillion(result), "g"));
    if (plan.pricePerKwh)
      text += fmt::format("{}costs {:.4g}, {:.4g} a million samples", text.empty() ? "" : " · ",
                          *plan.pricePerKwh * kwhPerYear(result), *plan.pricePerKwh * kwhPerMillion(result));
    return text;
  }

  std::string rateRange() const {
    std::string text = "for " + durationText(*plan.lastS);
    if (!(result.rateForHours->value > 0))
      return text + ": without any inference it draws too much already";
    std::string range = rangeText(
        *result.rateForHours, [](double value) { return value > 0 ? rateText(value) : std::string("none"); });
    return text + (range.empty() ? "" : " · " + range);
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
    for (MissionPart const &part : result.parts)
      table.add({watts(part.watts.value), formatShare(part.watts.value / sum),
                 barOf(part.watts.value / most, 10), part.name,
                 part.watts.low == part.watts.high ? "" : rangeText(part.watts, watts)});
    for (std::string const &one : table.lines(options.width))
      stream << one << '\n';
    stream << '\n';
  }

  void verdicts() {
    for (MissionDemand const &demand : demandsOf(plan, result))
      stream << ' ' << padded(verdictWord(demand.verdict).str(), 13, false)
             << wrapped(std::string(demand.what) + ": " + demand.why, options.width, 14) << '\n';
  }

  Report const &report;
  MissionPlan const &plan;
  MissionResult const &result;
  WriteOptions const &options;
  llvm::raw_ostream &stream;
};
} // namespace

/// Demands of a case in one word, empty where none was made.
static std::string verdictOf(MissionCase const &one) {
  bool asked = one.result.lastsAsAsked || one.result.underSupply || one.plan.ratePerS;
  return asked ? verdictWord(one.result.verdict()).str() : std::string();
}

/// Whether the values meet the demands, whatever the bounds and the trust.
static bool meetsByValue(MissionCase const &one) {
  MissionResult const &r = one.result;
  MissionPlan const &plan = one.plan;
  bool lasts = !plan.lastS || (r.lastsS && r.lastsS->value >= *plan.lastS * (1 - 1e-9));
  bool keepsUp = !plan.ratePerS || *plan.ratePerS <= r.highestRatePerS.value;
  return lasts && keepsUp && r.ratePerS > 0 && (!plan.supplyW || r.peakW.value <= *plan.supplyW);
}

static double macsPerSecond(MissionCase const &one) {
  double samples = static_cast<double>(one.report.model.batch.value_or(1));
  return static_cast<double>(one.report.totals.macs.value_or(0)) / samples * one.result.ratePerS;
}

std::optional<MissionBest> bestOf(llvm::ArrayRef<MissionCase> cases) {
  auto among = [&](llvm::function_ref<bool(MissionCase const &)> meets) -> std::optional<MissionBest> {
    std::optional<MissionBest> best;
    for (size_t i = 0; i < cases.size(); ++i) {
      if (verdictOf(cases[i]).empty() || !meets(cases[i]))
        continue;
      if (!best)
        best = MissionBest{i, i, true};
      if (cases[i].result.meanW.value < cases[best->cheapest].result.meanW.value)
        best->cheapest = i;
      if (macsPerSecond(cases[i]) > macsPerSecond(cases[best->largest]))
        best->largest = i;
    }
    return best;
  };
  std::optional<MissionBest> best = among([](MissionCase const &one) {
    return one.result.verdict() == MissionVerdict::Fits && meetsByValue(one);
  });
  if (!best && (best = among(meetsByValue)))
    best->certain = false;
  return best;
}

static void writeBest(llvm::ArrayRef<MissionCase> cases, WriteOptions const &options,
                      llvm::raw_ostream &stream) {
  std::optional<MissionBest> best = bestOf(cases);
  if (!best)
    return;
  auto name = [&](size_t i) {
    MissionCase const &one = cases[i];
    std::string dims = dimsText(one.report.model);
    return fmt::format("{}{} on {}, {} at {}{}", caseNetwork(one.report), dims.empty() ? "" : " " + dims,
                       caseBoard(one.report), watts(one.result.meanW.value), rateText(one.result.ratePerS),
                       one.result.lastsS ? ", " + durationText(one.result.lastsS->value) : "");
  };
  char const *how = best->certain ? "" : " (by the values alone: no verdict is certain)";
  stream << " cheapest  " << wrapped(name(best->cheapest) + how, options.width, 11) << '\n';
  stream << " most work " << wrapped(name(best->largest) + how, options.width, 11) << "\n\n";
}

static void writeTable(llvm::ArrayRef<MissionCase> cases, WriteOptions const &options,
                       llvm::raw_ostream &stream) {
  std::vector<MissionCase const *> order;
  for (MissionCase const &one : cases)
    order.push_back(&one);
  llvm::stable_sort(order, [](MissionCase const *a, MissionCase const *b) {
    return a->plan.ratePerS ? a->result.meanW.value < b->result.meanW.value
                            : a->result.ratePerS > b->result.ratePerS;
  });
  TextTable table({{"network", false, true, 0},
                   {"size", false, false, 4},
                   {"board", false, false, 1},
                   {"rate", true, false, 0},
                   {"mean", true, false, 0},
                   {"low to high", false, false, 3},
                   {"peak", true, false, 2},
                   {"lasts", true, false, 0},
                   {"trust", false, false, 5},
                   {"verdict", false, false, 0}});
  std::vector<std::string> notes;
  for (MissionCase const *one : order) {
    MissionResult const &r = one->result;
    table.add({caseNetwork(one->report), dimsText(one->report.model), caseBoard(one->report),
               r.ratePerS > 0 ? rateText(r.ratePerS) : "none", watts(r.meanW.value),
               rangeText(r.meanW, watts), watts(r.peakW.value),
               r.lastsS ? durationText(r.lastsS->value) : "–", trustWord(one->report), verdictOf(*one)});
    for (std::string const &note : r.notes)
      if (!llvm::is_contained(notes, note))
        notes.push_back(note);
  }
  for (std::string const &line : table.lines(options.width))
    stream << line << '\n';
  stream << '\n';
  writeBest(cases, options, stream);
  for (std::string const &note : notes)
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

/// "cheapest", "most_work", both; "" for neither.
static std::string standing(std::optional<MissionBest> const &best, size_t i) {
  std::string cheapest = best && best->cheapest == i ? "cheapest" : "",
              most = best && best->largest == i ? "most_work" : "";
  return cheapest + (cheapest.empty() || most.empty() ? "" : " ") + most;
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
            "lasts_s,lasts_low_s,lasts_high_s,samples_per_charge,rate_for_hours_per_s,verdict\n";
  for (MissionCase const &one : cases) {
    MissionResult const &r = one.result;
    BoundedFigure none;
    BoundedFigure const &lasts = r.lastsS ? *r.lastsS : none;
    stream << csvRow(
        {one.report.model.path, dimsText(one.report.model), one.report.board ? one.report.board->id : "",
         caseSettings(one.report), r.ratePerS, r.meanW.value, number(r.meanW.low), number(r.meanW.high),
         r.peakW.value, r.lastsS ? ReportCell(lasts.value) : ReportCell(), number(lasts.low),
         number(lasts.high), r.samplesPerCharge ? ReportCell(r.samplesPerCharge->value) : ReportCell(),
         r.rateForHours ? ReportCell(r.rateForHours->value) : ReportCell(), verdictOf(one)});
  }
}

} // namespace eo
