//===- VerbBoard.cpp - energy-calibrate board: from nothing to a board file, step by step --------------===//
//
// Every step is another verb, run as a program of its own with a command line that is printed: whoever wants can run it alone.
// A step whose result is there is not run again.
//
#include "lib/measure/Bundle.h"
#include "lib/support/Error.h"
#include "tools/common/Boards.h"
#include "tools/common/Output.h"
#include "tools/energy-calibrate/BoardFolder.h"
#include "tools/energy-calibrate/BundleTables.h"
#include "tools/energy-calibrate/MeasureBatch.h"
#include "tools/energy-calibrate/Verbs.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Program.h"
#include <algorithm>

namespace eo {

static char const *const boardOverview =
    R"(Makes a board file of this machine: plan, measure, fit, validate, and a folder for a pull request.

  energy-calibrate board --id=my-board --unit=cpu
  energy-calibrate board --id=my-nano --unit=gpu --sensor=hwmon --runner=trtexec --option precision=fp16 --setting precision=fp16
  energy-calibrate board --id=my-board --unit=cpu --resume      (goes on where it was interrupted)

Each step's command line is printed and can be run alone. Every fourth network is kept aside first: the error on those is in the
report; the board file is fitted on all of them.

Exit codes: 0 fine, 1 worse on the networks kept aside than the fit claims, 2 wrong usage, 3 too little could be measured.)";

namespace {

/// What the flags said; the flags are gone when the steps run.
struct BoardRequest {
  std::string id, title, unit, like, folder, networks, sensor, runner;
  std::vector<std::string> sensing; ///< flags passed on to `measure`
  std::vector<std::string> command; ///< behind "--"
  std::map<std::string, std::string> settings;
  double minutes = 20;
  bool resume = false;
};

llvm::Error couldNotBegin(std::string const &verb) {
  return usageError("the step '{}' could not begin; the line above says why", verb);
}

/// Runs verbs as programs.
class Steps {
public:
  explicit Steps(std::string program) : self(std::move(program)) {}

  /// Runs a verb, its standard output into `output` ("": ours). Its exit code.
  llvm::Expected<int> run(std::vector<std::string> arguments, std::string const &output = "") const {
    llvm::errs() << "> energy-calibrate " << llvm::join(arguments, " ")
                 << (output.empty() ? "" : " > " + output) << '\n';
    arguments.insert(arguments.begin(), self);
    std::vector<llvm::StringRef> words(arguments.begin(), arguments.end());
    llvm::Optional<llvm::StringRef> redirects[] = {llvm::None, llvm::None, llvm::None};
    if (!output.empty())
      redirects[1] = llvm::StringRef(output);
    std::string message;
    int code = llvm::sys::ExecuteAndWait(self, words, llvm::None, redirects, 0, 0, &message);
    if (code < 0)
      return inputError("{} {}: {}", self, arguments[1], message);
    return code;
  }

  /// The same where only 0 goes on.
  llvm::Error must(std::vector<std::string> arguments, std::string const &output = "") const {
    std::string verb = arguments.front();
    llvm::Expected<int> code = run(std::move(arguments), output);
    if (!code)
      return code.takeError();
    if (*code == 0)
      return llvm::Error::success();
    if (*code == 2)
      return couldNotBegin(verb);
    return inputError("the step '{}' ended with exit code {}; --resume goes on from there", verb, *code);
  }

private:
  std::string self;
};

class BoardMaker {
public:
  explicit BoardMaker(BoardRequest const &what)
      : asked(what),
        steps(llvm::sys::fs::getMainExecutable("energy-calibrate", reinterpret_cast<void *>(&runBoard))),
        folder(what.folder) {}

  llvm::Expected<int> run() {
    if (std::error_code code = llvm::sys::fs::create_directories(folder))
      return usageError("-o {}: {}", folder, code.message());
    if (!asked.resume &&
        (llvm::sys::fs::exists(in("plan.csv")) || llvm::sys::fs::exists(in("bundle/manifest.json"))))
      return usageError("{}: begun already; --resume goes on with it, another -o begins anew", folder);
    for (auto step : {&BoardMaker::plan, &BoardMaker::measure, &BoardMaker::keepAside, &BoardMaker::fit})
      if (llvm::Error error = (this->*step)())
        return error;
    llvm::Expected<int> verdict = validate();
    if (!verdict)
      return verdict;
    if (llvm::Error error = writeBoardFolder(folder, asked.id))
      return error;
    llvm::outs() << fmt::format(
        "{0}: {1}.yaml is the board file, report.html the page, pull-request/ what to send\n", folder,
        asked.id);
    return *verdict;
  }

private:
  std::string in(std::string const &name) const { return folder + "/" + name; }

  llvm::Error plan() {
    if (!asked.networks.empty() || llvm::sys::fs::exists(in("plan.csv")))
      return llvm::Error::success();
    if (llvm::Error error =
            steps.must({"plan", "--networks=" + in("networks"), fmt::format("--minutes={:g}", asked.minutes)},
                       in("plan.part")))
      return error;
    if (std::error_code code = llvm::sys::fs::rename(in("plan.part"), in("plan.csv")))
      return usageError("{}: {}", in("plan.csv"), code.message());
    return llvm::Error::success();
  }

