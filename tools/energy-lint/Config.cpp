#include "tools/energy-lint/Config.h"

#include "lib/support/Error.h"
#include "llvm/Support/FileSystem.h"

#include <algorithm>

namespace eo {

/// "packages\vision\energy.yaml" where packages/vision/energy.yaml is meant.
static llvm::Error checkSeparators(std::string const &path) {
  std::string plain = path;
  std::replace(plain.begin(), plain.end(), '\\', '/');
  if (plain == path || llvm::sys::fs::exists(path) || !llvm::sys::fs::exists(plain))
    return llvm::Error::success();
  return usageError("--config {}: folders are separated by '/': did you mean '{}'?", path, plain);
}

llvm::Expected<LintConfig> configInForce(LintOptions const &options) {
  if (llvm::Error error = checkSeparators(options.config))
    return error;
  if (!options.config.empty())
    return readLintConfigFile(options.config);
  std::optional<std::string> found = options.noConfig ? std::nullopt : discoverLintConfig(".");
  return found ? readLintConfigFile(*found) : LintConfig();
}

LintPolicy policyInForce(LintConfig const &config, LintOptions const &options, llvm::StringRef model) {
  LintPolicy policy = config.policyFor(model);
  policy.merge(options.policy);
  return policy;
}

llvm::Expected<std::optional<Baseline>> baselineInForce(LintConfig const &config,
                                                        LintOptions const &options) {
  NamedFile const named = options.baseline.empty() ? config.baseline : NamedFile{options.baseline, {}};
  if (named.path.empty() || !options.writeBaseline.empty())
    return std::nullopt;
  llvm::Expected<Baseline> baseline = readBaselineFile(named.path);
  if (!baseline)
    return config.located(named.place, baseline.takeError());
  return std::optional(std::move(*baseline));
}

llvm::Expected<OpRules> opRulesInForce(LintConfig const &config, LintOptions const &options) {
  OpRules rules;
  for (NamedFile const &file : config.opFiles)
    if (llvm::Error error = readOpFile(file.path, rules))
      return config.located(file.place, std::move(error));
  for (std::string const &path : options.opFiles)
    if (llvm::Error error = readOpFile(path, rules))
      return error;
  return rules;
}

} // namespace eo
