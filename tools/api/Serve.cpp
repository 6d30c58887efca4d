#include "tools/api/Serve.h"

#include "lib/support/Error.h"

#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <deque>
#include <mutex>
#include <optional>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <vector>

namespace eo {

namespace {
/// The lines of a file descriptor; of one that is too long nothing but that is kept.
class LineReader {
public:
  LineReader(int file, size_t most) : descriptor(file), maxBytes(most) {}

  /// False at the end. `tooLong`: the line was passed over.
  bool next(std::string &line, bool &tooLong) {
    line.clear();
    tooLong = false;
    for (;;) {
      if (at == filled && !fill())
        return !line.empty() || tooLong;
      char const *begin = buffer + at;
      auto const *end = static_cast<char const *>(std::memchr(begin, '\n', filled - at));
      size_t count = end == nullptr ? filled - at : static_cast<size_t>(end - begin);
      tooLong |= line.size() + count > maxBytes;
      if (tooLong)
        std::string().swap(line);
      else
        line.append(begin, count);
      at += count;
      if (end == nullptr)
        continue;
      ++at;
      return true;
    }
  }

private:
  bool fill() {
    ssize_t count = 0;
    do
      count = ::read(descriptor, buffer, sizeof buffer);
    while (count < 0 && errno == EINTR);
    at = 0;
    filled = count > 0 ? static_cast<size_t>(count) : 0;
    return count > 0;
  }

  int descriptor;
  size_t maxBytes;
  char buffer[1 << 16];
  size_t at = 0, filled = 0;
};

/// A line, or why there is none.
struct ServedLine {
  std::string text;
  bool tooLong = false;
};

/// Lines between the reader and the threads that answer: bounded, so that a fast sender waits.
class LineQueue {
public:
  explicit LineQueue(size_t most) : limit(most) {}

  void push(ServedLine line) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return lines.size() < limit; });
    lines.push_back(std::move(line));
    changed.notify_all();
  }
  void close() {
    std::lock_guard lock(mutex);
    closed = true;
    changed.notify_all();
  }
  std::optional<ServedLine> pop() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return closed || !lines.empty(); });
    if (lines.empty())
      return std::nullopt;
    ServedLine line = std::move(lines.front());
    lines.pop_front();
    changed.notify_all();
    return line;
  }

private:
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<ServedLine> lines;
  size_t limit;
  bool closed = false;
};
} // namespace

static bool writeAll(int to, llvm::StringRef text) {
  while (!text.empty()) {
    ssize_t count = ::write(to, text.data(), text.size());
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return false;
    text = text.drop_front(static_cast<size_t>(count));
  }
  return true;
}

static std::string answerTo(ServedLine const &line, ServeOptions const &options, AnswerLine answer,
                            RefuseLine refuse) {
  if (line.tooLong)
    return refuse(fmt::format("a line of more than {} bytes", options.maxLineBytes));
  return answer(line.text);
}

/// Without threads: for one job, and for connections, which have a thread each.
static bool serveOneByOne(int from, int to, ServeOptions const &options, AnswerLine answer,
                          RefuseLine refuse) {
  LineReader reader(from, options.maxLineBytes);
  ServedLine line;
  while (reader.next(line.text, line.tooLong)) {
    if (!line.tooLong && llvm::StringRef(line.text).trim().empty())
      continue;
    std::string text = answerTo(line, options, answer, refuse);
    if (!text.empty() && !writeAll(to, text + "\n"))
      return false;
  }
  return true;
}

bool serveLines(int from, int to, ServeOptions const &options, AnswerLine answer, RefuseLine refuse) {
  unsigned jobs = options.jobs != 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
  if (jobs == 1)
    return serveOneByOne(from, to, options, answer, refuse);
  LineQueue queue(2 * size_t{jobs});
  std::mutex output;
  bool fine = true;
  auto work = [&] {
    while (std::optional<ServedLine> line = queue.pop()) {
      std::string text = answerTo(*line, options, answer, refuse);
      std::lock_guard lock(output);
      if (!text.empty() && fine)
        fine = writeAll(to, text + "\n");
    }
  };
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < jobs; ++i)
      threads.emplace_back(work);
    LineReader reader(from, options.maxLineBytes);
    auto goesOn = [&] {
      std::lock_guard lock(output);
      return fine;
    };
    for (ServedLine line; goesOn() && reader.next(line.text, line.tooLong);)
      if (line.tooLong || !llvm::StringRef(line.text).trim().empty())
        queue.push(std::move(line));
    queue.close();
  }
  return fine;
}

namespace {
/// Counts connections, so that no more than allowed have a thread.
class Slots {
public:
  explicit Slots(size_t count) : left(count) {}
  void take() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return left > 0; });
    --left;
  }
  void give() {
    std::lock_guard lock(mutex);
    ++left;
    changed.notify_one();
  }

private:
  std::mutex mutex;
  std::condition_variable changed;
  size_t left;
};
} // namespace

static std::string systemSays(int number) {
  return std::error_code(number, std::generic_category()).message();
}

/// A socket that nobody listens on is left over from a worker that was stopped; anything else is in the way.
static llvm::Error clearPlace(std::string const &path, sockaddr_un const &address) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0)
    return llvm::Error::success();
  if (!S_ISSOCK(found.st_mode))
    return usageError("--socket {}: the file exists and is no socket", path);
  int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  bool answered =
      probe >= 0 && ::connect(probe, reinterpret_cast<sockaddr const *>(&address), sizeof address) == 0;
  if (probe >= 0)
    ::close(probe);
  if (answered)
    return usageError("--socket {}: another worker listens there", path);
  ::unlink(path.c_str());
  return llvm::Error::success();
}

static llvm::Expected<int> listenAt(std::string const &path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path)
    return usageError("--socket {}: a path of 1 to {} bytes is needed", path, sizeof address.sun_path - 1);
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  if (llvm::Error error = clearPlace(path, address))
    return error;
  int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  mode_t before = ::umask(0177); // only this user connects
  bool bound =
      listener >= 0 && ::bind(listener, reinterpret_cast<sockaddr const *>(&address), sizeof address) == 0;
  int problem = errno;
  ::umask(before);
  if (bound && ::listen(listener, 64) == 0)
    return listener;
  if (listener >= 0)
    ::close(listener);
  return usageError("--socket {}: {}", path, systemSays(bound ? errno : problem));
}

llvm::Error serveSocket(std::string const &path, ServeOptions const &options, AnswerLine answer,
                        RefuseLine refuse) {
  llvm::Expected<int> listener = listenAt(path);
  if (!listener)
    return listener.takeError();
  Slots slots(options.maxConnections);
  for (;;) {
    slots.take();
    int connection = ::accept4(*listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) {
      int problem = errno;
      slots.give();
      if (problem == EINTR || problem == ECONNABORTED || problem == EMFILE || problem == ENFILE) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        continue;
      }
      ::close(*listener);
      for (size_t i = 0; i < options.maxConnections; ++i)
        slots.take(); // every connection has ended: threads use what is on this stack
      return usageError("--socket {}: {}", path, systemSays(problem));
    }
    std::thread([=, &slots, &options] {
      serveOneByOne(connection, connection, options, answer, refuse);
      ::close(connection);
      slots.give();
    }).detach();
  }
}

} // namespace eo
