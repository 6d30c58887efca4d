//===- InOrderTest.cpp - work in parallel, results in order -----------------------------------------===//

#include "tools/common/InOrder.h"

#include <barrier>
#include <gtest/gtest.h>
#include <numeric>
#include <set>

using namespace eo;

namespace {

std::vector<size_t> takenOf(size_t count, unsigned jobs) {
  std::vector<size_t> taken;
  inOrder(
      count, jobs, [](size_t i) { return i; }, [&](size_t i) { taken.push_back(i); });
  return taken;
}

TEST(InOrder, ResultsComeInOrderWhateverTheThreads) {
  std::vector<size_t> all(100);
  std::iota(all.begin(), all.end(), size_t{0});
  for (unsigned jobs : {1U, 2U, 5U, 200U}) // more threads than work, too
    EXPECT_EQ(takenOf(all.size(), jobs), all) << jobs;
  EXPECT_TRUE(takenOf(0, 2).empty());
}

/// Two works wait for each other: with two jobs two threads are in them, and one is the caller's.
TEST(InOrder, TheCallingThreadIsOneOfTheJobs) {
  std::barrier<> both(2);
  std::vector<std::thread::id> workers, takers;
  inOrder(
      2, 2,
      [&](size_t) {
        both.arrive_and_wait();
        return std::this_thread::get_id();
      },
      [&](std::thread::id worker) {
        workers.push_back(worker);
        takers.push_back(std::this_thread::get_id());
      });
  std::set<std::thread::id> const different(workers.begin(), workers.end());
  EXPECT_EQ(different.size(), 2U);
  EXPECT_EQ(different.count(std::this_thread::get_id()), 1U);
  EXPECT_EQ(takers, std::vector<std::thread::id>(2, std::this_thread::get_id()));
}

} // namespace
