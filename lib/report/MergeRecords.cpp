#include "lib/report/MergeRecords.h"

#include "lib/support/Error.h"

#include <map>
#include <set>

namespace eo {

namespace {
/// The lines of one network, and the part they are from.
struct NetworkLines {
  RecordPart const *part = nullptr;
  std::vector<llvm::StringRef> lines;
};
using LinesByPath = std::map<std::string, NetworkLines>;
} // namespace

static LinesByPath linesOf(RecordPart const &part) {
  LinesByPath lines;
  for (Record const &record : part.file.records) {
    NetworkLines &network = lines[record.path];
    network.part = &part;
    network.lines.push_back(record.line);
  }
  return lines;
}

static llvm::Error checkVersions(llvm::ArrayRef<RecordPart> parts) {
  Record const *first = nullptr;
  llvm::StringRef firstPart;
  for (RecordPart const &part : parts)
    for (Record const &record : part.file.records) {
      if (record.version.empty())
        continue;
      if (first == nullptr)
        first = &record, firstPart = part.name;
      else if (record.version != first->version)
        return inputError("{} is of version {}, {} of version {}: run one of them again", firstPart,
                          first->version, part.name, record.version);
    }
  return llvm::Error::success();
}

static llvm::Error checkOrder(LinesByPath const &networks, llvm::ArrayRef<std::string> order) {
  std::set<llvm::StringRef> known(order.begin(), order.end());
  for (auto const &[path, network] : networks)
    if (known.count(path) == 0)
      return inputError("{}: '{}' is not among the networks that were named", network.part->name, path);
  return llvm::Error::success();
}

static void write(llvm::ArrayRef<llvm::StringRef> lines, MergeResult &result, llvm::raw_ostream &stream) {
  ++result.networks;
  result.records += lines.size();
  for (llvm::StringRef line : lines)
    stream << line << '\n';
}

/// A network that is named several times has records each time.
static void writeInOrder(LinesByPath const &networks, llvm::ArrayRef<std::string> order, MergeResult &result,
                         llvm::raw_ostream &stream) {
  std::map<llvm::StringRef, size_t> times, written;
  for (std::string const &path : order)
    ++times[path];
  for (std::string const &path : order) {
    auto found = networks.find(path);
    if (found == networks.end()) {
      result.missing.push_back(path);
      continue;
    }
    llvm::ArrayRef<llvm::StringRef> lines = found->second.lines;
    size_t each = lines.size() / times[path];
    write(lines.slice(each * written[path]++, each), result, stream);
  }
}

llvm::Expected<MergeResult> mergeRecords(llvm::ArrayRef<RecordPart> parts, llvm::ArrayRef<std::string> order,
                                         llvm::raw_ostream &stream) {
  if (llvm::Error error = checkVersions(parts))
    return error;
  LinesByPath networks;
  for (RecordPart const &part : parts)
    for (auto const &[path, lines] : linesOf(part)) {
      auto [known, isNew] = networks.try_emplace(path, lines);
      if (!isNew && known->second.lines != lines.lines)
        return inputError("{} and {} differ in what they say of '{}'", known->second.part->name, part.name,
                          path);
    }
  MergeResult result;
  if (order.empty()) {
    for (auto const &[path, network] : networks)
      write(network.lines, result, stream);
    return result;
  }
  if (llvm::Error error = checkOrder(networks, order))
    return error;
  writeInOrder(networks, order, result, stream);
  return result;
}

} // namespace eo
