//===- VerbChoose.cpp - energy-opt choose: the best operating point ----------------------------===//

#include "lib/cost/FigureSet.h"
#include "lib/decide/ChooseWriters.h"
#include "lib/decide/Rates.h"
#include "lib/support/Error.h"
#include "lib/support/QuantityText.h"
#include "tools/common/Boards.h"
#include "tools/common/ExitCode.h"
#include "tools/energy-opt/VerbAnalysis.h"
#include "tools/energy-opt/Verbs.h"

#include <set>

namespace eo {

namespace cl = llvm::cl;

static char const *const chooseOverview =
    R"(Compares all settings of boards (unit, power mode, clock, precision, ...), networks and sizes, and names the best.

  energy-opt choose --board=agx-xavier net.onnx                    which unit, mode and precision takes least energy
  energy-opt choose --board=agx-xavier --latency=33ms --power=10W net.onnx
  energy-opt choose --board=orin-nano --rate=20/s net.onnx         the least power at 20 a second, idle between
  energy-opt choose --board=jetson-nano,edge-tpu,rk3588 --latency=50ms a.onnx b.onnx
  energy-opt choose --board=jetson-nano --dim batch=1,2,4,8 net.onnx
  energy-opt choose --board=agx-xavier --setting precision=fp16 net.onnx   all that is not fixed is compared
  energy-opt choose --board=agx-xavier,jetson-nano -o choose.html a.onnx b.onnx   the front in one picture

A limit is kept (FITS), not kept (DOES NOT FIT) or UNKNOWN where the interval straddles it. The front (*) is what
nothing that keeps to the limits beats in energy, latency and power at once. What overlaps with the best cannot be
told apart from it (~). Settings that nobody measured (declared clocks) are marked.

Exit codes: 0 something fits, 1 nothing does, 2 wrong usage or board file, 3 broken network, 4 nothing is known to fit.)";

namespace {
struct ChooseFlags {
  cl::opt<std::string> energy{"energy", cl::value_desc("J"),
                              cl::desc("limit for a sample, for example 50mJ")};
  cl::opt<std::string> latency{"latency", cl::value_desc("T"),
                               cl::desc("limit from input to result, for example 33ms")};
  cl::opt<std::string> maxPower{"power", cl::value_desc("P"),
                                cl::desc("limit of the mean power, for example 10W")};
  cl::opt<std::string> rate{"rate", cl::value_desc("1/s"),
                            cl::desc("samples it has to keep up with; power is then the mean at this rate")};
  cl::opt<unsigned> top{"top", cl::value_desc("N"), cl::init(20),
                        cl::desc("rows shown in text (default 20, 0: all)")};

  llvm::Expected<ChoiceLimits> limits() const {
    ChoiceLimits result;
    struct Row {
      cl::opt<std::string> const *flag;
      std::optional<double> *limit;
      char const *unit;
    };
    for (Row const &row : {Row{&energy, &result.energyJ, "J"}, Row{&latency, &result.latencyS, "s"},
                           Row{&maxPower, &result.powerW, "W"}, Row{&rate, &result.ratePerS, "/s"}}) {
      if (row.flag->getNumOccurrences() == 0)
        continue;
      llvm::Expected<double> value = row.limit == &result.ratePerS
                                         ? parseRate(row.flag->getValue())
                                         : parseQuantity(row.flag->getValue(), row.unit);
      if (!value)
        return usageError("--{}: {}", row.flag->ArgStr, takeErrorText(value.takeError()).message);
      if (!(*value > 0))
        return usageError("--{} {}: a limit is above 0, or nothing keeps to it", row.flag->ArgStr,
                          row.flag->getValue());
      *row.limit = *value;
    }
    return result;
  }
};

/// One setting of a board with what tells it from the board's others.
struct Point {
  ChosenBoard board;
  std::string differing;
};
} // namespace

/// The setting of `board` in `settings` in words, only what has several values in `all`.
static std::string differingText(SettingValues const &settings, llvm::ArrayRef<SettingValues> all) {
  std::string text;
  for (size_t i = 0; i < settings.size(); ++i) {
    std::set<std::string> values;
    for (SettingValues const &one : all)
      values.insert(one[i].second);
    if (values.size() > 1)
      text += (text.empty() ? "" : " ") + settings[i].first + "=" + settings[i].second;
  }
  return text;
}

