#include "lib/board/BoardFile.h"

#include "lib/board/KernelRulesYaml.h"
#include "lib/board/SettingsYaml.h"

#include "lib/support/Error.h"
#include "lib/support/Spelling.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

namespace eo {

namespace {

/// Fills a BoardModel key by key; complaints gather in the reader.
class BoardBuilder {
public:
  explicit BoardBuilder(YamlFile const &file) : reader(file), root(&file.root()) {}
  llvm::Expected<BoardModel> build();

private:
  void readIdentity();
  void readKind();
  void readKernels(YamlNode const *node);
  void readPrecision(YamlNode const *node);
  void readCoefficients(YamlNode const *node);
  void readCoefficient(YamlNode const &node, CoefficientKey const &key);
  void checkSettings(YamlNode const &place, SettingValues const &conditions);
  void checkDeclaredPoints(YamlNode const *settings);
  void readRanges(YamlNode const *node);
  /// "SETTING=VALUE,…" of declared settings; nullopt, and said so, for another text.
  std::optional<SettingValues> readConditions(YamlNode const &where);
  void readErrorsAt(YamlNode const *node, HeldOutError &error);
  void readUnmeasured(YamlNode const *node);
  void readError(YamlNode const *node);
  std::optional<IntervalFactors> readFactors(YamlNode const *node, llvm::StringRef what);
  void readNeighbours(YamlNode const *node);
  void readInputContent(YamlNode const *node);
  void readCalibration(YamlNode const *node);
  void readSources(YamlNode const *node);

  bool notPublished(YamlNode const *node) const { return node != nullptr && node->text == "not published"; }
  std::string optionalText(YamlNode const *mapping, llvm::StringRef key);

