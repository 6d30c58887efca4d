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

/// The board's interval as factors on the energy of the head.
static std::optional<std::pair<double, double>> factorsOf(ReportTotals const &t) {
  if (!t.energy || !t.energyLow || !t.energyHigh || !(*t.energy > 0))
    return std::nullopt;
  return std::pair(*t.energyLow / *t.energy, *t.energyHigh / *t.energy);
}

static std::string energyRange(NetworkCut const &cut, ReportTotals const &totals) {
  auto factors = factorsOf(totals);
  if (!factors)
    return "";
  return formatSi(cut.headJ * factors->first + cut.radioJ, "J") + " to " +
         formatSi(cut.headJ * factors->second + cut.radioJ, "J");
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

/// "least energy: after conv3, 12.1 mJ (10 mJ to 15 mJ); all on the device 20 mJ, all on the server 31 mJ".
static std::string bestCutText(SplitAnswer const &answer, NetworkCut const *best, size_t nodes) {
  if (best == nullptr)
    return fmt::format("none of {} cuts keeps to {}", answer.cuts.size(), formatSi(*answer.latencyS, "s"));
  std::string text =
      fmt::format("least energy: {}, {}", placeOf(*best, nodes), formatSi(best->energyJ(), "J"));
  if (std::string range = energyRange(*best, answer.report.totals); !range.empty())
    text += " (" + range + ")";
  return text + fmt::format("; all on the device {}, all on the server {}",
                            formatSi(wholeDevice(answer.cuts).energyJ(), "J"),
                            formatSi(answer.cuts.front().energyJ(), "J"));
}

/// A row each for the best cut, for those on the front and for both ends.
static void writeCutTable(SplitAnswer const &answer, NetworkCut const *best, size_t nodes,
                          WriteOptions const &options, llvm::raw_ostream &stream) {
  TextTable table({{"", false, false, 0},
                   {"energy", true, false, 0},
                   {"head", true, false, 1},
                   {"radio", true, false, 1},
                   {"latency", true, false, 0},
                   {"sent", true, false, 0},
                   {"tensors", true, false, 3},
                   {"cut", false, true, 0}});
  size_t shown = 0;
  for (NetworkCut const &cut : answer.cuts) {
    bool end = cut.inOrder && (cut.head == 0 || cut.head == nodes);
    if (!cut.onFront && !end && &cut != best)
      continue;
    if (options.top != 0 && shown >= options.top && !end && &cut != best)
      continue;
    ++shown;
    table.add({std::string(&cut == best ? ">" : "") + (cut.onFront ? "*" : ""), formatSi(cut.energyJ(), "J"),
               formatSi(cut.headJ, "J"), formatSi(cut.radioJ, "J"), formatSi(cut.latencyS(), "s"),
               formatBytes(static_cast<double>(cut.bytes)), std::to_string(cut.tensors),
               placeOf(cut, nodes)});
  }
  for (std::string const &line : table.lines(options.width))
    stream << line << '\n';
}

void writeSplitText(SplitAnswer const &answer, WriteOptions const &options, llvm::raw_ostream &stream) {
  size_t nodes = wholeDevice(answer.cuts).head;
  NetworkCut const *best = bestCut(answer.cuts, answer.latencyS);
  writeSplitHead(answer, options, stream);
  stream << ' ' << wrapped(bestCutText(answer, best, nodes), options.width, 1) << "\n\n";
  writeCutTable(answer, best, nodes, options, stream);
  auto front = llvm::count_if(answer.cuts, [](NetworkCut const &cut) { return cut.onFront; });
  stream << '\n'
         << wrapped(fmt::format(" {} cuts; > the best, * no cut is better in energy and latency at once ({})",
                                answer.cuts.size(), front),
                    options.width, 1)
         << '\n';
  if (answer.report.trust)
    stream << ' ' << wrapped("Trust: " + trustText(*answer.report.trust), options.width, 1) << '\n';
}

void writeSplitJson(SplitAnswer const &answer, llvm::raw_ostream &stream) {
  JsonWriter json(stream, 2);
  NetworkCut const *best = bestCut(answer.cuts, answer.latencyS);
  auto factors = factorsOf(answer.report.totals);
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
          json.attribute("energy_j", cut.energyJ());
          json.attribute("energy_low_j",
                         factors ? std::optional(cut.headJ * factors->first + cut.radioJ) : std::nullopt);
          json.attribute("energy_high_j",
                         factors ? std::optional(cut.headJ * factors->second + cut.radioJ) : std::nullopt);
          json.attribute("head_s", cut.headS);
          json.attribute("radio_s", cut.radioS);
          json.attribute("tail_s", cut.tailS);
          json.attribute("on_front", cut.onFront);
        });
    });
  });
  stream << '\n';
}

void writeSplitCsv(SplitAnswer const &answer, llvm::raw_ostream &stream) {
  stream << "head_nodes,after,bytes,tensors,head_j,radio_j,energy_j,head_s,radio_s,tail_s,latency_s,on_front,"
            "in_order,"
            "ends_share\n";
  for (NetworkCut const &cut : answer.cuts)
    stream << csvRow({static_cast<int64_t>(cut.head), cut.after, cut.bytes, static_cast<int64_t>(cut.tensors),
                      cut.headJ, cut.radioJ, cut.energyJ(), cut.headS, cut.radioS, cut.tailS, cut.latencyS(),
                      std::string(cut.onFront ? "true" : "false"),
                      std::string(cut.inOrder ? "true" : "false"), cut.ends});
}

} // namespace eo
