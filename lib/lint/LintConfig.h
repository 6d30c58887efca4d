//===- LintConfig.h - what energy-lint is asked to check -------------------------------------------===//
//
// Schema energy-opt/lint/1; lib/lint/energy-lint.schema.json describes every key. The file is YAML, read
// strictly: unknown keys are errors.
//
#ifndef ENERGY_OPT_LIB_LINT_LINTCONFIG_H
#define ENERGY_OPT_LIB_LINT_LINTCONFIG_H

#include "lib/board/Settings.h"
#include "lib/lint/Budget.h"
#include "lib/support/Diagnostics.h"
#include <map>

namespace eo {

/// A board to estimate for, and its own settings beside those of all boards.
struct BoardChoice {
  std::string name; ///< or a YAML file, its path as in the config made relative to the working directory
  std::vector<SettingRequest> settings;
  std::optional<YamlPlace> place;
};

/// A file that the config names: relative to the working directory, and where it is named.
struct NamedFile {
  std::string path; ///< empty: none
  std::optional<YamlPlace> place;
};

/// What an UNKNOWN verdict does: nothing, a warning, or exit code 4.
enum class UnknownPolicy : uint8_t { Pass, Warn, Fail };
/// What is done where the board's source gives no interval: judge the value alone, in silence or with a
/// warning, or call the verdict UNKNOWN.
enum class NoIntervalPolicy : uint8_t { Pass, Warn, Unknown };

/// `rules:` sets the severity of a rule; absent: off. The name "all" is every rule about networks.
struct RuleLevel {
  std::string rule;
  std::optional<Severity> severity;
};

/// What can be said for all networks and for some of them.
struct LintPolicy {
  std::vector<BoardChoice> boards;
  std::vector<SettingRequest> settings;
  std::map<std::string, int64_t> dims;
  std::vector<Budget> budgets;
  std::vector<RuleLevel> rules;
  std::optional<UnknownPolicy> unknown;       ///< absent: Fail
  std::optional<NoIntervalPolicy> noInterval; ///< absent: Warn
  std::optional<double> minCoverage; ///< share of the MACs that suffices to judge; absent: all, and no check
  bool skip = false;

  /// Puts `more` over this: boards, unknown, no_interval and min_coverage replace, dims, settings and rules
  /// replace those of the same name, a budget replaces the one with the same target.
  void merge(LintPolicy const &more);
  /// Of the rule with this name and default; nullopt where it is off.
  std::optional<Severity> severityOf(llvm::StringRef rule, Severity otherwise, bool aboutNetworks) const;
};

/// One entry of `models:`.
struct ModelEntry {
  std::string pattern; ///< LintConfig::matches()
  LintPolicy overrides;
};

/// A finding that is borne, with the reason that the config must state.
struct Suppression {
  std::string rule, layer, model, reason; ///< layer: a glob, model: a path pattern; empty: any
  std::optional<YamlPlace> place;
};

/// The config as read: what holds for all networks, and for which networks what else.
struct LintConfig {
  std::string path;   ///< as named or discovered; empty: none
  std::string folder; ///< that paths and patterns are relative to; empty: the working directory
  LintPolicy base;
  std::vector<ModelEntry> models;
  std::vector<Suppression> suppressions;
  std::vector<NamedFile> opFiles;
  NamedFile baseline;

  /// Whether a path pattern of the config means the network `model`, named as by modelName: pathMatches(), an absolute pattern
  /// against the network's absolute path.
  bool matches(llvm::StringRef pattern, llvm::StringRef model) const;
  /// What holds for a network: `base`, then every entry of `models` that matches, in order.
  LintPolicy policyFor(llvm::StringRef model) const;
  /// `path`, as named on the command line, relative to `folder` with '/' between folders: what patterns are
  /// matched against and baselines are kept under. "-" stays.
  std::string modelName(llvm::StringRef path) const;
  /// A path in the config, which is relative to it, relative to the working directory.
  std::string relocated(llvm::StringRef path) const;
  /// The error of something that the config names at `place`, with file:line:column and the line; the error itself without a
  /// place, or where the config is gone.
  llvm::Error located(std::optional<YamlPlace> const &place, llvm::Error error) const;
};

/// The config in a parsed file. A usage error names everything that is wrong with it, each with
/// file:line:column. Names of rules are checked, those of boards are not.
llvm::Expected<LintConfig> readLintConfig(YamlFile const &file);

/// Reads the files of missions that budgets name. Usage errors as of readMissionFile, with the place in the config.
llvm::Error loadMissions(LintConfig &config);

/// The config of a file on disk, its missions loaded.
llvm::Expected<LintConfig> readLintConfigFile(llvm::StringRef path);

/// The nearest energy.yaml or .energy.yaml in `folder` or above it, up to the root of its repository (where
/// .git is): a config above concerns another project.
std::optional<std::string> discoverLintConfig(llvm::StringRef folder);

} // namespace eo

#endif
