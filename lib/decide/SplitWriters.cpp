#include "lib/decide/Bounded.h"
#include "lib/decide/CaseText.h"
#include "lib/decide/Split.h"
#include "lib/report/CsvCell.h"
#include "lib/report/ReportText.h"
#include "lib/report/TextTable.h"
#include "lib/support/Quantity.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

namespace eo {

/// The last of the cuts in order: everything on the device.
static NetworkCut const &wholeDevice(llvm::ArrayRef<NetworkCut> cuts) {
  return *std::prev(llvm::find_if(cuts, [](NetworkCut const &cut) { return !cut.inOrder; }));
}

static std::string placeOf(NetworkCut const &cut, size_t nodes) {
  if (!cut.inOrder) {
    std::string text = fmt::format("{} layers, sends", cut.head);
    for (size_t i = 0; i < std::min<size_t>(cut.sends.size(), 3); ++i)
      text += (i == 0 ? " " : ", ") + printable(cut.sends[i], 60);
    return text + (cut.sends.size() > 3 ? fmt::format(" and {} more", cut.sends.size() - 3) : "");
  }
  return cut.head == 0       ? "all on the server"
         : cut.head == nodes ? "all on the device"
                             : "after " + printable(cut.after, 120);
}

/// Before what is more with the layers that have no estimate.
static char const *atLeast(SplitAnswer const &answer, NetworkCut const &cut) {
  return cut.headJ > 0 && !answer.device.isAll ? "≥ " : "";
}

static std::string energyOf(SplitAnswer const &answer, NetworkCut const &cut) {
  return atLeast(answer, cut) + formatSi(cut.energyJ(), "J");
}

static std::string latencyOf(SplitAnswer const &answer, NetworkCut const &cut) {
  bool isAll = answer.device.isAll && answer.tail.isAll;
  return std::string(isAll ? "" : "≥ ") + figureText(answer.latencyOf(cut), "s");
}

/// What is cut, the radio, the tail's board and the exits.
static void writeSplitHead(SplitAnswer const &answer, WriteOptions const &options,
                           llvm::raw_ostream &stream) {
  RadioLink const &radio = answer.radio;
  std::string what =
      printable(answer.report.model.path) + fmt::format(" · {} a bit", formatSi(radio.joulesPerBit, "J"));
  if (radio.bitsPerSecond > 0)
    what += " at " + formatSi(radio.bitsPerSecond, "bit/s");
  if (!radio.name.empty())
    what += fmt::format(" ({}, {})", radio.name, radio.source);
  what += answer.server.empty() ? "; the server's time is not in the latency" : " · tail on " + answer.server;
  writeCaseHead(answer.report, "", what, options, stream);
  for (SplitExit const &exit : answer.exits)
    stream << fmt::format("{} of the samples end at {}\n", formatShare(exit.share), printable(exit.name, 60));
  stream << '\n';
}

/// "after conv3, 12.1 mJ (10 mJ to 15 mJ), 40 ms (30 ms to 60 ms)".
static std::string cutText(SplitAnswer const &answer, NetworkCut const &cut, size_t nodes) {
  auto bounded = [](std::string const &bounds) { return bounds.empty() ? "" : " (" + bounds + ")"; };
  std::optional<BoundedFigure> latency = answer.latencyOf(cut);
  std::string text = placeOf(cut, nodes) + ", " + energyOf(answer, cut) +
                     bounded(cut.headJ > 0 ? boundsOf(answer.energyOf(cut), "J") : "");
  return latency ? text + ", " + latencyOf(answer, cut) + bounded(boundsOf(latency, "s")) : text;
}

/// "least energy: after conv3, 12.1 mJ; all on the device 20 mJ, all on the server 31 mJ".
static std::string bestCutText(SplitAnswer const &answer, NetworkCut const *best, size_t nodes) {
  if (best == nullptr)
    return fmt::format("none of {} cuts keeps to {}", answer.cuts.size(), formatSi(*answer.latencyS, "s"));
  std::string within = answer.latencyS ? " within " + formatSi(*answer.latencyS, "s") : "";
  return fmt::format("least energy{}: {}; all on the device {}, all on the server {}", within,
                     cutText(answer, *best, nodes), energyOf(answer, wholeDevice(answer.cuts)),
                     energyOf(answer, answer.cuts.front()));
}

/// What the interval leaves of the best; "" where the best keeps to the limit for certain.
static std::string certainText(SplitAnswer const &answer, NetworkCut const *best, size_t nodes) {
  NetworkCut const *certain = answer.bestForCertain();
  if (!answer.latencyS || certain == best)
    return "";
  if (certain != nullptr)
    return "for certain: " + cutText(answer, *certain, nodes);
  bool isGuess = answer.device.isGuess || answer.tail.isGuess;
  return answer.verdict() == MissionVerdict::DoesNotFit ? ""
         : isGuess                                      ? "for certain: no cut, by a guess nothing fits"
                   : "for certain: no cut, the interval of each straddles the limit";
}

/// A row each for the best cut, for those on the front and for both ends.
static void writeCutTable(SplitAnswer const &answer, NetworkCut const *best, size_t nodes,
                          WriteOptions const &options, llvm::raw_ostream &stream) {
  std::vector<TextTable::Column> columns = {{"", false, false, 0},       {"energy", true, false, 0},
                                            {"head", true, false, 1},    {"radio", true, false, 1},
                                            {"latency", true, false, 0}, {"sent", true, false, 0},
                                            {"tensors", true, false, 3}, {"cut", false, true, 0}};
  if (answer.latencyS)
    columns.push_back({"verdict", false, false, 0, true});
  TextTable table(std::move(columns));
  size_t shown = 0;
  for (NetworkCut const &cut : answer.cuts) {
    bool end = cut.inOrder && (cut.head == 0 || cut.head == nodes);
    if (!cut.onFront && !end && &cut != best)
      continue;
    if (options.top != 0 && shown >= options.top && !end && &cut != best)
      continue;
    ++shown;
    std::vector<std::string> cells = {std::string(&cut == best ? ">" : "") + (cut.onFront ? "*" : ""),
                                      energyOf(answer, cut),
                                      formatSi(cut.headJ, "J"),
                                      formatSi(cut.radioJ, "J"),
                                      latencyOf(answer, cut),
                                      formatBytes(static_cast<double>(cut.bytes)),
                                      std::to_string(cut.tensors),
                                      placeOf(cut, nodes)};
    if (answer.latencyS)
      cells.push_back(verdictWord(answer.verdictOf(cut)).str());
    table.add(std::move(cells));
  }
  for (std::string const &line : table.lines(options.width))
    stream << line << '\n';
}

/// What the figures rest on, and what they leave out.
static std::vector<std::string> splitNotes(SplitAnswer const &answer) {
  std::vector<std::string> notes;
  if (!answer.device.trust.empty())
    notes.push_back("Trust: " + answer.device.trust);
  if (std::string why = intervalText(answer.report.totals); !answer.device.energy && !why.empty())
    notes.push_back("Energy: " + why);
  if (!answer.device.isTimed)
    notes.push_back("Latency: the board has energies only, so cuts are ranked by energy alone");
  if (!answer.device.isAll)
    notes.push_back("Layers without an estimate are left out of the head: the truth is higher");
  if (!answer.tail.trust.empty())
    notes.push_back("The server's times: " + answer.tail.trust);
  if (!answer.tail.isAll)
    notes.push_back("Layers without an estimate are left out of the tail: the truth is higher");
  return notes;
}

void writeSplitText(SplitAnswer const &answer, WriteOptions const &options, llvm::raw_ostream &stream) {
  size_t nodes = wholeDevice(answer.cuts).head;
  NetworkCut const *best = answer.best();
  writeSplitHead(answer, options, stream);
  stream << ' ' << wrapped(bestCutText(answer, best, nodes), options.width, 1) << '\n';
  if (std::string certain = certainText(answer, best, nodes); !certain.empty())
    stream << ' ' << wrapped(certain, options.width, 1) << '\n';
  stream << '\n';
  writeCutTable(answer, best, nodes, options, stream);
  auto front = llvm::count_if(answer.cuts, [](NetworkCut const &cut) { return cut.onFront; });
  stream << '\n'
         << wrapped(fmt::format(" {} cuts; > the best, * no cut is better in energy and latency at once ({})",
                                answer.cuts.size(), front),
                    options.width, 1)
         << '\n';
  for (std::string const &note : splitNotes(answer))
    stream << ' ' << wrapped(note, options.width, 1) << '\n';
}

/// Nothing where the board has no times and computes.
static std::optional<double> secondsOf(double seconds, SplitBoard const &board, bool computes) {
  return board.isTimed || !computes ? std::optional(seconds) : std::nullopt;
}

void writeSplitJson(SplitAnswer const &answer, llvm::raw_ostream &stream) {
  JsonWriter json(stream, 2);
  NetworkCut const *best = answer.best(), *certain = answer.bestForCertain();
  json.object([&] {
    json.attribute("schema", "energy-opt/split/1");
    writeCase(json, answer.report);
    auto named = [](std::string const &text) { return text.empty() ? std::nullopt : std::optional(text); };
    json.attribute("server", named(answer.server));
    json.attribute("radio", named(answer.radio.name));
    json.attribute("radio_source", named(answer.radio.source));
    json.attribute("radio_j_per_bit", answer.radio.joulesPerBit);
    json.attribute("radio_bit_per_s", answer.radio.bitsPerSecond);
    json.attribute("latency_limit_s", answer.latencyS);
    json.attributeArray("exits", [&] {
      for (SplitExit const &exit : answer.exits)
        json.object([&] {
          json.attribute("output", exit.name);
          json.attribute("share", exit.share);
        });
    });
    json.attribute("best_head_nodes", best == nullptr ? std::nullopt : std::optional(best->head));
    json.attribute("verdict",
                   answer.latencyS ? std::optional(verdictWord(answer.verdict()).str()) : std::nullopt);
    json.attributeArray("notes", [&] {
      for (std::string const &note : splitNotes(answer))
        json.value(note);
    });
    json.attributeArray("cuts", [&] {
      for (NetworkCut const &cut : answer.cuts)
        json.object([&] {
          json.attribute("head_nodes", cut.head);
          json.attribute("after", cut.after);
          json.attribute("in_order", cut.inOrder);
          json.attributeArray("sends", [&] {
            for (std::string const &name : cut.sends)
              json.value(name);
          });
          json.attribute("ends_share", cut.ends);
          json.attribute("bytes", cut.bytes);
          json.attribute("tensors", cut.tensors);
          json.attribute("head_j", cut.headJ);
          json.attribute("radio_j", cut.radioJ);
          writeBounded(json, "energy", "_j", answer.energyOf(cut));
          json.attribute("head_s", secondsOf(cut.headS, answer.device, cut.head > 0));
          json.attribute("radio_s", cut.radioS);
          json.attribute("tail_s", cut.tailS);
          writeBounded(json, "latency", "_s", answer.latencyOf(cut));
          json.attribute("verdict", answer.latencyS ? std::optional(verdictWord(answer.verdictOf(cut)).str())
                                                    : std::nullopt);
          json.attribute("best", &cut == best);
          json.attribute("best_for_certain", &cut == certain);
          json.attribute("on_front", cut.onFront);
        });
    });
  });
  stream << '\n';
}

void writeSplitCsv(SplitAnswer const &answer, llvm::raw_ostream &stream) {
  stream << "head_nodes,after,bytes,tensors,head_j,radio_j,energy_j,head_s,radio_s,tail_s,latency_s,on_front,"
            "in_order,ends_share,energy_low_j,energy_high_j,latency_low_s,latency_high_s,verdict\n";
  auto yes = [](bool is) { return std::string(is ? "true" : "false"); };
  auto cell = [](std::optional<double> value) { return value ? ReportCell(*value) : ReportCell(); };
  for (NetworkCut const &cut : answer.cuts) {
    std::vector<ReportCell> energy = boundedCells(answer.energyOf(cut)),
                            latency = boundedCells(answer.latencyOf(cut));
    stream << csvRow(
        {static_cast<int64_t>(cut.head), cut.after, cut.bytes, static_cast<int64_t>(cut.tensors), cut.headJ,
         cut.radioJ, cut.energyJ(), cell(secondsOf(cut.headS, answer.device, cut.head > 0)), cut.radioS,
         cut.tailS, latency[0], yes(cut.onFront), yes(cut.inOrder), cut.ends, energy[1], energy[2],
         latency[1], latency[2], answer.latencyS ? verdictWord(answer.verdictOf(cut)).str() : std::string()});
  }
}

} // namespace eo
