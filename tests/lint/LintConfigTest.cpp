#include "lib/lint/LintConfig.h"
#include "lib/lint/LintTexts.h"
#include "lib/support/Error.h"
#include "llvm/Support/Regex.h"
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <unistd.h>

using namespace eo;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

llvm::Expected<LintConfig> read(std::string const &text, std::string const &name = "energy.yaml") {
  llvm::Expected<YamlFile> file = YamlFile::parse(text, name);
  return file ? readLintConfig(*file) : file.takeError();
}

LintConfig config(std::string const &text, std::string const &name = "energy.yaml") {
  llvm::Expected<LintConfig> result = read("schema: energy-opt/lint/1\n" + text, name);
  if (!result) {
    ADD_FAILURE() << takeErrorText(result.takeError()).message;
    return {};
  }
  return std::move(*result);
}

std::string complaint(std::string const &text) {
  llvm::Expected<LintConfig> result = read("schema: energy-opt/lint/1\n" + text);
  return result ? "none" : takeErrorText(result.takeError()).message;
}

TEST(LintConfig, AllKeysAreRead) {
  LintConfig all = config(R"(board: [edge-tpu, {name: imx8mp, settings: {unit: npu}}, boards/own.yaml]
settings: {freq: max, "edge-tpu:unit": tpu}
dims: {batch: 8, "x[2]": 224}
models: ["nets/*.onnx", {path: nets/big.onnx, budgets: [{metric: energy, max: 2 J}], skip: true}]
budgets:
  - {metric: energy, max: 1 J, max_increase: 5%, min_change: 1 mJ, op: Conv}
  - {metric: battery_life, battery_wh: 5, inferences_per_day: 10, min_days: 30}
rules: {low-coverage: error, all: off}
suppressions: [{rule: low-coverage, layer: "a*", model: "*.onnx", reason: why}]
baseline: base.json
op_files: [ops.yaml]
unknown: warn
no_interval: pass
min_coverage: 95%
)",
                          "sub/energy.yaml");
  EXPECT_EQ(all.folder, "sub");
  ASSERT_EQ(all.base.boards.size(), 3U);
  EXPECT_EQ(all.base.boards[1].settings.at(0).value, "npu");
  EXPECT_EQ(all.base.boards[2].name, "sub/boards/own.yaml") << "paths are relative to the config";
  EXPECT_EQ(all.base.settings.at(1).board, "edge-tpu");
  EXPECT_EQ(all.base.dims.at("x[2]"), 224);
  ASSERT_EQ(all.base.budgets.size(), 3U) << "max and max_increase are two budgets";
  EXPECT_EQ(all.base.budgets[0].max, 1);
  EXPECT_FALSE(all.base.budgets[0].relative());
  EXPECT_DOUBLE_EQ(*all.base.budgets[1].maxIncrease, 0.05);
  EXPECT_DOUBLE_EQ(all.base.budgets[1].minChange, 1e-3);
  EXPECT_EQ(all.base.budgets[1].op, "Conv");
  EXPECT_EQ(all.base.budgets[2].minDays, 30);
  EXPECT_EQ(all.suppressions.at(0).reason, "why");
  EXPECT_EQ(all.suppressions[0].place->line, 10U);
  EXPECT_EQ(all.baseline.path, "sub/base.json");
  ASSERT_EQ(all.opFiles.size(), 1U);
  EXPECT_EQ(all.opFiles[0].path, "sub/ops.yaml");
  EXPECT_EQ(all.base.unknown, UnknownPolicy::Warn);
  EXPECT_EQ(all.base.noInterval, NoIntervalPolicy::Pass);
  EXPECT_DOUBLE_EQ(*all.base.minCoverage, 0.95);
  EXPECT_EQ(all.base.severityOf("low-coverage", Severity::Warning, true), Severity::Error);
  EXPECT_EQ(all.base.severityOf("dead-node", Severity::Warning, true), std::nullopt);
  EXPECT_EQ(all.base.severityOf("stale-suppression", Severity::Error, false), Severity::Error)
      << "'all' is about networks";
}

