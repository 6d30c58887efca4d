#include "lib/report/diff/DiffWriters.h"
#include "lib/report/diff/DiffWords.h"
#include "tests/report/SampleDiff.h"
#include <nlohmann/json.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace eo {
namespace {

using testing::HasSubstr;
using testing::Not;

ReportDiff sample() {
  ReportLayer gelu = layerOf("act", "Gelu", 1.5, 1000);
  return diffReports(networkOf({layerOf("stem", "Conv", 4), layerOf("act", "Relu", 1),
                                layerOf("head|x", "Gemm", 6), layerOf("old", "Softmax", 0.5)}),
                     networkOf({layerOf("stem", "Conv", 4), gelu, layerOf("head|x", "Gemm", 6.6, 6600),
                                layerOf("new", "Add", 2)}));
}

std::string written(ReportDiff const &diff, llvm::StringRef name) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  for (DiffFormat const &format : diffFormats())
    if (format.name == name)
      format.write(diff, {}, stream);
  return text;
}

TEST(DiffWords, RelativeChangesReadAsPercentOrAsAFactor) {
  EXPECT_EQ(relativeText(0.0823), "+8.2 %");
  EXPECT_EQ(relativeText(-0.0005), "−0.05 %");
  EXPECT_EQ(relativeText(1.794), "+179 %");
  EXPECT_EQ(relativeText(11.0), "×12.0");
  EXPECT_EQ(relativeText(-0.00001), "under −0.01 %");
  EXPECT_EQ(relativeText(0.0), "0 %");
  EXPECT_EQ(relativeText(std::nullopt), "");
}

TEST(DiffWords, HeadlineSaysWhatHappened) {
  Report one = networkOf({layerOf("a", "Conv", 4)});
  EXPECT_EQ(headline(diffReports(one, one)), "no change: 4 J");
  EXPECT_EQ(headline(diffReports(one, networkOf({layerOf("b", "Conv", 4)}))),
            "no change: 4 J, 1 layer renamed");
  EXPECT_EQ(headline(diffReports(one, networkOf({layerOf("a", "Conv", 9)}))),
            "energy +125 %: 4 J → 9 J (+5 J)");
  EXPECT_EQ(headline(diffReports(one, networkOf({layerOf("a", "Conv", 4.2)}))),
            "energy +5.0 %: 4 J → 4.2 J (+200 mJ)");
  EXPECT_EQ(headline(diffReports(one, networkOf({layerOf("a", "ConvTranspose", 4.2)}))),
            "energy ~ +5.0 %: 4 J → 4.2 J (+200 mJ)");
  EXPECT_EQ(headline(diffReports(one, networkOf({layerOf("b", "Gemm", 4)}))), "no change in energy: 4 J");
  Report bare = one;
  bare.board.reset();
  bare.totals.energy.reset();
  EXPECT_EQ(headline(diffReports(bare, bare)), "no change: 4000 MACs");
  bare.totals.macs.reset();
  EXPECT_EQ(headline(diffReports(bare, bare)), "no change");
  EXPECT_EQ(headline(diffReports(bare, one)), "energy: – → 4 J, not known for both");
}

/// 3 % of the MACs against all of them: 1 J is at least so much, and 2 J is not known to be more.
TEST(DiffWords, OfDifferentSharesOfTheNetworkThereIsNoDifference) {
  Report old = networkOf({layerOf("a", "Conv", 1)}), now = networkOf({layerOf("a", "Conv", 2)});
  old.totals.energyIsAll = false;
  old.coverage.macsShare = 0.03;
  ReportDiff diff = diffReports(old, now);
  EXPECT_EQ(headline(diff), "energy: ≥ 1 J → 2 J, of different shares of the network: no difference");
  DiffFigure energy = totalFigures(diff).front();
  EXPECT_EQ(energy.before, "≥ 1 J");
  EXPECT_EQ(energy.after, "2 J");
  EXPECT_EQ(energy.delta + energy.relative, "");
  diff.before.totals.power = 1;
  diff.after.totals.power = 3;
  DiffFigure power = totalFigures(diff).at(1);
  EXPECT_EQ(power.label + power.before + power.after + power.delta + power.relative, "Power1 W3 W");
  old.coverage.macsShare = now.coverage.macsShare = 0.97; // what is left out is the same
  now.totals.energyIsAll = false;
  EXPECT_EQ(headline(diffReports(old, now)), "energy +100 %: ≥ 1 J → ≥ 2 J (+1 J)");
}

TEST(DiffText, ShowsTotalsThenTheLayersThatChangeMost) {
  EXPECT_EQ(written(sample(), "text"), R"(b1, CPU inference
old  net.onnx · 4 nodes
new  net.onnx · 4 nodes

 energy +22.6 %: 11.5 J → 14.1 J (+2.6 J)

 1 layer added, 1 removed, 2 changed, 1 the same

            old     new  change
 Energy  11.5 J  14.1 J  +2.6 J  +22.6 %
 MACs    11.5 k  13.6 k   +2100  +18.3 %

    old energy    new   change             layer   op
 +                2 J     +2 J             new     Add          1x8
 *         6 J  6.6 J  +600 mJ  +10.0 %    head|x  Gemm         MACs 6000 → 6600
 *         1 J  1.5 J  +500 mJ  +50.0 %    act     Relu → Gelu
 −      500 mJ         −500 mJ             old     Softmax      1x8

 significant: 1.5 J of the old network and 4.1 J of the new one differ; with errors in opposite directions,
 each as large as the 90 % interval, the difference would be between +2.04 J and +3.16 J
)");
}

