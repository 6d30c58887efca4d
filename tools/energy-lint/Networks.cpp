#include "tools/energy-lint/Networks.h"

#include "lib/support/Error.h"
#include "lib/support/Glob.h"
#include "lib/support/Utf8.h"
#include "tools/common/NetworkFiles.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"

namespace eo {

namespace fs = llvm::sys::fs;

/// "./a" and "a" are one file, and shown as "a".
static std::string shown(llvm::StringRef path) {
  path.consume_front("./");
  return path.str();
}

/// Below which all files are that a pattern can mean.
static std::string folderOf(llvm::StringRef pattern, LintConfig const &config) {
  std::string literal = literalFolder(pattern).str();
  if (pattern.startswith("/"))
    return literal.empty() ? "/" : literal;
  std::string root = config.folder.empty() ? "." : config.folder;
  return literal.empty() ? root : root + "/" + literal;
}

static llvm::Expected<std::vector<std::string>> filesOf(ModelEntry const &entry, LintConfig const &config) {
  std::string folder = folderOf(entry.pattern, config);
  if (!fs::is_directory(folder))
    return std::vector<std::string>();
  return filesBelow(
      folder, [&](llvm::StringRef path) { return config.matches(entry.pattern, config.modelName(path)); });
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
    llvm::Expected<std::vector<std::string>> files = networksNamed(one);
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
  if (matched == 0) {
    auto windows = llvm::find_if(
        config.models, [](ModelEntry const &entry) { return llvm::StringRef(entry.pattern).contains('\\'); });
    return usageError("{}: no file matches any pattern of 'models'{}", config.path,
                      windows == config.models.end()
                          ? ""
                          : fmt::format("; folders are separated by '/', not by '\\' as in '{}'",
                                        printable(windows->pattern, 80)));
  }
  messages += unmatched;
  return networks;
}

} // namespace eo
