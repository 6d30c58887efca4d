// energy-opt fix as a user runs it: what one change uncovers for another is done in the same run.
#include "tests/cli/EnergyOpt.h"
#include "tests/support/TestFiles.h"
#include "tests/support/TextNetwork.h"

#include <filesystem>
#include <fmt/format.h>
#include <gmock/gmock.h>

using namespace eo::test;
using testing::HasSubstr;
using testing::Not;

namespace {

struct Uncovered {
  char const *name;
  char const *between; ///< from the convolution's `c` to the normalization's `n`
  int nodesBefore;
};
void PrintTo(Uncovered const &one, std::ostream *stream) { *stream << one.name; }
class FixUncovers : public testing::TestWithParam<Uncovered> {};

INSTANTIATE_TEST_SUITE_P(
    , FixUncovers,
    testing::Values(
        Uncovered{"TransposesThatUndoEachOther",
                  "t = Transpose <perm = [0, 2, 3, 1]> (c) n = Transpose <perm = [0, 3, 1, 2]> (t)", 4},
        Uncovered{"ANodeThatDoesNothing", "n = Identity (c)", 3},
        Uncovered{"ADeadReader", "dead = Relu (c) n = Identity (c)", 4},
        Uncovered{"AllOfThem",
                  "i = Identity (c) t = Transpose <perm = [0, 2, 3, 1]> (i) dead = Relu (t) "
                  "d = Dropout (t) n = Transpose <perm = [0, 3, 1, 2]> (d)",
                  7}),
    [](auto const &row) { return std::string(row.param.name); });

TEST_P(FixUncovers, ANormalizationThatIsFoldedInTheSameRun) {
  TemporaryFile network(onnxBytes(fmt::format(R"(
main (float[1, 1, 2, 3] x) => (float[1, 2, 2, 3] y)
<float[2, 1, 1, 1] w = {{10, 20}}, float[2] s = {{2, 6}}, float[2] o = {{0.5, 0}}, float[2] m = {{4, 0}}, float[2] v = {{3, 8}}>
{{
  c = Conv (x, w)
  {}
  y = BatchNormalization (n, s, o, m, v)
}})",
                                              GetParam().between)));
  std::string to = network.path() + ".out";
  ToolRun alone = energyOpt("fix --json --dry-run --only=unfused-normalization " + network.path());
  EXPECT_THAT(alone.out, HasSubstr("\"changed\": false")) << "covered at first; " << alone.err;
  ToolRun run = energyOpt(fmt::format("fix --json -o {} {}", to, network.path()));
  EXPECT_EQ(run.exitCode, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr(fmt::format("\"nodes_before\": {}", GetParam().nodesBefore)));
  EXPECT_THAT(run.out, HasSubstr("\"nodes_after\": 1,"));
  EXPECT_THAT(energyOpt("--format=csv " + to).out, Not(HasSubstr("BatchNormalization")));
  EXPECT_THAT(energyOpt("fix --json --dry-run " + to).out, HasSubstr("\"changed\": false"))
      << "nothing is left";
  std::filesystem::remove(to);
}

/// Nine channels on six positions from one, and two from them: 54 + 108 MACs, and with sixteen channels 96 + 192.
TEST(FixAligned, ChannelsByItselfFillsTilesAndNothingElse) {
  for (auto [between, channels, fixed] : {std::tuple("n = Relu (c)", 9, true),
                                          {"n = Relu (c) z = Neg (c)", 9, false}, // an output of the network
                                          {"n = Relu (c)", 8, false},             // whole tiles
                                          {"n = Identity (c)", 9, false}}) { // not followed, and not removed
    std::string ones = "1";
    for (int i = 1; i < channels; ++i)
      ones += ", 1";
    TemporaryFile network(
        onnxBytes(fmt::format(R"(
main (float[1, 1, 2, 3] x) => (float[1, 2, 2, 3] y{z})
<float[{n}, 1, 1, 1] w = {{{ones}}}, float[2, {n}, 1, 1] v = {{{ones}, {ones}}}>
{{
  c = Conv (x, w)
  {between}
  y = Conv (n, v)
}})",
                              fmt::arg("n", channels), fmt::arg("ones", ones), fmt::arg("between", between),
                              fmt::arg("z", llvm::StringRef(between).contains("Neg")
                                                ? fmt::format(", float[1, {}, 2, 3] z", channels)
                                                : ""))));
    std::string to = network.path() + ".out";
    ToolRun run =
        energyOpt(fmt::format("fix --json --only=aligned-channels --align=8 -o {} {}", to, network.path()));
    EXPECT_EQ(run.exitCode, 0) << run.err;
    EXPECT_THAT(run.out, HasSubstr(fixed ? "\"changed\": true" : "\"changed\": false"))
        << between << channels;
    if (fixed) {
      std::string report = energyOpt("--format=json " + to).out;
      EXPECT_THAT(report, HasSubstr(fmt::format("\"macs\": {},", 96 + 192)));
      EXPECT_THAT(report, HasSubstr("\"nodes\": 3,"));
      EXPECT_THAT(energyOpt("fix --json --dry-run --only=aligned-channels --align=8 " + to).out,
                  HasSubstr("\"changed\": false"))
          << "tiles are full now";
    }
    std::filesystem::remove(to);
  }
}

} // namespace
