#include "tools/energy-calibrate/MeasureBatch.h"

#include "lib/measure/Clock.h"
#include "lib/measure/SmallFile.h"
#include "lib/onnx/Loader.h"
#include "lib/support/Error.h"
#include "lib/support/Quantity.h"
#include "tools/common/Dims.h"
#include "tools/energy-calibrate/NetworkDims.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

namespace eo {

llvm::Expected<std::vector<std::string>> networkFiles(llvm::ArrayRef<std::string> named) {
  std::vector<std::string> files;
  for (std::string const &path : named) {
    if (!llvm::sys::fs::exists(path))
      return usageError("{}: no such file or folder", path);
    if (!llvm::sys::fs::is_directory(path)) {
      files.push_back(path);
      continue;
    }
    size_t before = files.size();
    for (std::string const &file : entriesOf(path))
      if (llvm::StringRef(file).endswith(".onnx"))
        files.push_back(file);
    if (files.size() == before)
      return usageError("{}: the folder has no *.onnx", path);
  }
  if (files.empty())
    return usageError("no network is named; 'energy-calibrate plan --networks=DIR' writes some");
  return files;
}

/// Whether "NAME=V" or "INPUT[AXIS]=V" is among them.
static bool has(DimBindings const &bindings, llvm::StringRef text) {
  std::string name = text.rsplit('=').first.str();
  return bindings.named.contains(name) || bindings.expressions.contains(name) ||
         llvm::any_of(bindings.byAxis, [&](auto const &binding) {
           return fmt::format("{}[{}]", binding.first.first, binding.first.second) == name;
         });
}

/// Of the sizes asked for those that each network has; all of them for one that only its runtime can read. A usage error for
/// a size that none of them has.
static llvm::Expected<std::vector<std::vector<std::string>>> dimsOfEach(MeasureBatch const &batch) {
  std::vector<std::vector<std::string>> each(batch.networks.size(), batch.options.dims);
  if (batch.options.dims.empty())
    return each;
  std::vector<DimBindings> bindings(1);
  for (std::string const &text : batch.options.dims)
    if (llvm::Error error = addDim(text, bindings))
      return error;
  NetworkDims all(std::move(bindings.front()));
  bool allRead = true;
  for (size_t i = 0; i < each.size(); ++i) {
    DiagnosticEngine unheard(0);
    llvm::Expected<Graph> graph = loadNetwork(batch.networks[i], LoadOptions(), unheard);
    allRead &= static_cast<bool>(graph);
    if (!graph) {
      llvm::consumeError(graph.takeError());
      continue;
    }
    DimBindings mine = all.of(*graph);
    llvm::erase_if(each[i], [&](std::string const &text) { return !has(mine, text); });
  }
  if (allRead)
    if (llvm::Error error = all.checkNames())
      return error;
  return each;
}

namespace {

/// "about 3 min left".
std::string timeLeft(double seconds) {
  return seconds > 90 ? fmt::format("about {:.0f} min left", seconds / 60)
                      : fmt::format("about {:.0f} s left", seconds);
}

class Batch {
public:
  explicit Batch(MeasureBatch const &what)
      : batch(what), live(llvm::sys::Process::StandardErrIsDisplayed()) {}

  llvm::Expected<Bundle> run() {
    if (llvm::Error error = prepare())
      return error;
    double const begin = monotonicSeconds();
    for (size_t round = 0; round < batch.options.rounds; ++round)
      for (size_t i = 0; i < batch.networks.size(); ++i) {
        if (round > 0 && batch.minutes && monotonicSeconds() - begin > 60 * *batch.minutes) {
          llvm::errs() << fmt::format(
              "energy-calibrate: note: {:g} minutes are over in round {} of {}; --resume goes on\n",
              *batch.minutes, round + 1, batch.options.rounds);
          return std::move(bundle);
        }
        if (llvm::Error error = visit(i, round))
          return error;
      }
    return std::move(bundle);
  }

private:
  llvm::Error prepare() {
    for (char const *part : {"networks", "recordings", "profiles", "logs"})
      if (std::error_code code = llvm::sys::fs::create_directories(batch.folder + "/" + part))
        return usageError("-o {}: {}", batch.folder, code.message());
    bundle.tool = "energy-calibrate " ENERGY_OPT_VERSION;
    bundle.begun = utcNow();
    bundle.machine = machineFacts(batch.options.sysfs);
    bundle.settings = batch.settings;
    bundle.runner = batch.runner.name;
    bundle.command = batch.runner.command;
    bundle.options = batch.runner.options;
    bundle.idleS = batch.options.idleS;
    bundle.warmUpS = batch.options.warmUpS;
    bundle.mostS = batch.options.mostS;
    bundle.precision = batch.options.precision;
    bundle.pacedHz = batch.options.pacedHz;
    bundle.sensor.spec = "none";
    if (!batch.runner.file.empty()) {
      llvm::Expected<std::string> hash = sha256OfFile(batch.runner.file);
      if (!hash)
        return hash.takeError();
      bundle.runnerSha256 = *hash;
    }
    llvm::Expected<std::vector<std::vector<std::string>>> each = dimsOfEach(batch);
    if (!each)
      return each.takeError();
    dims = std::move(*each);
    llvm::Expected<std::unique_ptr<Sensor>> sensor = openNamed();
    if (!sensor)
      return sensor.takeError();
    if (*sensor)
      bundle.sensor = (*sensor)->info();
    return adoptEarlier();
  }