TEST(LintConfig, EntriesOfModelsApplyInOrder) {
  LintConfig merged = config(R"(board: edge-tpu
unknown: fail
dims: {batch: 1, seq: 128}
budgets: [{metric: energy, max: 1 J}, {metric: latency, max: 20 ms}]
models:
  - {path: "big/**", board: xavier-nx, dims: {batch: 8}, budgets: [{metric: energy, max: 2 J}], unknown: warn}
  - {path: "big/*.onnx", budgets: [{metric: energy, max_increase: 5%}], skip: true}
  - {path: big/kept.onnx, budgets: [{metric: energy, max: 3 J}]}
)");
  LintPolicy small = merged.policyFor("small.onnx"), kept = merged.policyFor("big/kept.onnx");
  EXPECT_EQ(small.boards.at(0).name, "edge-tpu");
  EXPECT_EQ(small.budgets.size(), 2U);
  EXPECT_EQ(kept.boards.at(0).name, "xavier-nx");
  EXPECT_EQ(kept.dims.at("batch"), 8);
  EXPECT_EQ(kept.dims.at("seq"), 128);
  EXPECT_EQ(kept.unknown, UnknownPolicy::Warn);
  EXPECT_FALSE(kept.skip);
  EXPECT_TRUE(merged.policyFor("big/other.onnx").skip);
  std::vector<std::string> words;
  for (Budget const &budget : kept.budgets)
    words.push_back(budgetWords(budget));
  EXPECT_THAT(words, ElementsAre("latency of the network at most 20 ms",
                                 "energy of the network at most 5 % above the baseline",
                                 "energy of the network at most 3 J"));
}

TEST(LintConfig, LaterAllResetsEarlierRules) {
  LintConfig merged = config("rules: {low-coverage: error}\nmodels: [{path: a.onnx, rules: {all: note}}]\n");
  EXPECT_EQ(merged.policyFor("a.onnx").severityOf("low-coverage", Severity::Warning, true), Severity::Note);
  EXPECT_EQ(merged.policyFor("b.onnx").severityOf("low-coverage", Severity::Warning, true), Severity::Error);
}

TEST(LintConfig, EveryErrorIsToldWithItsPlace) {
  EXPECT_EQ(complaint(R"(bord: edge-tpu
budgets:
  - {metric: enrgy, max: 1 J}
  - {metric: energy, max: 1 W}
unknown: maybe
)"),
            R"(energy.yaml:2:1: unknown key 'bord' in a config; did you mean 'board'?
  bord: edge-tpu
  ^
energy.yaml:4:14: 'metric' must be energy or latency or power or macs or param_bytes or peak_activation_bytes or battery_life or memory or hours or streamed_bytes; did you mean 'energy'?
    - {metric: enrgy, max: 1 J}
               ^
energy.yaml:5:27: '1 W' is not an energy such as '1 J' or '1.5 mJ'
    - {metric: energy, max: 1 W}
                            ^
energy.yaml:6:10: 'unknown' must be pass or warn or fail
  unknown: maybe
           ^)");
}

TEST(LintConfig, WhatCannotBeIsAnError) {
  for (auto const &[text, part] : std::initializer_list<std::pair<char const *, char const *>>{
           {"budgets: [{max: 1 J}]", "key 'metric' is missing"},
           {"budgets: [{metric: energy}]", "needs 'max' or 'max_increase'"},
           {"budgets: [{metric: energy, max: 1 J, min_change: 1 J}]",
            "'min_change' goes with 'max_increase'"},
           {"budgets: [{metric: energy, max: 1 J, op: Conv, layer: a}]", "one of 'layer', 'op' and 'scope'"},
           {"budgets: [{metric: param_bytes, max: 1 MiB, op: Conv}]", "known of whole networks only"},
           {"budgets: [{metric: energy, max: 1 J, min_days: 3}]",
            "belongs to budgets of metric battery_life"},
           {"budgets: [{metric: battery_life, max: 1 J}]", "does not go with battery_life"},
           {"budgets: [{metric: battery_life, battery_wh: 0, inferences_per_day: 1, min_days: 1}]",
            "'battery_wh' must be above 0"},
           {"budgets: [{hours: 24 h}]", "key 'mission' is missing"},
           {"budgets: [{hours: soon, mission: a.yaml}]", "'soon' is not a time above 0"},
           {"budgets: [{metric: hours, mission: {rate: 1/s, battery: 1 Wh}}]",
            "how long the mission has to last"},
           {"budgets: [{hours: 24 h, mission: {rate: 1/s}}]", "hours need a battery"},
           {"budgets: [{hours: 24 h, mission: {battery: 99 Wh}}]", "how often the network runs is not said"},
           {"budgets: [{hours: 24 h, mission: {rat: 1/s}}]", "did you mean 'rate'?"},
           {"budgets: [{hours: 24 h, max: 1, mission: {rate: 1/s}}]", "'max' does not go with hours"},
           {"budgets: [{hours: 24 h, metric: energy, mission: a.yaml}]",
            "the budget limits 'hours', not 'energy'"},
           {"budgets: [{metric: energy, max: 1 J, mission: a.yaml}]", "belongs to budgets of metric hours"},
           {"budgets: [{memory: 1 MiB, max: 1 MiB}]", "'memory' is the limit already"},
           {"budgets: [{memory: 1 J}]", "'1 J' is not"},
           {"budgets: [{memory: 1 MiB, op: Conv}]", "known of whole networks only"},
           {"budgets: [{metric: memory, max_increase: 5%}]",
            "a baseline has no memories: 'memory' takes a limit"},
           {"budgets: [{metric: streamed_bytes, max_increase: 5%}]", "'streamed_bytes' takes a limit"},
           {"budgets: [{memory: 1 MiB, hours: 3 h, mission: a.yaml}]", "one limit a budget"},
           {"budgets: [{metric: energy, max_increase: much}]", "must be a share such as 5%"},
           {"rules: {low-coverag: off}", "did you mean 'low-coverage'?"},
           {"rules: {low-coverage: loud}", "must be off or note or warn or error"},
           {"suppressions: [{rule: low-coverage}]", "key 'reason' is missing"},
           {"suppressions: [{rule: all, reason: x}]", "unknown rule 'all'"},
           {"min_coverage: 120%", "must be a share such as 95%"},
           {"dims: {batch: many}", "must be an integer"},
           {"models: {a: b}", "'models' must be a list"},
           {"models: [{skip: true}]", "key 'path' is missing"},
           {"models: [{path: a, baseline: b}]", "unknown key 'baseline' in an entry of 'models'"},
           {"settings: {\":a\": b}", "not of the form [BOARD:]NAME=VALUE"},
           {"board: edge-tpu\nsettings: {\"edge-tpo:freq\": max}", "did you mean 'edge-tpu'?"},
           {"board: [{settings: {a: b}}]", "key 'name' is missing"}})
    EXPECT_THAT(complaint(text), HasSubstr(part)) << text;
  llvm::Expected<LintConfig> other = read("schema: energy-opt/lint/2\n");
  ASSERT_FALSE(bool(other));
  EXPECT_THAT(takeErrorText(other.takeError()).message, HasSubstr("this version reads schema"));
}

