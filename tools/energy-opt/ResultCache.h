//===- ResultCache.h - what was asked before, in a database -------------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_OPT_RESULTCACHE_H
#define ENERGY_OPT_TOOLS_ENERGY_OPT_RESULTCACHE_H

#include "tools/energy-opt/Analysis.h"
#include <memory>
#include <mutex>

struct sqlite3;
struct sqlite3_stmt;

namespace eo {

/// Outcomes by what they depend on: build, boards, flags, path and content of the network. Several threads and several
/// processes may use one file.
class ResultCache {
public:
  /// `question`: all that outcomes depend on beside the network. Usage errors where the file cannot be opened, is no
  /// database or is another one, and where this build has no SQLite.
  static llvm::Expected<std::unique_ptr<ResultCache>> open(std::string const &file, std::string question);
  ~ResultCache();

  /// What was kept for the network at `path`; else what `analyze` returns, which is kept from now on.
  Outcome outcomeOf(std::string const &path, llvm::function_ref<Outcome()> analyze);

  /// Writes what is not written yet. Usage error where anything could not be kept; figures are right all the same.
  llvm::Error finish();

private:
  ResultCache(std::string name, std::string asked) : file(std::move(name)), question(std::move(asked)) {}
  llvm::Error prepare();
  std::string key(std::string const &path) const;
  std::optional<Outcome> find(std::string const &key);
  void keep(std::string const &key, Outcome const &outcome);
  void run(char const *statement);

  std::string file, question, problem;
  std::mutex mutex;
  sqlite3 *database = nullptr;
  sqlite3_stmt *lookup = nullptr, *insertion = nullptr;
  unsigned pending = 0; ///< outcomes of the transaction that is open
};

} // namespace eo

#endif
