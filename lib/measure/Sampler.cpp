#include "lib/measure/Sampler.h"

#include "lib/measure/Clock.h"
#include "lib/support/Error.h"
#include <algorithm>

namespace eo {

Sampler::Sampler(std::unique_ptr<Sensor> source) : sensor(std::move(source)), thread([this] { loop(); }) {}

void Sampler::loop() {
  double rate = sensor->info().rateHz, next = monotonicSeconds();
  while (!ending) {
    llvm::Expected<std::optional<PowerReading>> reading = sensor->read();
    if (!reading) {
      std::string message = takeErrorText(reading.takeError()).message;
      std::lock_guard lock(mutex);
      problem = std::move(message);
      return;
    }
    if (*reading) {
      std::lock_guard lock(mutex);
      if (taken.empty() || (*reading)->seconds > taken.back().seconds) // a stream's clock may stand still
        taken.push_back(**reading);
    }
    if (rate <= 0)
      continue;
    next = std::max(next + 1 / rate, monotonicSeconds());
    while (!ending && monotonicSeconds() < next)
      sleepUntil(std::min(next, monotonicSeconds() + 0.1)); // a slow sensor must not hold up the end
  }
}

void Sampler::stop() {
  ending = true;
  if (thread.joinable())
    thread.join();
}

std::string Sampler::failure() const {
  std::lock_guard lock(mutex);
  return problem;
}

std::vector<PowerReading> Sampler::readings() const {
  std::lock_guard lock(mutex);
  return taken;
}

/// The power on the line through two readings.
static double powerAt(PowerReading const &a, PowerReading const &b, double seconds) {
  return a.watts + (b.watts - a.watts) * (seconds - a.seconds) / (b.seconds - a.seconds);
}

std::optional<double> meanPower(llvm::ArrayRef<PowerReading> readings, double begin, double end) {
  auto before = [](PowerReading const &reading, double seconds) { return reading.seconds < seconds; };
  auto first = std::lower_bound(readings.begin(), readings.end(), begin, before);
  auto after = [](double seconds, PowerReading const &reading) { return seconds < reading.seconds; };
  auto last = std::upper_bound(first, readings.end(), end, after);
  double slack = (end - begin) / 4;
  if (last - first < 2 || first->seconds - begin > slack || end - std::prev(last)->seconds > slack)
    return std::nullopt;
  double joules = 0;
  for (auto at = first; std::next(at) != last; ++at)
    joules += (at->watts + std::next(at)->watts) / 2 * (std::next(at)->seconds - at->seconds);
  // The ends lie between readings, or, at the ends of the recording, beyond them.
  double startW = first == readings.begin() ? first->watts : powerAt(*std::prev(first), *first, begin);
  joules += (startW + first->watts) / 2 * (first->seconds - begin);
  double endW = last == readings.end() ? std::prev(last)->watts : powerAt(*std::prev(last), *last, end);
  joules += (endW + std::prev(last)->watts) / 2 * (end - std::prev(last)->seconds);
  return joules / (end - begin);
}

size_t changesWithin(llvm::ArrayRef<PowerReading> readings, double begin, double end) {
  size_t changes = 0;
  for (size_t i = 1; i < readings.size(); ++i)
    changes += readings[i].seconds >= begin && readings[i].seconds <= end &&
               readings[i].watts != readings[i - 1].watts;
  return changes;
}

std::string recordingText(llvm::ArrayRef<PowerReading> readings) {
  std::string text = "time_s,power_w\n";
  for (PowerReading const &reading : readings)
    text += fmt::format("{:.6f},{:.6g}\n", reading.seconds, reading.watts);
  return text;
}

} // namespace eo