  /// What an earlier call has measured, where this one goes on with it.
  llvm::Error adoptEarlier() {
    std::string manifest = (batch.folder + "/" + manifestName).str();
    if (!llvm::sys::fs::exists(manifest))
      return llvm::Error::success();
    if (!batch.resume)
      return usageError(
          "{}: a bundle is there already; --resume goes on with it, another -o begins a new one",
          batch.folder);
    llvm::Expected<Bundle> earlier = readBundle(batch.folder);
    if (!earlier)
      return earlier.takeError();
    auto differ = [&](char const *what, std::string const &was, std::string const &is) {
      return usageError("{}: begun with another {}: '{}', now '{}'; give the same, or another -o",
                        batch.folder, what, was, is);
    };
    if (earlier->sensor.spec != bundle.sensor.spec || earlier->sensor.added != bundle.sensor.added)
      return differ("sensor", earlier->sensor.spec + " " + llvm::join(earlier->sensor.added, "+"),
                    bundle.sensor.spec + " " + llvm::join(bundle.sensor.added, "+"));
    // A runner is its file, wherever that lies; a command is its words.
    if (earlier->runnerSha256 != bundle.runnerSha256 || earlier->options != bundle.options ||
        (bundle.runnerSha256.empty() && earlier->command != bundle.command))
      return differ("runner", llvm::join(earlier->command, " ") + " " + llvm::join(earlier->options, " "),
                    llvm::join(bundle.command, " ") + " " + llvm::join(bundle.options, " "));
    if (earlier->settings != bundle.settings || earlier->pacedHz != bundle.pacedHz)
      return usageError("{}: begun with other settings or another pace; give the same, or another -o",
                        batch.folder);
    bundle.begun = earlier->begun;
    bundle.networks = std::move(earlier->networks);
    llvm::erase_if(bundle.networks,
                   [](NetworkMeasurement const &network) { return !network.failure.empty(); });
    return llvm::Error::success();
  }

  llvm::Expected<std::unique_ptr<Sensor>> openNamed() const {
    if (batch.sensor == "none")
      return nullptr;
    return openSensor(batch.sensor, batch.sensing);
  }

  /// Measures a network unless it has been visited in this round already or cannot be measured.
  llvm::Error visit(size_t index, size_t round) {
    std::string const &file = batch.networks[index];
    llvm::Expected<std::string> hash = sha256OfFile(file);
    if (!hash)
      return hash.takeError();
    auto same = [&](NetworkMeasurement const &network) {
      return network.sha256 == *hash && network.dims == dims[index];
    };
    auto earlier = llvm::find_if(bundle.networks, same);
    bool again = earlier != bundle.networks.end();
    auto visits = static_cast<size_t>(llvm::count_if(bundle.networks, same));
    bool failed = llvm::any_of(bundle.networks, [&](NetworkMeasurement const &network) {
      return same(network) && !network.failure.empty();
    });
    if (visits > round || failed)
      return llvm::Error::success();
    std::string stem =
        again ? llvm::sys::path::stem(earlier->model).str() : freeName(llvm::sys::path::stem(file));
    std::string visited = again ? fmt::format("{}.{}", stem, visits + 1) : stem; // "resnet.2"
    bool hasProfile = llvm::any_of(bundle.networks, [&](NetworkMeasurement const &network) {
      return same(network) && !network.profile.empty();
    });
    std::string copy = batch.folder + "/networks/" + stem + ".onnx";
    MeasurementFiles files{file, batch.folder + "/recordings/" + visited + ".csv",
                           batch.folder + "/profiles/" + visited + ".json",
                           batch.folder + "/logs/" + visited + ".txt"};
    for (std::string const &old : {copy, files.recording, files.profile, files.log})
      llvm::sys::fs::remove(old);
    if (std::error_code code = llvm::sys::fs::copy_file(file, copy))
      return usageError("{}: {}", copy, code.message());
    double begin = monotonicSeconds();
    size_t position = round * batch.networks.size() + index;
    MeasureOptions options = batch.options;
    options.profile &= !hasProfile;
    options.dims = dims[index];
    NetworkMeasurement network =
        measured(files, options, [&](std::string const &doing) { progress(position, begin, doing); });
    network.model = "networks/" + stem + ".onnx";
    network.sha256 = *hash;
    for (std::string *path : {&network.recording, &network.profile})
      if (llvm::StringRef(*path).startswith(batch.folder))
        *path = path->substr(batch.folder.size() + 1);
    if (!network.recording.empty()) {
      llvm::Expected<std::string> recorded = sha256OfFile(files.recording);
      if (!recorded)
        return recorded.takeError();
      network.recordingSha256 = *recorded;
    }
    spentS += monotonicSeconds() - begin;
    ++done;
    tell(position, network);
    bundle.networks.push_back(std::move(network));
    return writeManifest(bundle, batch.folder);
  }

