//===- LintConfigYaml.cpp - energy.yaml becomes a LintConfig --------------------------------------===//
//
// Every key is described in energy-lint.schema.json; a test keeps the two equal.
//
#include "lib/lint/BudgetYaml.h"
#include "lib/lint/LintConfig.h"
#include "lib/lint/OwnFindings.h"
#include "lib/support/Error.h"
#include "lib/support/QuantityText.h"
#include "lib/support/Spelling.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

namespace eo {

namespace {
class ConfigReader {
public:
  explicit ConfigReader(YamlFile const &source) : file(source), reader(source) {}

  llvm::Expected<LintConfig> read();

private:
  void readSchema();
  LintPolicy readPolicy(YamlNode const &node);
  std::vector<BoardChoice> readBoards(YamlNode const *node);
  BoardChoice readBoard(YamlNode const &node);
  std::vector<SettingRequest> readSettings(YamlNode const *node);
  std::map<std::string, int64_t> readDims(YamlNode const *node);
  std::vector<RuleLevel> readRules(YamlNode const *node);
  std::string ruleName(YamlNode const *node, bool orAll);
  void checkBoardsOfSettings();
  void readModel(YamlNode const &node);
  void readSuppression(YamlNode const &node);
  std::string optionalText(YamlNode const &node, llvm::StringRef key);

