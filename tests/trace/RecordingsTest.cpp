// Which state is the execution, on simulated recordings: never wrong, and told where the docs are followed.
#include "tests/trace/Recordings.h"
#include "lib/trace/measure/Analysis.h"
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <gtest/gtest.h>

using namespace eo;

namespace {

enum class Verdict { Right, Ambiguous, WrongState, WrongEnergy };

/// Right is the state, and the energy of a run to 5 % or to the one sample that its edges may hide from the meter.
size_t covered = 0, measured = 0;
Verdict verdictOf(sim::Recording const &recording, std::string &detail) {
  DiagnosticEngine diagnostics;
  AnalysisOptions options;
  options.inferences = 1;
  auto analysis = analyseTrace(recording.trace, options, diagnostics);
  if (!analysis)
    return Verdict::WrongState;
  for (Diagnostic const &diagnostic : diagnostics.diagnostics())
    detail += diagnostic.message + "; ";
  if (analysis->ambiguous || !analysis->inference)
    return Verdict::Ambiguous;
  if (analysis->activeHigh != recording.activeHigh)
    return Verdict::WrongState;
  double found = analysis->inference->energy.joules;
  // A first run unlike the others is left out of the mean, with a word.
  bool leftOut = std::any_of(analysis->windows.begin(), analysis->windows.end(),
                             [](WindowFigures const &window) { return !window.inMean; });
  double truth = leftOut ? recording.usualJ : recording.runJ;
  detail += " " + std::to_string(analysis->windows.size()) + " windows of " + std::to_string(found) +
            " J, true " + std::to_string(recording.runs) + " of " + std::to_string(truth);
  covered += analysis->inference->energy.low <= truth && truth <= analysis->inference->energy.high;
  ++measured;
  double tolerance = std::max(0.05 * truth, recording.sampleJ);
  return std::fabs(found - truth) <= tolerance ? Verdict::Right : Verdict::WrongEnergy;
}

uint64_t numberFrom(char const *variable, uint64_t usual) {
  char const *text = std::getenv(variable);
  return text ? std::strtoull(text, nullptr, 10) : usual;
}

} // namespace

// ENERGY_OPT_RECORDINGS of them from seed ENERGY_OPT_SEED on; scripts/check-all.sh takes more than the gate.
TEST(Recordings, AreReadRightOrDeclaredAmbiguous) {
  uint64_t first = numberFrom("ENERGY_OPT_SEED", 1), count = numberFrom("ENERGY_OPT_RECORDINGS", 90);
  size_t asked = 0, askedRight = 0, ambiguous = 0, right = 0, wrong = 0;
  bool tell = std::getenv("ENERGY_OPT_TELL") != nullptr;
  for (uint64_t seed = first; seed < first + count; ++seed) {
    sim::Recording recording = sim::record(seed);
    std::string detail;
    Verdict verdict = verdictOf(recording, detail);
    bool isRight = verdict == Verdict::Right;
    if (recording.contrast >= 1.5 && recording.asAsked()) {
      ++asked;
      askedRight += isRight ? 1 : 0;
    }
    right += isRight;
    ambiguous += verdict == Verdict::Ambiguous;
    wrong += verdict == Verdict::WrongState || verdict == Verdict::WrongEnergy;
    if (tell && !isRight)
      printf("%s seed %lu: %g Hz, %zu samples, contrast %.2f, duty %.2f, %s, run %d idle %d noise %d ends "
             "%d: %s\n",
             verdict == Verdict::Ambiguous    ? "AMBIGUOUS"
             : verdict == Verdict::WrongState ? "WRONG STATE"
                                              : "WRONG ENERGY",
             static_cast<unsigned long>(seed), recording.trace.rateHz, recording.trace.watts.size(),
             recording.contrast, recording.duty, recording.activeHigh ? "high" : "low",
             static_cast<int>(recording.run), static_cast<int>(recording.idle),
             static_cast<int>(recording.noise), static_cast<int>(recording.ends), detail.c_str());
    else
      EXPECT_TRUE(isRight || verdict == Verdict::Ambiguous) << "seed " << seed << ": " << detail;
  }
  if (tell)
    printf(
        "%zu right, %zu ambiguous, %zu wrong; as asked with contrast 1.5: %zu of %zu; covered %zu of %zu\n",
        right, ambiguous, wrong, askedRight, asked, covered, measured);
  EXPECT_GE(static_cast<double>(askedRight), 0.95 * static_cast<double>(asked));
}

/// What became of recordings.
struct Count {
  size_t right = 0, ambiguous = 0, wrong = 0, clear = 0, clearRight = 0;
};

// All rates, contrasts, signs of activity and shares of time that boards and meters have, as the docs ask for a recording: the
// execution is right or not told, and right in 95 of 100 where the contrast is 1.5 and above.
TEST(Recordings, LoopsOfAllRatesContrastsAndDuties) {
  uint64_t seed = 360 * numberFrom("ENERGY_OPT_SEED", 1);
  Count count;
  for (double rateHz : {1.0, 10.0, 100.0, 1000.0})
    for (double contrast : {1.2, 1.5, 2.0, 2.5, 3.0})
      for (bool activeHigh : {false, true})
        for (double duty : {0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95}) {
          std::string detail;
          Verdict verdict = verdictOf(sim::recordLoop(rateHz, contrast, activeHigh, duty, ++seed), detail);
          bool isRight = verdict == Verdict::Right;
          count.right += isRight ? 1 : 0;
          count.ambiguous += verdict == Verdict::Ambiguous ? 1 : 0;
          count.wrong += !isRight && verdict != Verdict::Ambiguous ? 1 : 0;
          count.clear += contrast >= 1.5 ? 1 : 0;
          count.clearRight += contrast >= 1.5 && isRight ? 1 : 0;
          EXPECT_TRUE(isRight || verdict == Verdict::Ambiguous)
              << rateHz << " Hz, contrast " << contrast << (activeHigh ? " high" : " low") << ", duty "
              << duty << ", seed " << seed << ": " << detail;
        }
  printf("%zu right, %zu ambiguous, %zu wrong; with contrast 1.5: %zu of %zu\n", count.right, count.ambiguous,
         count.wrong, count.clearRight, count.clear);
  EXPECT_GE(static_cast<double>(count.clearRight), 0.95 * static_cast<double>(count.clear));
}
