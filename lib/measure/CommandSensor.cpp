//===- CommandSensor.cpp - programs that print a power now and then -----------------------------------===//

#include "lib/measure/Clock.h"
#include "lib/measure/Process.h"
#include "lib/measure/SensorKinds.h"
#include "lib/support/Error.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Program.h"
#include <algorithm>

namespace eo {

/// The numbers of a line that holds nothing else, separated by commas, semicolons or blanks; none otherwise.
static std::vector<double> numbersOf(llvm::StringRef line) {
  std::vector<double> numbers;
  llvm::SmallVector<llvm::StringRef, 4> cells;
  llvm::SplitString(line, cells, " \t,;");
  for (llvm::StringRef cell : cells) {
    double value = 0;
    if (cell.getAsDouble(value))
      return {};
    numbers.push_back(value);
  }
  return numbers;
}

namespace {

class CommandSensor final : public Sensor {
public:
  CommandSensor(SensorInfo info, Process started) : Sensor(std::move(info)), process(std::move(started)) {}

  llvm::Expected<std::optional<PowerReading>> read() override {
    constexpr double silence = 0.5, longestSilence = 30;
    std::string line;
    Process::Line got = process.readLine(line, monotonicSeconds() + silence);
    double now = monotonicSeconds();
    if (got == Process::Line::Over)
      return inputError("{}: the program has ended; its last line was '{}'", about.spec,
                        printable(lastLine, 80));
    if (got == Process::Line::Late) {
      if (now - lastValue > longestSilence)
        return inputError("{}: no power for {:g} s; a line is 'watts' or 'time, watts', and the program must "
                          "not hold lines "
                          "back (stdbuf -oL)",
                          about.spec, longestSilence);
      return std::nullopt;
    }
    lastLine = line;
    std::vector<double> numbers = numbersOf(line);
    if (numbers.empty() || numbers.size() > 2)
      return std::nullopt; // a heading
    lastValue = now;
    if (numbers.size() == 1)
      return checkedReading({now, numbers[0]}, about);
    // Its clock is another one than ours: the line that was least late tells how they stand to each other.
    offset = offset ? std::min(*offset, now - numbers[0]) : now - numbers[0];
    return checkedReading({numbers[0] + *offset, numbers[1]}, about);
  }

private:
  Process process;
  std::string lastLine;
  std::optional<double> offset;
  double lastValue = monotonicSeconds();
};

} // namespace

llvm::Expected<std::unique_ptr<Sensor>> openCommand(SensorInfo info,
                                                    std::vector<std::string> const &command) {
  llvm::Expected<Process> process = Process::start(command);
  if (!process)
    return process.takeError();
  return std::make_unique<CommandSensor>(std::move(info), std::move(*process));
}

std::vector<SensorInfo> findNvidiaSmi(SensorOptions const &options) {
  if (!llvm::sys::findProgramByName("nvidia-smi"))
    return {};
  double rate = options.rateHz.value_or(10);
  llvm::Expected<std::string> text =
      outputOf({"nvidia-smi", "--query-gpu=index,name,power.draw", "--format=csv,noheader,nounits"}, 20);
  SensorInfo info;
  info.spec = "nvidia-smi";
  info.title = "NVML, by nvidia-smi";
  info.metered = "core-rail";
  if (!text) {
    info.problem = takeErrorText(text.takeError()).message;
    return {info};
  }
  std::vector<SensorInfo> found;
  llvm::SmallVector<llvm::StringRef, 8> lines;
  llvm::StringRef(*text).split(lines, '\n', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef line : lines) {
    llvm::SmallVector<llvm::StringRef, 3> cells;
    line.split(cells, ',');
    if (cells.size() != 3)
      continue;
    info.spec = "nvidia-smi:" + cells[0].trim().str();
    info.title = cells[1].trim().str() + ", by nvidia-smi";
    info.rails = info.added = {"power.draw"};
    info.explanation = "the card";
    info.rateHz = rate;
    double watts = 0;
    info.problem =
        cells[2].trim().getAsDouble(watts)
            ? fmt::format(
                  "the driver gives no power ('{}'); Jetsons have INA3221 chips instead: --sensor=hwmon",
                  printable(cells[2].trim(), 40))
            : "";
    found.push_back(info);
  }
  return found;
}

llvm::Expected<std::unique_ptr<Sensor>> openNvidiaSmi(SensorInfo const &info,
                                                      SensorOptions const & /*options*/) {
  return openCommand(info, {"nvidia-smi", "--query-gpu=power.draw", "--format=csv,noheader,nounits",
                            "--id=" + info.spec.substr(info.spec.find(':') + 1),
                            fmt::format("--loop-ms={:.0f}", std::max(1000 / info.rateHz, 1.0))});
}

} // namespace eo
