//===- PipelineHtml.cpp - networks that run for one result, as one page ------------------------------===//
//
// Parts and mission stand in the page as text; the scripts of missions draw both.
//
#include "lib/decide/CaseText.h"
#include "lib/decide/PipelineWords.h"
#include "lib/decide/page/MissionParts.h"
#include "lib/report/page/HtmlData.h"
#include "lib/support/Html.h"
#include <fmt/format.h>

#include <algorithm>

namespace eo {

static constexpr llvm::StringLiteral pipelineScript =
#include "html/mission.js.inc"
    ;

/// A result as a cycle whose phases are the parts; without phases where an energy or a time is not known.
static MissionCycle resultCycle(PricedPipeline const &pipeline) {
  MissionCycle cycle;
  for (PricedPart const &part : pipeline.parts) {
    if (!part.energyJ || !part.latencyS || !(part.latencyS->value > 0))
      return {};
    CyclePhase &phase = cycle.phases.emplace_back();
    phase.name = part.part.name;
    phase.seconds = part.latencyS->value;
    phase.boardW = part.energyJ->value / phase.seconds;
    if (part.energyJ->low && part.energyJ->high) {
      phase.lowW = *part.energyJ->low / phase.seconds;
      phase.highW = *part.energyJ->high / phase.seconds;
    }
  }
  return cycle;
}

static MissionCase missionOf(PricedPipeline const &pipeline) {
  Report head = pipelineHead(pipeline);
  head.trust.reset(); // said of the pipeline
  return {std::move(head), *pipeline.plan, *pipeline.mission};
}

static void writePipelineSection(PricedPipeline const &pipeline, size_t number, llvm::raw_ostream &stream) {
  Report head = pipelineHead(pipeline);
  stream << fmt::format(
      "<section id=\"m{0}\" aria-labelledby=\"m{0}-title\" tabindex=\"-1\">\n<div class=\"card "
      "headline\">\n<h2 id=\"m{0}-title\">{1}</h2>\n<p class=\"muted\">{2} · {3} part{4} for a "
      "result, one after the other</p>\n",
      number, escapedName(caseNetwork(head), 200),
      escapedName(head.board ? head.board->describes : "no board", 300), pipeline.parts.size(),
      pipeline.parts.size() == 1 ? "" : "s");
  if (pipeline.mission)
    writeMissionDemands(missionOf(pipeline), stream);
  stream << "</div>\n<div class=\"picture\"></div>\n";
  writeHtmlFigures(pipelineLines(pipeline), stream);
  std::vector<HtmlColumn> columns = htmlColumns(pipelineColumns());
  std::rotate(columns.begin(), columns.begin() + 4, columns.begin() + 5); // the part names the row
  std::vector<std::vector<std::string>> rows;
  for (PricedPart const &part : pipeline.parts) {
    std::vector<std::string> cells = pipelineCells(pipeline, part);
    std::rotate(cells.begin(), cells.begin() + 4, cells.begin() + 5);
    rows.push_back(std::move(cells));
  }
  stream << "<div class=\"card\">";
  writeHtmlTable("The parts, all executions for a result", columns, rows, stream);
  stream << "</div>\n";
  if (pipeline.mission)
    writeMissionBody(missionOf(pipeline), stream);
  stream << "</section>\n";
}

void writePipelineHtml(llvm::ArrayRef<PricedPipeline> all, llvm::raw_ostream &stream) {
  auto content = [&](llvm::raw_ostream &out) {
    if (all.size() > 1) {
      out << "<nav class=\"card overview\" aria-label=\"Boards\">\n";
      for (size_t i = 0; i < all.size(); ++i)
        out << fmt::format("<p><a href=\"#m{}\">{}</a></p>\n", i,
                           escapedName(caseBoard(pipelineHead(all[i])), 100));
      out << "</nav>\n";
    }
    for (size_t i = 0; i < all.size(); ++i)
      writePipelineSection(all[i], i, out);
  };
  auto data = [&](llvm::raw_ostream &out) {
    out << "{\"cases\":[";
    for (size_t i = 0; i < all.size(); ++i) {
      MissionCycle cycle = resultCycle(all[i]);
      out << (i == 0 ? "" : ",\n") << "{\"parts\":{";
      writeCycleColumns(cycle, out);
      out << fmt::format(
          ",\"mean\":{}}},\"mission\":",
          pageNumber(cycle.phases.empty() ? ReportNumber() : ReportNumber(cycle.joules() / cycle.seconds())));
      if (all[i].mission)
        writeMissionData(missionOf(all[i]), out);
      else
        out << "null";
      out << "}";
    }
    out << "]}";
  };
  writeDecidePage({"A pipeline", "What a result of several networks takes", pipelineScript}, content, data,
                  stream);
}

} // namespace eo