  llvm::Error measure() {
    std::string networks = asked.networks.empty() ? in("networks") : asked.networks;
    llvm::Expected<std::vector<std::string>> files = networkFiles({networks});
    if (!files)
      return files.takeError();
    double each = 60 * asked.minutes / static_cast<double>(files->size());
    // Speeds of a shared machine last for seconds and the slower ones for half of the time: five visits meet the quickest.
    constexpr double shortestVisit = 1.8, mostRounds = 5;
    double rounds = std::clamp(std::floor(each / shortestVisit), 1.0, mostRounds), visit = each / rounds;
    double idle = std::min(3.0, visit / 8), warmUp = std::min(1.0, visit / 16);
    double runs = 0.8 * (visit - 2 * idle - warmUp); // the rest is what loading takes
    std::vector<std::string> arguments = {"measure",
                                          networks,
                                          "-o",
                                          in("bundle"),
                                          "--resume",
                                          "--sensor=" + asked.sensor,
                                          fmt::format("--idle={:.2g}", idle),
                                          fmt::format("--warm-up={:.2g}", warmUp),
                                          fmt::format("--rounds={:g}", rounds),
                                          fmt::format("--minutes={:g}", asked.minutes),
                                          fmt::format("--seconds={:.3g}", std::max(rounds * runs, 0.1))};
    llvm::append_range(arguments, asked.sensing);
    for (auto const &[name, value] : asked.settings)
      arguments.push_back(fmt::format("--setting={}={}", name, value));
    if (asked.command.empty()) {
      arguments.push_back("--runner=" + asked.runner);
    } else {
      arguments.push_back("--");
      llvm::append_range(arguments, asked.command);
    }
    llvm::Expected<int> code = steps.run(arguments, in("measured.txt"));
    if (!code)
      return code.takeError();
    if (*code == 2)
      return couldNotBegin("measure");
    llvm::Expected<Bundle> bundle = readBundle(in("bundle"));
    if (!bundle)
      return bundle.takeError();
    std::vector<NetworkVisits> visited = networksOf(*bundle);
    auto good = llvm::count_if(visited, [](NetworkVisits const &one) { return !one.good.empty(); });
    constexpr std::ptrdiff_t fewest = 8; // a quarter is kept aside
    if (good < fewest)
      return inputError("{} of {} networks could be measured; a board file takes {}: {} says what failed",
                        good, visited.size(), fewest, in("measured.txt"));
    if (bundle->sensor.spec == "none")
      llvm::errs() << "energy-calibrate: note: no sensor: the board file will know times only\n";
    return llvm::Error::success();
  }

  /// Tables of three quarters and of every fourth network.
  llvm::Error keepAside() {
    llvm::Expected<Bundle> bundle = readBundle(in("bundle"));
    if (!bundle)
      return bundle.takeError();
    llvm::Expected<std::string> table = bundleTable(*bundle, in("bundle"));
    if (!table)
      return table.takeError();
    llvm::SmallVector<llvm::StringRef, 64> lines;
    llvm::StringRef(*table).split(lines, '\n', -1, /*KeepEmpty=*/false);
    std::string seen = lines.front().str() + "\n", aside = seen;
    for (size_t i = 1; i < lines.size(); ++i)
      (i % 4 == 2 ? aside : seen) += lines[i].str() + "\n";
    for (auto const &one :
         {std::pair("all.csv", &*table), std::pair("seen.csv", &seen), std::pair("aside.csv", &aside)})
      if (llvm::Error error = writeFile(in(one.first), [&](llvm::raw_ostream &out) { out << *one.second; }))
        return error;
    return llvm::Error::success();
  }

  llvm::Expected<std::vector<std::string>> fitArguments() const {
    llvm::Expected<BoardPath> boards = toolBoardPath({}, "energy-calibrate", ENERGY_OPT_SOURCE_BOARDS);
    if (!boards)
      return boards.takeError();
    llvm::Expected<std::string> runtime = bundleRuntime({in("bundle")}, *boards);
    if (!runtime)
      return runtime.takeError();
    std::vector<std::string> arguments = {"fit", "--kind=latency-power", "--form=roofline"};
    if (!runtime->empty())
      arguments.push_back("--runtime=" + *runtime);
    if (asked.like != "none")
      arguments.push_back("--like=" + asked.like);
    if (!asked.unit.empty())
      arguments.push_back("--unit=" + asked.unit);
    return arguments;
  }

  llvm::Error fit() {
    llvm::Expected<std::vector<std::string>> common = fitArguments();
    if (!common)
      return common.takeError();
    std::vector<std::string> check = *common, whole = *common;
    check.insert(check.end(), {in("seen.csv"), "--models=" + in("bundle"), "--idle=included", "--id=check",
                               "-o", in("check.yaml")});
    if (llvm::Error error = steps.must(check, in("check.txt")))
      return error;
    whole.insert(whole.end(), {in("bundle"), "--id=" + asked.id, "--title=" + asked.title,
                               "--html=" + in("report.html"), "-o", in(asked.id + ".yaml")});
    return steps.must(whole, in("fit.txt"));
  }

