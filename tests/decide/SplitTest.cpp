#include "lib/decide/Split.h"
#include "lib/report/Writers.h"
#include "lib/support/Error.h"
#include "llvm/ADT/STLExtras.h"

#include <gmock/gmock.h>
#include <limits>
#include <random>

using namespace eo;

namespace {

/// x (1000 B) -> a (400 B) -> b (100 B) -> c = b + a (10 B, the result); a is read by step 1 and step 2.
Lifetimes skipConnection() {
  Lifetimes all;
  all.steps = 3;
  all.tensors = {{"x", 1000, -1, 0, 0, {0}},
                 {"a", 400, 0, 2, 2, {1, 2}},
                 {"b", 100, 1, 2, 2, {2}},
                 {"c", 10, 2, 3, -1, {}}};
  return all;
}

std::vector<SplitStep> threeSteps() {
  return {
      {"a", "Conv", 1, 0.1, 0.01, true}, {"b", "Conv", 2, 0.2, 0.02, true}, {"c", "Add", 3, 0.3, 0.03, true}};
}

SplitProblem skipProblem() { return {threeSteps(), skipConnection(), {1e-3, 8000}}; }

TEST(Split, EveryCutSendsAllThatIsReadBehindIt) {
  std::vector<NetworkCut> cuts = allCuts(skipProblem());
  ASSERT_EQ(cuts.size(), 4U);
  std::vector<int64_t> bytes;
  for (NetworkCut const &cut : cuts)
    bytes.push_back(cut.bytes);
  EXPECT_EQ(bytes, (std::vector<int64_t>{1000, 400, 500, 0}));
  EXPECT_EQ(cuts[2].tensors, 2U);
  // head 3 J + 500 B · 8 · 1 mJ; 0.3 s + 500 B / 1000 B/s + 0.03 s on the server
  EXPECT_NEAR(cuts[2].energyJ(), 3 + 4, 1e-12);
  EXPECT_NEAR(cuts[2].latencyS(), 0.3 + 0.5 + 0.03, 1e-12);
  EXPECT_NEAR(cuts[0].energyJ(), 8, 1e-12);
  EXPECT_NEAR(cuts[0].latencyS(), 1 + 0.06, 1e-12);
  EXPECT_NEAR(cuts[3].energyJ(), 6, 1e-12);
  EXPECT_NEAR(cuts[3].latencyS(), 0.6, 1e-12);
}

SplitAnswer answerWithin(std::optional<double> latencyS) {
  SplitAnswer answer;
  answer.cuts = allCuts(skipProblem());
  answer.latencyS = latencyS;
  return answer;
}

TEST(Split, TheBestTakesLeastEnergyWithinTheLatency) {
  EXPECT_EQ(answerWithin(std::nullopt).best()->head, 1U) << "1 J + 3.2 J";
  EXPECT_EQ(answerWithin(0.6).best()->head, 1U) << "0.1 s + 0.4 s + 0.05 s";
  EXPECT_EQ(answerWithin(0.5).best(), nullptr);
  EXPECT_EQ(answerWithin(0.5).verdict(), MissionVerdict::DoesNotFit) << "without bounds the values decide";
  std::vector<NetworkCut> cuts = answerWithin(std::nullopt).cuts;
  EXPECT_TRUE(cuts[1].onFront);
  EXPECT_FALSE(cuts[2].onFront);
  EXPECT_FALSE(cuts[3].onFront) << "6 J and 0.6 s";
}

/// The device may take half or twice as long, the server a fifth less or more. The cut behind a, 0.1 s + 0.4 s + 0.05 s, takes
/// 0.05 + 0.4 + 0.04 s at least and 0.2 + 0.4 + 0.06 s at most.
SplitAnswer answerWithBounds(double latencyS) {
  SplitAnswer answer = answerWithin(latencyS);
  answer.device.energy = std::pair(0.9, 1.5);
  answer.device.latency = std::pair(0.5, 2.0);
  answer.tail.latency = std::pair(0.8, 1.2);
  return answer;
}

TEST(Split, ALimitIsHeldAgainstTheBoundsOfHeadAndTail) {
  auto verdict = [](double limit) {
    SplitAnswer answer = answerWithBounds(limit);
    return answer.verdictOf(answer.cuts[1]);
  };
  EXPECT_EQ(verdict(0.6601), MissionVerdict::Fits);
  EXPECT_EQ(verdict(0.6599), MissionVerdict::Unknown);
  EXPECT_EQ(verdict(0.4901), MissionVerdict::Unknown);
  EXPECT_EQ(verdict(0.4899), MissionVerdict::DoesNotFit);
  SplitAnswer answer = answerWithBounds(0.6601);
  EXPECT_EQ(answer.bestForCertain(), &answer.cuts[1]);
  EXPECT_EQ(answer.verdict(), MissionVerdict::Fits);
  BoundedFigure energy = answer.energyOf(answer.cuts[1]); // 1 J on the device, 3.2 J for the radio
  EXPECT_NEAR(*energy.low, 0.9 + 3.2, 1e-12);
  EXPECT_NEAR(*energy.high, 1.5 + 3.2, 1e-12);
  answer = answerWithBounds(0.6599);
  EXPECT_EQ(answer.best(), &answer.cuts[1]) << "by the value";
  EXPECT_EQ(answer.bestForCertain(), nullptr) << "all on the device takes 1.2 s at most";
  EXPECT_EQ(answer.verdict(), MissionVerdict::Unknown);
  EXPECT_EQ(answerWithBounds(0.2).verdict(), MissionVerdict::DoesNotFit)
      << "all on the device: 0.3 s at least";
}

TEST(Split, NothingFitsByAGuessThatIsPartOfIt) {
  SplitAnswer answer = answerWithBounds(100);
  answer.device.isGuess = true;
  EXPECT_EQ(answer.verdictOf(answer.cuts[1]), MissionVerdict::Unknown);
  EXPECT_EQ(answer.verdictOf(answer.cuts[0]), MissionVerdict::Fits) << "the device only sends";
  answer.tail.isGuess = true;
  EXPECT_EQ(answer.verdict(), MissionVerdict::Unknown);
  answer.device.isGuess = answer.tail.isGuess = false;
  answer.device.isAll = false;
  EXPECT_EQ(answer.verdictOf(answer.cuts[3]), MissionVerdict::Unknown) << "a layer without an estimate";
}

TEST(Split, WithoutTimesEnergyAloneRanks) {
  SplitProblem problem = skipProblem();
  problem.isTimed = false;
  for (SplitStep &step : problem.steps)
    step.timeS = 0;
  SplitAnswer answer;
  answer.cuts = allCuts(problem);
  answer.device.isTimed = false;
  EXPECT_FALSE(answer.latencyOf(answer.cuts[3])) << "nobody knows, and nobody says 0";
  EXPECT_NEAR(answer.latencyOf(answer.cuts[0])->value, 1 + 0.06, 1e-12);
  for (size_t i = 0; i < answer.cuts.size(); ++i)
    EXPECT_EQ(answer.cuts[i].onFront, i == 1) << i;
  std::string text, json;
  llvm::raw_string_ostream textStream(text), jsonStream(json);
  writeSplitText(answer, {}, textStream);
  writeSplitJson(answer, jsonStream);
  EXPECT_THAT(textStream.str(), testing::HasSubstr("has energies only"));
  EXPECT_THAT(textStream.str(), testing::Not(testing::HasSubstr("0 s")));
  EXPECT_THAT(jsonStream.str(), testing::HasSubstr("\"head_s\": null"));
}

TEST(Split, KernelsAreNotCut) {
  std::vector<SplitStep> steps = threeSteps();
  steps[2].startsKernel = false;
  std::vector<NetworkCut> cuts = allCuts({steps, skipConnection(), {1e-3, 0}});
  ASSERT_EQ(cuts.size(), 3U);
  EXPECT_EQ(cuts[2].head, 3U);
}

TEST(Split, RadiosAreReadWithTheirUnits) {
  RadioLink radio = llvm::cantFail(parseRadio("100nJ/bit, 20Mbit/s"));
  EXPECT_DOUBLE_EQ(radio.joulesPerBit, 1e-7);
  EXPECT_DOUBLE_EQ(radio.bitsPerSecond, 2e7);
  EXPECT_EQ(llvm::cantFail(parseRadio("2 µJ/bit")).bitsPerSecond, 0);
  for (char const *text :
       {"", "100nJ", "100nJ/bit,", "0J/bit", "1nJ/bit,20", "1nJ/bit,0bit/s", "20Mbit/s,1nJ/bit"})
    if (llvm::Expected<RadioLink> read = parseRadio(text))
      EXPECT_STREQ(text, "100nJ/bit,") << "read as a radio";
    else
      EXPECT_THAT(takeErrorText(read.takeError()).message, testing::HasSubstr("is not a radio")) << text;
}

/// Huang et al. 2012, table 4, by hand: LTE at 5 Mbit/s draws 438.39 · 5 + 1288.04 = 3479.99 mW, 696.0 nJ a bit; Wi-Fi at
/// 10 Mbit/s 283.17 · 10 + 132.86 = 2964.56 mW.
TEST(Split, RadiosOfTheTableTakeWhatTheirRateMakesOfThem) {
  RadioLink lte = llvm::cantFail(parseRadio("lte,5Mbit/s"));
  EXPECT_NEAR(lte.joulesPerBit, 3479.99e-3 / 5e6, 1e-13);
  EXPECT_DOUBLE_EQ(lte.bitsPerSecond, 5e6);
  EXPECT_EQ(lte.name, "lte");
  EXPECT_THAT(lte.source, testing::HasSubstr("Huang"));
  EXPECT_NEAR(llvm::cantFail(parseRadio("WiFi, 10 Mbit/s")).joulesPerBit, 2964.56e-3 / 1e7, 1e-13);
  EXPECT_EQ(llvm::cantFail(parseRadio("100nJ/bit,20Mbit/s")).name, "");
  EXPECT_THAT(takeErrorText(parseRadio("lte").takeError()).message,
              testing::HasSubstr("depends on the rate"));
  EXPECT_THAT(takeErrorText(parseRadio("lte,0bit/s").takeError()).message,
              testing::HasSubstr("is not a radio"));
  EXPECT_THAT(takeErrorText(parseRadio("ltee,5Mbit/s").takeError()).message, testing::HasSubstr("'lte'"));
}

/// Two branches of x whose results are added: in graph order the large a1 is made first. Sending x and b2 in the place of x:
/// b is on the device, a on the server.
TEST(Split, ABranchMayGoWithoutTheOneBeforeIt) {
  SplitProblem problem;
  problem.steps = {
      {"a1", "Conv", 5, 0, 0, true}, {"b1", "Conv", 1, 0, 0, true}, {"add", "Add", 5, 0, 0, true}};
  problem.lifetimes.steps = 3;
  problem.lifetimes.tensors = {{"x", 100, -1, 0, 0, {0}},
                               {"z", 1000, -1, 1, 1, {1}},
                               {"a", 500, 0, 2, 2, {2}},
                               {"b", 10, 1, 2, 2, {2}},
                               {"y", 10, 2, 3, -1, {}}};
  problem.radio = {1e-3, 0};
  // in order: nothing 8.8 J; a 5 + 12 J; a, b 6 + 4.08 J; all 11 J. b alone: 1 J + 8 * (100 + 10) mJ
  SplitAnswer answer;
  answer.cuts = allCuts(problem);
  NetworkCut const *best = answer.best();
  EXPECT_FALSE(best->inOrder);
  EXPECT_NEAR(best->energyJ(), 1.88, 1e-12);
  EXPECT_EQ(best->sends, (std::vector<std::string>{"x", "b"}));
}

/// Exit "b" takes 60 % of the samples: c runs for 40 %, and of those that are cut behind b 40 % go on.
TEST(Split, SamplesThatEndOnTheDeviceSpareItTheRest) {
  SplitProblem problem = skipProblem();
  problem.exits = {{"b", 1, 0.6}};
  std::vector<NetworkCut> cuts = allCuts(problem);
  EXPECT_NEAR(cuts[1].energyJ(), 1 + 3.2, 1e-12) << "the exit is on the server";
  EXPECT_NEAR(cuts[2].energyJ(), 3 + 0.4 * 4, 1e-12);
  EXPECT_NEAR(cuts[2].latencyS(), 0.3 + 0.4 * (0.5 + 0.03), 1e-12);
  EXPECT_NEAR(cuts[3].energyJ(), 3 + 0.4 * 3, 1e-12);
  EXPECT_NEAR(cuts[3].ends, 0.6, 1e-12);
}

/// A network at random: each node reads some before it, each makes one tensor. Energies and bytes are whole, so that sums are exact.
SplitProblem randomProblem(std::mt19937 &random, bool exits) {
  auto upTo = [&](int most) { return static_cast<int>(random() % static_cast<unsigned>(most + 1)); };
  SplitProblem problem;
  int count = 4 + upTo(5);
  problem.lifetimes.tensors.push_back({"in", 1 + upTo(60), -1, 0, 0, {}});
  for (int i = 0; i < count; ++i) {
    problem.steps.push_back(
        {"n" + std::to_string(i), "Conv", 1.0 * upTo(60), 1.0 * upTo(9), 1.0 * upTo(3), true});
    problem.lifetimes.tensors.push_back({"t" + std::to_string(i), 1 + upTo(20), i, i, -1, {}});
  }
  for (int i = 0; i < count; ++i) {
    bool reads = false;
    for (int t = 0; t <= i; ++t)
      if (upTo(2) == 0 || (t == i && !reads)) {
        problem.lifetimes.tensors[static_cast<size_t>(t)].readers.push_back(i);
        reads = true;
      }
  }
  for (LiveTensor &tensor : problem.lifetimes.tensors)
    tensor.lastRead = tensor.last = tensor.readers.empty() ? tensor.first : tensor.readers.back();
  problem.radio = {0.125, 64};
  if (upTo(1) == 1 && count > 3) {
    problem.steps[1].kernel = problem.steps[2].kernel = 7;
    problem.steps[2].startsKernel = false;
  }
  if (exits)
    problem.exits = {{"e", static_cast<size_t>(upTo(count - 2)), 0.5},
                     {"f", static_cast<size_t>(count - 1), 0.25}};
  return problem;
}

bool isClosed(SplitProblem const &problem, std::vector<char> const &set) {
  for (LiveTensor const &tensor : problem.lifetimes.tensors)
    for (int64_t reader : tensor.readers)
      if (tensor.first >= 0 && set[static_cast<size_t>(reader)] != 0 &&
          set[static_cast<size_t>(tensor.first)] == 0)
        return false;
  for (size_t i = 1; i < set.size(); ++i)
    if (problem.steps[i].kernel != ~size_t{0} && problem.steps[i].kernel == problem.steps[i - 1].kernel &&
        set[i] != set[i - 1])
      return false;
  return true;
}

/// Every closed set of small networks against what was found: the least energy, the least time, and no set beyond the line
/// between two neighbours on the hull.
TEST(Split, OfAllClosedSetsTheHullIsFound) {
  std::mt19937 random(7);
  size_t outOfOrder = 0;
  for (int round = 0; round < 300; ++round) {
    SplitProblem problem = randomProblem(random, round % 3 == 0);
    ExitShares shares(problem);
    std::vector<std::pair<double, double>> all, found;
    size_t count = problem.steps.size();
    for (size_t bits = 0; bits < size_t{1} << count; ++bits) {
      std::vector<char> set(count);
      for (size_t i = 0; i < count; ++i)
        set[i] = static_cast<char>(bits >> i & 1);
      if (!isClosed(problem, set))
        continue;
      NetworkCut cut = cutOf(problem, shares, set);
      all.emplace_back(cut.energyJ(), cut.latencyS());
    }
    std::vector<NetworkCut> cuts = allCuts(problem);
    for (NetworkCut const &cut : cuts)
      found.emplace_back(cut.energyJ(), cut.latencyS());
    outOfOrder += llvm::any_of(cuts, [](NetworkCut const &cut) { return !cut.inOrder; }) ? 1 : 0;
    for (double weight : {0.0, 0.01, 0.3, 1.0, 3.0, 10.0, 100.0, 1e4}) {
      auto least = [&](std::vector<std::pair<double, double>> const &points) {
        double best = std::numeric_limits<double>::infinity();
        for (auto const &[energy, time] : points)
          best = std::min(best, energy + weight * time);
        return best;
      };
      EXPECT_NEAR(least(found), least(all), 1e-6 * least(all) + 1e-9)
          << "round " << round << " weight " << weight;
    }
  }
  EXPECT_GT(outOfOrder, 20U) << "graph order alone would do";
}

} // namespace
