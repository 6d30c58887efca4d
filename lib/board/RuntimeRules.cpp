#include "lib/board/RuntimeRules.h"

#include "lib/board/KernelRulesYaml.h"
#include "lib/support/Error.h"
#include "lib/support/Spelling.h"
#include "lib/support/Yaml.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include <fmt/format.h>

namespace eo {

static void readFamily(YamlReader &reader, YamlNode const &name, YamlNode const &entry,
                       std::vector<FamilyExpectation> &families) {
  std::optional<CoefficientKey> key = parseCoefficient(BoardKind::Roofline, name.text);
  if (!key || !key->family)
    return reader.complain(name.place,
                           "'" + name.text + "' is no figure of a family of kernels, as peak.gemm is");
  if (!reader.mapping(&entry, "'" + name.text + "'", {"times", "spread"}))
    return;
  FamilyExpectation expected{key->figure, *key->family, 1, 0, key->conditions};
  for (auto [word, target] : {std::pair("times", &expected.times), {"spread", &expected.spread}})
    if (YamlNode const *value = reader.require(&entry, word)) {
      *target = reader.number(value, word);
      if (*target <= 0)
        reader.complain(value->place, fmt::format("'{}' must be above 0", word));
    }
  families.push_back(expected);
}

static void readFigure(YamlReader &reader, YamlNode const &name, YamlNode const &entry,
                       std::vector<Coefficient> &figures) {
  std::optional<CoefficientKey> key = parseCoefficient(BoardKind::Roofline, name.text);
  if (!key || key->family || !key->conditions.empty())
    return reader.complain(name.place, "'" + name.text + "' is no figure of all kernels, as onchip is");
  if (!reader.mapping(&entry, "'" + name.text + "'", {"value", "unit", "spread"}))
    return;
  Coefficient expected;
  expected.name = key->name();
  expected.unit = key->unit().str();
  reader.word(reader.require(&entry, "unit"), "'unit'", {expected.unit});
  for (auto [word, target] : {std::pair("value", &expected.value), {"spread", &expected.spread}})
    if (YamlNode const *value = reader.require(&entry, word)) {
      *target = reader.number(value, word);
      if (**target <= 0)
        reader.complain(value->place, fmt::format("'{}' must be above 0", word));
    }
  figures.push_back(std::move(expected));
}

llvm::Expected<RuntimeRules> readRuntimeRules(YamlFile const &file) {
  YamlReader reader(file);
  YamlNode const *root = &file.root();
  if (!reader.mapping(root, "a runtime file",
                      {"schema", "id", "title", "kernels", "families", "figures", "notes"}))
    return reader.finish();
  RuntimeRules rules;
  reader.word(reader.require(root, "schema"), "schema", {"energy-opt/runtime/1"});
  rules.id = reader.text(reader.require(root, "id"), "'id'");
  rules.title = reader.text(reader.require(root, "title"), "'title'");
  rules.kernels = readKernelRules(reader, reader.require(root, "kernels"));
  if (YamlNode const *families = reader.find(root, "families");
      families && reader.mapping(families, "'families'"))
    for (size_t i = 0; i < families->keys.size(); ++i)
      readFamily(reader, families->keys[i], families->items[i], rules.families);
  if (YamlNode const *figures = reader.find(root, "figures"); figures && reader.mapping(figures, "'figures'"))
    for (size_t i = 0; i < figures->keys.size(); ++i)
      readFigure(reader, figures->keys[i], figures->items[i], rules.figures);
  if (YamlNode const *notes = reader.find(root, "notes"))
    for (YamlNode const &note : reader.sequence(notes, "notes"))
      rules.notes.push_back(reader.text(&note, "a note"));
  if (reader.failed())
    return reader.finish();
  return rules;
}

llvm::Expected<RuntimeRules> loadRuntime(BoardPath const &path, llvm::StringRef name) {
  BoardPath folders;
  for (std::string const &directory : path.directories) {
    llvm::SmallString<128> folder(directory);
    llvm::sys::path::append(folder, "runtimes");
    folders.directories.push_back(folder.str().str());
  }
  std::vector<std::string> known;
  for (auto const &[id, place] : findBoards(folders)) {
    known.push_back(id);
    if (id != name)
      continue;
    llvm::Expected<YamlFile> file = YamlFile::open(place);
    if (!file)
      return file.takeError();
    llvm::Expected<RuntimeRules> rules = readRuntimeRules(*file);
    if (rules && rules->id != name)
      return usageError("{}: the id '{}' is not the file's name", place, rules->id);
    return rules;
  }
  return usageError("unknown runtime '{}'{} (known: {})", name, didYouMean(name, known),
                    llvm::join(known, ", "));
}

} // namespace eo