  /// A sensor that is gone may come back: its network fails, and --resume measures that again.
  NetworkMeasurement measured(MeasurementFiles const &files, MeasureOptions const &options,
                              MeasureProgress doing) const {
    llvm::Expected<std::unique_ptr<Sensor>> sensor = openNamed();
    if (sensor)
      return measureNetwork(batch.runner, std::move(*sensor), files, options, doing);
    NetworkMeasurement failed;
    failed.failure = takeErrorText(sensor.takeError()).message;
    failed.dims = options.dims;
    return failed;
  }

  /// A name that no network of the bundle has: two folders may hold networks of one name.
  std::string freeName(llvm::StringRef stem) const {
    std::string name = stem.str();
    auto taken = [&](NetworkMeasurement const &network) {
      return network.model == "networks/" + name + ".onnx";
    };
    for (int again = 2; llvm::any_of(bundle.networks, taken); ++again)
      name = fmt::format("{}-{}", stem, again);
    return name;
  }

  double secondsEach() const {
    return done > 0 ? spentS / static_cast<double>(done)
                    : 2 * batch.options.idleS + batch.options.warmUpS +
                          batch.options.mostS / static_cast<double>(batch.options.rounds);
  }

  /// "12/77 resnet.onnx", "12/77 resnet.onnx (2 of 3)" where there are several rounds; `position` counts visits.
  std::string heading(size_t position) const {
    size_t index = position % batch.networks.size(), round = position / batch.networks.size();
    return fmt::format("{}/{} {}", index + 1, batch.networks.size(),
                       llvm::sys::path::filename(batch.networks[index])) +
           (batch.options.rounds > 1 ? fmt::format(" ({} of {})", round + 1, batch.options.rounds) : "");
  }

  size_t visitsBehind(size_t position) const {
    return batch.options.rounds * batch.networks.size() - position - 1;
  }

  void progress(size_t position, double begin, std::string const &doing) const {
    if (!live)
      return;
    double left =
        secondsEach() * static_cast<double>(visitsBehind(position) + 1) - (monotonicSeconds() - begin);
    llvm::errs() << fmt::format("\r\x1b[K{}: {}; {}", heading(position), doing,
                                timeLeft(std::max(left, 1.0)));
  }

  void tell(size_t position, NetworkMeasurement const &network) const {
    if (live)
      llvm::errs() << "\r\x1b[K";
    llvm::errs() << heading(position) << ": "
                 << (network.failure.empty()
                         ? fmt::format("{:.4g} s", network.latencyS.value_or(0)) +
                               (network.energyJ ? fmt::format(", {:.4g} J", *network.energyJ) : "")
                         : "failed: " + network.failure);
    size_t rest = visitsBehind(position);
    llvm::errs() << (rest > 0 ? "; " + timeLeft(secondsEach() * static_cast<double>(rest)) : "") << '\n';
  }

  MeasureBatch const &batch;
  bool live;
  Bundle bundle;
  std::vector<std::vector<std::string>> dims; ///< by network
  double spentS = 0;
  size_t done = 0;
};

} // namespace

llvm::Expected<Bundle> measureBatch(MeasureBatch const &batch) { return Batch(batch).run(); }

std::string bundleText(Bundle const &bundle) {
  std::string text =
      bundle.sensor.spec == "none"
          ? "no sensor: times only\n"
          : fmt::format("power of {}, {}\n", llvm::join(bundle.sensor.added, " + "), bundle.sensor.title);
  std::vector<NetworkVisits> networks = networksOf(bundle);
  size_t width = 8, failed = 0;
  for (NetworkMeasurement const &network : bundle.networks)
    width = std::max(width, llvm::sys::path::filename(network.model).size());
  text += fmt::format("  {:<{}} {:>11} {:>11} {:>9} {:>7}\n", "network", width, "latency", "energy", "power",
                      "±");
  for (NetworkVisits const &network : networks) {
    NetworkMeasurement const *quickest = network.quickest();
    if (quickest == nullptr) {
      text += fmt::format("  {:<{}} failed: {}\n", llvm::sys::path::filename(network.failed->model).str(),
                          width, network.failed->failure);
      ++failed;
      continue;
    }
    auto figure = [](std::optional<double> value, char const *unit) {
      return value ? formatSi(*value, unit) : std::string("-");
    };
    std::optional<double> spread = network.spread();
    text +=
        fmt::format("  {:<{}} {:>11} {:>11} {:>9} {:>7}\n", llvm::sys::path::filename(quickest->model).str(),
                    width, figure(quickest->latencyS, "s"), figure(quickest->energyJ, "J"),
                    figure(quickest->powerW, "W"), spread ? fmt::format("{:.1f} %", 200 * *spread) : "-");
  }
  for (NetworkVisits const &network : networks)
    for (std::string const &doubt : network.doubts())
      text += fmt::format(
          "  {}: {}\n",
          llvm::sys::path::filename((network.good.empty() ? network.failed : network.good.front())->model),
          doubt);
  text += fmt::format("{} of {} networks measured\n", networks.size() - failed, networks.size());
  return text;
}

} // namespace eo
