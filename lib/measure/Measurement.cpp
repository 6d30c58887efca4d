#include "lib/measure/Measurement.h"

#include "lib/measure/Clock.h"
#include "lib/measure/Sampler.h"
#include "lib/support/Error.h"
#include "lib/support/Quantiles.h"
#include "lib/support/Quantity.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>

namespace eo {

namespace {

double meanOf(llvm::ArrayRef<double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double medianOf(llvm::ArrayRef<double> values) {
  std::vector<double> sorted(values.begin(), values.end());
  llvm::sort(sorted);
  size_t half = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/// Standard error of the mean, relative to it.
double relativeError(llvm::ArrayRef<double> values) {
  double mean = meanOf(values), squares = 0;
  for (double value : values)
    squares += (value - mean) * (value - mean);
  double n = static_cast<double>(values.size());
  return std::sqrt(squares / (n - 1) / n) / mean;
}

/// Mean of the readings between two times: idle is one level, so gaps between them do not matter.
std::optional<double> idlePower(llvm::ArrayRef<PowerReading> readings, double begin, double end) {
  std::vector<double> watts;
  for (PowerReading const &reading : readings)
    if (reading.seconds >= begin && reading.seconds <= end)
      watts.push_back(reading.watts);
  return watts.empty() ? std::nullopt : std::optional(meanOf(watts));
}

/// How many times the time asked for runs may take where the sensor has not given an energy in it.
constexpr double patience = 4;

/// One measurement on its way.
class Measuring {
public:
  Measuring(RunnerSpec const &runnerSpec, std::unique_ptr<Sensor> source, MeasurementFiles const &itsFiles,
            MeasureOptions const &itsOptions, MeasureProgress report)
      : spec(runnerSpec), files(itsFiles), options(itsOptions), progress(report) {
    if (source) {
      rateHz = source->info().rateHz > 0 ? source->info().rateHz : 10;
      sampler = std::make_unique<Sampler>(std::move(source));
    }
  }

  NetworkMeasurement take() {
    result.dims = options.dims;
    result.before = conditionsNow(options.sysfs);
    if (llvm::Error error = measure())
      result.failure = takeErrorText(std::move(error)).message;
    if (sampler)
      sampler->stop();
    result.after = conditionsNow(options.sysfs);
    for (std::string &doubt : doubtsBetween(result.before, result.after))
      result.doubts.push_back(std::move(doubt));
    if (sampler)
      finish();
    return std::move(result);
  }

private:
  llvm::Error measure() {
    double begin = monotonicSeconds();
    if (llvm::Error error = idle("idle"))
      return error;
    double loading = monotonicSeconds();
    result.activeBeginS = loading;
    if (sampler)
      idleBeforeW = idlePower(sampler->readings(), begin, loading);
    progress("loading");
    llvm::Expected<Runner> runner = Runner::start(spec, files.model, options.dims, files.log);
    if (!runner)
      return runner.takeError();
    result.facts = runner->facts();
    progress("warm-up");
    if (llvm::Expected<RunStretch> warm = runner->run(options.warmUpS, options.pacedHz); !warm)
      return warm.takeError();
    else
      latency = warm->busyS / static_cast<double>(warm->count);
    if (llvm::Error error = runAll(*runner))
      return error;
    if (options.profile) {
      progress("layer times");
      llvm::Expected<bool> has = runner->profile(files.profile);
      if (!has)
        result.doubts.push_back("no layer times: " + takeErrorText(has.takeError()).message);
      else if (*has)
        result.profile = files.profile;
    }
    runner->quit();
    result.activeEndS = monotonicSeconds();
    double quiet = monotonicSeconds() + std::min(0.5, options.idleS / 2); // its memory is given back
    if (llvm::Error error = idle("idle again"))
      return error;
    if (!sampler)
      return llvm::Error::success();
    std::vector<PowerReading> readings = sampler->readings();
    result.idleBeforeW = idleBeforeW;
    result.idleAfterW = idlePower(readings, quiet, monotonicSeconds());
    return llvm::Error::success();
  }

  /// Lets the machine rest; the sensor's own failure ends it.
  llvm::Error idle(char const *what) {
    progress(what);
    sleepUntil(monotonicSeconds() + options.idleS);
    double deadline = monotonicSeconds() + options.firstReadingS;
    while (sampler && sampler->readings().empty() && sampler->failure().empty() &&
           monotonicSeconds() < deadline)
      sleepUntil(monotonicSeconds() + 0.01);
    if (llvm::Error error = sensorFailure())
      return error;
    if (sampler && sampler->readings().empty())
      return inputError(
          "the sensor has given no power for {:g} s; of a program each line is 'watts' or 'time, watts', and "
          "it must not hold lines back (stdbuf -oL)",
          options.idleS + options.firstReadingS);
    return llvm::Error::success();
  }

  llvm::Error sensorFailure() const {
    std::string failure = sampler ? sampler->failure() : "";
    return failure.empty() ? llvm::Error::success() : inputError("{}", failure);
  }

  /// Runs until the energy is known, or the time is over. Runs that others disturbed are repeated in that time; a sensor
  /// that a busy machine let read too seldom for any energy gets more of it.
  llvm::Error runAll(Runner &runner) {
    double start = monotonicSeconds();
    // A run holds enough readings that its ends do not count, and enough inferences.
    double const most = options.mostS / static_cast<double>(std::max<size_t>(options.rounds, 1));
    double seconds =
        std::clamp(std::max({0.2, 8 / rateHz, 3 * latency}), 0.01, most / static_cast<double>(leastRuns));
    for (;;) {
      llvm::Expected<RunStretch> run = runner.run(seconds, options.pacedHz);
      if (!run)
        return run.takeError();
      if (llvm::Error error = sensorFailure())
        return error;
      run->counted = !isDisturbed(run->disturbance);
      result.runs.push_back(*run);
      std::vector<double> wanted = sampler ? energiesOfRuns() : timesOfRuns();
      std::optional<double> halfWidth = relativeHalfWidth(wanted);
      double spent = monotonicSeconds() - start;
      progress(fmt::format(
          "runs {:.1f} of at most {:g} s{}", spent, most,
          halfWidth ? fmt::format(", {} ± {:.1f} %", sampler ? "energy" : "latency", 100 * *halfWidth) : ""));
      bool sure = wanted.size() >= leastRuns && halfWidth && *halfWidth < options.precision;
      if (sure || spent + seconds > (powerIsKnown() ? most : patience * most))
        return conclude(sure);
    }
  }

  /// The mean power of all runs together, at least; true without a sensor.
  bool powerIsKnown() const {
    return !sampler ||
           meanPower(sampler->readings(), result.runs.front().beginS, result.runs.back().endS).has_value();
  }

  /// Where others disturbed nearly all of it, the least disturbed runs have to do: a doubt.
  void countLeastDisturbed() {
    size_t disturbed = 0;
    double busy = 0, waited = 0;
    std::vector<RunStretch *> byWait;
    for (RunStretch &run : result.runs) {
      disturbed += run.counted ? 0 : 1;
      busy += run.disturbance.othersBusy.value_or(0) / static_cast<double>(result.runs.size());
      waited += run.disturbance.waited.value_or(0) / static_cast<double>(result.runs.size());
      byWait.push_back(&run);
    }
    constexpr double mostBusy = 0.1;
    if (busy > mostBusy || disturbed > 0)
      result.doubts.push_back(fmt::format("others kept {:.2g} processors busy, and {} of {} runs were "
                                          "disturbed (on average it waited {:.0f} % "
                                          "of its time): end other programs",
                                          busy, disturbed, result.runs.size(), 100 * waited));
    if (result.runs.size() - disturbed >= leastRuns)
      return;
    llvm::stable_sort(byWait, [](RunStretch const *a, RunStretch const *b) {
      return a->disturbance.waited.value_or(0) < b->disturbance.waited.value_or(0);
    });
    for (size_t i = 0; i < std::min(leastRuns, byWait.size()); ++i)
      byWait[i]->counted = true;
  }

  /// Seconds of a stretch in which the runner waited while others ran; 0 where nothing disturbed it.
  static double waitedS(RunStretch const &run) {
    constexpr double most = 0.99; // it did run
    return isDisturbed(run.disturbance) ? std::min(*run.disturbance.waited, most) * run.busyS : 0;
  }

  /// What an inference takes in a stretch: the median where each was timed, else the mean without what the runner waited for others. What
  /// shares a core, or the caches, with the runner takes its turns between the inferences of a stretch and is seen in no count of
  /// this machine (a guest of the same host: means of 0.2 s up to twice the medians).
  static double inferenceS(RunStretch const &run) {
    return run.medianS.value_or((run.busyS - waitedS(run)) / static_cast<double>(run.count));
  }

  std::vector<double> timesOfRuns() const {
    std::vector<double> times;
    for (RunStretch const &run : result.runs)
      if (run.counted)
        times.push_back(inferenceS(run));
    return times;
  }

  /// Inferences as long as inferenceS that fill the stretch; at a pace, whose pauses are in the energy, those there were.
  double inferencesIn(RunStretch const &run) const {
    return run.medianS && !options.pacedHz ? (run.endS - run.beginS - waitedS(run)) / *run.medianS
                                           : static_cast<double>(run.count);
  }

  /// Energy of an inference in each run that counts and whose power is known so far: the mean power times its time. The newest readings
  /// may be still to come. While it waited it drew what the idle machine draws; what others drew nobody can tell apart.
  std::vector<double> energiesOfRuns() const {
    std::vector<PowerReading> readings = sampler->readings();
    std::vector<double> energies;
    for (RunStretch const &run : result.runs)
      if (std::optional<double> watts =
              run.counted ? meanPower(readings, run.beginS, run.endS) : std::nullopt)
        energies.push_back(
            (*watts * (run.endS - run.beginS) - std::min(idleBeforeW.value_or(0), *watts) * waitedS(run)) /
            inferencesIn(run));
    return energies;
  }

  /// What slows a runner and is no process of this machine shows in its times alone.
  void doubtUnsteadyTimes() {
    // Of 77 networks on a virtual machine 34 stayed below; with a core to itself one scatters by 1.01 to 1.2.
    constexpr double steady = 1.3;
    std::vector<double> times;
    for (RunStretch const &run : result.runs)
      if (run.counted && !isDisturbed(run.disturbance))
        times.push_back(inferenceS(run));
    if (times.empty())
      return;
    auto [quickest, slowest] = std::minmax_element(times.begin(), times.end());
    if (*slowest > steady * *quickest)
      result.doubts.push_back(fmt::format("an inference took from {} to {} though nothing on this machine "
                                          "disturbed it: clocks that move, heat, or another "
                                          "guest of the same host",
                                          formatSi(*quickest, "s"), formatSi(*slowest, "s")));
  }

  /// Medians: a run that something slowed does not move them.
  llvm::Error conclude(bool sure) {
    countLeastDisturbed();
    std::vector<double> times = timesOfRuns(), energies;
    result.latencyS = medianOf(times);
    doubtUnsteadyTimes();
    if (sampler) { // one more reading behind the last run
      sleepUntil(monotonicSeconds() + std::min(1.0, 2 / rateHz));
      energies = energiesOfRuns();
      if (energies.size() < 2)
        return concludeAsOne();
    }
    llvm::ArrayRef<double> wanted = sampler ? energies : times;
    if (wanted.size() >= 2)
      result.spread = relativeError(wanted);
    if (!sure)
      result.doubts.push_back(
          fmt::format("after {:g} s the {} is known to ± {:.1f} % only: --seconds gives more time",
                      options.mostS / static_cast<double>(std::max<size_t>(options.rounds, 1)),
                      sampler ? "energy" : "latency", 100 * relativeHalfWidth(wanted).value_or(1)));
    if (!sampler)
      return llvm::Error::success();
    double joules = 0, seconds = 0;
    std::vector<PowerReading> readings = sampler->readings();
    for (RunStretch const &run : result.runs)
      if (std::optional<double> watts =
              run.counted ? meanPower(readings, run.beginS, run.endS) : std::nullopt) {
        joules += *watts * (run.endS - run.beginS);
        seconds += run.endS - run.beginS;
      }
    return take(joules / seconds, medianOf(energies));
  }

  /// What a machine at work draws is above 0; a sensor that says otherwise meters something else.
  llvm::Error take(double watts, double joules) {
    if (!(watts > 0 && joules > 0))
      return inputError(
          "the sensor says {:.3g} W while the network runs: a shunt the wrong way round, a counter "
          "that stands still, or the rail of another part (--rail, --sensor; 'energy-calibrate "
          "sensors' lists them)",
          watts);
    result.powerW = watts;
    result.energyJ = joules;
    return llvm::Error::success();
  }

  /// Where single runs have too few readings, as of a fuel gauge: the mean power of all of them together.
  llvm::Error concludeAsOne() {
    double begin = result.runs.front().beginS, end = result.runs.back().endS;
    std::vector<PowerReading> readings = sampler->readings();
    std::optional<double> watts = meanPower(readings, begin, end);
    if (!watts)
      return inputError("the sensor gave {} readings, too few in the {:.1f} s of runs for an energy: a "
                        "faster sensor or a longer "
                        "--seconds helps",
                        readings.size(), end - begin);
    double seconds = 0, count = 0;
    for (RunStretch const &run : result.runs) {
      seconds += run.endS - run.beginS;
      count += inferencesIn(run);
    }
    result.doubts.push_back("the sensor is too slow for single runs: one mean power of all, without spread");
    return take(*watts, *watts * seconds / count);
  }

  /// The recording, and what it says against itself.
  void finish() {
    std::vector<PowerReading> readings = sampler->readings();
    std::ofstream(files.recording) << recordingText(readings);
    result.recording = files.recording;
    if (!result.failure.empty() || result.runs.empty())
      return;
    double begin = result.runs.front().beginS, end = result.runs.back().endS;
    size_t changes = changesWithin(readings, begin, end);
    constexpr size_t fewChanges = 5;
    if (changes < fewChanges)
      result.doubts.push_back(fmt::format("the sensor's value changed {} times in {:.1f} s of runs: it is "
                                          "slower than it is read, or stands still",
                                          changes, end - begin));
    if (result.idleBeforeW && result.powerW && *result.powerW <= *result.idleBeforeW)
      result.doubts.push_back(fmt::format(
          "it draws {:.3g} W while it runs and {:.3g} W idle: is this the rail that feeds the processor?",
          *result.powerW, *result.idleBeforeW));
    if (result.idleBeforeW && result.idleAfterW && *result.idleAfterW > 1.1 * *result.idleBeforeW)
      result.doubts.push_back(fmt::format(
          "idle power went from {:.3g} W to {:.3g} W: it has not cooled down, or something still runs",
          *result.idleBeforeW, *result.idleAfterW));
  }

  static constexpr size_t leastRuns = 5;
  RunnerSpec const &spec;
  MeasurementFiles const &files;
  MeasureOptions const &options;
  MeasureProgress progress;
  std::unique_ptr<Sampler> sampler;
  double rateHz = 50, latency = 0;
  std::optional<double> idleBeforeW; // stays here until the end: a network that fails has none
  NetworkMeasurement result;
};

} // namespace

std::optional<double> relativeHalfWidth(llvm::ArrayRef<double> values) {
  if (values.size() < 3)
    return std::nullopt;
  return studentQuantile(0.975, static_cast<double>(values.size() - 1)) * relativeError(values);
}

NetworkMeasurement measureNetwork(RunnerSpec const &runner, std::unique_ptr<Sensor> sensor,
                                  MeasurementFiles const &files, MeasureOptions const &options,
                                  MeasureProgress progress) {
  return Measuring(runner, std::move(sensor), files, options, progress).take();
}

} // namespace eo
