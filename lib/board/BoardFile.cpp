#include "lib/board/BoardFile.h"

#include "lib/board/MacLinear.h"

#include "lib/support/Error.h"
#include "lib/support/Spelling.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

namespace {

/// Fills a BoardModel key by key; complaints gather in the reader.
class BoardBuilder {
public:
  explicit BoardBuilder(YamlFile const &file) : reader(file), root(&file.root()) {}
  llvm::Expected<BoardModel> build();

private:
  void readIdentity();
  void readPrecision(YamlNode const *node);
  void readSettings(YamlNode const *node);
  void readSetting(YamlNode const &key, YamlNode const &node);
  void readCoefficients(YamlNode const *node);
  void readCoefficient(YamlNode const &key, YamlNode const &node);
  void readRanges(YamlNode const *node);
  void readError(YamlNode const *node);
  std::optional<IntervalFactors> readFactors(YamlNode const *node, llvm::StringRef what);
  void readSources(YamlNode const *node);

  bool notPublished(YamlNode const *node) const { return node != nullptr && node->text == "not published"; }
  std::string optionalText(YamlNode const *mapping, llvm::StringRef key);
  std::string word(YamlNode const *node, llvm::StringRef what);

  YamlReader reader;
  YamlNode const *root;
  BoardModel board;
};

} // namespace

std::string BoardBuilder::optionalText(YamlNode const *mapping, llvm::StringRef key) {
  return reader.text(reader.find(mapping, key), "'" + key.str() + "'");
}

/// Text that can stand on a command line: lower-case letters, digits, '-', '_' and '.'.
std::string BoardBuilder::word(YamlNode const *node, llvm::StringRef what) {
  std::string text = reader.text(node, what);
  auto plain = [](char c) {
    return llvm::isDigit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.';
  };
  if (!text.empty() && (!llvm::all_of(text, plain) || text.front() == '-' || text.front() == '.'))
    reader.complain(node->place,
                    what.str() +
                        " must be lower-case letters, digits, '-', '_' or '.', and start with no sign");
  return text;
}

void BoardBuilder::readIdentity() {
  YamlNode const *schema = reader.require(root, "schema");
  if (schema != nullptr && schema->text != "energy-opt/board/1")
    reader.complain(schema->place, "schema must be energy-opt/board/1, the one this version reads");
  board.id = word(reader.require(root, "id"), "id");
  board.title = reader.text(reader.require(root, "title"), "title");
  reader.word(reader.require(root, "kind"), "kind", {boardKindName(BoardKind::MacLinear).str()});
  board.kind = BoardKind::MacLinear;
  if (YamlNode const *idle = reader.find(root, "idle"))
    board.idleIncluded = reader.word(idle, "idle", {"included", "excluded"}) == 0;
}

void BoardBuilder::readPrecision(YamlNode const *node) {
  if (!reader.mapping(node, "precision", {"value", "inferred"}))
    return;
  std::vector<std::string> words;
  for (auto const &entry : precisionWords())
    words.push_back(entry.first.str());
  size_t index = reader.word(reader.require(node, "value"), "precision", words);
  board.precision = precisionWords()[index].second;
  board.precisionInferred =
      reader.find(node, "inferred") != nullptr && reader.boolean(reader.find(node, "inferred"), "'inferred'");
}

void BoardBuilder::readSetting(YamlNode const &key, YamlNode const &node) {
  SettingDeclaration setting;
  setting.name = word(&key, "the name of a setting");
  std::string what = "setting '" + key.text + "'";
  if (!reader.mapping(&node, what, {"values", "default", "no_data"}))
    return;
  YamlNode const *values = reader.require(&node, "values");
  for (YamlNode const &value : reader.sequence(values, "'values'"))
    setting.values.push_back(word(&value, "a value of " + what));
  if (values != nullptr && values->items.empty())
    reader.complain(values->place, what + " has no values");
  YamlNode const *otherwise = reader.require(&node, "default");
  setting.defaultValue = reader.text(otherwise, "'default'");
  if (!setting.defaultValue.empty() && !llvm::is_contained(setting.values, setting.defaultValue))
    reader.complain(otherwise->place, "the default of " + what + " is none of its values" +
                                          didYouMean(setting.defaultValue, setting.values));
  YamlNode const *noData = reader.find(&node, "no_data");
  if (noData != nullptr && reader.mapping(noData, "'no_data'"))
    for (size_t i = 0; i < noData->keys.size(); ++i)
      setting.noData.emplace_back(noData->keys[i].text, reader.text(&noData->items[i], "a reason"));
  board.settings.push_back(std::move(setting));
}