  /// The fit that has not seen them on the networks kept aside.
  llvm::Expected<int> validate() {
    std::vector<std::string> arguments = {"validate", in("check.yaml"), in("aside.csv"),
                                          "--models=" + in("bundle")};
    llvm::Expected<int> code = steps.run(arguments, in("validate.txt"));
    if (code && *code != 0 && *code != 1)
      return inputError("the step 'validate' ended with exit code {}", *code);
    return code;
  }

  BoardRequest const &asked;
  Steps steps;
  std::string folder;
};

} // namespace

namespace {
/// The flags of `board`; while it lives they are what is parsed.
struct BoardFlags {
  llvm::cl::opt<std::string> id{"id", llvm::cl::value_desc("NAME"),
                                llvm::cl::desc("Name of the board: lower case, digits, '-'")};
  llvm::cl::opt<std::string> title{
      "title", llvm::cl::desc("One line on the board (default: what the machine says of itself)")};
  llvm::cl::opt<std::string> unit{"unit", llvm::cl::desc("What computes: cpu, gpu, npu, …"),
                                  llvm::cl::init("cpu")};
  llvm::cl::opt<std::string> like{"like", llvm::cl::value_desc("BOARD|nearest|none"),
                                  llvm::cl::init("nearest"),
                                  llvm::cl::desc("Board whose proportions are expected (default: nearest)")};
  llvm::cl::opt<std::string> networks{"networks", llvm::cl::value_desc("DIR"),
                                      llvm::cl::desc("Measure these networks instead of made-up ones")};
  llvm::cl::opt<std::string> output{"o", llvm::cl::value_desc("DIR"),
                                    llvm::cl::desc("Folder of all that comes about (default: ID)")};
  llvm::cl::opt<double> minutes{"minutes", llvm::cl::value_desc("N"), llvm::cl::init(20),
                                llvm::cl::desc("Time that measuring may take (20)")};
  llvm::cl::opt<bool> resume{"resume", llvm::cl::desc("Go on where it was interrupted")};
  MeasureFlags measure;

  /// Into the request, its command aside.
  llvm::Error take(BoardRequest &asked) const;
  /// What the steps are to be told of sensor and runner, as flags.
  std::vector<std::string> sensing() const;
};
} // namespace

std::vector<std::string> BoardFlags::sensing() const {
  SensorFlags const &sensor = measure.sensing;
  std::vector<std::string> flags = {"--sysfs=" + sensor.sysfs, "--precision=" + measure.precision,
                                    fmt::format("--patience={:g}", measure.patience.getValue())};
  for (auto const &[name, list] :
       {std::pair("rail", &sensor.rails), std::pair("option", &measure.runnerOptions),
        std::pair("runner-path", &measure.runnerPath), std::pair("dim", &measure.dims)})
    for (std::string const &value : *list)
      flags.push_back(fmt::format("--{}={}", name, value));
  if (!sensor.rateHz.empty())
    flags.push_back("--rate-hz=" + sensor.rateHz);
  if (!measure.inferences.empty())
    flags.push_back("--inferences=" + measure.inferences);
  return flags;
}

llvm::Error BoardFlags::take(BoardRequest &asked) const {
  llvm::Expected<std::map<std::string, std::string>> settings = measure.chosenSettings();
  if (!settings)
    return settings.takeError();
  if (id.empty() || llvm::StringRef(id).find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.") !=
                        llvm::StringRef::npos)
    return usageError("--id={}: a name of lower case letters, digits and '-' is needed", id.getValue());
  if (!(minutes > 0 && minutes < 1e5))
    return usageError("--minutes={:g}: a time above 0", minutes.getValue());
  asked.settings = std::move(*settings);
  asked.id = id;
  asked.title = title.empty() ? machineTitle(measure.sensing.sysfs) : title.getValue();
  asked.unit = asked.settings.contains("unit") ? "" : unit.getValue();
  asked.like = like;
  asked.networks = networks;
  asked.folder = output.empty() ? id.getValue() : llvm::StringRef(output).rtrim('/').str();
  asked.minutes = minutes;
  asked.resume = resume;
  asked.sensor = measure.sensor;
  asked.runner = measure.runner;
  asked.sensing = sensing();
  return llvm::Error::success();
}

int runBoard(int argc, char const *const *argv) {
  std::vector<char const *> arguments(argv, argv + argc);
  BoardRequest asked;
  asked.command = takeCommand(arguments);
  {
    BoardFlags flags;
    if (std::optional<int> code =
            parseVerbArguments(static_cast<int>(arguments.size()), arguments.data(), boardOverview))
      return *code;
    if (llvm::Error error = flags.take(asked))
      return failWith(std::move(error));
  }
  llvm::Expected<int> code = BoardMaker(asked).run();
  if (!code)
    return failWith(code.takeError());
  return *code;
}

} // namespace eo
