#include "tools/energy-lint/Questions.h"

#include "lib/lint/LintTexts.h"
#include "lib/lint/OwnFindings.h"
#include "lib/report/TextTable.h"
#include "lib/support/Error.h"
#include "lib/support/Spelling.h"
#include "lib/text/JsonReader.h"

#include <limits>
#include <map>

namespace eo {

/// Nothing is left out or shortened: scripts read this list.
static void listRules(llvm::raw_ostream &stream) {
  TextTable table(
      {{"rule", false, false, 0}, {"severity", false, false, 0}, {"what goes wrong", false, true, 0}});
  for (llvm::ArrayRef<RuleInfo> rules : {allRules(), ownFindings()})
    for (RuleInfo const &rule : rules)
      table.add({rule.name.str(), severityName(rule.severity).str(), rule.hazard.str()});
  for (std::string const &line : table.lines(std::numeric_limits<size_t>::max()))
    stream << line << '\n';
}

static llvm::Error explain(llvm::StringRef name, unsigned width, llvm::raw_ostream &stream) {
  if (name == "all") {
    stream << rulesMarkdown();
    return llvm::Error::success();
  }
  RuleInfo const *rule = findRuleOrOwn(name);
  if (rule == nullptr)
    return usageError("--explain {}: no such rule{} (--list-rules prints them)", name,
                      didYouMean(name, ruleNames()));
  stream << rule->name << " (" << severityName(rule->severity) << ")\n\n"
         << "Hazard: " << wrapped(rule->hazard.str(), width, 8) << "\n\n"
         << "Mitigation: " << wrapped(rule->mitigation.str(), width, 12) << "\n\n"
         << wrapped(rule->help.str(), width, 0) << '\n';
  return llvm::Error::success();
}

namespace {
/// What of a JSON schema the help shows.
struct Schema {
  std::string description, reference; ///< of "$ref": "#/definitions/NAME"
  std::map<std::string, Schema> properties, definitions;
  std::vector<Schema> items, choices; ///< "items": at most one; "oneOf"
};

Schema readSchema(JsonReader &json) {
  Schema schema;
  auto members = [&json](std::map<std::string, Schema> &into) {
    json.object([&](llvm::StringRef key) { into[key.str()] = readSchema(json); });
  };
  json.object([&](llvm::StringRef key) {
    if (key == "description")
      schema.description = json.text();
    else if (key == "$ref")
      schema.reference = json.text();
    else if (key == "properties")
      members(schema.properties);
    else if (key == "definitions")
      members(schema.definitions);
    else if (key == "items")
      schema.items.push_back(readSchema(json));
    else if (key == "oneOf")
      json.array([&] { schema.choices.push_back(readSchema(json)); });
    else
      json.skip();
  });
  return schema;
}

/// Prints the properties of the config's schema with their descriptions, one below the other.
class ConfigHelp {
public:
  ConfigHelp(Schema const &schemaRoot, unsigned textWidth, llvm::raw_ostream &output)
      : root(schemaRoot), width(textWidth), stream(output) {}

  void properties(Schema const &schema, unsigned indent) {
    for (auto const &[key, value] : schema.properties)
      property(key, resolved(value), indent);
  }

private:
  Schema const &resolved(Schema const &schema) const {
    if (schema.reference.empty())
      return schema;
    return root.definitions.at(llvm::StringRef(schema.reference).rsplit('/').second.str());
  }

  void property(llvm::StringRef key, Schema const &schema, unsigned indent) {
    constexpr unsigned keyColumns = 24;
    std::string head = padded(std::string(indent, ' ') + key.str(), keyColumns, false);
    stream << head << wrapped(schema.description, width, keyColumns) << '\n';
    if (schema.items.empty() || nested) // what a list of networks may override is said once
      return;
    Schema const &items = schema.items.front();
    nested = !items.choices.empty();
    if (nested)
      for (Schema const &choice : items.choices)
        properties(resolved(choice), indent + 2);
    else
      properties(items, indent + 2);
    nested = false;
  }

  Schema const &root;
  unsigned width;
  llvm::raw_ostream &stream;
  bool nested = false;
};
} // namespace

static void configHelp(unsigned width, llvm::raw_ostream &stream) {
  JsonReader json(lintSchemaText(), "schema");
  Schema const root = readSchema(json);
  llvm::cantFail(json.takeError());
  stream << wrapped(root.description, width, 0) << "\n\n";
  ConfigHelp(root, width, stream).properties(root, 0);
}

llvm::Error answer(LintOptions const &options, llvm::raw_ostream &stream) {
  LintQuestions const &asked = options.questions;
  if (asked.listRules)
    listRules(stream);
  for (std::string const &rule : asked.explainRules)
    if (llvm::Error error = explain(rule, options.layout.width, stream))
      return error;
  if (asked.init)
    stream << lintInitText();
  if (asked.configHelp)
    configHelp(options.layout.width, stream);
  if (asked.printSchema)
    stream << lintSchemaText();
  return llvm::Error::success();
}

} // namespace eo
