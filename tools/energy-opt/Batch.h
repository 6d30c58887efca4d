//===- Batch.h - many networks: parts of a batch, runs that go on, what is known already -------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_OPT_BATCH_H
#define ENERGY_OPT_TOOLS_ENERGY_OPT_BATCH_H

#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace eo {

/// Part `part` of `parts`, counted from 1.
struct Shard {
  unsigned part = 1, parts = 1;
};

/// How a batch is run; nothing of it changes a figure.
struct BatchOptions {
  std::optional<Shard> shard;
  std::string resume;   ///< file of records that is gone on with; empty: none
  std::string cache;    ///< database of results; empty: none
  bool hashes = false;  ///< reports carry SHA-256 of network and board
  std::string question; ///< with a cache: the flags that figures depend on
};

/// Their flags.
struct BatchFlags {
  explicit BatchFlags(llvm::cl::OptionCategory &category);

  llvm::cl::opt<std::string> shard, resume, cache;
  llvm::cl::opt<bool> hashes;

  /// What they say. `ndjson`: that is the format, which all of them need. Usage errors.
  llvm::Expected<BatchOptions> take(bool ndjson, std::string const &output) const;
};

/// "2/8"; a usage error for anything else.
llvm::Expected<Shard> parseShard(llvm::StringRef text);

/// Those of the networks whose content falls into the shard, in their order. A usage error for standard input.
llvm::Expected<std::vector<std::string>> networksOfShard(llvm::ArrayRef<std::string> networks, Shard shard);

/// What a file of records has of a batch.
struct ResumePoint {
  size_t networks = 0; ///< done, of those in front
  size_t bytes = 0;    ///< of the file that hold their records
  int exitCode = 0;    ///< what their failures come to
  /// Place and records of the first network that has none but reports: this run would write the same of it.
  size_t sampleNetwork = 0;
  std::string sample; ///< empty where there is none
};

/// How far `text`, the content of `file`, got with the networks, each of which has `recordsEach` records or one on why it
/// cannot be read. Errors where the file is of another batch, version or board.
llvm::Expected<ResumePoint> resumePoint(llvm::StringRef text, std::string const &file,
                                        llvm::ArrayRef<std::string> networks,
                                        llvm::ArrayRef<std::string> boardIds, size_t bindings);

} // namespace eo

#endif
