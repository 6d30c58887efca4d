//===- RewriteLawsTest.cpp - the same network, the same joules ---------------------------------------===//
//
// Every rewrite of Rewrites.h on every network at every board: energy and latency stay what they are. What is
// known to differ stands in Exceptions.cpp with its reason.
//
#include "tests/laws/Figures.h"
#include "tests/laws/Rewrites.h"
#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>

using namespace eo;
using namespace eo::test;

namespace {

/// The network that broke a law, in the folder $ENERGY_OPT_LAWS_KEEP, for whoever looks for the cause.
void keep(onnx::ModelProto const &network, std::string const &name) {
  if (char const *folder = std::getenv("ENERGY_OPT_LAWS_KEEP"))
    std::ofstream(std::string(folder) + "/" + name, std::ios::binary) << network.SerializeAsString();
}

class RewriteLaw : public testing::TestWithParam<Rewrite> {};

TEST_P(RewriteLaw, MovesNoFigure) {
  Rewrite const &rewrite = GetParam();
  Tally tally(rewrite.name);
  std::vector<Point> points = everything() ? shippedPoints(true) : samplePoints();
  for (std::string const &file : networks()) {
    auto original = readMessage<onnx::ModelProto>(file);
    NetworkEdit changed(original);
    if (rewrite.apply(changed) == 0)
      continue;
    changed.finish();
    onnx::ModelProto compared = original;
    if (rewrite.reference != nullptr) {
      NetworkEdit reference(original);
      rewrite.reference(reference);
      reference.finish();
      compared = reference.take();
    }
    auto before = figuresAt(compared, points);
    onnx::ModelProto rewritten = changed.take();
    auto after = figuresAt(rewritten, points);
    bool kept = false;
    for (size_t i = 0; i < points.size(); ++i) {
      if (!before[i])
        continue;
      bool holds = after[i] && within(before[i]->energyJ, after[i]->energyJ, rewrite.tolerance) &&
                   within(before[i]->latencyS, after[i]->latencyS, rewrite.tolerance);
      std::string what = after[i]
                             ? fmt::format("{} J, {} s are {} J, {} s", before[i]->energyJ.value_or(-1),
                                           before[i]->latencyS.value_or(-1), after[i]->energyJ.value_or(-1),
                                           after[i]->latencyS.value_or(-1))
                             : "cannot be analysed any more";
      if (!holds && !kept)
        keep(rewritten, rewrite.name + ("-" + file.substr(file.rfind('/') + 1)));
      kept |= !holds;
      tally.check(holds, fmt::format("{} on {}: {}", file.substr(file.rfind('/') + 1), points[i].name, what));
    }
  }
  EXPECT_EQ(tally.violations(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Laws, RewriteLaw, testing::ValuesIn(allRewrites()), [](auto const &row) {
  std::string name = row.param.name;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

} // namespace
