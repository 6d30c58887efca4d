//===- Process.h - a program that is talked to line by line --------------------------------------===//
#ifndef ENERGY_OPT_LIB_MEASURE_PROCESS_H
#define ENERGY_OPT_LIB_MEASURE_PROCESS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

namespace eo {

/// A child process with its own group; what it prints on standard output is read line by line, what is written goes to
/// its standard input, standard error goes to a file. It is ended, its children included, with this object.
class Process {
public:
  /// Starts `command[0]`, searched for in $PATH. `errorFile`: where standard error goes, appended; "" drops it.
  /// `defaults`: "NAME=value", what the program's environment says in addition where the user's says nothing of it. A usage
  /// error where the program is not there or cannot be run.
  static llvm::Expected<Process> start(std::vector<std::string> const &command,
                                       std::string const &errorFile = "",
                                       std::vector<std::string> const &defaults = {});
  Process(Process &&other) noexcept;
  Process &operator=(Process &&) = delete;
  ~Process() { end(); }

  /// What became of a wait for a line.
  enum class Line : uint8_t { Read, Late, Over };
  /// The next line without its break into `line`. Late: none by `deadline` (monotonicSeconds). Over: the output is at its
  /// end. Of a line longer than 64 KiB the rest is the next line.
  Line readLine(std::string &line, double deadline);
  /// Its process group.
  pid_t group() const { return child; }
  /// Whether the process took it; false where it is gone.
  bool write(llvm::StringRef text);
  /// Closes standard input and waits until the process has ended, at most `seconds`; then it is killed. The exit code, 128
  /// and the signal after a signal.
  int finish(double seconds);

private:
  Process(pid_t id, int in, int out) : child(id), input(in), output(out) {}
  void end();

  pid_t child = -1;
  int input = -1, output = -1;
  std::string pending;
};

/// What a program prints, at most 1 MiB and for `seconds`. A usage error where it cannot be started, an input error
/// where it fails or takes longer.
llvm::Expected<std::string> outputOf(std::vector<std::string> const &command, double seconds);

} // namespace eo

#endif