  YamlFile const &file;
  YamlReader reader;
  LintConfig config;
  std::vector<std::string> boardNames;
  std::vector<std::pair<YamlPlace, std::string>> boardsOfSettings;
};
} // namespace

void ConfigReader::readSchema() {
  static std::string const known = "energy-opt/lint/1";
  YamlNode const *schema = reader.require(&file.root(), "schema");
  if (schema != nullptr && reader.text(schema, "'schema'") != known && !schema->text.empty())
    reader.complain(schema->place, "this version reads schema " + known + ", not '" + schema->text + "'");
}

std::string ConfigReader::optionalText(YamlNode const &node, llvm::StringRef key) {
  YamlNode const *value = reader.find(&node, key);
  return value == nullptr ? std::string() : reader.text(value, "'" + key.str() + "'");
}

/// The keys of `settings` are NAME or BOARD:NAME.
std::vector<SettingRequest> ConfigReader::readSettings(YamlNode const *node) {
  std::vector<SettingRequest> settings;
  if (node == nullptr || !reader.mapping(node, "'settings'"))
    return settings;
  for (size_t i = 0; i < node->keys.size(); ++i) {
    std::string value = reader.text(&node->items[i], "a setting");
    llvm::Expected<SettingRequest> request = parseSettingRequest(node->keys[i].text + "=" + value);
    if (request) {
      if (!request->board.empty())
        boardsOfSettings.emplace_back(node->keys[i].place, request->board);
      settings.push_back(std::move(*request));
    } else
      reader.complain(node->keys[i].place, takeErrorText(request.takeError()).message);
  }
  return settings;
}

BoardChoice ConfigReader::readBoard(YamlNode const &node) {
  BoardChoice choice;
  choice.place = node.place;
  YamlNode const *name = &node;
  if (node.kind == YamlNode::Kind::Mapping) {
    reader.mapping(&node, "a board", {"name", "settings"});
    name = reader.require(&node, "name");
    choice.settings = readSettings(reader.find(&node, "settings"));
  }
  choice.name = reader.text(name, "a board");
  boardNames.push_back(choice.name);
  llvm::StringRef text = choice.name;
  if (text.contains('/') || text.endswith(".yaml") || text.endswith(".yml"))
    choice.name = config.relocated(text);
  return choice;
}

std::vector<BoardChoice> ConfigReader::readBoards(YamlNode const *node) {
  std::vector<BoardChoice> boards;
  if (node != nullptr && node->kind != YamlNode::Kind::Sequence)
    boards.push_back(readBoard(*node));
  else
    for (YamlNode const &entry : reader.sequence(node, "'board'"))
      boards.push_back(readBoard(entry));
  return boards;
}

std::map<std::string, int64_t> ConfigReader::readDims(YamlNode const *node) {
  std::map<std::string, int64_t> dims;
  if (node == nullptr || !reader.mapping(node, "'dims'"))
    return dims;
  for (size_t i = 0; i < node->keys.size(); ++i)
    dims[node->keys[i].text] = reader.integer(&node->items[i], "a dimension");
  return dims;
}

/// The name in `node`, where a rule has it.
std::string ConfigReader::ruleName(YamlNode const *node, bool orAll) {
  std::vector<std::string> known = ruleNames();
  if (orAll)
    known.emplace_back("all");
  std::string name = reader.text(node, "a rule");
  if (!name.empty() && !llvm::is_contained(known, name))
    reader.complain(node->place, "unknown rule '" + name + "'" + didYouMean(name, known) +
                                     " (energy-lint --list-rules prints them)");
  return name;
}

/// "all" is put first: the others are exceptions from it, wherever it stands.
std::vector<RuleLevel> ConfigReader::readRules(YamlNode const *node) {
  std::vector<RuleLevel> levels;
  if (node == nullptr || !reader.mapping(node, "'rules'"))
    return levels;
  for (size_t i = 0; i < node->keys.size(); ++i) {
    RuleLevel level{ruleName(&node->keys[i], true), std::nullopt};
    size_t word = reader.word(&node->items[i], "the severity of a rule", {"off", "note", "warn", "error"});
    if (word != 0)
      level.severity = static_cast<Severity>(word - 1);
    levels.insert(level.rule == "all" ? levels.begin() : levels.end(), level);
  }
  return levels;
}

LintPolicy ConfigReader::readPolicy(YamlNode const &node) {
  LintPolicy policy;
  policy.boards = readBoards(reader.find(&node, "board"));
  policy.settings = readSettings(reader.find(&node, "settings"));
  policy.dims = readDims(reader.find(&node, "dims"));
  policy.budgets = readBudgets(reader, reader.find(&node, "budgets"));
  policy.rules = readRules(reader.find(&node, "rules"));
  if (YamlNode const *unknown = reader.find(&node, "unknown"))
    policy.unknown = static_cast<UnknownPolicy>(reader.word(unknown, "'unknown'", {"pass", "warn", "fail"}));
  if (YamlNode const *none = reader.find(&node, "no_interval"))
    policy.noInterval =
        static_cast<NoIntervalPolicy>(reader.word(none, "'no_interval'", {"pass", "warn", "unknown"}));
  if (YamlNode const *coverage = reader.find(&node, "min_coverage")) {
    policy.minCoverage = parseRatio(reader.text(coverage, "'min_coverage'"));
    if (!policy.minCoverage || *policy.minCoverage > 1)
      reader.complain(coverage->place, "'min_coverage' must be a share such as 95% or 0.95");
  }
  return policy;
}

void ConfigReader::readModel(YamlNode const &node) {
  ModelEntry entry;
  if (node.kind != YamlNode::Kind::Mapping) {
    entry.pattern = reader.text(&node, "a pattern of networks");
    return config.models.push_back(std::move(entry));
  }
  reader.mapping(&node, "an entry of 'models'",
                 {"path", "board", "settings", "dims", "budgets", "rules", "unknown", "no_interval",
                  "min_coverage", "skip"});
  entry.overrides = readPolicy(node);
  entry.pattern = reader.text(reader.require(&node, "path"), "'path'");
  if (YamlNode const *skip = reader.find(&node, "skip"))
    entry.overrides.skip = reader.boolean(skip, "'skip'");
  config.models.push_back(std::move(entry));
}

void ConfigReader::readSuppression(YamlNode const &node) {
  if (!reader.mapping(&node, "a suppression", {"rule", "layer", "model", "reason"}))
    return;
  config.suppressions.push_back({ruleName(reader.require(&node, "rule"), false), optionalText(node, "layer"),
                                 optionalText(node, "model"),
                                 reader.text(reader.require(&node, "reason"), "'reason'"), node.place});
}

/// "BOARD:NAME" must name a board of this config, as far as that can be known: a file tells its name later,
/// and without any the command line names them.
void ConfigReader::checkBoardsOfSettings() {
  auto isFile = [](llvm::StringRef name) { return name.contains('/') || name.contains('.'); };
  if (boardNames.empty() || llvm::any_of(boardNames, isFile))
    return;
  for (auto const &[place, board] : boardsOfSettings)
    if (!llvm::is_contained(boardNames, board))
      reader.complain(place, "no such board in this config: '" + board + "'" + didYouMean(board, boardNames));
}

llvm::Expected<LintConfig> ConfigReader::read() {
  static std::vector<std::string> const keys = {
      "schema",       "board",    "settings", "dims",    "models",      "budgets",     "rules",
      "suppressions", "baseline", "op_files", "unknown", "no_interval", "min_coverage"};
  config.path = file.name();
  config.folder = llvm::sys::path::parent_path(file.name()).str();
  if (!reader.mapping(&file.root(), "a config", keys))
    return reader.finish();
  readSchema();
  config.base = readPolicy(file.root());
  for (YamlNode const &entry : reader.sequence(reader.find(&file.root(), "models"), "'models'"))
    readModel(entry);
  for (YamlNode const &entry : reader.sequence(reader.find(&file.root(), "suppressions"), "'suppressions'"))
    readSuppression(entry);
  for (YamlNode const &entry : reader.sequence(reader.find(&file.root(), "op_files"), "'op_files'"))
    config.opFiles.push_back(
        {config.relocated(reader.text(&entry, "a file of rules for operators")), entry.place});
  if (YamlNode const *baseline = reader.find(&file.root(), "baseline"))
    config.baseline = {config.relocated(reader.text(baseline, "'baseline'")), baseline->place};
  checkBoardsOfSettings();
  if (reader.failed())
    return reader.finish();
  return std::move(config);
}

llvm::Expected<LintConfig> readLintConfig(YamlFile const &file) { return ConfigReader(file).read(); }

} // namespace eo
