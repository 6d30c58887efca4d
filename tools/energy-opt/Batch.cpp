#include "tools/energy-opt/Batch.h"

#include "lib/report/Record.h"
#include "lib/support/Error.h"
#include "tools/common/ContentHash.h"
#include "tools/common/ExitCode.h"

namespace eo {

namespace cl = llvm::cl;

BatchFlags::BatchFlags(cl::OptionCategory &category)
    : shard("shard", cl::value_desc("I/N"), cl::cat(category),
            cl::desc("ndjson: only part I of N of the networks, by their content (energy-opt merge)")),
      resume("resume", cl::value_desc("OUT"), cl::cat(category),
             cl::desc("ndjson: write to OUT and go on behind the records that it has")),
      cache("cache", cl::value_desc("FILE"), cl::cat(category),
            cl::desc("ndjson: keep results in FILE, a database, and take from there what was asked before")),
      hashes("hashes", cl::cat(category), cl::desc("ndjson: SHA-256 of network and board in each report")) {}

llvm::Expected<BatchOptions> BatchFlags::take(bool ndjson, std::string const &output) const {
  BatchOptions options{std::nullopt, resume, cache, hashes, ""};
  for (auto const &[flag, given] : {std::pair("--shard", !shard.empty()),
                                    {"--resume", !resume.empty()},
                                    {"--cache", !cache.empty()},
                                    {"--hashes", options.hashes}})
    if (given && !ndjson)
      return usageError("{} goes with --format=ndjson", flag);
  if (!resume.empty() && !output.empty())
    return usageError("--resume={} and -o {}: one of the two, please", options.resume, output);
  if (shard.empty())
    return options;
  llvm::Expected<Shard> parsed = parseShard(shard);
  if (!parsed)
    return parsed.takeError();
  options.shard = *parsed;
  return options;
}

llvm::Expected<Shard> parseShard(llvm::StringRef text) {
  auto [part, parts] = text.split('/');
  Shard shard;
  if (part.getAsInteger(10, shard.part) || parts.getAsInteger(10, shard.parts) || shard.part < 1 ||
      shard.part > shard.parts)
    return usageError("--shard {}: expected part/parts, as 1/8 … 8/8", text);
  return shard;
}

llvm::Expected<std::vector<std::string>> networksOfShard(llvm::ArrayRef<std::string> networks, Shard shard) {
  std::vector<std::string> chosen;
  for (std::string const &network : networks) {
    if (network == "-")
      return usageError("--shard reads the content of files; standard input is none");
    if (contentNumber(network) % shard.parts + 1 == shard.part)
      chosen.push_back(network);
  }
  return chosen;
}

static llvm::Error checkRecord(Record const &record, std::string const &file, std::string const &network,
                               llvm::StringRef boardId) {
  if (record.path != network)
    return usageError("--resume {}: has records of '{}' where this batch has '{}': it is of another batch",
                      file, record.path, network);
  if (!record.failure.empty())
    return llvm::Error::success();
  if (record.version != ENERGY_OPT_VERSION)
    return usageError("--resume {}: its records are of version {}, this is {}", file, record.version,
                      ENERGY_OPT_VERSION);
  if (record.boardId != boardId)
    return usageError("--resume {}: '{}' is on board '{}' there, on '{}' here", file, network, record.boardId,
                      boardId);
  if (record.modelSha256.empty())
    return llvm::Error::success();
  llvm::Expected<std::string> hash = sha256OfFile(network);
  if (!hash)
    return hash.takeError();
  if (*hash != record.modelSha256)
    return usageError("--resume {}: '{}' has changed since", file, network);
  return llvm::Error::success();
}

/// How many records from the first on are those of one network, and whether that is all of them. One that cannot be loaded
/// has a single record, which names no board.
static std::pair<size_t, bool> recordsOfNetwork(llvm::ArrayRef<Record> records, bool withBoards,
                                                size_t most) {
  bool unreadable = !records[0].failure.empty() && records[0].boardId.empty();
  if (unreadable && withBoards)
    return {1, true};
  size_t count = 1;
  while (count < std::min(most, records.size()) && records[count].path == records[0].path)
    ++count;
  bool nextHasBegun = count < records.size();
  return {count, count == most || (unreadable && count == 1 && nextHasBegun)};
}

llvm::Expected<ResumePoint> resumePoint(llvm::StringRef text, std::string const &file,
                                        llvm::ArrayRef<std::string> networks,
                                        llvm::ArrayRef<std::string> boardIds, size_t bindings) {
  llvm::Expected<RecordFile> read = readRecords(text, file);
  if (!read)
    return read.takeError();
  size_t boards = std::max<size_t>(boardIds.size(), 1);
  llvm::ArrayRef<Record> records = read->records;
  ResumePoint point;
  for (std::string const &network : networks) {
    if (records.empty())
      break;
    auto [count, complete] = recordsOfNetwork(records, !boardIds.empty(), boards * bindings);
    for (size_t i = 0; i < count; ++i)
      if (llvm::Error error = checkRecord(records[i], file, network,
                                          boardIds.empty() ? llvm::StringRef() : boardIds[i % boards]))
        return error;
    if (!complete && count < records.size())
      return usageError("--resume {}: '{}' has {} records there, {} here: it is of another batch", file,
                        network, count, boards * bindings);
    if (!complete)
      break;
    bool failed = false;
    for (Record const &record : records.take_front(count))
      if (!record.failure.empty()) {
        point.exitCode = worse(point.exitCode, record.failure == "usage" ? exitUsage : exitInput);
        failed = true;
      }
    if (!failed && point.sample.empty()) {
      point.sampleNetwork = point.networks;
      for (Record const &record : records.take_front(count))
        point.sample += record.line.str() + "\n";
    }
    ++point.networks;
    point.bytes = static_cast<size_t>(records[count - 1].line.end() - text.begin()) + 1;
    records = records.drop_front(count);
  }
  if (!records.empty() && point.networks == networks.size())
    return usageError("--resume {}: has more records than this batch", file);
  return point;
}

} // namespace eo