void BoardBuilder::readSettings(YamlNode const *node) {
  if (!reader.mapping(node, "settings"))
    return;
  for (size_t i = 0; i < node->keys.size(); ++i)
    readSetting(node->keys[i], node->items[i]);
  reader.require(node, "unit");
}

void BoardBuilder::readCoefficient(YamlNode const &key, YamlNode const &node) {
  Coefficient result;
  result.name = key.text;
  std::string what = "coefficient '" + key.text + "'";
  if (!reader.mapping(&node, what, {"value", "unit", "unit_inferred", "standard_error", "missing"}))
    return;
  if (YamlNode const *missing = reader.find(&node, "missing")) {
    result.missing = reader.text(missing, "'missing'");
    if (YamlNode const *value = reader.find(&node, "value"))
      reader.complain(value->place, what + " has both a value and a reason why it is missing");
    board.coefficients.push_back(std::move(result));
    return;
  }
  YamlNode const *value = reader.require(&node, "value");
  result.value = reader.number(value, "the value of " + what);
  if (*result.value < 0)
    reader.complain(value->place, what + " must not be negative");
  result.unit = reader.text(reader.require(&node, "unit"), "'unit'");
  if (!result.unit.empty() && result.unit != "J")
    reader.complain(reader.find(&node, "unit")->place, "the unit of " + what + " must be J");
  if (YamlNode const *inferred = reader.find(&node, "unit_inferred"))
    result.unitInferred = reader.boolean(inferred, "'unit_inferred'");
  if (YamlNode const *deviation = reader.find(&node, "standard_error"))
    result.standardError = reader.number(deviation, "the standard error of " + what);
  board.coefficients.push_back(std::move(result));
}

void BoardBuilder::readCoefficients(YamlNode const *node) {
  std::vector<std::string> names;
  for (llvm::StringRef name : macLinearCoefficients())
    names.push_back(name.str());
  if (!reader.mapping(node, "coefficients", names))
    return;
  for (std::string const &name : names)
    reader.require(node, name);
  for (size_t i = 0; i < node->keys.size(); ++i)
    if (llvm::is_contained(names, node->keys[i].text))
      readCoefficient(node->keys[i], node->items[i]);
}

void BoardBuilder::readRanges(YamlNode const *node) {
  if (notPublished(node) || !reader.mapping(node, "range (or the words 'not published')"))
    return;
  std::vector<std::string> classes, features;
  for (CostClass costClass : allCostClasses())
    classes.push_back(costClassName(costClass).str());
  for (FeatureColumn const &column : featureColumns())
    features.push_back(column.name.str());
  for (size_t i = 0; i < node->keys.size(); ++i) {
    size_t index = reader.word(&node->keys[i], "a key of range", classes);
    YamlNode const &ranges = node->items[i];
    if (!reader.mapping(&ranges, "the range of '" + node->keys[i].text + "'", features))
      continue;
    for (size_t j = 0; j < ranges.keys.size(); ++j) {
      YamlNode const &ends = ranges.items[j];
      if (!reader.mapping(&ends, "the range of '" + ranges.keys[j].text + "'", {"min", "max"}))
        continue;
      FeatureRange range{static_cast<CostClass>(index), ranges.keys[j].text,
                         reader.number(reader.require(&ends, "min"), "'min'"),
                         reader.number(reader.require(&ends, "max"), "'max'")};
      if (range.min > range.max)
        reader.complain(ends.place, "'min' is greater than 'max'");
      board.ranges.push_back(std::move(range));
    }
  }
}

