#include "lib/decide/Split.h"

#include "lib/support/Error.h"
#include "lib/support/QuantityText.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"

#include <algorithm>

namespace eo {

/// Bytes and tensors that cross a cut, by cut: alive before it and read behind it.
static void addCrossing(Lifetimes const &lifetimes, std::vector<int64_t> &bytes,
                        std::vector<int64_t> &tensors) {
  for (LiveTensor const &tensor : lifetimes.tensors) {
    if (tensor.lastRead <= tensor.first && tensor.first >= 0)
      continue; // nobody reads it
    if (tensor.lastRead < 0)
      continue;
    // cut i is crossed where first < i <= lastRead: from first + 1 to lastRead
    auto from = static_cast<size_t>(tensor.first + 1), to = static_cast<size_t>(tensor.lastRead);
    bytes[from] += tensor.bytes;
    bytes[to + 1] -= tensor.bytes;
    ++tensors[from];
    --tensors[to + 1];
  }
}

/// Times that nobody knows are no ground for a choice: cuts are ranked by energy alone then.
static double rankedLatency(SplitProblem const &problem, NetworkCut const &cut) {
  return problem.isTimed ? cut.latencyS() : 0;
}

/// By energy, then latency: a cut is on the front where it is faster than all that take less energy.
static void markFront(SplitProblem const &problem, std::vector<NetworkCut> &cuts) {
  std::vector<NetworkCut *> order;
  order.reserve(cuts.size());
  for (NetworkCut &cut : cuts)
    order.push_back(&cut);
  auto key = [&](NetworkCut const *cut) { return std::pair(cut->energyJ(), rankedLatency(problem, *cut)); };
  llvm::stable_sort(order, [&](NetworkCut const *a, NetworkCut const *b) { return key(a) < key(b); });
  NetworkCut const *fastest = nullptr;
  for (NetworkCut *cut : order) {
    cut->onFront = fastest == nullptr || key(fastest) == key(cut) || key(cut).second < key(fastest).second;
    if (cut->onFront)
      fastest = cut;
  }
}

ExitShares::ExitShares(SplitProblem const &problem) : exits(problem.exits) {
  for (SplitExit const &exit : exits) {
    std::vector<char> needed(problem.steps.size());
    needed[exit.step] = 1;
    for (size_t i = problem.lifetimes.tensors.size(); i-- > 0;) { // tensors stand in the order they are made
      LiveTensor const &tensor = problem.lifetimes.tensors[i];
      if (tensor.first >= 0 && llvm::any_of(tensor.readers, [&](int64_t reader) {
            return needed[static_cast<size_t>(reader)] != 0;
          }))
        needed[static_cast<size_t>(tensor.first)] = 1;
    }
    neededBy.push_back(std::move(needed));
  }
}

double ExitShares::runs(size_t step, uint32_t onDevice) const {
  double share = 1;
  for (size_t i = 0; i < exits.size() && ((onDevice >> i & 1) == 0 || neededBy[i][step] == 0); ++i)
    share -= (onDevice >> i & 1) != 0 ? exits[i].share : 0;
  return std::max(share, 0.0);
}

double ExitShares::rest(uint32_t onDevice) const {
  double share = 1;
  for (size_t i = 0; i < exits.size(); ++i)
    share -= (onDevice >> i & 1) != 0 ? exits[i].share : 0;
  return std::max(share, 0.0);
}

uint32_t ExitShares::within(std::vector<char> const &set) const {
  uint32_t bits = 0;
  for (size_t i = 0; i < exits.size(); ++i)
    bits |= set[exits[i].step] != 0 ? 1U << i : 0U;
  return bits;
}

/// The head's and the server's part of a cut whose first `head` nodes are on the device, as exits before it stand.
static void sumUp(SplitProblem const &problem, ExitShares const &shares, uint32_t exits, NetworkCut &cut,
                  double &tail) {
  cut.headJ = cut.headS = tail = 0;
  for (size_t i = 0; i < problem.steps.size(); ++i)
    if (i < cut.head) {
      cut.headJ += problem.steps[i].energyJ * shares.runs(i, exits);
      cut.headS += problem.steps[i].timeS * shares.runs(i, exits);
    } else {
      tail += problem.steps[i].serverS;
    }
}

static void addRadio(RadioLink const &radio, double rest, NetworkCut &cut) {
  double bits = 8 * static_cast<double>(cut.bytes) * rest;
  cut.radioJ = bits * radio.joulesPerBit;
  cut.radioS = radio.bitsPerSecond > 0 ? bits / radio.bitsPerSecond : 0;
  cut.ends = 1 - rest;
}

static std::vector<NetworkCut> cutsInOrder(SplitProblem const &problem, ExitShares const &shares) {
  std::vector<SplitStep> const &steps = problem.steps;
  std::vector<int64_t> bytes(steps.size() + 2), tensors(steps.size() + 2);
  addCrossing(problem.lifetimes, bytes, tensors);
  std::vector<NetworkCut> cuts;
  NetworkCut cut;
  std::vector<char> set(steps.size());
  uint32_t exits = 0;
  int64_t crossing = 0, count = 0;
  double tail = 0;
  sumUp(problem, shares, exits, cut, tail);
  for (size_t i = 0; i <= steps.size(); ++i) {
    cut.head = i;
    if (i > 0) {
      set[i - 1] = 1;
      cut.headJ += steps[i - 1].energyJ * shares.runs(i - 1, exits);
      cut.headS += steps[i - 1].timeS * shares.runs(i - 1, exits);
      tail -= steps[i - 1].serverS;
      cut.after = steps[i - 1].name;
      if (uint32_t now = shares.within(set); now != exits)
        sumUp(problem, shares, exits = now, cut, tail); // what runs before it runs for fewer now
    }
    crossing += bytes[i];
    count += tensors[i];
    cut.bytes = crossing;
    cut.tensors = static_cast<size_t>(count);
    addRadio(problem.radio, shares.rest(exits), cut);
    cut.tailS = i == steps.size() ? 0 : std::max(tail, 0.0) * shares.rest(exits);
    if (i == 0 || i == steps.size() || steps[i].startsKernel)
      cuts.push_back(cut);
  }
  return cuts;
}

static bool crosses(LiveTensor const &tensor, std::vector<char> const &set) {
  return (tensor.first < 0 || set[static_cast<size_t>(tensor.first)] != 0) &&
         llvm::any_of(tensor.readers, [&](int64_t reader) { return set[static_cast<size_t>(reader)] == 0; });
}

NetworkCut cutOf(SplitProblem const &problem, ExitShares const &shares, std::vector<char> const &set) {
  NetworkCut cut;
  uint32_t exits = shares.within(set);
  double tail = 0;
  bool gap = false;
  for (size_t i = 0; i < set.size(); ++i)
    if (set[i] != 0) {
      cut.inOrder &= !gap;
      ++cut.head;
      cut.after = problem.steps[i].name;
      cut.headJ += problem.steps[i].energyJ * shares.runs(i, exits);
      cut.headS += problem.steps[i].timeS * shares.runs(i, exits);
    } else {
      gap = true;
      tail += problem.steps[i].serverS;
    }
  for (LiveTensor const &tensor : problem.lifetimes.tensors)
    if (crosses(tensor, set)) {
      cut.bytes += tensor.bytes;
      cut.sends.push_back(tensor.name);
    }
  cut.tensors = cut.sends.size();
  addRadio(problem.radio, shares.rest(exits), cut);
  cut.tailS = tail * shares.rest(exits);
  return cut;
}

std::vector<NetworkCut> allCuts(SplitProblem const &problem) {
  ExitShares shares(problem);
  std::vector<NetworkCut> cuts = cutsInOrder(problem, shares);
  for (std::vector<char> const &set : bestSets(problem, shares)) {
    NetworkCut cut = cutOf(problem, shares, set);
    auto asGood = [&](NetworkCut const &other) {
      return other.energyJ() <= cut.energyJ() * (1 + 1e-9) &&
             rankedLatency(problem, other) <= rankedLatency(problem, cut) * (1 + 1e-9);
    };
    if (!cut.inOrder && llvm::none_of(cuts, asGood))
      cuts.push_back(std::move(cut));
  }
  markFront(problem, cuts);
  for (NetworkCut &cut : cuts)
    if (cut.onFront && cut.inOrder) {
      std::vector<char> set(problem.steps.size());
      std::fill_n(set.begin(), cut.head, char{1});
      cut.sends = cutOf(problem, shares, set).sends;
    }
  return cuts;
}

} // namespace eo
