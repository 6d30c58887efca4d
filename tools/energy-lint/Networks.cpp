#include "tools/energy-lint/Networks.h"

#include "lib/support/Error.h"
#include "lib/support/Glob.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace eo {

namespace fs = llvm::sys::fs;

/// Most files and folders that are looked at for one pattern or folder.
static constexpr size_t maxEntries = 1'000'000;

/// Every file below `folder` whose path `wanted` takes, sorted.
static llvm::Expected<std::vector<std::string>> walk(std::string const &folder,
                                                     llvm::function_ref<bool(llvm::StringRef)> wanted) {
  std::vector<std::string> files;
  std::error_code problem;
  size_t count = 0;
  fs::recursive_directory_iterator entry(folder, problem, /*follow_symlinks=*/false), end;
  for (; !problem && entry != end; entry.increment(problem)) {
    if (++count > maxEntries)
      return usageError("{}: more than {} files and folders to look at", folder, maxEntries);
    llvm::StringRef path = entry->path();
    if (llvm::sys::path::filename(path).startswith("."))
      entry.no_push();
    else if (wanted(path) && !fs::is_directory(path))
      files.push_back(path.str());
  }
  if (problem)
    return usageError("{}: {}", folder, problem.message());
  llvm::sort(files);
  return files;
}

/// "./a" and "a" are one file, and shown as "a".
static std::string shown(llvm::StringRef path) {
  path.consume_front("./");
  return path.str();
}

static llvm::Expected<std::vector<std::string>> filesOf(ModelEntry const &entry, LintConfig const &config) {
  std::string root = config.folder.empty() ? "." : config.folder;
  std::string literal = literalFolder(entry.pattern).str();
  std::string folder = literal.empty() ? root : root + "/" + literal;
  if (!fs::is_directory(folder))
    return std::vector<std::string>();
  return walk(folder,
              [&](llvm::StringRef path) { return pathMatches(entry.pattern, config.modelName(path)); });
}

static llvm::Expected<std::vector<std::string>> filesOf(std::string const &named) {
  if (named == "-" || !fs::is_directory(named))
    return std::vector<std::string>{named};
  llvm::Expected<std::vector<std::string>> files =
      walk(named, [](llvm::StringRef path) { return path.endswith(".onnx"); });
  if (files && files->empty())
    return usageError("{}: no *.onnx in this folder", named);
  return files;
}

llvm::Expected<std::vector<std::string>> findNetworks(llvm::ArrayRef<std::string> named,
                                                      LintConfig const &config, std::string &messages) {
  std::vector<std::string> networks;
  llvm::StringSet<> seen;
  auto take = [&](std::vector<std::string> const &files) {
    for (std::string const &file : files) {
      std::string model = config.modelName(file);
      if (!config.policyFor(model).skip && seen.insert(model).second)
        networks.push_back(shown(file));
    }
  };
  for (std::string const &one : named) {
    llvm::Expected<std::vector<std::string>> files = filesOf(one);
    if (!files)
      return files.takeError();
    take(*files);
  }
  if (!named.empty())
    return networks; // none left: all of them are skipped
  size_t matched = 0;
  std::string unmatched;
  for (ModelEntry const &entry : config.models) {
    llvm::Expected<std::vector<std::string>> files = filesOf(entry, config);
    if (!files)
      return files.takeError();
    matched += files->size();
    if (files->empty())
      unmatched +=
          fmt::format("energy-lint: warning: {}: no file matches '{}'\n", config.path, entry.pattern);
    take(*files);
  }
  if (config.path.empty())
    return usageError("no network given and no energy.yaml here or above (energy-lint --help shows how)");
  if (config.models.empty())
    return usageError("no network given, and {} has no 'models'", config.path);
  if (matched == 0)
    return usageError("{}: no file matches any pattern of 'models'", config.path);
  messages += unmatched;
  return networks;
}

} // namespace eo
