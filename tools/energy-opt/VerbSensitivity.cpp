//===- VerbSensitivity.cpp - energy-opt sensitivity: what a channel costs --------------------===//

#include "lib/decide/CaseText.h"
#include "lib/lint/Sensitivity.h"
#include "lib/report/CsvCell.h"
#include "lib/report/ReportText.h"
#include "lib/report/TextTable.h"
#include "lib/support/Error.h"
#include "lib/support/Quantity.h"
#include "lib/support/Utf8.h"
#include "passes/Pipeline.h"
#include "tools/common/ExitCode.h"
#include "tools/energy-opt/VerbAnalysis.h"
#include "tools/energy-opt/Verbs.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

namespace cl = llvm::cl;

static char const *const sensitivityOverview =
    R"(Says what one output channel of each convolution costs, for pruning: energy, time, MACs and parameters of the whole network
with a channel less, by estimating it again.

  energy-opt sensitivity --board=jetson-nano net.onnx
  energy-opt sensitivity --board=edge-tpu --remove=8 net.onnx     a tile at once: one channel less may change nothing
  energy-opt sensitivity net.onnx                                 MACs and parameters alone

Layers that share their channels (residual additions, Concat, Split, depthwise convolutions) lose them together and are one
row; a layer of which parts go different ways has a row for each part. Convolutions and fully connected layers have rows.
Where channels cannot be followed (attention heads, shuffles, outputs of the network) the row says why and has no figures.

Exit codes: 0 fine, 2 wrong usage or board file, 3 broken network.)";

static std::string layersText(ChannelGroup const &group) {
  std::string text = printable(group.layers.empty() ? "" : group.layers.front(), 100);
  if (group.last - group.first + 1 < group.width)
    text += fmt::format("[{}:{}]", group.first, group.last);
  return group.layers.size() > 1 ? text + fmt::format(" and {} more", group.layers.size() - 1) : text;
}

/// A row a group; without a board counts alone.
static void writeTable(llvm::ArrayRef<ChannelGroup> groups, bool hasBoard, WriteOptions const &options,
                       llvm::raw_ostream &stream) {
  constexpr ptrdiff_t ofBoards = 2; // columns
  std::vector<TextTable::Column> columns = {{"energy", true, false, 0}, {"latency", true, false, 0},
                                            {"MACs", true, false, 0},   {"parameters", true, false, 2},
                                            {"of", true, false, 1},     {"layers", false, true, 0}};
  TextTable table(std::vector<TextTable::Column>(columns.begin() + (hasBoard ? 0 : ofBoards), columns.end()));
  for (ChannelGroup const &group : groups) {
    std::vector<std::string> cells = {siText(group.energyJ, "J"),
                                      siText(group.latencyS, "s"),
                                      group.macs ? formatCount(*group.macs) : "–",
                                      group.params ? formatCount(*group.params) : "–",
                                      std::to_string(group.channels),
                                      layersText(group)};
    table.add(std::vector<std::string>(cells.begin() + (hasBoard ? 0 : ofBoards), cells.end()));
  }
  if (!table.empty())
    for (std::string const &line : table.lines(options.width))
      stream << line << '\n';
}

static void writeText(Report const &report, std::vector<ChannelGroup> groups, unsigned top,
                      WriteOptions const &options, llvm::raw_ostream &stream) {
  bool hasBoard = report.board.has_value();
  writeCaseHead(report, "no board: counts only",
                printable(report.model.path) + " · " +
                    (hasBoard ? energyText(report.totals) : macsText(report.totals) + " MACs"),
                options, stream);
  if (hasBoard && report.totals.energy)
    stream << ' ' << wrapped(intervalText(report.totals), options.width, 1) << '\n';
  if (report.trust)
    stream << ' ' << wrapped(trustText(*report.trust), options.width, 1) << '\n';
  stream << '\n';
  if (groups.empty()) {
    stream << " no convolution and no fully connected layer: there are no channels to take away\n";
    return;
  }
  auto weight = [&](ChannelGroup const &group) { return hasBoard ? group.energyJ : group.macs; };
  llvm::stable_sort(groups, [&](ChannelGroup const &a, ChannelGroup const &b) {
    std::optional<double> left = weight(a), right = weight(b);
    return left && right ? *left > *right : left.has_value() && !right.has_value();
  });
  std::vector<ChannelGroup> known;
  llvm::copy_if(groups, std::back_inserter(known),
                [](ChannelGroup const &group) { return group.unknown.empty(); });
  size_t shown = top == 0 ? known.size() : std::min<size_t>(top, known.size());
  writeTable(llvm::makeArrayRef(known).take_front(shown), hasBoard, options, stream);
  if (shown < known.size())
    stream << fmt::format(" and {} more (--top=0 shows all)\n", known.size() - shown);
  stream << "\n "
         << wrapped(
                std::string("for each of the channels ('of'); one analysis of the changed network each.") +
                    (hasBoard ? " Both estimates come from one board, whose error mostly cancels in the "
                                "difference."
                              : ""),
                options.width, 1)
         << '\n';
  if (hasBoard && report.totals.energy &&
      llvm::any_of(known, [](ChannelGroup const &group) { return !group.energyJ; }))
    stream << " note  "
           << wrapped("–: a layer that the channel runs through has no estimate on this board", options.width,
                      7)
           << '\n';
  for (std::string const &text : incompleteTexts(report))
    stream << " note  " << wrapped(text, options.width, 7) << '\n';
  for (ChannelGroup const &group : groups)
    if (!group.unknown.empty())
      stream << " note  "
             << wrapped(layersText(group) + ": " + printable(group.unknown, 200), options.width, 7) << '\n';
}

