#include "lib/measure/Runner.h"

#include "lib/measure/Clock.h"
#include "lib/measure/SmallFile.h"
#include "lib/support/Error.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cmath>

namespace eo {

/// What runs inferences for hours keeps the memory that it has freed. Of glibc's defaults (mallopt(3)) each buffer of some
/// MB goes back to the kernel and comes again page by page, in every inference, at a price of the language that calls
/// the runtime and not of the network: a result of 4.8 MB took ONNX Runtime for Node.js 3.2 ms instead of 1.6.
static std::vector<std::string> const &keptMemory() {
  static std::vector<std::string> const variables{"MALLOC_MMAP_THRESHOLD_=33554432",
                                                  "MALLOC_TRIM_THRESHOLD_=1073741824"};
  return variables;
}

llvm::Expected<Runner> Runner::start(RunnerSpec const &spec, std::string const &model,
                                     std::vector<std::string> const &dims, std::string const &logFile) {
  Runner runner(spec, model, logFile);
  if (spec.plain) {
    runner.known["command"] = spec.name;
    return runner;
  }
  if (llvm::Error error = runner.load(dims))
    return error;
  return runner;
}

llvm::Error Runner::load(std::vector<std::string> const &dims) {
  std::vector<std::string> command = spec.command;
  command.push_back(model);
  for (std::string const &dim : dims)
    command.insert(command.end(), {"--dim", dim});
  for (std::string const &option : spec.options)
    command.insert(command.end(), {"--option", option});
  llvm::Expected<Process> started = Process::start(command, logFile, keptMemory());
  if (!started)
    return started.takeError();
  process.push_back(std::move(*started));
  llvm::Expected<std::string> hello = answer(process.front(), {"energy-opt-runner"}, spec.patienceS);
  if (!hello)
    return hello.takeError();
  if (llvm::StringRef(*hello).trim() != "energy-opt-runner 1")
    return inputError("runner {}: speaks '{}', not 'energy-opt-runner 1'", spec.name, printable(*hello, 60));
  for (;;) {
    llvm::Expected<std::string> line = answer(process.front(), {"fact", "ready"}, spec.patienceS);
    if (!line)
      return line.takeError();
    if (*line == "ready")
      return llvm::Error::success();
    auto [key, value] = llvm::StringRef(*line).drop_front(4).trim().split(' ');
    if (known.size() < 100)
      known[printable(key, 60)] = printable(value.trim(), 200);
  }
}

llvm::Error Runner::died(Process &from) {
  int code = from.finish(1);
  std::string last;
  if (std::optional<std::string> log = smallFile(logFile))
    last = llvm::StringRef(*log).rsplit('\n').second.str();
  if (last.empty())
    if (std::optional<std::string> log = smallFile(logFile))
      last = llvm::StringRef(*log).rtrim().str();
  return inputError("runner {}: ended with exit code {}{}", spec.name, code,
                    last.empty() ? "" : fmt::format(": {}", printable(last, 200)));
}

llvm::Expected<std::string> Runner::answer(Process &from, llvm::ArrayRef<llvm::StringRef> words,
                                           double patience) {
  double deadline = monotonicSeconds() + patience;
  std::string line;
  for (;;) {
    switch (from.readLine(line, deadline)) {
    case Process::Line::Late:
      return inputError("runner {}: said nothing of '{}' for {:.3g} s (--patience)", spec.name, words.back(),
                        patience);
    case Process::Line::Over:
      return died(from);
    case Process::Line::Read:
      break;
    }
    llvm::StringRef word = llvm::StringRef(line).split(' ').first;
    if (word == "error")
      return inputError("runner {}: {}", spec.name,
                        printable(llvm::StringRef(line).drop_front(5).trim(), 300));
    if (llvm::is_contained(words, word))
      return line;
  }
}

/// Half of the inferences take the median or longer, so it is at most twice the mean; a little for what the clocks round.
static constexpr double mostOfMedian = 2.1;

llvm::Expected<RunStretch> Runner::stretch(Process &from, double asked, double begin, double patience) {
  llvm::Expected<std::string> end = answer(from, {"end"}, patience);
  if (!end)
    return end.takeError();
  RunStretch result{begin, monotonicSeconds(), 0, 0};
  auto [count, times] = llvm::StringRef(*end).drop_front(3).trim().split(' ');
  auto [seconds, median] = times.trim().split(' ');
  if (count.getAsInteger(10, result.count) || result.count < 1)
    return inputError("runner {}: '{}' is not 'end COUNT SECONDS' with a count of at least 1", spec.name,
                      printable(*end, 60));
  result.busyS = result.endS - result.beginS;
  double busy = 0;
  if (!seconds.trim().empty()) {
    if (seconds.trim().getAsDouble(busy) || !(busy > 0) || busy > 1.05 * (result.endS - asked) + 0.05)
      return inputError("runner {}: '{}': its seconds are none of the {:.3f} s since it was asked", spec.name,
                        printable(*end, 60), result.endS - asked);
    if (busy > result.busyS) // on a busy machine its 'begin' was read late
      result.beginS = std::max(result.endS - busy, asked);
    result.busyS = busy;
  }
  double each = 0;
  if (!median.trim().empty()) {
    if (median.trim().getAsDouble(each) || !(each > 0) ||
        each * static_cast<double>(result.count) > mostOfMedian * result.busyS)
      return inputError("runner {}: '{}': its last number is no median of {} inferences in {:.3g} s",
                        spec.name, printable(*end, 60), result.count, result.busyS);
    result.medianS = each;
  }
  return result;
}

llvm::Expected<RunStretch> Runner::run(double seconds, std::optional<double> paced) {
  if (spec.plain)
    return runPlain(seconds);
  std::string request = fmt::format("run {:g}", seconds);
  if (paced)
    request += fmt::format(" {:g}", *paced);
  double asked = monotonicSeconds();
  if (!process.front().write(request + '\n'))
    return died(process.front());
  constexpr double minute = 60;
  double patience =
      10 * seconds + (inferenceS ? std::min(spec.patienceS, minute + 10 * *inferenceS) : spec.patienceS);
  llvm::Expected<std::string> begin = answer(process.front(), {"begin"}, patience);
  if (!begin)
    return begin.takeError();
  double begun = monotonicSeconds();
  ProcessorWatch watch(process.front().group());
  llvm::Expected<RunStretch> result = stretch(process.front(), asked, begun, patience);
  if (result) {
    result->disturbance = watch.disturbance();
    inferenceS = result->busyS / static_cast<double>(result->count);
  }
  return result;
}

llvm::Expected<RunStretch> Runner::runPlain(double seconds) {
  std::vector<std::string> command = spec.command;
  for (std::string &word : command)
    for (auto const &[name, value] : {std::pair(std::string("{model}"), model),
                                      std::pair(std::string("{seconds}"), fmt::format("{:g}", seconds))})
      for (size_t at = word.find(name); at != std::string::npos; at = word.find(name, at + value.size()))
        word.replace(at, name.size(), value);
  double begin = monotonicSeconds(), deadline = begin + 10 * seconds + spec.patienceS;
  llvm::Expected<Process> started = Process::start(command, logFile, keptMemory());
  if (!started)
    return started.takeError();
  std::string line;
  std::optional<RunStretch> told;
  for (Process::Line got = started->readLine(line, deadline); got != Process::Line::Over;
       got = started->readLine(line, deadline)) {
    if (got == Process::Line::Late)
      return inputError("{}: did not end within {:.0f} s", spec.name, deadline - begin);
    llvm::SmallVector<llvm::StringRef, 3> words;
    llvm::StringRef(line).split(words, ' ', -1, /*KeepEmpty=*/false);
    if (words.size() == 1 && words[0] == "begin")
      begin = monotonicSeconds();
    RunStretch end{begin, monotonicSeconds(), 0, 0};
    if (words.size() >= 2 && words[0] == "end" && !words[1].getAsInteger(10, end.count) && end.count > 0) {
      end.busyS = end.endS - end.beginS;
      told = end;
    }
  }
  double end = monotonicSeconds();
  if (int code = started->finish(60))
    return inputError("{}: ended with exit code {}; its messages are in {}", spec.name, code, logFile);
  if (told)
    return *told;
  if (!spec.inferences)
    return usageError(
        "{}: printed no 'end COUNT', so nobody knows how many inferences it ran: say it with --inferences=N",
        spec.name);
  return RunStretch{begin, end, *spec.inferences, end - begin};
}

llvm::Expected<bool> Runner::profile(std::string const &file) {
  if (spec.plain)
    return false;
  if (!process.front().write("profile " + file + "\n"))
    return died(process.front());
  llvm::Expected<std::string> line = answer(process.front(), {"profile"}, spec.patienceS);
  if (!line)
    return line.takeError();
  return *line != "profile none";
}

void Runner::quit() {
  for (Process &one : process) {
    one.write("quit\n");
    one.finish(10);
  }
  process.clear();
}

} // namespace eo
