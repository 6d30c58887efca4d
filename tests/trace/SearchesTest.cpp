// How far is searched (EdgeSearchLimits, StateSearch, DecaySearch): recordings of known truth that are read right, and wrong where a number
// is moved.
#include "lib/trace/measure/WindowEnergy.h"
#include "lib/trace/signal/BasePower.h"
#include "lib/trace/signal/Deconvolution.h"
#include "lib/trace/signal/Statistics.h"
#include "tests/trace/Recordings.h"
#include "tests/trace/Simulator.h"
#include <gtest/gtest.h>

using namespace eo;

namespace {

/// How a recording is searched.
struct Searches {
  StateSearch states;
  EdgeSearchLimits edges;
};

/// A recording and what is true of it.
struct TrueRecording {
  PowerTrace trace;
  bool activeHigh = true;
  size_t windows = 0;
  double windowJ = 0, toleranceJ = 0; ///< mean energy of a window
  std::optional<double> idleW;        ///< where idle is one level
  double toleranceW = 0;

  /// As many windows as there were, their mean energy, and idle where it was.
  bool isRead(Searches const &searches) const {
    std::optional<PowerStates> states = findStates(trace.watts, {}, searches.states);
    if (!states)
      return false;
    PowerSum sums(trace.watts);
    WindowSet set = findWindows(trace, sums, *states, activeHigh, {true, true, {}, {}, searches.edges});
    if (set.windows.size() != windows)
      return false;
    double joules = 0, whole = 0;
    for (ActiveWindow const &window : set.windows) {
      joules += window.damaged ? 0 : windowEnergy(window, set, sums, trace.sampleS()).joules;
      whole += window.damaged ? 0 : 1;
    }
    if (!(std::fabs(joules / whole - windowJ) <= toleranceJ) || set.idle.empty())
      return false;
    return !idleW || std::fabs(BasePower(set.idle, sums).watts() - *idleW) <= toleranceW;
  }
};

/// As RecordingsTest.cpp asks of it: 5 % of the energy of a run, or the one sample that its edges may hide.
TrueRecording recorded(uint64_t seed) {
  sim::Recording recording = sim::record(seed);
  double tolerance = std::max(0.05 * recording.runJ, recording.sampleJ);
  return {recording.trace, recording.activeHigh, recording.runs, recording.runJ, tolerance, {}, 0};
}

/// As AnalysisTest.cpp asks of it, 1 % of the energy; and idle to 3 % of the step, and what it drifts by.
TrueRecording simulated(sim::Setup const &setup) {
  sim::Simulated one = sim::simulate(setup);
  double beyondIdle = 0, seconds = 0, sum = 0;
  for (sim::Layer const &layer : setup.layers) {
    beyondIdle += (layer.watts - setup.idleW) * layer.seconds;
    seconds += layer.seconds;
    sum += layer.watts - setup.idleW;
  }
  double mean = one.truth.inferenceJ();
  return {std::move(one.trace),
          sum > 0,
          setup.windows,
          mean,
          0.01 * mean,
          setup.idleW,
          0.03 * std::fabs(beyondIdle / seconds) + setup.driftW};
}

TrueRecording usualNetwork(uint64_t seed) {
  return simulated(sim::randomSetup(static_cast<uint32_t>(seed), 18000));
}

using Make = TrueRecording (*)(uint64_t seed);

struct Moved {
  char const *name;
  void (*move)(Searches &, double factor);
  double factor;
  Make make;
  uint64_t seed;
};
void PrintTo(Moved const &one, std::ostream *stream) { *stream << one.name; }

class MovedSearch : public testing::TestWithParam<Moved> {};

template <auto member> void edges(Searches &searches, double factor) { searches.edges.*member *= factor; }
template <auto member> void states(Searches &searches, double factor) {
  auto &number = searches.states.*member;
  number = static_cast<std::remove_reference_t<decltype(number)>>(static_cast<double>(number) * factor);
}

using EdgeNumbers = EdgeSearchLimits;
using State = StateSearch;

constexpr Moved all[] = {
    {"flickerSmoothingsDown", edges<&EdgeNumbers::flickerSmoothings>, 0.5, recorded, 137},
    {"flickerSmoothingsUp", edges<&EdgeNumbers::flickerSmoothings>, 1.25, recorded, 40},
    {"flickerOfUsualDown", edges<&EdgeNumbers::flickerOfUsual>, 0.25, recorded, 137},
    {"flickerOfUsualUp", edges<&EdgeNumbers::flickerOfUsual>, 2, recorded, 268},
    {"typicalGapDown", edges<&EdgeNumbers::typicalGap>, 0.25, usualNetwork, 348},
    {"typicalGapUp", edges<&EdgeNumbers::typicalGap>, 4, usualNetwork, 204},
    {"ofGapDown", edges<&EdgeNumbers::ofGap>, 0.5, usualNetwork, 205},
    {"ofGapUp", edges<&EdgeNumbers::ofGap>, 2, usualNetwork, 203},
    {"idleSpreadsUp", edges<&EdgeNumbers::idleSpreads>, 2, recorded, 113},
    {"idleBehindDown", edges<&EdgeNumbers::idleBehind>, 0.25, usualNetwork, 243},
    {"idleBeforeUp", edges<&EdgeNumbers::idleBefore>, 1.5, recorded, 113},
    {"leastWindowUp", edges<&EdgeNumbers::leastWindow>, 4, recorded, 52},
    {"binsDown", states<&State::bins>, 0.67, recorded, 180},
    {"binsUp", states<&State::bins>, 1.25, recorded, 128},
    {"outerDown", states<&State::outer>, 0.8, recorded, 128},
    {"outerUp", states<&State::outer>, 1.25, recorded, 128},
    {"sampledDown", states<&State::sampled>, 0.25, recorded, 1192},
    {"leastValleyDown", states<&State::leastValley>, 0.67, recorded, 364},
    {"leastValleyUp", states<&State::leastValley>, 1.5, recorded, 190},
    {"outermostDown", states<&State::outermost>, 0.25, recorded, 1119},
    {"outermostUp", states<&State::outermost>, 1.5, recorded, 19},
    {"deepestDown", states<&State::deepest>, 0.67, recorded, 1192},
    {"deepestUp", states<&State::deepest>, 4, recorded, 19},
    {"shapePlacesDown", states<&State::shapePlaces>, 0.5, recorded, 684},
    {"maxRunsDown", states<&State::maxRuns>, 0.67, recorded, 72},
    {"longestPartUp", states<&State::longestPart>, 4, recorded, 324},
};

} // namespace

