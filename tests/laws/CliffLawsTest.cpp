//===- CliffLawsTest.cpp - alike work costs alike ------------------------------------------------------===//
//
// Boards know kernels by families that were fitted apart. Two convolutions on either side of a border between
// families, at every setting of every board: beyond what arithmetic and memory traffic do the price does not jump by more than what a
// fast 3x3 algorithm saves (2.25 times) and half of that again, unless the trust says that one of them was not measured.
//
#include "tests/laws/Chain.h"
#include "tests/laws/Figures.h"
#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>

using namespace eo;
using namespace eo::test;

namespace {

/// The same layer on both sides of a border.
struct Border {
  std::string name;
  Chain before, after;
};

/// Multiply-accumulates and elements read and written of a chain of one convolution.
std::pair<double, double> workOf(Chain const &chain) {
  auto number = [](int64_t count) { return static_cast<double>(count); };
  double in = number(chain.inputs > 0 ? chain.inputs : chain.channels), out = number(chain.channels);
  double taps = number(chain.kernel * chain.kernel), size = number(chain.size);
  double side = number((chain.size - 1) / chain.stride + 1), positions = number(chain.batch) * side * side;
  double weights = in / number(chain.groups) * out * taps;
  return {positions * weights, number(chain.batch) * size * size * in + weights + positions * out};
}

std::vector<Border> borders() {
  std::vector<Border> all;
  for (std::pair<int64_t, int64_t> shape :
       {std::pair<int64_t, int64_t>(64, 112), {64, 56}, {128, 28}, {256, 14}, {512, 7}}) {
    int64_t channels = shape.first, size = shape.second;
    Chain plain;
    plain.depth = 1, plain.channels = channels, plain.size = size, plain.inside = true;
    auto add = [&](char const *name, auto change, auto first, auto second) {
      Border border{fmt::format("{} ({} channels, {} wide)", name, channels, size), plain, plain};
      change(border.before, first);
      change(border.after, second);
      all.push_back(std::move(border));
    };
    auto kernel = [](Chain &chain, int64_t value) { chain.kernel = value; };
    auto stride = [](Chain &chain, int64_t value) { chain.stride = value; };
    auto batch = [](Chain &chain, int64_t value) { chain.batch = value; };
    auto groups = [](Chain &chain, int64_t value) { chain.groups = value; };
    add("kernel 1 to 3", kernel, 1, 3);
    add("kernel 3 to 5", kernel, 3, 5);
    add("kernel 5 to 7", kernel, 5, 7);
    add("stride 2 to 1", stride, 2, 1);
    add("batch 1 to 2", batch, 1, 2);
    add("1 to 2 channels a group", groups, channels, channels / 2);
    add("4 to 8 channels a group", groups, channels / 4, channels / 8);
    auto depthwise = [&](Chain &chain, int64_t value) { chain.groups = channels, chain.kernel = value; };
    add("depthwise kernel 3 to 5", depthwise, 3, 5);
    auto vector = [](Chain &chain, int64_t value) { chain.kernel = 1, chain.size = value; };
    add("matrix-vector to 1x1 convolution", vector, 1, 2);
  }
  return all;
}

TEST(CliffLaw, AlikeWorkCostsAlike) {
  constexpr double most = 2.25 * 1.5;
  Tally tally("cliff");
  std::vector<Point> points = shippedPoints(true);
  for (Border const &border : borders()) {
    auto before = figuresAt(border.before.build(), points), after = figuresAt(border.after.build(), points);
    auto [macs, elements] = workOf(border.before);
    auto [moreMacs, moreElements] = workOf(border.after);
    double up = std::max({1.0, moreMacs / macs, moreElements / elements}),
           down = std::min({1.0, moreMacs / macs, moreElements / elements});
    for (size_t i = 0; i < points.size(); ++i) {
      if (!before[i] || !after[i] || !before[i]->calibrated || !after[i]->calibrated)
        continue;
      for (auto figure : {&Figures::energyJ, &Figures::latencyS}) {
        std::optional<double> a = *before[i].*figure, b = *after[i].*figure;
        if (a && b)
          tally.check(*b <= *a * up * most && *b >= *a * down / most,
                      fmt::format("{}, {}: {} -> {} {}, {:.2f} times", points[i].name, border.name, *a, *b,
                                  figure == &Figures::energyJ ? "J" : "s", *b / *a));
      }
    }
  }
  EXPECT_GT(tally.checks(), 0U);
  EXPECT_EQ(tally.violations(), 0U);
}

} // namespace