/// The board and the boards of its other units; those that do not know what is asked for are skipped.
static llvm::Expected<std::vector<ChosenBoard>> unitsOf(VerbRequest const &request, std::string const &name,
                                                        std::vector<SkippedContender> &skipped) {
  llvm::Expected<std::vector<ChosenBoard>> first = chooseBoards(request.boardPath, name, request.settings);
  if (!first)
    return first.takeError();
  std::vector<ChosenBoard> units = std::move(*first);
  for (SettingRequest const &one : request.settings)
    if (one.name == "unit")
      return units;
  llvm::Expected<BoardModel> named = loadBoard(request.boardPath, name);
  if (!named)
    return named.takeError();
  std::vector<std::string> values;
  for (auto const &[unit, id] : named->units)
    values.push_back(unit);
  for (SettingDeclaration const &setting : named->settings)
    if (setting.name == "unit")
      values.insert(values.end(), setting.values.begin(), setting.values.end());
  for (std::string const &unit : values) {
    std::vector<SettingRequest> settings = request.settings;
    settings.push_back({"", "unit", unit});
    llvm::Expected<ChosenBoard> other = chooseBoard(request.boardPath, name, settings);
    if (!other)
      skipped.push_back({fmt::format("{} unit={}", name, unit), takeErrorText(other.takeError()).message});
    else if (llvm::none_of(units,
                           [&](ChosenBoard const &known) { return known.model->id == other->model->id; }))
      units.push_back(std::move(*other));
  }
  return units;
}

static llvm::Expected<std::vector<Point>> pointsOf(VerbRequest const &request,
                                                   std::vector<SkippedContender> &skipped) {
  std::vector<Point> points;
  if (llvm::Error error = checkRepeats(request.settings))
    return error;
  for (std::string const &name : request.boards) {
    llvm::Expected<std::vector<ChosenBoard>> units = unitsOf(request, name, skipped);
    if (!units)
      return units.takeError();
    for (ChosenBoard const &unit : *units) {
      if (llvm::any_of(points, [&](Point const &known) { return known.board.model->id == unit.model->id; }))
        continue; // agx-xavier names its DLA, too
      llvm::Expected<std::vector<SettingValues>> settings = settingsOf(*unit.model, request.settings);
      if (!settings)
        return settings.takeError();
      for (SettingValues const &values : *settings) {
        ChosenBoard board = unit;
        board.settings = values;
        board.precisionAsked = true;
        board.givenPowerW = request.powerW;
        if (!request.inputContent.empty())
          if (llvm::Error error = chooseInputContent(board, request.inputContent))
            return error;
        points.push_back({std::move(board), differingText(values, *settings)});
      }
    }
  }
  return points;
}

static std::string pointName(Point const &point) {
  return point.board.model->id + (point.differing.empty() ? "" : " ") + point.differing;
}

static llvm::Error addContenders(VerbRequest const &request, VerbNetwork const &network,
                                 llvm::ArrayRef<Point> points, Choice &choice) {
  for (DimBindings const &bindings : request.bindings)
    for (Point const &point : points) {
      llvm::Expected<VerbCase> analysed = analyzeCase(request, network, bindings, &point.board);
      if (!analysed) {
        ErrorText text = takeErrorText(analysed.takeError());
        if (text.kind == ErrorKind::Usage || points.size() == 1)
          return makeError(text.kind, text.message);
        choice.skipped.push_back({pointName(point), text.message});
        continue;
      }
      Contender candidate;
      candidate.report = std::move(analysed->report);
      candidate.settings = point.differing;
      candidate.measured = !isDeclared(*point.board.model, point.board.settings);
      if (double base = resolveFigures(point.board).get(BoardFigure::Base, 0); base > 0)
        candidate.baseW = base;
      if (!candidate.report.totals.energy && !candidate.report.totals.latency) {
        choice.skipped.push_back({pointName(point), "neither energy nor time is known there"});
        continue;
      }
      choice.candidates.push_back(std::move(candidate));
    }
  return llvm::Error::success();
}

/// That of the best; unknown where there is none to speak of.
static int exitCodeOf(Choice const &choice) {
  return choice.candidates.empty() ? exitUnknown : exitCodeOf(choice.candidates.front().verdict);
}

int runChoose(int argc, char const *const *argv) {
  VerbFlags flags("board-power", VerbPage::Html); // --power is a limit here
  ChooseFlags own;
  if (std::optional<int> code = parseOptVerb(argc, argv, chooseOverview, VerbFlags::words(VerbPage::Html)))
    return *code;
  llvm::Expected<VerbRequest> request = flags.take();
  if (!request)
    return failVerb(request.takeError());
  nameOnce(*request);
  request->layout.top = own.top;
  Choice choice;
  llvm::Expected<ChoiceLimits> limits = own.limits();
  if (!limits)
    return failVerb(limits.takeError());
  choice.limits = *limits;
  if (request->boards.empty())
    return failVerb(usageError("no board given: --board=B[,B...] (energy-opt --list-boards names them)"));
  llvm::Expected<std::vector<Point>> points = pointsOf(*request, choice.skipped);
  if (!points)
    return failVerb(points.takeError());
  llvm::Expected<std::vector<VerbNetwork>> networks = verbNetworks(*request);
  if (!networks)
    return failVerb(networks.takeError());
  for (VerbNetwork const &network : *networks)
    if (llvm::Error error = addContenders(*request, network, *points, choice))
      return failVerb(std::move(error));
  rankContenders(choice.candidates, choice.limits);
  return answerVerb(*request, choice, exitCodeOf(choice),
                    {writeChoiceText, writeChoiceJson, writeChoiceCsv, writeChoiceHtml});
}

} // namespace eo
