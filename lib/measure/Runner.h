//===- Runner.h - what runs a network -----------------------------------------------------------------===//
//
// A runner is a small program, `runners/NAME.*`, that is started as
//
//     RUNNER MODEL.onnx [--dim NAME=V]… [--option KEY=V]…
//
// and talks in lines. It prints "energy-opt-runner 1", "fact KEY VALUE" for what it runs on (runtime, version, threads, …) and
// "ready" when the network is loaded. Then it answers requests on its standard input:
//
//     run SECONDS [HZ]   runs the network back to back, or HZ times a second: "begin", then
//                        "end COUNT BUSY_SECONDS [MEDIAN_SECONDS]", the median of the times of single inferences
//     profile FILE       writes layer times of some inferences: "profile FILE", or "profile none" where it cannot
//     quit               (or the end of the input) ends it
//
// "error TEXT" at any time is what hinders it. Other lines are passed over. docs/measuring.md shows one.
//
#ifndef ENERGY_OPT_LIB_MEASURE_RUNNER_H
#define ENERGY_OPT_LIB_MEASURE_RUNNER_H

#include "lib/measure/Process.h"
#include "lib/measure/ProcessorWatch.h"
#include <map>
#include <optional>

namespace eo {

/// How networks are run.
struct RunnerSpec {
  std::string name;                 ///< "onnxruntime-node"; of a plain command its program
  std::string file;                 ///< of the runner; "" for a plain command
  std::vector<std::string> command; ///< how it is started; a plain command holds {model}, perhaps {seconds}
  bool plain =
      false; ///< started for every run, which lasts as long as it does unless it prints begin and end
  std::optional<int64_t> inferences; ///< of a plain command that does not print how many
  std::vector<std::string> options;  ///< "KEY=V"
  /// Seconds without an answer, beyond those asked for, after which it is given up: engines are built while they load, and
  /// perhaps in the first stretch. Behind that a minute and ten inferences have to do.
  double patienceS = 600;
};

/// One stretch of inferences.
struct RunStretch {
  double beginS = 0, endS = 0;        ///< monotonicSeconds
  int64_t count = 0;                  ///< inferences
  double busyS = 0;                   ///< without the pauses between them; of all inferences together
  std::optional<double> medianS = {}; ///< of the times of single inferences, where the runner times each
  Disturbance disturbance = {};
  bool counted = true; ///< it is in the network's figures; false where others disturbed it
};

/// A network that is loaded and can be run.
class Runner {
public:
  /// Starts the runner and waits until the network is loaded. `logFile` takes its standard error. Errors: what it says
  /// ("error TEXT"), a program that is not there (usage), one that ends or does not answer within RunnerSpec::patienceS.
  static llvm::Expected<Runner> start(RunnerSpec const &spec, std::string const &model,
                                      std::vector<std::string> const &dims, std::string const &logFile);
  /// Runs for about `seconds`, back to back or at `paced` inferences a second.
  llvm::Expected<RunStretch> run(double seconds, std::optional<double> paced);
  /// Lets it write its layer times; false where it has none.
  llvm::Expected<bool> profile(std::string const &file);
  /// Ends it.
  void quit();

  std::map<std::string, std::string> const &facts() const { return known; }

private:
  Runner(RunnerSpec how, std::string network, std::string log)
      : spec(std::move(how)), model(std::move(network)), logFile(std::move(log)) {}
  llvm::Error load(std::vector<std::string> const &dims);
  llvm::Expected<RunStretch> runPlain(double seconds);
  llvm::Expected<RunStretch> stretch(Process &from, double asked, double begin, double patience);
  /// The next line that begins with one of the words; an error for "error …" and where there is no such line in time.
  llvm::Expected<std::string> answer(Process &from, llvm::ArrayRef<llvm::StringRef> words, double patience);
  llvm::Error died(Process &from);

  RunnerSpec spec;
  std::string model, logFile;
  std::vector<Process> process; ///< none for plain commands
  std::map<std::string, std::string> known;
  std::optional<double> inferenceS; ///< of the last stretch
};

/// The runner's name or path as a command: the file `NAME.*` of one of the folders, started by what its ending says
/// (.py python3, .mjs node, .sh sh; others by themselves). A usage error with the names there are.
llvm::Expected<RunnerSpec> findRunner(llvm::StringRef name, std::vector<std::string> const &folders);
/// Whether the runner says it could work here ("RUNNER --check" ends with 0), or its reason.
std::string runnerProblem(RunnerSpec const &spec);
/// The names of all runners of the folders, in the order "auto" tries them.
std::vector<std::string> runnerNames(std::vector<std::string> const &folders);

} // namespace eo

#endif
