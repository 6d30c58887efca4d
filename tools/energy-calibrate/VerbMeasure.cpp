//===- VerbMeasure.cpp - energy-calibrate measure: networks run on this machine, their power recorded -===//

#include "lib/measure/MeterTrace.h"
#include "lib/support/Error.h"
#include "lib/trace/formats/TraceReaders.h"
#include "tools/energy-calibrate/MeasureBatch.h"
#include "tools/energy-calibrate/Verbs.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

namespace eo {

static char const *const measureOverview =
    R"(Runs networks on this machine and records what they draw, into a bundle that 'fit' reads.

At each visit to a network: idle, warm-up, runs back to back until the energy of an inference is known to 2 %, idle. All are
visited --rounds times, one round after another, and of each network the quickest visit counts: a machine that is shared or moves
its clocks has speeds that last for seconds. What fails is named and the rest goes on. The bundle's manifest is written after each
visit: what was measured is never lost.

  energy-calibrate measure nets/ -o bundle
  energy-calibrate measure --sensor=hwmon --runner=trtexec --option precision=fp16 nets/*.onnx -o bundle --resume
  energy-calibrate measure --sensor='command:meter --watts' nets/ -o bundle -- benchmark --graph={model} --seconds={seconds}

A meter that records elsewhere: measure with --sensor=none while it does, then give its recording in any format of 'trace'; it is
laid over the pattern of idle and runs.

  energy-calibrate measure --sensor=none nets/ -o bundle
  energy-calibrate measure --trace=meter.csv -o bundle

Exit codes: 0 all are measured, 2 wrong usage or no such sensor, 3 some could not be measured.)";

/// Adds what a meter has recorded to a bundle.
static llvm::Expected<int> addTrace(std::string const &recording, SensorFlags const &sensing,
                                    std::string const &folder) {
  llvm::Expected<SensorOptions> options = sensing.options();
  if (!options)
    return options.takeError();
  TraceReadOptions how;
  how.rateHz = options->rateHz;
  how.columns = options->rails;
  DiagnosticEngine diagnostics;
  llvm::Expected<PowerTrace> trace = readTraceFile(recording, how, diagnostics);
  if (!trace)
    return trace.takeError();
  for (Diagnostic const &said : diagnostics.diagnostics())
    llvm::errs() << "energy-calibrate: note: " << said.message << '\n';
  llvm::Expected<Bundle> bundle = readBundle(folder);
  if (!bundle)
    return bundle.takeError();
  llvm::Expected<MeterAlignment> place = addMeterTrace(*trace, llvm::sys::path::filename(recording), *bundle);
  if (!place)
    return place.takeError();
  llvm::errs() << fmt::format(
      "energy-calibrate: note: the recording follows the runs with a correlation of {:.3f}, elsewhere with "
      "{:.3f} at most\n",
      place->correlation, place->runnerUp);
  if (std::error_code code = llvm::sys::fs::copy_file(recording, folder + "/recordings/meter" +
                                                                     llvm::sys::path::extension(recording)))
    return usageError("{}: {}", recording, code.message());
  if (llvm::Error error = writeManifest(*bundle, folder))
    return error;
  llvm::outs() << bundleText(*bundle);
  return 0;
}

static llvm::Expected<int> measure(MeasureFlags const &flags, llvm::ArrayRef<std::string> models,
                                   std::vector<std::string> const &command, std::string const &output,
                                   bool resume, std::optional<double> minutes) {
  if (output.empty())
    return usageError("-o FOLDER says where the bundle goes");
  MeasureBatch batch;
  llvm::Expected<std::vector<std::string>> files = networkFiles(models);
  if (!files)
    return files.takeError();
  batch.networks = std::move(*files);
  llvm::Expected<MeasureOptions> options = flags.options();
  if (!options)
    return options.takeError();
  batch.options = std::move(*options);
  llvm::Expected<SensorOptions> sensing = flags.sensing.options();
  if (!sensing)
    return sensing.takeError();
  batch.sensing = std::move(*sensing);
  llvm::Expected<std::map<std::string, std::string>> settings = flags.chosenSettings();
  if (!settings)
    return settings.takeError();
  batch.settings = std::move(*settings);
  llvm::Expected<RunnerSpec> runner = flags.chosenRunner(command);
  if (!runner)
    return runner.takeError();
  batch.runner = std::move(*runner);
  batch.sensor = flags.sensor;
  batch.folder = llvm::StringRef(output).rtrim('/').str();
  batch.resume = resume;
  batch.minutes = minutes;
  llvm::Expected<Bundle> bundle = measureBatch(batch);
  if (!bundle)
    return bundle.takeError();
  llvm::outs() << bundleText(*bundle);
  bool failed =
      llvm::any_of(networksOf(*bundle), [](NetworkVisits const &network) { return network.good.empty(); });
  return failed ? 3 : 0;
}

int runMeasure(int argc, char const *const *argv) {
  std::vector<char const *> arguments(argv, argv + argc);
  std::vector<std::string> command = takeCommand(arguments);
  MeasureFlags flags;
  llvm::cl::list<std::string> models(llvm::cl::Positional, llvm::cl::desc("MODEL.onnx|DIR…"));
  llvm::cl::opt<std::string> output("o", llvm::cl::value_desc("DIR"), llvm::cl::desc("The bundle: a folder"));
  llvm::cl::opt<bool> resume("resume",
                             llvm::cl::desc("Go on with the bundle; what it has is not measured again"));
  llvm::cl::opt<double> minutes("minutes", llvm::cl::value_desc("N"),
                                llvm::cl::desc("After N minutes no visit of a second or later round begins"));
  llvm::cl::opt<std::string> trace(
      "trace", llvm::cl::value_desc("FILE"),
      llvm::cl::desc("Add what a meter has recorded meanwhile to a bundle of --sensor=none"));
  if (std::optional<int> code =
          parseVerbArguments(static_cast<int>(arguments.size()), arguments.data(), measureOverview))
    return *code;
  if (minutes.getNumOccurrences() > 0 && !(minutes > 0))
    return failWith(usageError("--minutes={:g}: a time above 0", minutes.getValue()));
  std::optional<double> most =
      minutes.getNumOccurrences() > 0 ? std::optional(minutes.getValue()) : std::nullopt;
  if (!trace.empty() && (!models.empty() || !command.empty() || output.empty()))
    return failWith(usageError("--trace={} goes with -o BUNDLE and no MODEL: the bundle is measured already",
                               trace.getValue()));
  llvm::Expected<int> code = !trace.empty()
                                 ? addTrace(trace, flags.sensing, llvm::StringRef(output).rtrim('/').str())
                                 : measure(flags, models, command, output, resume, most);
  if (!code)
    return failWith(code.takeError());
  return *code;
}

} // namespace eo