TEST(LintConfig, MissionsAreReadBesideTheConfig) {
  std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("missions-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  auto put = [&](char const *name, char const *text) { std::ofstream(folder / name) << text; };
  put("energy.yaml", "schema: energy-opt/lint/1\nbudgets: [{hours: 24 h, mission: farm.yaml}]\n"
                     "models: [{path: a.onnx, budgets: [{metric: hours, mission: farm.yaml}]}]\n");
  put("farm.yaml", "rate: 1/min\nbattery: 10 Wh\nhours: 12 h\n");
  llvm::Expected<LintConfig> config = readLintConfigFile((folder / "energy.yaml").string());
  ASSERT_TRUE(bool(config)) << takeErrorText(config.takeError()).message;
  MissionPlan const &plan = *config->base.budgets.at(0).mission;
  EXPECT_DOUBLE_EQ(*plan.ratePerS, 1.0 / 60);
  EXPECT_DOUBLE_EQ(*plan.lastS, 24 * 3600) << "the budget's hours win";
  EXPECT_DOUBLE_EQ(*config->models.at(0).overrides.budgets.at(0).mission->lastS, 12 * 3600);
  EXPECT_EQ(budgetWords(config->base.budgets[0]), "mission farm.yaml at least 24 h");
  put("farm.yaml", "rate: 1/min\nburst: 2\nbattery: 10 Wh\n");
  config = readLintConfigFile((folder / "energy.yaml").string());
  ASSERT_FALSE(bool(config));
  // "mission: " of the first budget ends with column 33 of line 2
  std::string message = takeErrorText(config.takeError()).message;
  EXPECT_THAT(message, HasSubstr("energy.yaml:2:34: "));
  EXPECT_THAT(message, HasSubstr("farm.yaml: burst is of a device that sleeps"));
  std::filesystem::remove(folder / "farm.yaml");
  config = readLintConfigFile((folder / "energy.yaml").string());
  ASSERT_FALSE(bool(config));
  message = takeErrorText(config.takeError()).message;
  EXPECT_THAT(message, HasSubstr("energy.yaml:2:34: "));
  EXPECT_THAT(message, HasSubstr("farm.yaml: No such file or directory\n  budgets: [{hours"));
  std::filesystem::remove_all(folder);
  config = readLintConfigFile((folder / "energy.yaml").string());
  ASSERT_FALSE(bool(config));
  llvm::consumeError(config.takeError());
}

TEST(LintConfig, ModelNamesAreRelativeToTheConfig) {
  LintConfig here, sub, above;
  sub.folder = "sub";
  above.folder = "..";
  EXPECT_EQ(here.modelName("./nets//a.onnx"), "nets/a.onnx");
  EXPECT_EQ(sub.modelName("sub/nets/../a.onnx"), "a.onnx");
  EXPECT_EQ(sub.modelName("a.onnx"), "../a.onnx");
  std::string folder = std::filesystem::current_path().filename();
  EXPECT_EQ(above.modelName("a.onnx"), folder + "/a.onnx");
  EXPECT_EQ(here.modelName("-"), "-");
}

TEST(LintConfig, AbsolutePatternsMeanAbsolutePaths) {
  LintConfig config;
  config.folder = "sub";
  std::string here = std::filesystem::current_path();
  EXPECT_TRUE(config.matches(here + "/sub/a.onnx", "a.onnx"));
  EXPECT_FALSE(config.matches(here + "/a.onnx", "a.onnx"));
  EXPECT_TRUE(config.matches(here + "/*.onnx", "../a.onnx"));
  EXPECT_TRUE(config.matches("/**/nets/a.onnx", "nets/a.onnx"));
  EXPECT_TRUE(config.matches("nets/*.onnx", "nets/a.onnx")) << "relative ones count from the config";
  EXPECT_FALSE(config.matches("sub/nets/*.onnx", "nets/a.onnx"));
}

TEST(LintConfig, NearestConfigIsDiscovered) {
  std::filesystem::path root = testing::TempDir() + "discover" + std::to_string(::getpid());
  std::filesystem::create_directories(root / "a/b");
  std::ofstream(root / ".energy.yaml") << "";
  EXPECT_EQ(discoverLintConfig((root / "a/b").string()), "../../.energy.yaml");
  std::ofstream(root / "a/energy.yaml") << "";
  EXPECT_EQ(discoverLintConfig((root / "a/b").string()), "../energy.yaml");
  std::filesystem::create_directories(root / "a/b/.git");
  EXPECT_EQ(discoverLintConfig((root / "a/b").string()), std::nullopt) << "of another project";
  std::filesystem::remove_all(root / "a/b/.git");
  std::filesystem::create_directories(root / "a/.git");
  EXPECT_EQ(discoverLintConfig((root / "a/b").string()), "../energy.yaml") << "of this repository";
  std::filesystem::remove_all(root);
}

TEST(LintConfig, InitTextIsAConfig) {
  llvm::Expected<LintConfig> result = read(lintInitText().str());
  ASSERT_TRUE(bool(result)) << takeErrorText(result.takeError()).message;
  EXPECT_FALSE(result->base.budgets.empty());
}

TEST(LintConfig, CommentedLinesOfInitTextAreRightToo) {
  std::string text;
  llvm::SmallVector<llvm::StringRef, 64> lines;
  lintInitText().split(lines, '\n');
  llvm::Regex commented("^#( *- | +budgets: | ?(settings|dims|baseline|rules|suppressions):)");
  for (llvm::StringRef line : lines) {
    if (commented.match(line))
      line = line.drop_front(line.startswith("# ") && line[2] != ' ' ? 2 : 1);
    text += line.str() + "\n";
  }
  llvm::Expected<LintConfig> result = read(text);
  ASSERT_TRUE(bool(result)) << takeErrorText(result.takeError()).message;
  EXPECT_EQ(result->suppressions.size(), 1U);
  EXPECT_EQ(result->base.budgets.size(), 8U);
}

/// The keys of a part of the schema.
std::vector<std::string> keysOf(nlohmann::json const &schema) {
  std::vector<std::string> keys;
  for (auto const &[key, value] : schema.at("properties").items())
    keys.push_back(key);
  std::sort(keys.begin(), keys.end());
  return keys;
}

/// The config is read with one more key than the schema knows, and with each of those it does.
TEST(LintConfig, SchemaHasTheKeysThatAreRead) {
  nlohmann::json root = nlohmann::json::parse(lintSchemaText());
  nlohmann::json const &definitions = root.at("definitions");
  auto check = [](nlohmann::json const &part, std::string const &before, std::string const &after) {
    for (std::string const &key : keysOf(part))
      EXPECT_THAT(complaint(before + key + ": {}" + after), testing::Not(HasSubstr("unknown key"))) << key;
    EXPECT_THAT(complaint(before + "none: {}" + after), HasSubstr("unknown key")) << before;
  };
  for (std::string const &key : keysOf(root)) // 'schema' is given twice, which is told instead
    EXPECT_THAT(complaint(key + ": {}"), testing::Not(HasSubstr("unknown key"))) << key;
  check(definitions.at("model"), "models: [{", "}]");
  check(definitions.at("budgets").at("items"), "budgets: [{", "}]");
  check(root.at("properties").at("suppressions").at("items"), "suppressions: [{", "}]");
}

} // namespace
