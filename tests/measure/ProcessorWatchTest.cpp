// Who had the processors, from files as the kernel's documentation (proc.rst, sched-stats.rst) describes them.

#include "lib/measure/ProcessorWatch.h"
#include "lib/measure/Clock.h"
#include "lib/measure/Process.h"
#include "lib/support/Error.h"
#include "tests/measure/FakeMachine.h"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <unistd.h>

namespace eo::test {
namespace {

/// A machine whose processors did so many seconds of work, one process of group 77 with two threads, another of group 5.
void tell(FakeMachine &machine, double busyS, double ranS, double waitedS) {
  double ticks = busyS * static_cast<double>(sysconf(_SC_CLK_TCK));
  machine.file("stat", fmt::format("cpu  {:.0f} 0 0 99999 5 0 0 0 0 0\ncpu0 1 2 3 4\n", ticks));
  machine.file("80/stat", "80 (a) b) S 1 77 77 0 -1");
  machine.file("80/task/80/schedstat", fmt::format("{:.0f} {:.0f} 3", 1e9 * ranS, 1e9 * waitedS));
  machine.file("80/task/81/schedstat", "1000 0 1");
  machine.file("9/stat", "9 (other) S 1 5 5 0 -1");
  machine.file("9/task/9/schedstat", "5000000000 5000000000 1");
}

TEST(ProcessorWatch, OthersAreWhatRunnerAndToolDidNotUse) {
  FakeMachine machine;
  tell(machine, 100, 10, 1);
  ProcessorWatch watch(77, machine.root());
  double begin = monotonicSeconds();
  sleepUntil(begin + 0.2);
  tell(machine, 101, 10.6, 1.05); // 1 s of work, 0.6 of it the runner's, which waited for 0.05 s
  Disturbance found = watch.disturbance();
  double lasts = monotonicSeconds() - begin;
  EXPECT_NEAR(found.waited.value() * lasts, 0.05, 0.02);
  EXPECT_NEAR(found.othersBusy.value() * lasts, 0.4, 0.1) << "less what this test itself took";
  EXPECT_TRUE(isDisturbed(found));
}

TEST(ProcessorWatch, ARunnerThatWaitsForItselfIsNotDisturbed) {
  EXPECT_FALSE(isDisturbed({0.0, 0.5})) << "more threads than processors";
  EXPECT_FALSE(isDisturbed({1.0, 0.001})) << "others have a processor of their own";
  EXPECT_FALSE(isDisturbed({})) << "a kernel that tells nothing";
}

TEST(ProcessorWatch, WhereTheKernelTellsNothingNothingIsKnown) {
  FakeMachine machine;
  ProcessorWatch watch(77, machine.root());
  EXPECT_FALSE(watch.disturbance().waited);
  EXPECT_FALSE(watch.disturbance().othersBusy);
}

TEST(ProcessorWatch, RealProcessesAreSeen) {
  Process busy = llvm::cantFail(Process::start({"sh", "-c", "while :; do :; done"}));
  ProcessorWatch watch(busy.group());
  double wanted = monotonicSeconds() + 0.1;
  sleepUntil(wanted);
  if (access("/proc/self/schedstat", R_OK) != 0)
    GTEST_SKIP() << "this kernel has no schedstat";
  EXPECT_TRUE(watch.disturbance().waited);
}

} // namespace
} // namespace eo::test
