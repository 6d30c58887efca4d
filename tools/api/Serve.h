//===- Serve.h - lines in, answers out ------------------------------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_API_SERVE_H
#define ENERGY_OPT_TOOLS_API_SERVE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace eo {

/// How lines are served.
struct ServeOptions {
  unsigned jobs = 1;                      ///< lines answered at once; 0: one a core
  size_t maxLineBytes = size_t{64} << 20; ///< a longer line is not kept
  size_t maxConnections = 64;             ///< to a socket, at once; others wait
};

/// Called for each line, from several threads: the answer without its line end; empty: none.
using AnswerLine = llvm::function_ref<std::string(llvm::StringRef line)>;
/// The answer to a line that was longer than allowed.
using RefuseLine = llvm::function_ref<std::string(std::string const &message)>;

/// Answers every line of the file descriptor `from` on `to`, each as soon as it is there, until the input ends or the
/// output cannot be written. At most two lines a job are held; empty lines are passed over. False where the output failed.
bool serveLines(int from, int to, ServeOptions const &options, AnswerLine answer, RefuseLine refuse);

/// The same for everyone who connects to the socket of the file system at `path`, which only this user may: one thread a
/// connection. Returns only with an error: `path` is taken by another file or worker, too long, or cannot be bound.
llvm::Error serveSocket(std::string const &path, ServeOptions const &options, AnswerLine answer,
                        RefuseLine refuse);

} // namespace eo

#endif