TEST_P(MovedSearch, ReadsARecordingWrong) {
  Moved const &moved = GetParam();
  TrueRecording recording = moved.make(moved.seed);
  EXPECT_TRUE(recording.isRead({}));
  Searches searches;
  moved.move(searches, moved.factor);
  EXPECT_FALSE(recording.isRead(searches));
}

INSTANTIATE_TEST_SUITE_P(All, MovedSearch, testing::ValuesIn(all),
                         [](auto const &moved) { return std::string(moved.param.name); });

// Idle, execution, idle are three runs; as many blocks as runs that noise makes are none.
TEST(StateSearches, ThreeRunsOfTwoSamplesEachAreTheLeast) {
  std::vector<float> lone = {1, 1, 1, 5, 5, 5, 1, 1}, pairs = {1, 1, 5, 5, 1, 1, 5, 5, 1, 1};
  StateSearch search;
  EXPECT_TRUE(findStates(lone).has_value());
  search.leastRuns = 4;
  EXPECT_FALSE(findStates(lone, {}, search).has_value());
  search = {};
  EXPECT_TRUE(findStates(pairs).has_value());
  search.leastRun = 3;
  EXPECT_FALSE(findStates(pairs, {}, search).has_value());
}

// Ten equal executions: of one sample more than there may be blocks, two are one block and edges are known to two samples.
TEST(StateSearches, SamplesAreBlocksUpToTheirMost) {
  auto resolution = [](size_t samples) {
    std::vector<float> watts;
    for (size_t i = 0; i < samples; ++i)
      watts.push_back(i * 21 / samples % 2 == 0 ? 1.0F : 5.0F);
    std::optional<PowerStates> states = findStates(watts);
    return states ? states->resolution : 0;
  };
  EXPECT_EQ(resolution(32768), 1U);
  EXPECT_EQ(resolution(32769), 2U);
}

namespace {

/// 3 W for 100 samples, then a fall to 1 W with this time constant.
std::vector<double> discharge(double tau, size_t samples) {
  std::vector<double> edge(100, 3.0);
  for (size_t i = 0; i < samples; ++i)
    edge.push_back(1 + 2 * std::exp(-static_cast<double>(i) / tau));
  return edge;
}

double timeOf(double tau, size_t samples, DecaySearch const &search = {}) {
  return decayTime(discharge(tau, samples), 100, 1e-6, {}, search).value_or(0);
}

} // namespace

// The time constants are those that the signals were made with.
TEST(DecaySearches, AreAsFineAndAsFarAsADischargeNeeds) {
  for (double tau : {3.7, 42.0, 113.0})
    EXPECT_NEAR(timeOf(tau, 900), tau, 2e-4 * tau) << tau;
  DecaySearch search;
  search.precision = 1e-2;
  EXPECT_GT(std::fabs(timeOf(113, 900, search) / 113 - 1), 2e-4);
  search = {};
  search.least = 3.7; // the first of the row is no minimum
  EXPECT_EQ(timeOf(3.7, 900, search), 0);
  search = {};
  search.ratio = 20; // of 42 the neighbours are 6 and 120, and a last one of 600 is beyond what is there
  EXPECT_GT(std::fabs(timeOf(42, 500, search) / 42 - 1), 2e-4);
  search = {};
  for (size_t points : {50U, 5000U}) { // of means and of single samples: it bounds the work and nothing else
    search.points = points;
    EXPECT_NEAR(timeOf(113, 900, search), 113, 2e-4 * 113);
  }
}

// Of a decay over 100 samples least squares at the nearest time of a row 0.5, 0.75, 1.125, … leave 9.1 % of its deviation at most, at those
// of every second 18.8 %, of a row from 1.5 on 36 % (worked out by another program).
TEST(DecaySearches, TheCoarseRowLeavesLittle) {
  auto worst = [](DecaySearch const &search) {
    double most = 0;
    for (double tau = 0.6; tau < 40; tau *= 1.07) {
      std::vector<double> fall;
      for (int i = 0; i < 100; ++i)
        fall.push_back(1 + 2 * std::exp(-i / tau));
      most = std::max(most, restBesideDecay(fall, search) / deviationOf(fall));
    }
    return most;
  };
  DecaySearch search;
  EXPECT_LT(worst(search), 0.10);
  search.coarseRatio = 2.25;
  EXPECT_GT(worst(search), 0.10);
  search = {};
  search.coarseLeast = 1.5;
  EXPECT_GT(worst(search), 0.10);
}
