#include "lib/board/SettingsYaml.h"

#include "lib/support/Spelling.h"
#include "lib/support/YamlText.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <fmt/format.h>

namespace eo {

std::string readPlainWord(YamlReader &reader, YamlNode const *node, llvm::StringRef what) {
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

namespace {
class SettingReader {
public:
  SettingReader(YamlReader &yaml, YamlNode const &key) : reader(yaml), what("setting '" + key.text + "'") {
    setting.name = readPlainWord(reader, &key, "the name of a setting");
  }

  SettingDeclaration read(YamlNode const &node) {
    if (!reader.mapping(&node, what, {"values", "default", "no_data", "same_as", "declared"}))
      return setting;
    readValues(node);
    if (YamlNode const *points = reader.find(&node, "declared"))
      readDeclared(*points);
    if (YamlNode const *noData = reader.find(&node, "no_data"); reader.mapping(noData, "'no_data'"))
      for (size_t i = 0; i < noData->keys.size(); ++i)
        setting.noData.emplace_back(noData->keys[i].text, reader.text(&noData->items[i], "a reason"));
    if (YamlNode const *sameAs = reader.find(&node, "same_as"); reader.mapping(sameAs, "'same_as'"))
      for (size_t i = 0; i < sameAs->keys.size(); ++i)
        setting.sameAs.emplace_back(sameAs->keys[i].text, readKnownValue(&sameAs->items[i]));
    return setting;
  }

private:
  void readValues(YamlNode const &node) {
    YamlNode const *values = reader.require(&node, "values");
    for (YamlNode const &value : reader.sequence(values, "'values'"))
      setting.values.push_back(readPlainWord(reader, &value, "a value of " + what));
    if (values != nullptr && values->items.empty())
      reader.complain(values->place, what + " has no values");
    YamlNode const *otherwise = reader.require(&node, "default");
    setting.defaultValue = reader.text(otherwise, "'default'");
    if (!setting.defaultValue.empty() && !llvm::is_contained(setting.values, setting.defaultValue))
      reader.complain(otherwise->place, "the default of " + what + " is none of its values" +
                                            didYouMean(setting.defaultValue, setting.values));
  }

  std::string readKnownValue(YamlNode const *node) {
    std::string value = reader.text(node, "a value of " + what);
    if (!llvm::is_contained(setting.values, value))
      reader.complain(node->place,
                      what + " has no value '" + value + "'" + didYouMean(value, setting.values));
    return value;
  }

  void readDeclared(YamlNode const &node) {
    if (!reader.mapping(&node, "'declared'"))
      return;
    for (size_t i = 0; i < node.keys.size(); ++i) {
      std::string value = readPlainWord(reader, &node.keys[i], "a value of " + what);
      if (llvm::is_contained(setting.values, value))
        reader.complain(node.keys[i].place,
                        what + ": '" + value + "' is among the values that were measured");
      setting.declared.emplace_back(value, readPoint(node.items[i]));
    }
  }

  DeclaredPoint readPoint(YamlNode const &node) {
    DeclaredPoint point;
    if (!reader.mapping(&node, "a declared value", {"clock", "voltage", "cores"}))
      return point;
    for (auto [key, target] :
         {std::pair("clock", &point.clock), {"voltage", &point.voltage}, {"cores", &point.cores}})
      if (YamlNode const *factor = reader.find(&node, key)) {
        *target = reader.number(factor, key);
        if (!(*target > 0))
          reader.complain(factor->place, std::string("'") + key + "' is a factor above 0 on the default's");
      }
    return point;
  }

  YamlReader &reader;
  std::string what;
  SettingDeclaration setting;
};
} // namespace

std::vector<SettingDeclaration> readSettingDeclarations(YamlReader &reader, YamlNode const *node) {
  std::vector<SettingDeclaration> settings;
  if (!reader.mapping(node, "settings"))
    return settings;
  for (size_t i = 0; i < node->keys.size(); ++i)
    settings.push_back(SettingReader(reader, node->keys[i]).read(node->items[i]));
  reader.require(node, "unit");
  return settings;
}

std::string writeSettingDeclarations(llvm::ArrayRef<SettingDeclaration> settings) {
  std::string out = "settings:\n";
  for (SettingDeclaration const &setting : settings) {
    std::vector<std::string> values;
    for (std::string const &value : setting.values)
      values.push_back(quotedYaml(value));
    out += fmt::format("  {}:\n    values: [{}]\n    default: {}\n", setting.name, llvm::join(values, ", "),
                       quotedYaml(setting.defaultValue));
    for (auto const &[key, entries] : {std::pair("no_data", &setting.noData), {"same_as", &setting.sameAs}}) {
      if (!entries->empty())
        out += fmt::format("    {}:\n", key);
      for (auto const &[value, text] : *entries)
        out += fmt::format("      {}: {}\n", quotedYaml(value), quotedYaml(text));
    }
    if (!setting.declared.empty())
      out += "    declared:\n";
    for (auto const &[value, point] : setting.declared)
      out += fmt::format("      {}: {{clock: {}, voltage: {}, cores: {}}}\n", quotedYaml(value), point.clock,
                         point.voltage, point.cores);
  }
  return out;
}

} // namespace eo
