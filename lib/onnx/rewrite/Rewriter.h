//===- Rewriter.h - a network changed into one that computes the same -------------------------------===//
//
//   Expected<Rewriter> network = Rewriter::open("net.onnx");
//   std::vector<RewriteStep> steps = network->apply(RewriteKind::Normalization);
//   Error error = network->write("net.fixed.onnx");
//
// Only here, and only when asked to, are weights read. Bodies of If, Loop and Scan and functions stay as they are, and
// so does everything they read.
//
#ifndef ENERGY_OPT_LIB_ONNX_REWRITE_REWRITER_H
#define ENERGY_OPT_LIB_ONNX_REWRITE_REWRITER_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <string>
#include <vector>

namespace eo {

/// The rows of Rewrites.def.
enum class RewriteKind : uint8_t {
#define EO_REWRITE(kind, function, name, always, summary) kind,
#include "lib/onnx/rewrite/Rewrites.def"
#undef EO_REWRITE
};

/// One row of Rewrites.def.
struct RewriteInfo {
  RewriteKind kind;
  bool always;             ///< never costs anything; else whoever asks for it compares estimates
  llvm::StringRef name;    ///< of the lint rule whose finding it mends, where there is one
  llvm::StringRef summary; ///< what becomes of what
};

/// In the order in which they are made: what one leaves, the next ones find.
llvm::ArrayRef<RewriteInfo> allRewrites();

/// What was done at one layer.
struct RewriteStep {
  std::string layer, op; ///< the node's name (or its first output's) and operator before the change
  std::string change;    ///< "left out", "into the weights of 'conv1'"
};

/// A network with its weights, in memory.
class Rewriter {
public:
  /// Reads the whole file. Errors (ErrorKind::Input, the path in front): it cannot be read, has 2 GiB and more, is no
  /// ONNX, computes a value twice, or has no main graph.
  static llvm::Expected<Rewriter> open(llvm::StringRef path);

  Rewriter(Rewriter &&) noexcept;
  Rewriter &operator=(Rewriter &&) noexcept;
  ~Rewriter();

  /// As it is now; changes to either leave the other alone.
  Rewriter copy() const;

  /// Makes every change of the kind that is safe, and says which. What is not known for sure (weights in a file that
  /// is not there, an operator's older meaning, a value that a body reads) stays. `align`: the multiple that Alignment
  /// fills channels up to; 0: it does nothing.
  std::vector<RewriteStep> apply(RewriteKind kind, int64_t align = 0);

  /// The network as a file: for an estimate before anything is written. An input error from 2 GiB on.
  llvm::Expected<std::string> bytes() const;

  /// Nodes of the main graph.
  size_t nodes() const;

  /// Writes it to `to`, complete or not at all, and copies files with weights that it still reads beside it where that
  /// is another folder. Nothing that exists is ever written over, nor is a link followed: a usage error, as where the
  /// file cannot be written.
  llvm::Error write(llvm::StringRef to) const;

private:
  struct State;
  explicit Rewriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state;
};

} // namespace eo

#endif
