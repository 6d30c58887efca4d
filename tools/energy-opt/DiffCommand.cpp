#include "tools/energy-opt/DiffCommand.h"

#include "lib/report/ReportReader.h"
#include "lib/support/Error.h"
#include "lib/support/Utf8.h"
#include "tools/common/ExitCode.h"
#include "tools/common/Messages.h"
#include "tools/energy-opt/Analysis.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

#include <set>

namespace eo {

/// A board and its settings as people write them: "ncs2 unit=vpu precision=fp16", sorted.
static std::string keyOf(llvm::StringRef id, SettingValues settings) {
  llvm::sort(settings);
  std::string key = id.str();
  for (auto const &[name, value] : settings)
    key += " " + name + "=" + value;
  return printable(key, 200);
}

static std::string keyOf(Report const &report) {
  return report.board ? keyOf(report.board->id, report.board->settings) : "no board";
}

/// The board of the command line; without one that of the baseline.
static llvm::Expected<std::vector<ChosenBoard>> boardFor(Options const &options,
                                                         llvm::ArrayRef<Report> baseline) {
  if (!options.boards.empty() || baseline.empty())
    return boardsOf(options);
  std::set<std::string> keys;
  for (Report const &report : baseline)
    keys.insert(keyOf(report));
  if (keys.size() > 1)
    return usageError("{}: reports for several boards; say which with --board ({})", options.diff->baseline,
                      llvm::join(keys, ", "));
  if (!baseline.front().board)
    return std::vector<ChosenBoard>();
  llvm::StringRef id = baseline.front().board->id;
  if (id.contains('/') || id.endswith(".yaml") ||
      id.endswith(".yml")) // would open a file that the user did not name
    return inputError("{}: '{}' is no name of a board; say which with --board", options.diff->baseline,
                      printable(id, 80));
  Options implied = options;
  implied.boards = {id.str()};
  for (auto const &[name, value] : baseline.front().board->settings)
    implied.settings.push_back({"", name, value});
  return boardsOf(implied);
}

/// The one of the baseline that is for the board; of several the one of the network with the same path, or
/// the same file name.
static llvm::Expected<Report> chooseReport(std::vector<Report> baseline, std::string const &file,
                                           llvm::ArrayRef<ChosenBoard> boards, std::string const &path) {
  std::string wanted = boards.empty() ? "no board" : keyOf(boards.front().model->id, boards.front().settings);
  std::set<std::string> others;
  std::vector<Report> fitting;
  for (Report &report : baseline) {
    if (keyOf(report) == wanted)
      fitting.push_back(std::move(report));
    else
      others.insert(keyOf(report));
  }
  if (fitting.empty())
    return usageError("{}: no report for {} (it has: {})", file, wanted, llvm::join(others, ", "));
  auto narrow = [&](auto isMeant) {
    if (fitting.size() > 1 && llvm::count_if(fitting, isMeant) == 1)
      fitting = {*llvm::find_if(fitting, isMeant)};
  };
  narrow([&](Report const &report) { return report.model.path == path; });
  narrow([&](Report const &report) {
    return llvm::sys::path::filename(report.model.path) == llvm::sys::path::filename(path);
  });
  if (fitting.size() > 1)
    return usageError("{}: {} reports for {}, and not one of them alone is of a network called '{}'", file,
                      fitting.size(), wanted, path);
  return std::move(fitting.front());
}

/// One network on two boards, at two settings or sizes: its two reports, the old one first.
static llvm::Expected<int> analyzeSides(Options const &options, std::vector<Report> &pair) {
  int exitCode = exitFine;
  for (std::vector<SettingRequest> const &settings : options.diff->settings) {
    Options side = options;
    side.settings = settings;
    llvm::Expected<std::vector<ChosenBoard>> boards = boardsOf(side);
    if (!boards)
      return boards.takeError();
    Outcome outcome = analyzeModel(options.models.front(), side, *boards);
    printMessages(outcome.messages);
    exitCode = worse(exitCode, outcome.exitCode);
    std::move(outcome.rows.begin(), outcome.rows.end(), std::back_inserter(pair));
  }
  return exitCode;
}

static int writePair(Options const &options, std::vector<Report> pair, int exitCode,
                     llvm::raw_ostream &stream) {
  if (pair.size() == 2)
    options.diff->format->write(diffReports(std::move(pair[0]), std::move(pair[1])), options.layout, stream);
  return exitCode;
}

llvm::Expected<int> runDiff(Options const &options, llvm::raw_ostream &stream) {
  DiffRequest const &request = *options.diff;
  std::string const &path = options.models.front();
  std::vector<Report> pair; // old, new
  if (request.before.empty() && request.baseline.empty()) {
    llvm::Expected<int> exitCode = analyzeSides(options, pair);
    return exitCode ? llvm::Expected<int>(writePair(options, std::move(pair), *exitCode, stream))
                    : exitCode.takeError();
  }
  std::vector<Report> baseline;
  if (!request.baseline.empty()) {
    llvm::Expected<std::vector<Report>> reports = readReportFile(request.baseline);
    if (!reports)
      return reports.takeError();
    baseline = std::move(*reports);
  }
  llvm::Expected<std::vector<ChosenBoard>> boards = boardFor(options, baseline);
  if (!boards)
    return boards.takeError();
  int exitCode = exitFine;
  if (!baseline.empty()) {
    llvm::Expected<Report> report = chooseReport(std::move(baseline), request.baseline, *boards, path);
    if (!report)
      return report.takeError();
    pair.push_back(std::move(*report));
  }
  for (std::string const *network : {&request.before, &path}) {
    if (network->empty())
      continue;
    Outcome outcome = analyzeModel(*network, options, *boards);
    printMessages(outcome.messages);
    exitCode = worse(exitCode, outcome.exitCode);
    std::move(outcome.rows.begin(), outcome.rows.end(), std::back_inserter(pair));
  }
  return writePair(options, std::move(pair), exitCode, stream);
}

} // namespace eo