static void writeJson(Report const &report, llvm::ArrayRef<ChannelGroup> groups, llvm::raw_ostream &stream) {
  JsonWriter json(stream, 2);
  json.object([&] {
    json.attribute("schema", "energy-opt/sensitivity/1");
    writeCase(json, report);
    json.attributeArray("groups", [&] {
      for (ChannelGroup const &group : groups)
        json.object([&] {
          json.attributeArray("layers", [&] {
            for (std::string const &layer : group.layers)
              json.value(layer);
          });
          json.attribute("channels", group.channels);
          json.attribute("first", group.first);
          json.attribute("last", group.last);
          json.attribute("width", group.width);
          json.attribute("removed", group.removed);
          json.attribute("energy_per_channel_j", group.energyJ);
          json.attribute("latency_per_channel_s", group.latencyS);
          json.attribute("macs_per_channel", group.macs);
          json.attribute("params_per_channel", group.params);
          json.attribute("unknown", group.unknown.empty() ? std::nullopt : std::optional(group.unknown));
        });
    });
  });
  stream << '\n';
}

static void writeGroupsCsv(llvm::ArrayRef<ChannelGroup> groups, llvm::raw_ostream &stream) {
  auto cell = [](std::optional<double> value) { return value ? ReportCell(*value) : ReportCell(); };
  stream << "layers,channels,removed,energy_per_channel_j,latency_per_channel_s,macs_per_channel,params_per_"
            "channel,"
            "unknown,first,last,width\n";
  for (ChannelGroup const &group : groups)
    stream << csvRow({llvm::join(group.layers, " "), group.channels, group.removed, cell(group.energyJ),
                      cell(group.latencyS), cell(group.macs), cell(group.params), group.unknown, group.first,
                      group.last, group.width});
}

int runSensitivity(int argc, char const *const *argv) {
  VerbFlags flags;
  cl::opt<unsigned> remove("remove", cl::value_desc("N"), cl::init(1),
                           cl::desc("channels taken away at once; figures are for one (default 1)"));
  cl::opt<unsigned> top("top", cl::value_desc("N"), cl::init(20),
                        cl::desc("rows shown in text (default 20, 0: all)"));
  if (std::optional<int> code = parseOptVerb(argc, argv, sensitivityOverview, VerbFlags::words()))
    return *code;
  llvm::Expected<VerbRequest> request = flags.take();
  if (!request)
    return failVerb(request.takeError());
  if (request->models.size() > 1 || request->boards.size() > 1 || request->bindings.size() > 1)
    return failVerb(
        usageError("sensitivity takes one network, one board at most and one value of each dimension"));
  if (remove < 1)
    return failVerb(usageError("--remove takes a number from 1"));
  std::optional<ChosenBoard> board;
  if (!request->boards.empty()) {
    llvm::Expected<std::vector<ChosenBoard>> boards = verbBoards(*request);
    if (!boards)
      return failVerb(boards.takeError());
    board = std::move(boards->front());
  }
  llvm::Expected<std::vector<VerbNetwork>> networks = verbNetworks(*request);
  if (!networks)
    return failVerb(networks.takeError());
  llvm::Expected<VerbCase> one =
      analyzeCase(*request, networks->front(), request->bindings.front(), board ? &*board : nullptr);
  if (!one)
    return failVerb(one.takeError());
  PassEstimator estimator(request->opRules);
  std::vector<ChannelGroup> groups =
      channelSensitivity({networks->front().graph, request->bindings.front(), board ? &*board : nullptr,
                          one->annotations, one->report, estimator},
                         static_cast<int64_t>(remove));
  Report const &report = one->report;
  auto text = [&](std::vector<ChannelGroup> const &all, WriteOptions const &layout,
                  llvm::raw_ostream &stream) { writeText(report, all, top, layout, stream); };
  auto json = [&](std::vector<ChannelGroup> const &all, llvm::raw_ostream &stream) {
    writeJson(report, all, stream);
  };
  return answerVerb(*request, groups, exitFine, {text, json, writeGroupsCsv});
}

} // namespace eo
