//===- VerbMeasure.cpp - energy-calibrate measure: networks run on this machine, their power recorded -===//

#include "lib/support/Error.h"
#include "tools/energy-calibrate/MeasureBatch.h"
#include "tools/energy-calibrate/Verbs.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"

namespace eo {

static char const *const overview =
    R"(Runs networks on this machine and records what they draw, into a bundle that 'fit' reads.

Of each network: idle, warm-up, runs back to back until the energy of an inference is known to 2 %, idle. What fails is named
and the rest goes on. The bundle's manifest is written after each network: what was measured is never lost.

  energy-calibrate measure nets/ -o bundle
  energy-calibrate measure --sensor=hwmon --runner=trtexec --option precision=fp16 nets/*.onnx -o bundle --resume
  energy-calibrate measure --sensor='command:meter --watts' nets/ -o bundle -- benchmark --graph={model} --seconds={seconds}

Exit codes: 0 all are measured, 2 wrong usage or no such sensor, 3 some could not be measured.)";

static llvm::Expected<int> measure(MeasureFlags const &flags, llvm::ArrayRef<std::string> models,
                                   std::vector<std::string> const &command, std::string const &output,
                                   bool resume) {
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
  llvm::Expected<Bundle> bundle = measureBatch(batch);
  if (!bundle)
    return bundle.takeError();
  llvm::outs() << bundleText(*bundle);
  bool failed =
      llvm::any_of(bundle->networks, [](NetworkMeasurement const &one) { return !one.failure.empty(); });
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
  if (std::optional<int> code =
          parseVerbArguments(static_cast<int>(arguments.size()), arguments.data(), overview))
    return *code;
  llvm::Expected<int> code = measure(flags, models, command, output, resume);
  if (!code)
    return failWith(code.takeError());
  return *code;
}

} // namespace eo
