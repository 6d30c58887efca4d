//===- VerbWorker.cpp - energy-opt worker, energy-opt mcp: asked line by line -----------------------===//

#include "lib/support/Error.h"
#include "tools/api/Answer.h"
#include "tools/api/Mcp.h"
#include "tools/api/Serve.h"
#include "tools/common/Boards.h"
#include "tools/common/ExitCode.h"
#include "tools/common/InOrder.h"
#include "tools/energy-opt/Verbs.h"
#include "llvm/Support/CommandLine.h"

#include <csignal>
#include <unistd.h>

namespace eo {

namespace cl = llvm::cl;

static constexpr char const *workerOverview =
    R"(answers requests, one JSON object a line, until the input ends (docs/worker.md)

  echo '{"id":1,"path":"net.onnx","board":"jetson-nano","parts":["totals"]}' | energy-opt worker
  energy-opt worker --socket=/tmp/energy.sock

Each answer is {"id":…,"report":{…}} or {"id":…,"error":{"code","message","node","hint"}} on one line, as soon as it is
there: with several jobs not in order. A bad request is one answer with an error.

Exit codes: 0 the input ended, 2 wrong usage or the output cannot be written.
)";

static constexpr char const *mcpOverview =
    R"(speaks the Model Context Protocol on standard input and output, for coding agents (docs/worker.md)

  {"mcpServers": {"energy-opt": {"command": "energy-opt", "args": ["mcp"]}}}

Tools: estimate, compare, lint, explain, boards. Networks are read from the paths that the agent names.

Exit codes: 0 the input ended, 2 wrong usage or the output cannot be written.
)";

namespace {
/// The flags of both.
struct ServeFlags {
  cl::list<std::string> boardPath{"board-path", cl::value_desc("DIR"),
                                  cl::desc("search here first, before $ENERGY_OPT_BOARD_PATH")};
};
} // namespace

static llvm::Expected<BoardPath> boardPathOf(ServeFlags const &flags, char const *program) {
  return toolBoardPath(flags.boardPath, program, ENERGY_OPT_SOURCE_BOARDS);
}

static int endOf(bool written) {
  return written ? exitFine : failWith("energy-opt", usageError("cannot write to standard output"));
}

int runWorker(int argc, char const *const *argv) {
  ServeFlags flags;
  cl::opt<std::string> socket{"socket", cl::value_desc("PATH"),
                              cl::desc("listen at a socket of the file system, one thread a connection")};
  cl::opt<unsigned> jobs{"jobs", cl::value_desc("N"), cl::init(1),
                         cl::desc("requests of standard input answered at once (default 1; 0: one a core)")};
  cl::opt<unsigned> maxLine{"max-line", cl::value_desc("MIB"), cl::init(64),
                            cl::desc("longest request in MiB (default 64)")};
  if (std::optional<int> code = parseOptVerb(argc, argv, workerOverview))
    return *code;
  llvm::Expected<BoardPath> path = boardPathOf(flags, argv[0]);
  if (!path)
    return failWith("energy-opt", path.takeError());
  if (llvm::Error error = checkJobs(jobs))
    return failWith("energy-opt", std::move(error));
  if (maxLine == 0)
    return failWith("energy-opt", usageError("--max-line=0: a request takes at least 1 MiB"));
  if (socket.getNumOccurrences() > 0 && socket.empty())
    return failWith("energy-opt", usageError("--socket= names no path"));
  std::signal(SIGPIPE, SIG_IGN); // who hangs up ends the connection, not the worker
  Session session(std::move(*path));
  auto answer = [&](llvm::StringRef line) { return answerRequest(session, line); };
  ServeOptions options;
  options.jobs = jobs;
  options.maxLineBytes = size_t{maxLine} << 20;
  if (!socket.empty())
    return failWith("energy-opt", serveSocket(socket, options, answer, refuseRequest));
  return endOf(serveLines(STDIN_FILENO, STDOUT_FILENO, options, answer, refuseRequest));
}

int runMcp(int argc, char const *const *argv) {
  ServeFlags flags;
  if (std::optional<int> code = parseOptVerb(argc, argv, mcpOverview))
    return *code;
  llvm::Expected<BoardPath> path = boardPathOf(flags, argv[0]);
  if (!path)
    return failWith("energy-opt", path.takeError());
  std::signal(SIGPIPE, SIG_IGN);
  Session session(std::move(*path));
  auto answer = [&](llvm::StringRef line) { return answerMcp(session, line); };
  return endOf(serveLines(STDIN_FILENO, STDOUT_FILENO, {}, answer, refuseMcp));
}

} // namespace eo