  YamlReader reader;
  YamlNode const *root;
  BoardModel board;
};

} // namespace

std::string BoardBuilder::optionalText(YamlNode const *mapping, llvm::StringRef key) {
  return reader.text(reader.find(mapping, key), "'" + key.str() + "'");
}

void BoardBuilder::readIdentity() {
  YamlNode const *schema = reader.require(root, "schema");
  if (schema != nullptr && schema->text != "energy-opt/board/1")
    reader.complain(schema->place, "schema must be energy-opt/board/1, the one this version reads");
  board.id = readPlainWord(reader, reader.require(root, "id"), "id");
  board.title = reader.text(reader.require(root, "title"), "title");
  readKind();
  if (YamlNode const *idle = reader.find(root, "idle"))
    board.idleIncluded = reader.word(idle, "idle", {"included", "excluded"}) == 0;
  static std::vector<std::string> const places = {"core-rail", "stick", "module", "board", "wall"};
  if (YamlNode const *metered = reader.find(root, "metered"))
    board.metered = places[reader.word(metered, "metered", places)];
  if (YamlNode const *aliases = reader.find(root, "aliases"))
    for (YamlNode const &alias : reader.sequence(aliases, "aliases"))
      board.aliases.push_back(readPlainWord(reader, &alias, "an alias"));
  if (YamlNode const *engine = reader.find(root, "engine")) {
    std::vector<std::string> names = convEngineNames();
    board.engine = findConvEngine(names[reader.word(engine, "engine", names)]);
    if (board.kind != BoardKind::Roofline)
      reader.complain(engine->place, "only form roofline knows engines");
  }
  if (YamlNode const *from = reader.find(root, "derived_from"))
    board.derivedFrom = readPlainWord(reader, from, "derived_from");
}

void BoardBuilder::readKind() {
  std::vector<std::string> names = boardKindNames();
  std::string name = names[reader.word(reader.require(root, "kind"), "kind", names)], form;
  std::vector<std::string> forms = boardKindForms(name);
  YamlNode const *given = reader.find(root, "form");
  if (given != nullptr && forms.empty())
    reader.complain(given->place, "kind " + name + " has no forms");
  else if (!forms.empty())
    form = forms[reader.word(reader.require(root, "form"), "form", forms)];
  board.kind = *findBoardKind(name, form);
}

/// The rules of the file, else those usual for the kind.
void BoardBuilder::readKernels(YamlNode const *node) {
  if (node != nullptr) {
    board.kernels = readKernelRules(reader, node);
    return;
  }
  llvm::StringRef usual = boardKindInfo(board.kind).defaultKernels;
  if (usual.empty())
    return;
  YamlFile file = llvm::cantFail(YamlFile::parse(usual, "Kinds.def"));
  YamlReader rules(file);
  board.kernels = readKernelRules(rules, &file.root());
  assert(!rules.failed() && "rules of Kinds.def that cannot be read");
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

void BoardBuilder::readCoefficient(YamlNode const &node, CoefficientKey const &key) {
  Coefficient result;
  result.name = key.name();
  std::string what = "coefficient '" + result.name + "'";
  static std::vector<std::string> const keys = {"value",          "unit",   "unit_inferred",
                                                "standard_error", "spread", "missing"};
  if (!reader.mapping(&node, what, keys))
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
  if (*result.value < 0 && !key.monomial)
    reader.complain(value->place, what + " must not be negative");
  result.unit = reader.text(reader.require(&node, "unit"), "'unit'");
  std::string expected = key.unit().str();
  if (!result.unit.empty() && result.unit != expected)
    reader.complain(reader.find(&node, "unit")->place, "the unit of " + what + " must be " + expected);
  if (YamlNode const *inferred = reader.find(&node, "unit_inferred"))
    result.unitInferred = reader.boolean(inferred, "'unit_inferred'");
  if (YamlNode const *deviation = reader.find(&node, "standard_error"))
    result.standardError = reader.number(deviation, "the standard error of " + what);
  if (YamlNode const *spread = reader.find(&node, "spread")) {
    result.spread = reader.number(spread, "the spread of " + what);
    if (*result.spread <= 0)
      reader.complain(spread->place, "the spread of " + what + " must be above 0");
  }
  board.coefficients.push_back(std::move(result));
}

/// "peak@power_mode=5w,precision=fp16" must name settings and values that the board declares.
void BoardBuilder::checkSettings(YamlNode const &place, SettingValues const &conditions) {
  for (auto const &[setting, value] : conditions) {
    auto declared =
        llvm::find_if(board.settings, [&, name = setting](auto const &s) { return s.name == name; });
    if (declared == board.settings.end())
      reader.complain(place.place, "the board declares no setting '" + setting + "'");
    else if (!llvm::is_contained(declared->values, value))
      reader.complain(place.place, fmt::format("setting '{}' has no value '{}'{}", setting, value,
                                               didYouMean(value, declared->values)));
  }
}

/// Only the roofline tells compute from memory and what is drawn anyway.
void BoardBuilder::checkDeclaredPoints(YamlNode const *settings) {
  bool roofline = board.kind == BoardKind::Roofline;
  for (SettingDeclaration const &setting : board.settings)
    if (!setting.declared.empty() && !roofline)
      reader.complain(settings->place, "setting '" + setting.name +
                                           "' declares values, which only form roofline can estimate");
}

void BoardBuilder::readCoefficients(YamlNode const *node) {
  if (!reader.mapping(node, "coefficients"))
    return;
  std::vector<std::string> common;
  for (BoardFigureInfo const &figure : boardFigures()) {
    if (!figure.isOf(board.kind))
      continue;
    if (figure.has(BoardFigureInfo::Required))
      reader.require(node, figure.name);
    if (!figure.has(BoardFigureInfo::Monomial))
      common.push_back(figure.name.str());
  }
  for (size_t i = 0; i < node->keys.size(); ++i) {
    YamlNode const &name = node->keys[i];
    std::optional<CoefficientKey> key = parseCoefficient(board.kind, name.text);
    if (!key) {
      reader.complain(name.place,
                      "unknown key '" + name.text + "' in coefficients" + didYouMean(name.text, common));
      continue;
    }
    checkSettings(name, key->conditions);
    readCoefficient(node->items[i], *key);
  }
}

void BoardBuilder::readRanges(YamlNode const *node) {
  if (notPublished(node) || !reader.mapping(node, "range (or the words 'not published')"))
    return;
  static std::vector<std::string> const ends = {"min", "max"};
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
      YamlNode const &both = ranges.items[j];
      if (!reader.mapping(&both, "the range of '" + ranges.keys[j].text + "'", ends))
        continue;
      FeatureRange range{static_cast<CostClass>(index), ranges.keys[j].text,
                         reader.number(reader.require(&both, "min"), "'min'"),
                         reader.number(reader.require(&both, "max"), "'max'")};
      if (range.min > range.max)
        reader.complain(both.place, "'min' is greater than 'max'");
      board.ranges.push_back(std::move(range));
    }
  }
}

