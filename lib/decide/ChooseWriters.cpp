#include "lib/decide/ChooseWriters.h"

#include "lib/decide/Bounded.h"
#include "lib/decide/CaseText.h"
#include "lib/decide/Rates.h"
#include "lib/report/CsvCell.h"
#include "lib/report/ReportText.h"
#include "lib/report/TextTable.h"
#include "lib/support/Quantity.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

namespace eo {

static std::string limitsText(ChoiceLimits const &limits) {
  std::string text;
  auto add = [&](std::string const &one) { text += (text.empty() ? "" : ", ") + one; };
  if (limits.energyJ)
    add("energy at most " + formatSi(*limits.energyJ, "J"));
  if (limits.latencyS)
    add("latency at most " + formatSi(*limits.latencyS, "s"));
  if (limits.powerW)
    add("power at most " + formatSi(*limits.powerW, "W"));
  if (limits.ratePerS)
    add("at " + rateText(*limits.ratePerS));
  return text;
}

static std::string nameOf(Contender const &one) {
  std::string dims = dimsText(one.report.model);
  return caseNetwork(one.report) + (dims.empty() ? "" : " " + dims) + " on " +
         (one.report.board ? one.report.board->id : "") + (one.settings.empty() ? "" : " " + one.settings);
}

static void writeBest(Choice const &choice, WriteOptions const &options, llvm::raw_ostream &stream) {
  if (choice.limits.any())
    stream << wrapped("limits: " + limitsText(choice.limits), options.width, 0) << '\n';
  auto const &all = choice.candidates;
  if (all.empty() || !all.front().best) {
    stream << wrapped("none of " + std::to_string(all.size()) + " candidates keeps to the limits",
                      options.width, 0)
           << "\n\n";
    return;
  }
  Contender const &best = all.front();
  size_t like = static_cast<size_t>(llvm::count_if(all, [](Contender const &one) { return one.likeBest; }));
  std::string text =
      fmt::format("{}: {}", choice.limits.ratePerS ? "least power" : "least energy", nameOf(best));
  if (best.verdict == MissionVerdict::Unknown)
    text += fmt::format(" (UNKNOWN: {})",
                        best.failing == "a guess" ? best.failing : "its interval straddles " + best.failing);
  if (like > 0)
    text += fmt::format("; {} other{} cannot be told apart from it (~): the intervals overlap", like,
                        like == 1 ? "" : "s");
  if (!best.sampleJ || !best.sampleJ->low)
    text += "; its board gives no interval";
  stream << wrapped(text, options.width, 0) << "\n\n";
}

void writeChoiceText(Choice const &choice, WriteOptions const &options, llvm::raw_ostream &stream) {
  writeBest(choice, options, stream);
  std::vector<TextTable::Column> columns = {{"", false, false, 0},
                                            {"network", false, true, 2},
                                            {"size", false, false, 5},
                                            {"board", false, false, 0},
                                            {"setting", false, false, 0},
                                            {"energy", true, false, 0},
                                            {"low to high", false, false, 6},
                                            {"latency", true, false, 0},
                                            {choice.limits.ratePerS ? "at rate" : "power", true, false, 0},
                                            {"highest", true, false, 4},
                                            {"trust", false, false, 3}};
  if (choice.limits.any())
    columns.push_back({"verdict", false, false, 1});
  TextTable table(columns);
  auto shown = llvm::makeArrayRef(choice.candidates);
  if (options.top != 0)
    shown = shown.take_front(options.top);
  for (Contender const &one : shown) {
    std::string verdict = choice.limits.any() ? verdictWord(one.verdict).str() : "";
    if (!one.failing.empty())
      verdict += " (" + one.failing + ")";
    std::vector<std::string> cells = {std::string(one.onFront ? "*" : "") + (one.likeBest ? "~" : ""),
                                      caseNetwork(one.report),
                                      dimsText(one.report.model),
                                      one.report.board ? one.report.board->id : "",
                                      one.settings + (one.measured ? "" : " (not measured)"),
                                      figureText(one.sampleJ, "J"),
                                      boundsOf(one.sampleJ, "J"),
                                      figureText(one.latencyS, "s"),
                                      figureText(one.powerW, "W"),
                                      one.ratePerS ? rateText(one.ratePerS->value) : "–",
                                      trustWord(one.report)};
    if (choice.limits.any())
      cells.push_back(verdict);
    table.add(std::move(cells));
  }
  for (std::string const &line : table.lines(options.width))
    stream << line << '\n';
  if (shown.size() < choice.candidates.size())
    stream << fmt::format(" and {} more (--top=0 shows all)\n", choice.candidates.size() - shown.size());
  stream << '\n'
         << wrapped(" *  on the front: none that keeps to the limits is as good in energy, latency and power "
                    "and better "
                    "in one",
                    options.width, 4)
         << '\n'
         << wrapped(" energies are of a sample; power is " +
                        std::string(choice.limits.ratePerS ? "the mean at the rate, idle between"
                                                           : "that of inferences back to back"),
                    options.width, 4)
         << '\n';
  for (SkippedContender const &one : choice.skipped)
    stream << " note  " << wrapped(printable(one.what) + ": " + one.reason, options.width, 7) << '\n';
}

static void writeContender(JsonWriter &json, Contender const &one, bool limited) {
  json.object([&] {
    writeCase(json, one.report);
    json.attribute("measured_setting", one.measured);
    writeBounded(json, "energy_per_sample", "_j", one.sampleJ);
    writeBounded(json, "latency", "_s", one.latencyS);
    writeBounded(json, "power", "_w", one.powerW);
    writeBounded(json, "highest_rate", "_per_s", one.ratePerS);
    json.attribute("verdict", limited ? std::optional(verdictWord(one.verdict).str()) : std::nullopt);
    json.attribute("failing", one.failing);
    json.attribute("on_front", one.onFront);
    json.attribute("best", one.best);
    json.attribute("like_best", one.likeBest);
  });
}

void writeChoiceJson(Choice const &choice, llvm::raw_ostream &stream) {
  JsonWriter json(stream, 2);
  json.object([&] {
    json.attribute("schema", "energy-opt/choose/1");
    json.attributeObject("limits", [&] {
      json.attribute("energy_j", choice.limits.energyJ);
      json.attribute("latency_s", choice.limits.latencyS);
      json.attribute("power_w", choice.limits.powerW);
      json.attribute("rate_per_s", choice.limits.ratePerS);
    });
    json.attributeArray("candidates", [&] {
      for (Contender const &one : choice.candidates)
        writeContender(json, one, choice.limits.any());
    });
    json.attributeArray("skipped", [&] {
      for (SkippedContender const &one : choice.skipped)
        json.object([&] {
          json.attribute("what", one.what);
          json.attribute("reason", one.reason);
        });
    });
  });
  stream << '\n';
}

void writeChoiceCsv(Choice const &choice, llvm::raw_ostream &stream) {
  stream
      << "path,dims,board,setting,measured_setting,energy_per_sample_j,energy_low_j,energy_high_j,latency_s,"
         "latency_low_s,latency_high_s,power_w,power_low_w,power_high_w,highest_rate_per_s,trust,verdict,"
         "on_front,like_best\n";
  auto yes = [](bool is) { return ReportCell(std::string(is ? "true" : "false")); };
  for (Contender const &one : choice.candidates) {
    std::vector<ReportCell> row = {one.report.model.path, dimsText(one.report.model),
                                   one.report.board ? one.report.board->id : "", caseSettings(one.report),
                                   yes(one.measured)};
    for (auto const *figure : {&one.sampleJ, &one.latencyS, &one.powerW})
      llvm::append_range(row, boundedCells(*figure));
    row.push_back(boundedCells(one.ratePerS).front());
    row.emplace_back(trustWord(one.report));
    row.emplace_back(choice.limits.any() ? verdictWord(one.verdict).str() : std::string());
    row.push_back(yes(one.onFront));
    row.push_back(yes(one.likeBest || one.best));
    stream << csvRow(row);
  }
}

} // namespace eo
