#include "tools/energy-lint/Questions.h"

#include "lib/lint/LintTexts.h"
#include "lib/lint/OwnFindings.h"
#include "lib/report/TextTable.h"
#include "lib/support/Error.h"
#include "lib/support/Spelling.h"
#include "llvm/Support/JSON.h"

#include <limits>

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
    return usageError("--explain {}: no such rule{} (--list-rules prints them)", name.str(),
                      didYouMean(name, ruleNames()));
  stream << rule->name << " (" << severityName(rule->severity) << ")\n\n"
         << "Hazard: " << wrapped(rule->hazard.str(), width, 8) << "\n\n"
         << "Mitigation: " << wrapped(rule->mitigation.str(), width, 12) << "\n\n"
         << wrapped(rule->help.str(), width, 0) << '\n';
  return llvm::Error::success();
}

namespace {
/// Prints the properties of the config's schema with their descriptions, one below the other.
class ConfigHelp {
public:
  ConfigHelp(llvm::json::Object const &schemaRoot, unsigned textWidth, llvm::raw_ostream &output)
      : root(schemaRoot), width(textWidth), stream(output) {}

  void properties(llvm::json::Object const &schema, unsigned indent) {
    llvm::json::Object const *list = schema.getObject("properties");
    if (list == nullptr)
      return;
    std::vector<std::pair<llvm::StringRef, llvm::json::Object const *>> sorted;
    for (auto const &entry : *list)
      sorted.emplace_back(entry.first, resolved(entry.second.getAsObject()));
    llvm::sort(sorted, [](auto const &a, auto const &b) { return a.first < b.first; });
    for (auto const &[key, value] : sorted)
      property(key, *value, indent);
  }

private:
  llvm::json::Object const *resolved(llvm::json::Object const *schema) const {
    llvm::Optional<llvm::StringRef> reference = schema->getString("$ref");
    if (!reference)
      return schema;
    return root.getObject("definitions")->getObject(reference->rsplit('/').second);
  }

  void property(llvm::StringRef key, llvm::json::Object const &schema, unsigned indent) {
    constexpr unsigned keyColumns = 24;
    std::string head = padded(std::string(indent, ' ') + key.str(), keyColumns, false);
    stream << head << wrapped(schema.getString("description").getValueOr("").str(), width, keyColumns)
           << '\n';
    llvm::json::Object const *items = schema.getObject("items");
    if (items == nullptr || nested) // what a list of networks may override is said once
      return;
    nested = items->getArray("oneOf") != nullptr;
    if (nested)
      for (llvm::json::Value const &choice : *items->getArray("oneOf"))
        properties(*resolved(choice.getAsObject()), indent + 2);
    else
      properties(*items, indent + 2);
    nested = false;
  }

  llvm::json::Object const &root;
  unsigned width;
  llvm::raw_ostream &stream;
  bool nested = false;
};
} // namespace

static void configHelp(unsigned width, llvm::raw_ostream &stream) {
  llvm::json::Value schema = llvm::cantFail(llvm::json::parse(lintSchemaText()));
  llvm::json::Object const &root = *schema.getAsObject();
  stream << wrapped(root.getString("description").getValueOr("").str(), width, 0) << "\n\n";
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
