#include "lib/measure/Bundle.h"

#include "lib/support/Error.h"
#include "lib/text/JsonWriter.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/raw_ostream.h"
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace eo {

namespace {

template <typename Value>
void writeMap(JsonWriter &json, llvm::StringRef key, std::map<std::string, Value> const &values) {
  json.attributeObject(key, [&] {
    for (auto const &[name, value] : values)
      json.attribute(name, value);
  });
}

void writeTexts(JsonWriter &json, llvm::StringRef key, llvm::ArrayRef<std::string> values) {
  json.attributeArray(key, [&] {
    for (std::string const &value : values)
      json.value(value);
  });
}

std::optional<std::string> known(std::string const &text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

std::string figure(std::optional<double> value) { return value ? shortest(*value) : "null"; }

std::string sha256Of(llvm::StringRef bytes) {
  return llvm::toHex(llvm::SHA256::hash(llvm::arrayRefFromStringRef(bytes)), /*LowerCase=*/true);
}

void writeConditions(JsonWriter &json, llvm::StringRef key, Conditions const &conditions) {
  json.attributeObject(key, [&] {
    writeMap(json, "settled", conditions.settled);
    writeMap(json, "moving", conditions.moving);
  });
}

void writeNetwork(JsonWriter &json, NetworkMeasurement const &network) {
  json.object([&] {
    json.attribute("model", network.model);
    json.attribute("sha256", network.sha256);
    json.attribute("failure", known(network.failure));
    json.attribute("latency_s", network.latencyS);
    json.attribute("energy_j", network.energyJ);
    json.attribute("power_w", network.powerW);
    json.attribute("spread", network.spread);
    json.attribute("idle_before_w", network.idleBeforeW);
    json.attribute("idle_after_w", network.idleAfterW);
    writeTexts(json, "dims", network.dims);
    json.attribute("recording", known(network.recording));
    json.attribute("recording_sha256", known(network.recordingSha256));
    json.attribute("profile", known(network.profile));
    json.attribute("figures_sha256", figuresSha256(network));
    json.attribute("active_begin_s", network.activeBeginS);
    json.attribute("active_end_s", network.activeEndS);
    json.attributeArray("runs", [&] {
      for (RunStretch const &run : network.runs)
        json.object([&] {
          json.attribute("begin_s", run.beginS);
          json.attribute("end_s", run.endS);
          json.attribute("count", run.count);
          json.attribute("busy_s", run.busyS);
          json.attribute("median_s", run.medianS);
          json.attribute("others_busy", run.disturbance.othersBusy);
          json.attribute("waited", run.disturbance.waited);
          json.attribute("counted", run.counted);
        });
    });
    writeMap(json, "runtime", network.facts);
    writeConditions(json, "before", network.before);
    writeConditions(json, "after", network.after);
    writeTexts(json, "doubts", network.doubts);
  });
}

} // namespace

std::string figuresSha256(NetworkMeasurement const &network) {
  std::string text = fmt::format(
      "model {}\nsha256 {}\nrecording_sha256 {}\nlatency_s {}\nenergy_j {}\npower_w {}\nspread {}\n"
      "idle_before_w {}\nidle_after_w {}\n",
      network.model, network.sha256, network.recordingSha256, figure(network.latencyS),
      figure(network.energyJ), figure(network.powerW), figure(network.spread), figure(network.idleBeforeW),
      figure(network.idleAfterW));
  for (std::string const &dim : network.dims)
    text += fmt::format("dim {}\n", dim);
  for (RunStretch const &run : network.runs)
    text += fmt::format("run {} {} {} {} {}{}\n", shortest(run.beginS), shortest(run.endS), run.count,
                        shortest(run.busyS), run.counted ? 1 : 0,
                        run.medianS ? " " + shortest(*run.medianS) : "");
  return sha256Of(text);
}

std::string manifestText(Bundle const &bundle) {
  std::string text;
  llvm::raw_string_ostream out(text);
  JsonWriter json(out, 2);
  json.object([&] {
    json.attribute("schema", "energy-opt/bundle/1");
    json.attribute("tool", bundle.tool);
    json.attribute("begun", bundle.begun);
    writeMap(json, "machine", bundle.machine);
    writeMap(json, "settings", bundle.settings);
    json.attributeObject("sensor", [&] {
      json.attribute("spec", bundle.sensor.spec);
      json.attribute("title", bundle.sensor.title);
      writeTexts(json, "rails", bundle.sensor.rails);
      writeTexts(json, "added", bundle.sensor.added);
      json.attribute("metered", known(bundle.sensor.metered));
      json.attribute("rate_hz", bundle.sensor.rateHz);
    });
    json.attributeObject("runner", [&] {
      json.attribute("name", bundle.runner);
      json.attribute("sha256", known(bundle.runnerSha256));
      writeTexts(json, "command", bundle.command);
      writeTexts(json, "options", bundle.options);
    });
    json.attribute("idle_s", bundle.idleS);
    json.attribute("warm_up_s", bundle.warmUpS);
    json.attribute("most_s", bundle.mostS);
    json.attribute("precision", bundle.precision);
    json.attribute("paced_hz", bundle.pacedHz);
    json.attributeArray("networks", [&] {
      for (NetworkMeasurement const &network : bundle.networks)
        writeNetwork(json, network);
    });
  });
  return out.str() + "\n";
}

llvm::Error writeManifest(Bundle const &bundle, llvm::StringRef folder) {
  std::string path = (folder + "/" + manifestName).str(), fresh = path + ".new", text = manifestText(bundle);
  int file = open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0)
    return usageError("{}: {}", fresh, std::strerror(errno));
  llvm::raw_fd_ostream out(file, /*shouldClose=*/false);
  out << text;
  out.flush();
  bool written = !out.has_error() && fsync(file) == 0;
  out.clear_error();
  close(file);
  if (!written || std::rename(fresh.c_str(), path.c_str()) != 0)
    return usageError("{}: cannot be written: {}", path, std::strerror(errno));
  return llvm::Error::success();
}

llvm::Expected<Bundle> readBundle(llvm::StringRef path) {
  llvm::SmallString<128> file(path);
  if (llvm::sys::fs::is_directory(file))
    llvm::sys::path::append(file, manifestName);
  constexpr uint64_t most = 256 << 20;
  uint64_t size = 0;
  if (!llvm::sys::fs::file_size(file, size) && size > most)
    return inputError("{}: larger than any manifest", file.str());
  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> text = llvm::MemoryBuffer::getFile(file);
  if (!text)
    return inputError("{}: {}", file.str(), text.getError().message());
  return parseManifest((*text)->getBuffer(), file);
}

llvm::Expected<std::string> sha256OfFile(llvm::StringRef path) {
  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> content = llvm::MemoryBuffer::getFile(path);
  if (!content)
    return inputError("{}: {}", path, content.getError().message());
  return sha256Of((*content)->getBuffer());
}

} // namespace eo
