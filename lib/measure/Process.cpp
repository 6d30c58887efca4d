#include "lib/measure/Process.h"

#include "lib/measure/Clock.h"
#include "lib/support/Error.h"
#include "llvm/Support/Program.h"
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

extern char **environ;

namespace eo {

static llvm::Expected<std::string> findProgram(std::string const &name) {
  if (name.find('/') != std::string::npos)
    return name;
  llvm::ErrorOr<std::string> found = llvm::sys::findProgramByName(name);
  if (!found)
    return usageError("no program '{}' on this machine (looked for in $PATH)", name);
  return *found;
}

static std::vector<char *> pointers(std::vector<std::string> const &words) {
  std::vector<char *> result;
  result.reserve(words.size() + 1);
  for (std::string const &word : words)
    result.push_back(const_cast<char *>(word.c_str()));
  result.push_back(nullptr);
  return result;
}

/// This process' environment, and of `defaults` what it does not name.
static std::vector<std::string> environmentWith(std::vector<std::string> const &defaults) {
  std::vector<std::string> result;
  for (char **variable = environ; *variable != nullptr; ++variable)
    result.emplace_back(*variable);
  for (std::string const &added : defaults)
    if (getenv(llvm::StringRef(added).split('=').first.str().c_str()) == nullptr)
      result.push_back(added);
  return result;
}

llvm::Expected<Process> Process::start(std::vector<std::string> const &command, std::string const &errorFile,
                                       std::vector<std::string> const &defaults) {
  if (command.empty())
    return usageError("no program is named");
  llvm::Expected<std::string> program = findProgram(command.front());
  if (!program)
    return program.takeError();
  // A socket as standard input: writing to a process that is gone is then an error and no signal.
  int in[2], out[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) != 0)
    return inputError("{}: {}", command.front(), std::strerror(errno));
  if (pipe2(out, O_CLOEXEC) != 0) {
    int code = errno;
    close(in[0]);
    close(in[1]);
    return inputError("{}: {}", command.front(), std::strerror(code));
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[1], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO,
                                   errorFile.empty() ? "/dev/null" : errorFile.c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, 0644);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  sigaddset(&signals, SIGINT);
  posix_spawnattr_setsigdefault(&attributes, &signals);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
  std::vector<std::string> environment = environmentWith(defaults);
  pid_t child = -1;
  int code = posix_spawn(&child, program->c_str(), &actions, &attributes, pointers(command).data(),
                         pointers(environment).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  close(in[1]);
  close(out[1]);
  if (code != 0) {
    close(in[0]);
    close(out[0]);
    return usageError("{}: cannot be run: {}", *program, std::strerror(code));
  }
  return Process(child, in[0], out[0]);
}

Process::Process(Process &&other) noexcept
    : child(other.child), input(other.input), output(other.output), pending(std::move(other.pending)) {
  other.child = -1;
  other.input = other.output = -1;
}

Process::Line Process::readLine(std::string &line, double deadline) {
  constexpr size_t longest = 64 << 10;
  for (;;) {
    size_t end = pending.find('\n');
    if (end != std::string::npos || pending.size() >= longest) {
      size_t taken = std::min(end, longest);
      line = pending.substr(0, taken);
      pending.erase(0, taken + (end == taken ? 1 : 0));
      if (!line.empty() && line.back() == '\r')
        line.pop_back();
      return Line::Read;
    }
    double left = std::clamp(deadline - monotonicSeconds(), 0.0, 1e6);
    pollfd wanted{output, POLLIN, 0};
    int ready = poll(&wanted, 1, static_cast<int>(left * 1000) + (left > 0 ? 1 : 0));
    if (ready < 0 && errno == EINTR)
      continue;
    if (ready == 0)
      return Line::Late;
    char buffer[4096];
    ssize_t got = read(output, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR)
      continue;
    if (got > 0) {
      pending.append(buffer, static_cast<size_t>(got));
      continue;
    }
    if (pending.empty())
      return Line::Over;
    pending += '\n'; // the last line has no break of its own
  }
}

bool Process::write(llvm::StringRef text) {
  while (!text.empty()) {
    ssize_t sent = send(input, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR)
      continue;
    if (sent <= 0)
      return false;
    text = text.drop_front(static_cast<size_t>(sent));
  }
  return true;
}

static int exitCodeOf(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

int Process::finish(double seconds) {
  if (input >= 0)
    close(std::exchange(input, -1));
  double deadline = monotonicSeconds() + seconds;
  int status = 0;
  while (child >= 0) {
    pid_t ended = waitpid(child, &status, WNOHANG);
    if (ended == child || (ended < 0 && errno != EINTR)) {
      kill(-child, SIGKILL); // what it has left behind
      child = -1;
    } else if (monotonicSeconds() > deadline) {
      kill(-child, SIGKILL);
      waitpid(child, &status, 0);
      child = -1;
    } else {
      sleepUntil(monotonicSeconds() + 0.005);
    }
  }
  end();
  return exitCodeOf(status);
}

void Process::end() {
  if (child >= 0) {
    kill(-child, SIGKILL);
    waitpid(child, nullptr, 0);
  }
  for (int *file : {&input, &output})
    if (*file >= 0)
      close(std::exchange(*file, -1));
  child = -1;
}

llvm::Expected<std::string> outputOf(std::vector<std::string> const &command, double seconds) {
  llvm::Expected<Process> process = Process::start(command);
  if (!process)
    return process.takeError();
  constexpr size_t most = 1 << 20;
  double deadline = monotonicSeconds() + seconds;
  std::string text, line;
  for (;;) {
    Process::Line got = process->readLine(line, deadline);
    if (got == Process::Line::Late)
      return inputError("{}: no answer within {:g} s", command.front(), seconds);
    if (got == Process::Line::Over)
      break;
    if (text.size() + line.size() > most)
      return inputError("{}: prints more than {} bytes", command.front(), most);
    text += line + '\n';
  }
  if (int code = process->finish(1))
    return inputError("{}: ended with exit code {}", command.front(), code);
  return text;
}

} // namespace eo