TEST(DiffText, IsShortForNoChange) {
  Report one = networkOf({layerOf("a", "Conv", 4)});
  EXPECT_EQ(written(diffReports(one, one), "text"),
            "b1, CPU inference\nold  net.onnx · 1 node\nnew  net.onnx · 1 node\n\n no change: 4 J\n\n 1 "
            "layer the same\n");
}

TEST(DiffJson, HoldsBothSidesAndTheDifferences) {
  nlohmann::json root = nlohmann::json::parse(written(sample(), "json"));
  EXPECT_EQ(root.at("schema"), "energy-opt/diff/1");
  EXPECT_EQ(root.at("totals").at("macs").at("delta"), 2100);
  EXPECT_EQ(root.at("totals").at("energy_j").at("old"), 11.5);
  EXPECT_EQ(root.at("totals").at("latency_s").at("delta"), nullptr);
  EXPECT_EQ(root.at("significance").at("verdict"), "significant");
  EXPECT_EQ(root.at("counts").at("same"), 1);
  nlohmann::json const &layers = root.at("layers");
  ASSERT_EQ(layers.size(), 4U) << "the one that is the same is left out";
  nlohmann::json const &act = layers.at(0), &added = layers.at(2);
  EXPECT_EQ(act.at("change"), "changed");
  EXPECT_EQ(act.at("new").at("op"), "Gelu");
  EXPECT_EQ(act.at("energy_j").at("relative"), 0.5);
  EXPECT_EQ(added.at("old"), nullptr);
  EXPECT_EQ(added.at("energy_j").at("delta"), 2);
}

TEST(DiffMarkdown, IsOneLineForNoChange) {
  Report one = networkOf({layerOf("a", "Conv", 4)});
  EXPECT_EQ(written(diffReports(one, one), "markdown"),
            "**No change: 4 J** — `net.onnx` on b1, CPU inference\n");
}

TEST(DiffMarkdown, ShowsTotalsLayersAndWhatTheDifferenceMeans) {
  EXPECT_EQ(written(sample(), "markdown"),
            R"(**Energy +22.6 %: 11.5 J → 14.1 J (+2.6 J)** — `net.onnx` on b1, CPU inference

| | old | new | change | |
|---|--:|--:|--:|--:|
| Energy | 11.5 J | 14.1 J | +2.6 J | +22.6 % |
| MACs | 11.5 k | 13.6 k | +2100 | +18.3 % |

1 layer added, 1 removed, 2 changed, 1 the same.

| | layer | op | old energy | new | change | | what |
|---|---|---|--:|--:|--:|--:|---|
| added | `new` | Add |  | 2 J | +2 J |  | 1x8 |
| changed | `head\|x` | Gemm | 6 J | 6.6 J | +600 mJ | +10.0 % | MACs 6000 → 6600 |
| changed | `act` | Relu → Gelu | 1 J | 1.5 J | +500 mJ | +50.0 % |  |
| removed | `old` | Softmax | 500 mJ |  | −500 mJ |  | 1x8 |

<sub>Significant: 1.5 J of the old network and 4.1 J of the new one differ; with errors in opposite directions, each as large as the 90 % interval, the difference would be between +2.04 J and +3.16 J.</sub>
)");
}

TEST(DiffMarkdown, ShowsFiveLayersAndFoldsTheRest) {
  std::vector<ReportLayer> many;
  for (int i = 0; i < 400; ++i)
    many.push_back(layerOf(fmt::format("l{}", i), "Conv", 1 + i));
  std::string text = written(diffReports(networkOf({}), networkOf(many)), "markdown");
  EXPECT_THAT(text, HasSubstr("<details><summary>395 more layers</summary>"));
  EXPECT_THAT(text, HasSubstr("… and 145 more with smaller changes."));
  EXPECT_LT(text.size(), 65536U) << "the most that GitHub takes for a comment";
  EXPECT_LT(text.find("`l399`"), text.find("<details>")) << "the largest stands in front";
}

TEST(DiffCsv, HasARowForEveryLayer) {
  EXPECT_EQ(written(sample(), "csv"),
            "change,old_name,new_name,old_op,new_op,old_macs,new_macs,delta_macs,old_latency_s,new_latency_s,"
            "delta_latency_s,old_energy_j,new_energy_j,delta_energy_j,relative_energy,significance\n"
            "same,stem,stem,Conv,Conv,4000,4000,0,,,,4,4,0,0,none\n"
            "changed,act,act,Relu,Gelu,1000,1000,0,,,,1,1.5,0.5,0.5,significant\n"
            "changed,head|x,head|x,Gemm,Gemm,6000,6600,600,,,,6,6.6,0.5999999999999996,0.09999999999999987,"
            "significant\n"
            "added,,new,,Add,,2000,2000,,,,,2,2,,significant\n"
            "removed,old,,Softmax,,500,,-500,,,,0.5,,-0.5,,significant\n");
}

} // namespace
} // namespace eo
