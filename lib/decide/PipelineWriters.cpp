#include "lib/decide/Bounded.h"
#include "lib/decide/CaseText.h"
#include "lib/decide/PipelineWords.h"
#include "lib/decide/Rates.h"
#include "lib/report/CsvCell.h"
#include "lib/report/ReportText.h"
#include "lib/support/Quantity.h"
#include "lib/support/Utf8.h"
#include <fmt/format.h>

#include <algorithm>

namespace eo {

Report pipelineHead(PricedPipeline const &pipeline) {
  Report head;
  Report const &least = pipeline.parts[pipeline.leastTrusted].report;
  head.model.path = pipeline.path;
  head.board = least.board;
  head.trust = least.trust;
  head.totals.intervalLevel = least.totals.intervalLevel;
  head.totals.noInterval = least.totals.noInterval;
  return head;
}

static std::vector<std::string> namesWithout(PricedPipeline const &pipeline,
                                             std::optional<BoundedFigure> PricedPart::*figure) {
  std::vector<std::string> names;
  for (PricedPart const &part : pipeline.parts)
    if (!(part.*figure))
      names.push_back(printable(part.part.name, 60));
  return names;
}

/// "10 mJ to 14 mJ, the sum of the parts' bounds", or why there is none.
static std::string totalText(PricedPipeline const &pipeline, std::optional<BoundedFigure> PricedPart::*part,
                             std::optional<BoundedFigure> const &total, char const *unit) {
  if (total) {
    std::string bounds = boundsOf(total, unit);
    return bounds.empty() ? "no interval" : bounds + ", the sums of the parts' bounds";
  }
  std::string names;
  for (std::string const &name : namesWithout(pipeline, part))
    names += (names.empty() ? "" : ", ") + name;
  return "not known of all of " + names;
}

std::vector<MissionLine> pipelineLines(PricedPipeline const &pipeline) {
  std::string rate = pipeline.latencyS && pipeline.latencyS->value > 0
                         ? " · " + rateText(1 / pipeline.latencyS->value) + " one result after the other"
                         : "";
  std::vector<MissionLine> lines = {
      {"Energy", figureText(pipeline.energyJ, "J"),
       totalText(pipeline, &PricedPart::energyJ, pipeline.energyJ, "J")},
      {"Time", figureText(pipeline.latencyS, "s"),
       totalText(pipeline, &PricedPart::latencyS, pipeline.latencyS, "s") + rate}};
  if (pipeline.macs)
    lines.push_back({"MACs", formatCount(*pipeline.macs), "of all executions for a result, as a mean"});
  PricedPart const &least = pipeline.parts[pipeline.leastTrusted];
  if (least.report.trust)
    lines.push_back({"Trust", trustGrade(*least.report.trust).str(),
                     printable(least.part.name, 60) + ": " + trustText(*least.report.trust)});
  return lines;
}

std::vector<TextTable::Column> pipelineColumns() {
  return {{"energy", true, false, 0},    {"share", true, false, 0}, {"time", true, false, 1},
          {"times", true, false, 0},     {"part", false, true, 0},  {"size", false, false, 4},
          {"interval", false, false, 3}, {"trust", false, false, 2}};
}

std::vector<std::string> pipelineCells(PricedPipeline const &pipeline, PricedPart const &part) {
  return {figureText(part.energyJ, "J"),
          part.energyJ && pipeline.energyJ && pipeline.energyJ->value > 0
              ? formatShare(part.energyJ->value / pipeline.energyJ->value)
              : "–",
          figureText(part.latencyS, "s"),
          fmt::format("{:.4g}", part.part.times),
          printable(part.part.name, 60),
          dimsText(part.report.model),
          boundsOf(part.energyJ, "J"),
          trustWord(part.report)};
}

static void writeOneText(PricedPipeline const &pipeline, WriteOptions const &options,
                         llvm::raw_ostream &stream) {
  Report head = pipelineHead(pipeline);
  writeCaseHead(head, "",
                printable(pipeline.path) + fmt::format(" · {} part{} for a result, one after the other",
                                                       pipeline.parts.size(),
                                                       pipeline.parts.size() == 1 ? "" : "s"),
                options, stream);
  stream << '\n';
  for (MissionLine const &line : pipelineLines(pipeline))
    stream << ' ' << padded(line.label, 13, false) << padded(line.value, 12, false) << ' '
           << wrapped(line.more, options.width, 27) << '\n';
  stream << '\n';
  TextTable table(pipelineColumns());
  for (PricedPart const &part : pipeline.parts)
    table.add(pipelineCells(pipeline, part));
  for (std::string const &line : table.lines(options.width))
    stream << line << '\n';
  stream << '\n';
  if (!pipeline.mission)
    return;
  head.trust.reset(); // said above
  writeMissionText({MissionCase{std::move(head), *pipeline.plan, *pipeline.mission}}, options, stream);
}

void writePipelineText(llvm::ArrayRef<PricedPipeline> all, WriteOptions const &options,
                       llvm::raw_ostream &stream) {
  for (size_t i = 0; i < all.size(); ++i) {
    stream << (i == 0 ? "" : "\n");
    writeOneText(all[i], options, stream);
  }
}

static void writeOneJson(JsonWriter &json, PricedPipeline const &pipeline) {
  json.object([&] {
    json.attribute("schema", "energy-opt/pipeline/1");
    writeCase(json, pipelineHead(pipeline));
    writeBounded(json, "energy", "_j", pipeline.energyJ);
    writeBounded(json, "latency", "_s", pipeline.latencyS);
    json.attribute("macs", pipeline.macs);
    json.attributeArray("parts", [&] {
      for (PricedPart const &part : pipeline.parts)
        json.object([&] {
          json.attribute("name", part.part.name);
          json.attribute("times", part.part.times);
          writeCase(json, part.report);
          writeBounded(json, "energy", "_j", part.energyJ);
          writeBounded(json, "latency", "_s", part.latencyS);
        });
    });
    if (!pipeline.mission)
      return json.attribute("mission", nullptr);
    MissionResult const &mission = *pipeline.mission;
    json.attributeObject("mission", [&] {
      json.attribute("rate_per_s", mission.ratePerS);
      writeBounded(json, "highest_rate", "_per_s", mission.highestRatePerS);
      writeBounded(json, "mean_power", "_w", mission.meanW);
      writeBounded(json, "peak_power", "_w", mission.peakW);
      writeBounded(json, "lasts", "_s", mission.lastsS);
      writeBounded(json, "rate_for_hours", "_per_s", mission.rateForHours);
      json.attribute("verdict", verdictWord(mission.verdict()));
      json.attributeArray("notes", [&] {
        for (std::string const &note : mission.notes)
          json.value(note);
      });
    });
  });
}

void writePipelineJson(llvm::ArrayRef<PricedPipeline> all, llvm::raw_ostream &stream) {
  JsonWriter json(stream, 2);
  if (all.size() == 1)
    writeOneJson(json, all.front());
  else
    json.array([&] {
      for (PricedPipeline const &one : all)
        writeOneJson(json, one);
    });
  stream << '\n';
}

void writePipelineCsv(llvm::ArrayRef<PricedPipeline> all, llvm::raw_ostream &stream) {
  stream << "pipeline,board,setting,part,network,times,energy_j,energy_low_j,energy_high_j,latency_s,latency_"
            "low_s,"
            "latency_high_s,trust\n";
  for (PricedPipeline const &pipeline : all) {
    Report head = pipelineHead(pipeline);
    auto row = [&](std::string const &name, std::string const &network, double times,
                   std::optional<BoundedFigure> const &energy, std::optional<BoundedFigure> const &latency,
                   std::string const &trust) {
      std::vector<ReportCell> cells = {
          pipeline.path, head.board ? head.board->id : "", caseSettings(head), name, network, times};
      for (std::optional<BoundedFigure> const *figure : {&energy, &latency})
        for (ReportCell const &cell : boundedCells(*figure))
          cells.push_back(cell);
      cells.emplace_back(trust);
      stream << csvRow(cells);
    };
    for (PricedPart const &part : pipeline.parts)
      row(part.part.name, part.part.network, part.part.times, part.energyJ, part.latencyS,
          trustWord(part.report));
    row("all", "", 1, pipeline.energyJ, pipeline.latencyS, trustWord(head));
  }
}

} // namespace eo
