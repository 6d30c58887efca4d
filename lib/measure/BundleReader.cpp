#include "lib/measure/Bundle.h"

#include "lib/support/Utf8.h"
#include "lib/text/JsonReader.h"
#include "llvm/ADT/StringSwitch.h"

namespace eo {

namespace {

/// Takes a manifest apart; keys it does not know belong to later versions.
class ManifestReader {
public:
  ManifestReader(llvm::StringRef text, llvm::StringRef file) : json(text, file) {}

  llvm::Expected<Bundle> read() {
    bool schema = false;
    json.object([&](llvm::StringRef key) {
      if (key == "schema") {
        schema = true;
        if (json.text() != "energy-opt/bundle/1")
          json.complain("this version reads bundles of schema energy-opt/bundle/1");
      } else if (key == "tool")
        bundle.tool = json.text();
      else if (key == "begun")
        bundle.begun = json.text();
      else if (key == "machine")
        texts(bundle.machine);
      else if (key == "settings")
        texts(bundle.settings);
      else if (key == "sensor")
        sensor();
      else if (key == "runner")
        runner();
      else if (key == "networks")
        json.array([&] { network(); });
      else if (key == "paced_hz")
        bundle.pacedHz = json.numberOrNull();
      else if (double *target = timeOf(key))
        *target = json.numberOrNull().value_or(0);
      else
        json.skip();
    });
    json.end();
    if (!schema && !json.failed())
      json.complain("no manifest of a bundle: it has no schema");
    if (bundle.sensor.spec.empty() && !bundle.networks.empty() && !json.failed())
      json.complain("its sensor is missing ('none' where there was none)");
    if (llvm::Error error = json.takeError())
      return error;
    return std::move(bundle);
  }

private:
  double *timeOf(llvm::StringRef key) {
    return llvm::StringSwitch<double *>(key)
        .Case("idle_s", &bundle.idleS)
        .Case("warm_up_s", &bundle.warmUpS)
        .Case("most_s", &bundle.mostS)
        .Case("precision", &bundle.precision)
        .Default(nullptr);
  }

  void texts(std::map<std::string, std::string> &into) {
    json.object([&](llvm::StringRef key) {
      std::string name = key.str();
      into[name] = json.text();
    });
  }

  void texts(std::vector<std::string> &into) {
    json.array([&] { into.push_back(json.text()); });
  }

  void sensor() {
    json.object([&](llvm::StringRef key) {
      if (key == "spec")
        bundle.sensor.spec = json.text();
      else if (key == "title")
        bundle.sensor.title = json.text();
      else if (key == "rails")
        texts(bundle.sensor.rails);
      else if (key == "added")
        texts(bundle.sensor.added);
      else if (key == "metered")
        bundle.sensor.metered = json.textOrNull();
      else if (key == "rate_hz")
        bundle.sensor.rateHz = json.numberOrNull().value_or(0);
      else
        json.skip();
    });
  }

  void runner() {
    json.object([&](llvm::StringRef key) {
      if (key == "name")
        bundle.runner = json.text();
      else if (key == "sha256")
        bundle.runnerSha256 = json.textOrNull();
      else if (key == "command")
        texts(bundle.command);
      else if (key == "options")
        texts(bundle.options);
      else
        json.skip();
    });
  }

  void conditions(Conditions &into) {
    json.object([&](llvm::StringRef key) {
      if (key == "settled")
        texts(into.settled);
      else if (key == "moving")
        json.object([&](llvm::StringRef name) {
          std::string kept = name.str();
          if (std::optional<double> value = json.numberOrNull())
            into.moving[kept] = *value;
        });
      else
        json.skip();
    });
  }

  /// A figure of a network: above 0 or null.
  std::optional<double> figure() {
    std::optional<double> value = json.numberOrNull();
    if (value && *value <= 0)
      json.complain("must be above 0");
    return value;
  }

  std::optional<double> notNegative() {
    std::optional<double> value = json.numberOrNull();
    if (value && *value < 0)
      json.complain("must not be below 0");
    return value;
  }

  void checkFigures(NetworkMeasurement const &one, llvm::StringRef hash) {
    std::string figures = figuresSha256(one);
    if (!hash.empty() && hash != figures)
      json.complain(
          fmt::format("the figures of {} are not those that were measured: their SHA-256 begins with {}, "
                      "figures_sha256 with {}; put the old ones back, or measure anew",
                      printable(one.model), figures.substr(0, 12), printable(hash.substr(0, 12))));
  }

  void network() {
    NetworkMeasurement one;
    std::string hash; // "" in bundles of before it was written
    json.object([&](llvm::StringRef key) {
      std::optional<double> *number = llvm::StringSwitch<std::optional<double> *>(key)
                                          .Case("latency_s", &one.latencyS)
                                          .Case("energy_j", &one.energyJ)
                                          .Case("power_w", &one.powerW)
                                          .Default(nullptr);
      std::string *text = llvm::StringSwitch<std::string *>(key)
                              .Case("model", &one.model)
                              .Case("sha256", &one.sha256)
                              .Case("failure", &one.failure)
                              .Case("recording", &one.recording)
                              .Case("recording_sha256", &one.recordingSha256)
                              .Case("figures_sha256", &hash)
                              .Case("profile", &one.profile)
                              .Default(nullptr);
      if (number)
        *number = figure();
      else if (text)
        *text = json.textOrNull();
      else if (key == "spread")
        one.spread = notNegative();
      else if (key == "idle_before_w")
        one.idleBeforeW = json.numberOrNull();
      else if (key == "idle_after_w")
        one.idleAfterW = json.numberOrNull();
      else if (key == "active_begin_s")
        one.activeBeginS = json.numberOrNull().value_or(0);
      else if (key == "active_end_s")
        one.activeEndS = json.numberOrNull().value_or(0);
      else if (key == "dims")
        texts(one.dims);
      else if (key == "doubts")
        texts(one.doubts);
      else if (key == "runtime")
        texts(one.facts);
      else if (key == "before")
        conditions(one.before);
      else if (key == "after")
        conditions(one.after);
      else if (key == "runs")
        json.array([&] { run(one); });
      else
        json.skip();
    });
    if (one.model.empty())
      json.complain("a network without 'model', the name of its file");
    checkFigures(one, hash);
    bundle.networks.push_back(std::move(one));
  }

  void run(NetworkMeasurement &network) {
    RunStretch one;
    json.object([&](llvm::StringRef key) {
      if (key == "begin_s")
        one.beginS = json.numberOrNull().value_or(0);
      else if (key == "end_s")
        one.endS = json.numberOrNull().value_or(0);
      else if (key == "busy_s")
        one.busyS = notNegative().value_or(0);
      else if (key == "median_s")
        one.medianS = notNegative();
      else if (key == "count")
        one.count = json.integer();
      else if (key == "others_busy")
        one.disturbance.othersBusy = json.numberOrNull();
      else if (key == "waited")
        one.disturbance.waited = json.numberOrNull();
      else if (key == "counted")
        one.counted = json.boolean();
      else
        json.skip();
    });
    if (one.count < 1 || one.endS < one.beginS)
      json.complain("a run has a count of at least 1 and ends behind its beginning");
    network.runs.push_back(one);
  }

  JsonReader json;
  Bundle bundle;
};

} // namespace

llvm::Expected<Bundle> parseManifest(llvm::StringRef text, llvm::StringRef file) {
  return ManifestReader(text, file).read();
}

} // namespace eo
