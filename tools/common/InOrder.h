//===- InOrder.h - work done in parallel, results taken in order -------------------------------===//
#ifndef ENERGY_OPT_TOOLS_COMMON_INORDER_H
#define ENERGY_OPT_TOOLS_COMMON_INORDER_H

#include "lib/support/Error.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace eo {

/// A usage error for more threads than --jobs may ask for: no machine has as many cores, and few give that many.
inline llvm::Error checkJobs(unsigned jobs) {
  constexpr unsigned most = 256;
  return jobs <= most ? llvm::Error::success() : usageError("--jobs={}: at most {} threads", jobs, most);
}

/// Calls work(0) … work(count - 1) on up to `jobs` threads (0: one a core), of which the calling one is one, and
/// take(result) for each on the calling thread, in order of the index, as soon as it is there and that thread is free.
template <typename Work, typename Take> void inOrder(size_t count, unsigned jobs, Work work, Take take) {
  using Result = decltype(work(size_t()));
  size_t threads =
      std::min<size_t>(count, jobs != 0 ? jobs : std::max(1U, std::thread::hardware_concurrency()));
  if (threads <= 1) {
    for (size_t i = 0; i < count; ++i)
      take(work(i));
    return;
  }
  std::mutex mutex;
  std::condition_variable finished;
  std::vector<std::optional<Result>> results(count);
  size_t next = 0;
  auto workOnNext = [&] { // false where nothing is left
    std::unique_lock lock(mutex);
    if (next == count)
      return false;
    size_t const index = next++;
    lock.unlock();
    Result result = work(index);
    lock.lock();
    results[index] = std::move(result);
    finished.notify_one();
    return true;
  };
  std::vector<std::jthread> others;
  for (size_t i = 1; i < threads; ++i)
    others.emplace_back([&] {
      while (workOnNext()) {
      }
    });
  for (size_t i = 0; i < count;) {
    std::unique_lock lock(mutex);
    if (!results[i] && next != count) {
      lock.unlock();
      workOnNext();
      continue;
    }
    finished.wait(lock, [&] { return results[i].has_value(); });
    Result result = std::move(*results[i]);
    results[i].reset();
    lock.unlock();
    take(std::move(result));
    ++i;
  }
}

} // namespace eo

#endif
