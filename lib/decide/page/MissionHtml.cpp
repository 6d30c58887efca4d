//===- MissionHtml.cpp - missions as one page --------------------------------------------------------===//
//
// Figures, phases and parts stand in the page as text. Scripts (html/mission.js) draw the power over a cycle and the
// battery over time; of several cases one is shown at a time.
//
#include "lib/decide/Bounded.h"
#include "lib/decide/CaseText.h"
#include "lib/decide/Rates.h"
#include "lib/decide/page/MissionParts.h"
#include "lib/report/ReportText.h"
#include "lib/report/page/HtmlData.h"
#include "lib/support/Html.h"
#include "lib/support/Quantity.h"
#include <fmt/format.h>

namespace eo {

static constexpr llvm::StringLiteral missionScript =
#include "html/mission.js.inc"
    ;

static std::string inWatts(double value) { return formatSi(value, "W"); }

/// Seconds up to a minute, then as people say it.
static std::string timeText(double seconds) {
  return seconds < 60 ? formatSi(seconds, "s") : durationText(seconds);
}

void writeHtmlFigures(llvm::ArrayRef<MissionLine> figures, llvm::raw_ostream &stream) {
  stream << "<dl class=\"card figures wider\">\n";
  for (MissionLine const &figure : figures)
    stream << "<div><dt>" << escaped(figure.label) << "</dt><dd>" << escapedName(figure.value) << "<small>"
           << escapedName(figure.more, 400) << "</small></dd></div>\n";
  stream << "</dl>\n";
}

/// What has no time of its own is a row, too.
static void writePhases(MissionCycle const &cycle, llvm::raw_ostream &stream) {
  if (cycle.phases.empty())
    return;
  std::vector<std::vector<std::string>> rows;
  double joules = cycle.joules();
  auto share = [&](double part) { return joules > 0 ? formatShare(part / joules) : dash; };
  auto part = [](double value) { return value > 0 ? inWatts(value) : std::string(dash); };
  for (CyclePhase const &phase : cycle.phases)
    rows.push_back({phase.name, timeText(phase.seconds), inWatts(phase.watts()),
                    boundsText(phase.lowW, phase.highW, "W"), part(phase.boardW), part(phase.cameraW),
                    part(phase.hostW), part(phase.lossW), formatSi(phase.joules(), "J"),
                    share(phase.joules())});
  for (CyclePulse const &pulse : cycle.pulses)
    rows.push_back({pulse.name, "not stated", dash, "", dash, dash, dash, dash, formatSi(pulse.joules, "J"),
                    share(pulse.joules)});
  std::string caption =
      fmt::format("One cycle of {}{}: {}, on the average {}", timeText(cycle.seconds()),
                  cycle.executions == 1 ? "" : fmt::format(" with {:g} executions", cycle.executions),
                  formatSi(joules, "J"), inWatts(joules / cycle.seconds()));
  stream << "<div class=\"card\">";
  writeHtmlTable(caption,
                 {{"Phase"},
                  {"Time", true},
                  {"Power", true},
                  {"Low to high", false, true},
                  {"Board", true},
                  {"Camera", true},
                  {"Host", true},
                  {"Regulator", true},
                  {"Energy", true},
                  {"Share", true}},
                 rows, stream);
  stream << "</div>\n";
}

static void writeParts(MissionResult const &result, llvm::raw_ostream &stream) {
  double sum = 0;
  for (MissionPart const &part : result.parts)
    sum += part.watts.value;
  if (!(sum > 0))
    return;
  std::vector<std::vector<std::string>> rows;
  for (MissionPart const &part : result.parts) {
    std::vector<std::string> cells = missionPartCells(part, sum);
    rows.push_back({cells[2], cells[0], cells[1], cells[3]});
  }
  stream << "<div class=\"card\">";
  writeHtmlTable("What the mean power is made of",
                 {{"Part"}, {"Power", true}, {"Share", true}, {"Low to high", false, true}}, rows, stream);
  stream << "</div>\n";
}

void writeMissionDemands(MissionCase const &one, llvm::raw_ostream &stream) {
  for (MissionDemand const &demand : demandsOf(one.plan, one.result))
    stream << fmt::format("<p><strong class=\"{}\">{}</strong> {}: {}</p>\n",
                          demand.verdict == MissionVerdict::Fits         ? "fits"
                          : demand.verdict == MissionVerdict::DoesNotFit ? "error"
                                                                         : "warning",
                          verdictWord(demand.verdict), demand.what, escapedName(demand.why));
}

void writeMissionBody(MissionCase const &one, llvm::raw_ostream &stream) {
  writeHtmlFigures(missionFigures(one), stream);
  writePhases(one.result.cycle, stream);
  writeParts(one.result, stream);
  writeHtmlList("Notes", one.result.notes, stream);
}

static void writeSection(MissionCase const &one, size_t number, llvm::raw_ostream &stream) {
  MissionResult const &r = one.result;
  stream << fmt::format(
      "<section id=\"m{0}\" aria-labelledby=\"m{0}-title\" tabindex=\"-1\">\n<div class=\"card "
      "headline\">\n<h2 id=\"m{0}-title\">{1}</h2>\n<p class=\"muted\">{2} · {3}</p>\n",
      number, escapedName(caseNetwork(one.report), 200),
      escapedName(one.report.board ? one.report.board->describes : "no board", 300),
      escapedName(missionPlanText(one), 300));
  std::string bounds = boundsOf(r.meanW, "W");
  stream << "<p class=\"figure\"><strong>" << escaped(inWatts(r.meanW.value))
         << "</strong> <span>on the average" << (bounds.empty() ? "" : ", " + escaped(bounds));
  if (r.lastsS)
    stream << "; the battery lasts " << escaped(durationText(r.lastsS->value));
  stream << "</span></p>\n";
  writeMissionDemands(one, stream);
  stream << "</div>\n<div class=\"picture\"></div>\n";
  writeMissionBody(one, stream);
  stream << "</section>\n";
}

/// Several cases in one table; each row links to its section. Columns without any text are left out.
static void writeOverview(llvm::ArrayRef<MissionCase> cases, llvm::raw_ostream &stream) {
  std::vector<TextTable::Column> columns = missionColumns(cases);
  std::vector<size_t> order = missionOrder(cases);
  std::vector<std::vector<std::string>> rows;
  std::vector<bool> isUsed(columns.size());
  for (size_t i : order) {
    rows.push_back(missionCells(cases[i]));
    for (size_t c = 0; c < columns.size(); ++c)
      isUsed[c] = isUsed[c] || !rows.back()[c].empty();
  }
  stream
      << "<nav class=\"card overview\" aria-label=\"Cases\"><div class=\"wide\"><table>\n<caption>Each row "
         "is one case; its link shows the details below.</caption>\n<thead><tr>";
  for (size_t c = 0; c < columns.size(); ++c)
    if (isUsed[c])
      stream << fmt::format("<th scope=\"col\"{}>{}</th>", columns[c].right ? " class=\"n\"" : "",
                            columns[c].title);
  stream << "</tr></thead>\n<tbody>\n";
  for (size_t row = 0; row < rows.size(); ++row) {
    stream << fmt::format("<tr><th scope=\"row\"><a href=\"#m{}\">{}</a></th>", order[row],
                          escapedName(rows[row][0], 60));
    for (size_t c = 1; c < columns.size(); ++c)
      if (isUsed[c])
        stream << (columns[c].right ? "<td class=\"n\">" : "<td>") << escapedName(rows[row][c], 60)
               << "</td>";
    stream << "</tr>\n";
  }
  stream << "</tbody></table></div>\n";
  for (auto const &[label, text] : missionBestLines(cases))
    stream << "<p>" << escapedName(fmt::format("{}: {}", label, text), 400) << "</p>\n";
  stream << "</nav>\n";
}

void writeCycleColumns(MissionCycle const &cycle, llvm::raw_ostream &stream) {
  auto const &phases = cycle.phases;
  auto const &pulses = cycle.pulses;
  auto numbers = [&](char const *key, llvm::function_ref<ReportNumber(CyclePhase const &)> read) {
    stream << ',';
    writePageColumn(
        key, phases.size(), [&](size_t i) { return pageNumber(read(phases[i])); }, stream);
  };
  writePageColumn(
      "phase", phases.size(), [&](size_t i) { return pageString(phases[i].name, longestPageName); }, stream);
  numbers("seconds", [](CyclePhase const &phase) { return ReportNumber(phase.seconds); });
  numbers("board", [](CyclePhase const &phase) { return ReportNumber(phase.boardW); });
  numbers("camera", [](CyclePhase const &phase) { return ReportNumber(phase.cameraW); });
  numbers("host", [](CyclePhase const &phase) { return ReportNumber(phase.hostW); });
  numbers("loss", [](CyclePhase const &phase) { return ReportNumber(phase.lossW); });
  numbers("low", [](CyclePhase const &phase) { return phase.lowW; });
  numbers("high", [](CyclePhase const &phase) { return phase.highW; });
  stream << ',';
  writePageColumn(
      "pulse", pulses.size(), [&](size_t i) { return pageString(pulses[i].name, longestPageName); }, stream);
  stream << ',';
  writePageColumn(
      "at", pulses.size(), [&](size_t i) { return pageNumber(ReportNumber(pulses[i].atS)); }, stream);
  stream << ',';
  writePageColumn(
      "joules", pulses.size(), [&](size_t i) { return pageNumber(ReportNumber(pulses[i].joules)); }, stream);
}

/// The phases of one case as columns, its powers and its battery.
void writeMissionData(MissionCase const &one, llvm::raw_ostream &stream) {
  MissionResult const &r = one.result;
  stream << "{\"title\":" << pageString(caseNetwork(one.report), longestPageName) << ",";
  writeCycleColumns(r.cycle, stream);
  std::optional<double> usableWh;
  if (one.plan.batteryWh)
    usableWh = *one.plan.batteryWh * one.plan.usable.value_or(1) * capacityShare(one.plan);
  for (auto const &[key, figure] : {std::pair<char const *, std::optional<BoundedFigure>>("mean", r.meanW),
                                    {"peak", r.peakW},
                                    {"lasts", r.lastsS}})
    stream << fmt::format(",\"{0}\":{1},\"{0}Low\":{2},\"{0}High\":{3}", key,
                          pageNumber(figure ? ReportNumber(figure->value) : std::nullopt),
                          pageNumber(figure ? figure->low : std::nullopt),
                          pageNumber(figure ? figure->high : std::nullopt));
  stream << fmt::format(",\"peakLayer\":{},\"supply\":{},\"batteryWh\":{},\"asked\":{}}}",
                        pageString(r.peakLayer, longestPageName), pageNumber(one.plan.supplyW),
                        pageNumber(usableWh), pageNumber(one.plan.lastS));
}

void writeMissionHtml(llvm::ArrayRef<MissionCase> cases, llvm::raw_ostream &stream) {
  auto content = [&](llvm::raw_ostream &out) {
    if (cases.size() > 1)
      writeOverview(cases, out);
    for (size_t i = 0; i < cases.size(); ++i)
      writeSection(cases[i], i, out);
  };
  auto data = [&](llvm::raw_ostream &out) {
    out << "{\"cases\":[";
    for (size_t i = 0; i < cases.size(); ++i) {
      out << (i == 0 ? "" : ",\n");
      writeMissionData(cases[i], out);
    }
    out << "]}";
  };
  std::string title = cases.size() == 1 ? "A mission of " + caseNetwork(cases.front().report) : "Missions";
  writeDecidePage({title, "What the device draws, and how long it lasts", missionScript}, content, data,
                  stream);
}

} // namespace eo
