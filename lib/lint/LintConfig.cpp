#include "lib/lint/LintConfig.h"

#include "lib/decide/MissionFile.h"
#include "lib/lint/BudgetYaml.h"
#include "lib/support/Error.h"
#include "lib/support/Glob.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace eo {

namespace path = llvm::sys::path;

void LintPolicy::merge(LintPolicy const &more) {
  if (!more.boards.empty())
    boards = more.boards;
  llvm::append_range(settings, more.settings); // chooseSettings takes the last one
  for (auto const &[name, value] : more.dims)
    dims[name] = value;
  for (Budget const &budget : more.budgets) {
    llvm::erase_if(budgets, [&](Budget const &before) { return before.sameTarget(budget); });
    budgets.push_back(budget);
  }
  llvm::append_range(rules, more.rules);
  if (more.unknown)
    unknown = more.unknown;
  if (more.noInterval)
    noInterval = more.noInterval;
  if (more.minCoverage)
    minCoverage = more.minCoverage;
  skip = more.skip;
}

std::optional<Severity> LintPolicy::severityOf(llvm::StringRef rule, Severity otherwise,
                                               bool aboutNetworks) const {
  for (RuleLevel const &level : llvm::reverse(rules))
    if (level.rule == rule || (aboutNetworks && level.rule == "all"))
      return level.severity;
  return otherwise;
}

/// Absolute, without "." and "..", as far as the names tell: links are not followed.
static llvm::SmallString<128> absolute(llvm::StringRef name) {
  llvm::SmallString<128> result = name;
  llvm::sys::fs::make_absolute(result);
  path::remove_dots(result, true);
  return result;
}

bool LintConfig::matches(llvm::StringRef pattern, llvm::StringRef model) const {
  return path::is_absolute(pattern) ? pathMatches(pattern, absolute(relocated(model)))
                                    : pathMatches(pattern, model);
}

LintPolicy LintConfig::policyFor(llvm::StringRef model) const {
  LintPolicy policy = base;
  for (ModelEntry const &entry : models)
    if (matches(entry.pattern, model))
      policy.merge(entry.overrides);
  return policy;
}

std::string LintConfig::modelName(llvm::StringRef named) const {
  if (named == "-")
    return named.str();
  llvm::SmallString<128> model = absolute(named), root = absolute(folder.empty() ? "." : folder);
  auto m = path::begin(model), modelEnd = path::end(model), b = path::begin(root), baseEnd = path::end(root);
  for (; m != modelEnd && b != baseEnd && *m == *b; ++m)
    ++b;
  std::string result;
  for (; b != baseEnd; ++b)
    result += "../";
  for (; m != modelEnd; ++m)
    result += (result.empty() || result.back() == '/' ? "" : "/") + m->str();
  return result;
}

std::string LintConfig::relocated(llvm::StringRef named) const {
  return folder.empty() || path::is_absolute(named) ? named.str() : folder + "/" + named.str();
}

llvm::Error LintConfig::located(std::optional<YamlPlace> const &place, llvm::Error error) const {
  if (!error || !place || this->path.empty())
    return error;
  ErrorText text = takeErrorText(std::move(error));
  llvm::Expected<YamlFile> file = YamlFile::open(this->path);
  if (file)
    return makeError(text.kind, file->locate(*place, text.message));
  llvm::consumeError(file.takeError());
  return makeError(text.kind, text.message);
}

llvm::Error loadMissions(LintConfig &config) {
  std::vector<LintPolicy *> policies{&config.base};
  for (ModelEntry &entry : config.models)
    policies.push_back(&entry.overrides);
  for (LintPolicy *policy : policies)
    for (Budget &budget : policy->budgets) {
      if (budget.missionFile.empty())
        continue;
      std::string file = config.relocated(budget.missionFile);
      llvm::Expected<MissionPlan> plan = readMissionFile(file);
      if (!plan)
        return config.located(budget.missionPlace, plan.takeError());
      if (llvm::Error error = putMission(budget, std::move(*plan)))
        return config.located(budget.missionPlace,
                              usageError("{}: {}", printable(file), takeErrorText(std::move(error)).message));
    }
  return llvm::Error::success();
}

llvm::Expected<LintConfig> readLintConfigFile(llvm::StringRef file) {
  llvm::Expected<YamlFile> yaml = YamlFile::open(file);
  if (!yaml)
    return yaml.takeError();
  llvm::Expected<LintConfig> config = readLintConfig(*yaml);
  if (config)
    if (llvm::Error error = loadMissions(*config))
      return error;
  return config;
}

std::optional<std::string> discoverLintConfig(llvm::StringRef folder) {
  std::string up; // so that messages name it relative to the working directory
  for (llvm::SmallString<128> at = absolute(folder); !at.empty(); at = path::parent_path(at).str()) {
    for (char const *name : {"energy.yaml", ".energy.yaml"}) {
      llvm::SmallString<128> candidate = at;
      path::append(candidate, name);
      if (llvm::sys::fs::exists(candidate))
        return up + name;
    }
    path::append(at, ".git");
    if (llvm::sys::fs::exists(at))
      return std::nullopt;
    path::remove_filename(at);
    up += "../";
  }
  return std::nullopt;
}

} // namespace eo
