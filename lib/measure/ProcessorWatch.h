//===- ProcessorWatch.h - who else had the processors while a network ran --------------------------===//
#ifndef ENERGY_OPT_LIB_MEASURE_PROCESSORWATCH_H
#define ENERGY_OPT_LIB_MEASURE_PROCESSORWATCH_H

#include <map>
#include <optional>
#include <string>
#include <sys/types.h>
#include <utility>

namespace eo {

/// What disturbed a stretch of runs; nothing where the kernel does not tell.
struct Disturbance {
  std::optional<double>
      othersBusy; ///< processors that neither the runner nor this program kept busy, on average
  std::optional<double>
      waited; ///< share of the time the runner's threads were ready to run and had no processor
};

/// Whether a stretch says more of others than of the network: they ran, and the runner waited for them. A runner with more threads
/// than processors waits for itself; others on a processor of their own let it run.
bool isDisturbed(Disturbance const &what);

/// Counts from when it is made, by /proc/stat and the schedstat of every thread of a process group.
class ProcessorWatch {
public:
  /// `proc` is another tree than /proc in tests.
  explicit ProcessorWatch(pid_t runnersGroup, std::string procFolder = "/proc");
  /// What has been since; to be asked before the runner ends.
  Disturbance disturbance() const;

private:
  struct Counts {
    double atS = 0;
    std::optional<double> allBusyS;                           ///< all processors, everybody
    std::map<std::string, std::pair<double, double>> threads; ///< of the group: seconds run, seconds waited
    double ownS = 0;                                          ///< this program
  };
  Counts countsNow() const;

  pid_t group;
  std::string proc;
  Counts start;
};

} // namespace eo

#endif