std::optional<IntervalFactors> BoardBuilder::readFactors(YamlNode const *node, llvm::StringRef what) {
  if (node == nullptr || !reader.mapping(node, what, {"low", "high"}))
    return std::nullopt;
  IntervalFactors factors{reader.number(reader.require(node, "low"), "'low'"),
                          reader.number(reader.require(node, "high"), "'high'")};
  if (!reader.failed() && !(factors.low > 0 && factors.low <= 1 && factors.high >= 1))
    reader.complain(node->place, what.str() + ": factors on the estimate must satisfy 0 < low <= 1 <= high");
  return factors;
}

void BoardBuilder::readError(YamlNode const *node) {
  if (notPublished(node) || !reader.mapping(node, "error (or the words 'not published')",
                                            {"kind", "mape", "n", "level", "layer", "network"}))
    return;
  HeldOutError error;
  error.kind = reader.text(reader.require(node, "kind"), "'kind'");
  YamlNode const *mape = reader.require(node, "mape"), *n = reader.require(node, "n");
  YamlNode const *level = reader.require(node, "level");
  error.mape = reader.number(mape, "'mape'");
  error.n = reader.integer(n, "'n'");
  error.level = reader.number(level, "'level'");
  if (mape != nullptr && error.mape < 0)
    reader.complain(mape->place, "'mape' must not be negative (0.07 is 7 %)");
  if (n != nullptr && error.n < 1)
    reader.complain(n->place, "'n' must be at least 1");
  if (level != nullptr && !(error.level > 0 && error.level < 1))
    reader.complain(level->place, "'level' must lie between 0 and 1");
  error.layer = readFactors(reader.find(node, "layer"), "'layer'");
  error.network = readFactors(reader.find(node, "network"), "'network'");
  board.error = std::move(error);
}

void BoardBuilder::readSources(YamlNode const *node) {
  for (YamlNode const &item : reader.sequence(node, "sources")) {
    if (!reader.mapping(&item, "a source", {"title", "where", "date", "points", "url"}))
      continue;
    board.sources.push_back({reader.text(reader.require(&item, "title"), "'title'"),
                             optionalText(&item, "where"), optionalText(&item, "date"),
                             optionalText(&item, "points"), optionalText(&item, "url")});
  }
  if (node != nullptr && board.sources.empty())
    reader.complain(node->place, "a board file must name at least one source");
}

llvm::Expected<BoardModel> BoardBuilder::build() {
  static std::vector<std::string> const keys = {"schema",    "id",    "title",    "kind",
                                                "precision", "idle",  "settings", "coefficients",
                                                "range",     "error", "sources",  "notes"};
  if (!reader.mapping(root, "a board file", keys))
    return reader.finish();
  readIdentity();
  readPrecision(reader.require(root, "precision"));
  readSettings(reader.require(root, "settings"));
  readCoefficients(reader.require(root, "coefficients"));
  readRanges(reader.require(root, "range"));
  readError(reader.require(root, "error"));
  readSources(reader.require(root, "sources"));
  if (YamlNode const *notes = reader.find(root, "notes"))
    for (YamlNode const &note : reader.sequence(notes, "notes"))
      board.notes.push_back(reader.text(&note, "a note"));
  if (reader.failed())
    return reader.finish();
  return std::move(board);
}

llvm::Expected<BoardModel> readBoardModel(YamlFile const &file) { return BoardBuilder(file).build(); }

llvm::Expected<BoardModel> readBoardFile(llvm::StringRef path) {
  llvm::Expected<YamlFile> file = YamlFile::open(path);
  if (!file)
    return file.takeError();
  llvm::Expected<BoardModel> board = readBoardModel(*file);
  if (board)
    board->path = path.str();
  return board;
}

} // namespace eo
