//===- SplitSets.cpp - the best of all closed sets of nodes ----------------------------------------------===//
//
// For a weighting a · E + b · T with a, b >= 0 the best closed set is a minimum cut between the device's and the server's side
// of a graph with a vertex for each node and each tensor:
//
//   node -> server     what it takes on the device        node -> producer     never cut: with a node all that it needs
//   device -> node     what it takes on the server        tensor -> reader     never cut
//   producer -> tensor what sending it takes: cut where the producer is on the device and any reader is not, once
//
// Weightings are found by halving: of two sets the weighting for which both are equal either finds a better one between
// them, or there is none.
//
#include "lib/decide/MinCut.h"
#include "lib/decide/Split.h"
#include "llvm/ADT/STLExtras.h"

#include <cmath>
#include <functional>
#include <map>

namespace eo {

namespace {
/// How much a joule and a second count.
struct Weights {
  double ofEnergy = 1, ofTime = 0;
};

constexpr size_t noKernel = ~size_t{0};

/// Minimum cuts of one problem.
class SetSearch {
public:
  SetSearch(SplitProblem const &splitProblem, ExitShares const &exitShares)
      : problem(splitProblem), shares(exitShares) {}

  /// The best set under the weights; every choice of exits on the device is tried.
  std::vector<char> best(Weights weights) const {
    std::vector<char> found;
    double least = 0;
    for (uint32_t exits = 0; exits < (1U << problem.exits.size()); ++exits) {
      std::vector<char> set = cheapest(weights, exits);
      double cost = costOf(weights, cutOf(problem, shares, set));
      if (found.empty() || cost < least) {
        found = std::move(set);
        least = cost;
      }
    }
    return found;
  }

  static double costOf(Weights weights, NetworkCut const &cut) {
    return weights.ofEnergy * cut.energyJ() + weights.ofTime * cut.latencyS();
  }

private:
  struct Priced {
    size_t from, to;
    double cost;
  };

  /// With at least these exits on the device, priced as if they were all of those.
  std::vector<char> cheapest(Weights weights, uint32_t exits) const {
    constexpr size_t device = 0, server = 1, nodes = 2;
    size_t tensors = nodes + problem.steps.size(), count = tensors + problem.lifetimes.tensors.size();
    std::vector<Priced> priced;
    std::map<size_t, size_t> firstOf; ///< node of each kernel
    MinCut cut(count);
    double rest = shares.rest(exits);
    for (size_t i = 0; i < problem.steps.size(); ++i) {
      SplitStep const &step = problem.steps[i];
      double runs = shares.runs(i, exits);
      priced.push_back(
          {nodes + i, server, runs * (weights.ofEnergy * step.energyJ + weights.ofTime * step.timeS)});
      priced.push_back({device, nodes + i, rest * weights.ofTime * step.serverS});
      if (auto [first, isNew] = firstOf.try_emplace(step.kernel, i); !isNew && step.kernel != noKernel) {
        cut.add(nodes + i, nodes + first->second, MinCut::infinite); // one kernel: one side
        cut.add(nodes + first->second, nodes + i, MinCut::infinite);
      }
    }
    RadioLink const &radio = problem.radio;
    double perByte = 8 * rest *
                     (weights.ofEnergy * radio.joulesPerBit +
                      (radio.bitsPerSecond > 0 ? weights.ofTime / radio.bitsPerSecond : 0));
    for (size_t i = 0; i < problem.lifetimes.tensors.size(); ++i) {
      LiveTensor const &tensor = problem.lifetimes.tensors[i];
      size_t maker = tensor.first < 0 ? device : nodes + static_cast<size_t>(tensor.first);
      priced.push_back({maker, tensors + i, perByte * static_cast<double>(tensor.bytes)});
      for (int64_t reader : tensor.readers) {
        cut.add(tensors + i, nodes + static_cast<size_t>(reader), MinCut::infinite);
        if (tensor.first >= 0)
          cut.add(nodes + static_cast<size_t>(reader), maker, MinCut::infinite);
      }
    }
    for (size_t i = 0; i < problem.exits.size(); ++i)
      if ((exits >> i & 1) != 0)
        cut.add(device, nodes + problem.exits[i].step, MinCut::infinite);
    double total = 0;
    for (Priced const &one : priced)
      total += one.cost;
    for (Priced const &one : priced) // whole numbers: capacities that are subtracted stay exact
      if (one.cost > 0)
        cut.add(one.from, one.to, static_cast<int64_t>(std::ldexp(one.cost / total, 45)));
    std::vector<char> side = cut.solve(device, server);
    return {side.begin() + nodes, side.begin() + static_cast<std::ptrdiff_t>(tensors)};
  }

  SplitProblem const &problem;
  ExitShares const &shares;
};
} // namespace

std::vector<std::vector<char>> bestSets(SplitProblem const &problem, ExitShares const &shares) {
  constexpr size_t most = 64;
  SetSearch search(problem, shares);
  std::vector<std::vector<char>> sets;
  auto cut = [&](std::vector<char> const &set) { return cutOf(problem, shares, set); };
  std::vector<char> leastEnergy = search.best({1, 0}), leastTime = search.best({0, 1});
  // of sets that take the least energy the fastest, and the other way round
  NetworkCut energy = cut(leastEnergy), time = cut(leastTime);
  auto tie = [](double one, double other) { return other > 0 ? 1e-7 * one / other : 0; };
  leastEnergy = search.best({1, tie(energy.energyJ(), energy.latencyS())});
  leastTime = search.best({tie(time.latencyS(), time.energyJ()), 1});
  std::function<void(std::vector<char> const &, std::vector<char> const &)> between =
      [&](std::vector<char> const &one, std::vector<char> const &other) {
        NetworkCut a = cut(one), b = cut(other);
        Weights weights{a.latencyS() - b.latencyS(), b.energyJ() - a.energyJ()};
        if (!(weights.ofEnergy > 0) || !(weights.ofTime > 0) || sets.size() >= most)
          return;
        std::vector<char> found = search.best(weights);
        if (SetSearch::costOf(weights, cut(found)) >= SetSearch::costOf(weights, a) * (1 - 1e-9))
          return;
        between(one, found);
        sets.push_back(found);
        between(found, other);
      };
  sets.push_back(leastEnergy);
  between(leastEnergy, leastTime);
  sets.push_back(std::move(leastTime));
  return sets;
}

} // namespace eo
