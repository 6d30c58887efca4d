#include "tools/common/ProgressLine.h"

#include "llvm/Support/raw_ostream.h"

#include <chrono>
#include <cmath>
#include <fmt/format.h>
#include <unistd.h>

namespace eo {

static double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// "73 s" as people say it.
static std::string durationText(double seconds) {
  auto whole = static_cast<long long>(std::llround(std::min(seconds, 1e9)));
  if (whole < 60)
    return fmt::format("{} s", whole);
  if (whole < 3600)
    return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

std::string progressText(size_t done, size_t total, double elapsedS) {
  std::string text = fmt::format("{} of {} networks", done, total);
  if (done == 0 || !(elapsedS > 0))
    return text;
  double rate = static_cast<double>(done) / elapsedS;
  return text +
         (rate < 10 ? fmt::format(", {:.2g} a second, ", rate) : fmt::format(", {:.0f} a second, ", rate)) +
         durationText(static_cast<double>(total - done) / rate) + " left";
}

ProgressLine::ProgressLine(size_t all, PrintsMeanwhile prints)
    : total(all), startS(now()), shownS(startS + 0.8),
      wanted(all > 1 && ::isatty(STDERR_FILENO) != 0 &&
             (prints == PrintsMeanwhile::Nothing || ::isatty(STDOUT_FILENO) == 0)) {}

void ProgressLine::step() {
  ++done;
  if (!wanted)
    return;
  double at = now();
  if (at - shownS < 0.2)
    return;
  shownS = at;
  visible = true;
  llvm::errs() << "\r\x1b[K" << progressText(done, total, at - startS);
}

void ProgressLine::clear() {
  if (visible)
    llvm::errs() << "\r\x1b[K";
  visible = false;
}

} // namespace eo
