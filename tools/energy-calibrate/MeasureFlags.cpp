#include "tools/energy-calibrate/MeasureFlags.h"

#include "lib/support/Error.h"
#include "tools/common/Dims.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace eo {

llvm::Expected<MeasureOptions> MeasureFlags::options() const {
  MeasureOptions options;
  constexpr double longest = 24 * 3600;
  for (auto const &[name, value, target, least] :
       {std::tuple("seconds", seconds.getValue(), &options.mostS, 0.05),
        std::tuple("idle", idle.getValue(), &options.idleS, 0.0),
        std::tuple("warm-up", warmUp.getValue(), &options.warmUpS, 0.0)}) {
    if (!(value >= least && value <= longest))
      return usageError("--{}={:g}: {:g} to {:g} seconds", name, value, least, longest);
    *target = value;
  }
  llvm::Expected<double> share = parseShare("--precision", precision);
  if (!share)
    return share.takeError();
  options.precision = *share;
  constexpr unsigned mostRounds = 1000;
  if (rounds < 1 || rounds > mostRounds)
    return usageError("--rounds={}: 1 to {} visits to each network", rounds.getValue(), mostRounds);
  options.rounds = rounds;
  if (paced.getNumOccurrences() > 0) {
    if (!(paced > 0 && paced <= 1e6))
      return usageError("--paced={:g}: inferences a second, above 0", paced.getValue());
    options.pacedHz = paced;
  }
  options.dims.assign(dims.begin(), dims.end());
  std::vector<DimBindings> bindings(1);
  for (std::string const &text : dims) {
    if (llvm::Error error = addDim(text, bindings))
      return error;
    if (bindings.size() > 1)
      return usageError("--dim {}: one value, please: networks are measured at one size", text);
  }
  options.profile = !noProfile;
  options.sysfs = sensing.sysfs;
  return options;
}

llvm::Expected<RunnerSpec> MeasureFlags::chosenRunner(std::vector<std::string> const &command) const {
  RunnerSpec spec;
  if (!command.empty()) {
    if (runner.getNumOccurrences() > 0)
      return usageError("--runner={} and -- {} both say what runs networks", runner.getValue(),
                        command.front());
    if (llvm::none_of(command,
                      [](std::string const &word) { return llvm::StringRef(word).contains("{model}"); }))
      return usageError("-- {}: {{model}} stands where the network's file is to be", command.front());
    spec.name = llvm::sys::path::filename(command.front()).str();
    spec.command = command;
    spec.plain = true;
  } else {
    std::vector<std::string> folders(runnerPath.begin(), runnerPath.end());
    std::string program =
        llvm::sys::fs::getMainExecutable("energy-calibrate", reinterpret_cast<void *>(&takeCommand));
    llvm::StringRef beside = llvm::sys::path::parent_path(program);
    for (char const *place : {"/../share/energy-opt/runners", "/" ENERGY_OPT_SOURCE_RUNNERS})
      folders.push_back((beside + place).str());
    llvm::Expected<RunnerSpec> found = findRunner(runner, folders);
    if (!found)
      return found.takeError();
    spec = std::move(*found);
  }
  for (std::string const &option : runnerOptions) {
    if (!llvm::StringRef(option).contains('='))
      return usageError("--option {}: not of the form KEY=V", option);
    spec.options.push_back(option);
  }
  constexpr double longest = 24 * 3600;
  if (!(patience > 0 && patience <= longest))
    return usageError("--patience={:g}: above 0, at most {:g} seconds", patience.getValue(), longest);
  spec.patienceS = patience;
  if (!inferences.empty()) {
    int64_t count = 0;
    if (llvm::StringRef(inferences).getAsInteger(10, count) || count < 1)
      return usageError("--inferences={}: a number of at least 1", inferences.getValue());
    spec.inferences = count;
  }
  return spec;
}

llvm::Expected<std::map<std::string, std::string>> MeasureFlags::chosenSettings() const {
  std::map<std::string, std::string> chosen;
  for (std::string const &text : settings) {
    auto [name, value] = llvm::StringRef(text).split('=');
    if (name.empty() || value.empty())
      return usageError("--setting {}: not of the form NAME=VALUE", text);
    if (!chosen.emplace(name.str(), value.str()).second)
      return usageError("--setting {}: '{}' was given before", text, name);
  }
  return chosen;
}

std::vector<std::string> takeCommand(std::vector<char const *> &arguments) {
  auto dashes = llvm::find_if(arguments, [](char const *word) { return llvm::StringRef(word) == "--"; });
  if (dashes == arguments.end())
    return {};
  std::vector<std::string> command(std::next(dashes), arguments.end());
  arguments.erase(dashes, arguments.end());
  return command;
}

} // namespace eo
