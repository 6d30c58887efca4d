#include "tools/energy-opt/ResultCache.h"

#include "lib/support/Error.h"
#include "tools/common/ContentHash.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"

#ifdef ENERGY_OPT_SQLITE
#include <sqlite3.h>

namespace eo {

/// "eopt" in ASCII: tells our databases from others.
static constexpr int applicationId = 0x656f7074;
/// Outcomes that are written at once: a transaction each would wait for the disk.
static constexpr unsigned batchSize = 256;

llvm::Expected<std::unique_ptr<ResultCache>> ResultCache::open(std::string const &file,
                                                               std::string question) {
  std::unique_ptr<ResultCache> cache(new ResultCache(file, std::move(question)));
  if (sqlite3_open_v2(file.c_str(), &cache->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr) !=
      SQLITE_OK)
    return usageError("--cache {}: {}", file, sqlite3_errmsg(cache->database));
  if (llvm::Error error = cache->prepare())
    return error;
  return cache;
}

ResultCache::~ResultCache() {
  llvm::consumeError(finish());
  sqlite3_finalize(lookup);
  sqlite3_finalize(insertion);
  sqlite3_close(database);
}

/// The number that a PRAGMA answers; -1 where the file is no database.
static int pragma(sqlite3 *database, char const *text) {
  sqlite3_stmt *statement = nullptr;
  int value = -1;
  if (sqlite3_prepare_v2(database, text, -1, &statement, nullptr) == SQLITE_OK &&
      sqlite3_step(statement) == SQLITE_ROW)
    value = sqlite3_column_int(statement, 0);
  sqlite3_finalize(statement);
  return value;
}

llvm::Error ResultCache::prepare() {
  sqlite3_busy_timeout(database, 30'000);
  int id = pragma(database, "PRAGMA application_id"),
      tables = pragma(database, "SELECT count(*) FROM sqlite_master");
  if (id < 0 || tables < 0 || (id != applicationId && tables != 0))
    return usageError("--cache {}: the file is no cache of energy-opt", file);
  if (id != applicationId)
    run(fmt::format("PRAGMA application_id = {}", applicationId).c_str());
  run("CREATE TABLE IF NOT EXISTS outcomes(key BLOB PRIMARY KEY, exit_code INTEGER NOT NULL, messages TEXT "
      "NOT NULL, "
      "records TEXT NOT NULL)");
  auto prepared = [&](char const *text, sqlite3_stmt *&statement) {
    if (sqlite3_prepare_v2(database, text, -1, &statement, nullptr) != SQLITE_OK && problem.empty())
      problem = sqlite3_errmsg(database);
  };
  prepared("SELECT exit_code, messages, records FROM outcomes WHERE key = ?", lookup);
  prepared("INSERT OR REPLACE INTO outcomes VALUES(?, ?, ?, ?)", insertion);
  return problem.empty() ? llvm::Error::success() : usageError("--cache {}: {}", file, problem);
}

void ResultCache::run(char const *statement) {
  if (sqlite3_exec(database, statement, nullptr, nullptr, nullptr) != SQLITE_OK && problem.empty())
    problem = sqlite3_errmsg(database);
}

static void bindText(sqlite3_stmt *statement, int column, llvm::StringRef text) {
  sqlite3_bind_text64(statement, column, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

static llvm::StringRef textOf(sqlite3_stmt *statement, int column) {
  auto const *text = reinterpret_cast<char const *>(sqlite3_column_text(statement, column));
  return text == nullptr
             ? llvm::StringRef()
             : llvm::StringRef(text, static_cast<size_t>(sqlite3_column_bytes(statement, column)));
}

std::optional<Outcome> ResultCache::find(std::string const &key) {
  std::lock_guard lock(mutex);
  bindText(lookup, 1, key);
  std::optional<Outcome> outcome;
  if (sqlite3_step(lookup) == SQLITE_ROW) {
    outcome.emplace();
    outcome->exitCode = sqlite3_column_int(lookup, 0);
    outcome->messages = textOf(lookup, 1).str();
    for (llvm::StringRef rest = textOf(lookup, 2); !rest.empty();) {
      auto [line, after] = rest.split('\n');
      outcome->reports.push_back(line.str());
      rest = after;
    }
  }
  sqlite3_reset(lookup);
  return outcome;
}

void ResultCache::keep(std::string const &key, Outcome const &outcome) {
  std::lock_guard lock(mutex);
  if (!problem.empty())
    return;
  if (pending == 0)
    run("BEGIN");
  bindText(insertion, 1, key);
  sqlite3_bind_int(insertion, 2, outcome.exitCode);
  bindText(insertion, 3, outcome.messages);
  bindText(insertion, 4, llvm::join(outcome.reports, "\n"));
  if (sqlite3_step(insertion) != SQLITE_DONE && problem.empty())
    problem = sqlite3_errmsg(database);
  sqlite3_reset(insertion);
  if (++pending < batchSize)
    return;
  run("COMMIT");
  pending = 0;
}

llvm::Error ResultCache::finish() {
  std::lock_guard lock(mutex);
  if (pending != 0)
    run("COMMIT");
  pending = 0;
  return problem.empty() ? llvm::Error::success() : usageError("--cache {}: {}", file, problem);
}

} // namespace eo

#else

namespace eo {

llvm::Expected<std::unique_ptr<ResultCache>> ResultCache::open(std::string const &file, std::string) {
  return usageError("--cache {}: this build has no SQLite (libsqlite3-dev)", file);
}
ResultCache::~ResultCache() = default;
std::optional<Outcome> ResultCache::find(std::string const &) { return std::nullopt; }
void ResultCache::keep(std::string const &, Outcome const &) {}
llvm::Error ResultCache::finish() { return llvm::Error::success(); }

} // namespace eo

#endif

namespace eo {

std::string ResultCache::key(std::string const &path) const {
  llvm::Expected<std::string> content = sha256OfFile(path);
  if (!content) {
    llvm::consumeError(content.takeError());
    return "";
  }
  return llvm::toHex(
      llvm::SHA256::hash(llvm::arrayRefFromStringRef(question + '\0' + path + '\0' + *content)));
}

Outcome ResultCache::outcomeOf(std::string const &path, llvm::function_ref<Outcome()> analyze) {
  std::string name = path == "-" ? "" : key(path);
  if (name.empty())
    return analyze();
  if (std::optional<Outcome> known = find(name))
    return std::move(*known);
  Outcome outcome = analyze();
  keep(name, outcome);
  return outcome;
}

} // namespace eo
