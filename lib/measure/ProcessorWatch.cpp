#include "lib/measure/ProcessorWatch.h"

#include "lib/measure/Clock.h"
#include "lib/measure/SmallFile.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>
#include <sys/resource.h>
#include <unistd.h>
#include <utility>

namespace eo {

/// Seconds that all processors were not idle since the machine started: "cpu user nice system idle iowait irq softirq steal …" in
/// ticks. Stolen time counts: another guest had the processor.
static std::optional<double> allBusySeconds(std::string const &proc) {
  std::optional<std::string> text = smallFile(proc + "/stat");
  if (!text || !llvm::StringRef(*text).startswith("cpu "))
    return std::nullopt;
  llvm::SmallVector<llvm::StringRef, 12> words;
  llvm::StringRef(*text).split('\n').first.split(words, ' ', -1, /*KeepEmpty=*/false);
  double ticks = 0;
  for (size_t i = 1; i < std::min<size_t>(words.size(), 9); ++i) {
    double value = 0;
    if (words[i].getAsDouble(value))
      return std::nullopt;
    if (i != 4 && i != 5) // idle, waiting for a disk
      ticks += value;
  }
  return ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

/// The process group in "PID (NAME) STATE PARENT GROUP …"; the name may hold anything.
static bool isOfGroup(std::string const &process, pid_t group) {
  std::optional<std::string> text = smallFile(process + "/stat");
  if (!text)
    return false;
  llvm::SmallVector<llvm::StringRef, 4> words;
  llvm::StringRef(*text).rsplit(')').second.ltrim().split(words, ' ', 3, /*KeepEmpty=*/false);
  int value = 0;
  return words.size() > 2 && !words[2].getAsInteger(10, value) && value == group;
}

/// Seconds run and waited of every thread: "RAN WAITED SLICES", in nanoseconds.
static std::map<std::string, std::pair<double, double>> threadSeconds(std::string const &proc, pid_t group) {
  std::map<std::string, std::pair<double, double>> threads;
  for (std::string const &process : entriesOf(proc)) {
    if (!llvm::isDigit(llvm::StringRef(process).rsplit('/').second.front()) || !isOfGroup(process, group))
      continue;
    for (std::string const &thread : entriesOf(process + "/task")) {
      std::string text = smallFile(thread + "/schedstat").value_or("");
      auto [first, rest] = llvm::StringRef(text).split(' ');
      double ran = 0, waited = 0;
      if (!first.getAsDouble(ran) && !rest.split(' ').first.getAsDouble(waited))
        threads[thread] = {1e-9 * ran, 1e-9 * waited};
    }
  }
  return threads;
}

static double ownSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  auto seconds = [](timeval const &time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

bool isDisturbed(Disturbance const &what) {
  constexpr double mostBusy = 0.05, mostWaited = 0.02;
  return what.othersBusy.value_or(0) > mostBusy && what.waited.value_or(0) > mostWaited;
}

ProcessorWatch::ProcessorWatch(pid_t runnersGroup, std::string procFolder)
    : group(runnersGroup), proc(std::move(procFolder)), start(countsNow()) {}

ProcessorWatch::Counts ProcessorWatch::countsNow() const {
  Counts counts;
  counts.atS = monotonicSeconds();
  counts.allBusyS = allBusySeconds(proc);
  counts.threads = threadSeconds(proc, group);
  counts.ownS = ownSeconds();
  return counts;
}

Disturbance ProcessorWatch::disturbance() const {
  Counts now = countsNow();
  Disturbance result;
  double ran = 0, longest = 0, lasts = now.atS - start.atS;
  for (auto const &[thread, seconds] : now.threads) {
    auto before = start.threads.find(thread);
    std::pair<double, double> was = before == start.threads.end() ? std::pair(0.0, 0.0) : before->second;
    ran += std::max(0.0, seconds.first - was.first);
    longest = std::max(longest, seconds.second - was.second);
  }
  if (now.threads.empty() || !(lasts > 0))
    return result;
  result.waited = std::min(1.0, longest / lasts);
  if (now.allBusyS && start.allBusyS)
    result.othersBusy =
        std::max(0.0, *now.allBusyS - *start.allBusyS - ran - (now.ownS - start.ownS)) / lasts;
  return result;
}

} // namespace eo