std::optional<SettingValues> BoardBuilder::readConditions(YamlNode const &where) {
  std::optional<SettingValues> conditions = parseConditions(where.text);
  if (conditions)
    checkSettings(where, *conditions);
  else
    reader.complain(where.place, "'" + where.text + "' is not of the form SETTING=VALUE,…");
  return conditions;
}

void BoardBuilder::readUnmeasured(YamlNode const *node) {
  if (node == nullptr || !reader.mapping(node, "unmeasured"))
    return;
  std::vector<std::string> names;
  for (size_t i = 0; i < familyCount; ++i)
    names.push_back(kernelFamilyName(static_cast<KernelFamily>(i)).str());
  for (size_t i = 0; i < node->keys.size(); ++i) {
    std::optional<SettingValues> conditions = readConditions(node->keys[i]);
    if (!conditions)
      continue;
    UnmeasuredFamilies entry{std::move(*conditions), {}};
    for (YamlNode const &family : reader.sequence(&node->items[i], "families"))
      entry.families.push_back(static_cast<KernelFamily>(reader.word(&family, "a family", names)));
    board.unmeasured.push_back(std::move(entry));
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
  if (notPublished(node) ||
      !reader.mapping(node, "error (or the words 'not published')",
                      {"kind", "mape", "n", "level", "layer", "network", "latency_mape", "latency", "at"}))
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
  if (YamlNode const *latency = reader.find(node, "latency_mape"))
    error.latencyMape = reader.number(latency, "'latency_mape'");
  error.latency = readFactors(reader.find(node, "latency"), "'latency'");
  readErrorsAt(reader.find(node, "at"), error);
  board.error = std::move(error);
}

void BoardBuilder::readErrorsAt(YamlNode const *node, HeldOutError &error) {
  if (node == nullptr || !reader.mapping(node, "'at'"))
    return;
  for (size_t i = 0; i < node->keys.size(); ++i) {
    std::optional<SettingValues> conditions = readConditions(node->keys[i]);
    YamlNode const &factors = node->items[i];
    if (!conditions || !reader.mapping(&factors, "errors at settings", {"network", "latency"}))
      continue;
    error.at.push_back({std::move(*conditions), readFactors(reader.find(&factors, "network"), "'network'"),
                        readFactors(reader.find(&factors, "latency"), "'latency'")});
  }
}

void BoardBuilder::readNeighbours(YamlNode const *node) {
  if (node == nullptr || !reader.mapping(node, "neighbours", {"base_w", "gamma", "tau_s"}))
    return;
  NeighbourModel model;
  for (auto [key, target] :
       {std::pair("base_w", &model.baseW), {"gamma", &model.gamma}, {"tau_s", &model.tauS}}) {
    YamlNode const *value = reader.require(node, key);
    *target = reader.number(value, "'" + std::string(key) + "'");
    if (value != nullptr && *target < 0)
      reader.complain(value->place, "'" + std::string(key) + "' must not be negative");
  }
  board.neighbours = model;
}

void BoardBuilder::readInputContent(YamlNode const *node) {
  if (node == nullptr || !reader.mapping(node, "input_content", {"calibrated", "power"}))
    return;
  InputContent content;
  YamlNode const *calibrated = reader.require(node, "calibrated"), *power = reader.require(node, "power");
  content.calibrated = reader.text(calibrated, "'calibrated'");
  std::vector<std::string> known;
  if (power != nullptr && reader.mapping(power, "'power'"))
    for (size_t i = 0; i < power->keys.size(); ++i) {
      known.push_back(power->keys[i].text);
      content.power.emplace_back(known.back(), reader.number(&power->items[i], "a factor on the power"));
      if (content.power.back().second <= 0)
        reader.complain(power->items[i].place, "a factor on the power must be above 0");
    }
  if (calibrated != nullptr && !llvm::is_contained(known, content.calibrated))
    reader.complain(calibrated->place, "'calibrated' is none of the contents under 'power'" +
                                           didYouMean(content.calibrated, known));
  board.inputContent = std::move(content);
}

void BoardBuilder::readCalibration(YamlNode const *node) {
  if (node == nullptr || !reader.mapping(node, "calibration",
                                         {"files", "selection", "rail", "rate_hz", "date", "points",
                                          "networks", "free_parameters", "effective_parameters"}))
    return;
  Calibration calibration;
  for (YamlNode const &item : reader.sequence(reader.require(node, "files"), "'files'"))
    if (reader.mapping(&item, "a calibration file", {"path", "sha256", "rows"}))
      calibration.files.push_back({reader.text(reader.require(&item, "path"), "'path'"),
                                   reader.text(reader.require(&item, "sha256"), "'sha256'"),
                                   reader.integer(reader.require(&item, "rows"), "'rows'")});
  calibration.selection = optionalText(node, "selection");
  calibration.rail = optionalText(node, "rail");
  calibration.date = optionalText(node, "date");
  if (YamlNode const *rate = reader.find(node, "rate_hz"))
    calibration.rateHz = reader.number(rate, "'rate_hz'");
  calibration.points = reader.integer(reader.require(node, "points"), "'points'");
  calibration.networks = reader.integer(reader.require(node, "networks"), "'networks'");
  calibration.freeParameters = reader.integer(reader.require(node, "free_parameters"), "'free_parameters'");
  if (YamlNode const *effective = reader.find(node, "effective_parameters"))
    calibration.effectiveParameters = reader.number(effective, "'effective_parameters'");
  board.calibration = std::move(calibration);
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
  static std::vector<std::string> const keys = {
      "schema", "id",         "title",         "kind",         "form",         "precision",
      "idle",   "metered",    "aliases",       "derived_from", "default_unit", "settings",
      "units",  "kernels",    "engine",        "coefficients", "range",        "unmeasured",
      "error",  "neighbours", "input_content", "calibration",  "sources",      "notes"};
  if (!reader.mapping(root, "a board file", keys))
    return reader.finish();
  readIdentity();
  readPrecision(reader.require(root, "precision"));
  YamlNode const *settings = reader.require(root, "settings");
  board.settings = readSettingDeclarations(reader, settings);
  checkDeclaredPoints(settings);
  YamlNode const *units = reader.find(root, "units");
  if (units != nullptr && reader.mapping(units, "'units'"))
    for (size_t i = 0; i < units->keys.size(); ++i)
      board.units.emplace_back(units->keys[i].text, readPlainWord(reader, &units->items[i], "a board"));
  if (YamlNode const *unit = reader.find(root, "default_unit")) {
    board.defaultUnit = readPlainWord(reader, unit, "default_unit");
    if (llvm::none_of(board.units, [&](auto const &known) { return known.first == board.defaultUnit; }))
      reader.complain(unit->place, "'units' names no board for unit '" + board.defaultUnit + "'");
  }
  readKernels(reader.find(root, "kernels"));
  readCoefficients(reader.require(root, "coefficients"));
  readRanges(reader.require(root, "range"));
  readUnmeasured(reader.find(root, "unmeasured"));
  readError(reader.require(root, "error"));
  readNeighbours(reader.find(root, "neighbours"));
  readInputContent(reader.find(root, "input_content"));
  readCalibration(reader.find(root, "calibration"));
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
