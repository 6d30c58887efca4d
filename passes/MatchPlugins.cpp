//===- MatchPlugins.cpp -----------------------------------------------------------------------------------===//
//
// Operators that neither the user nor Ops.def has a rule for get that of the table PluginOps.def:
//
//   n, b, s, c = TRT.EfficientNMS_TRT(boxes, scores)    "*", "EfficientNMS_TRT": int32[dim(0, 0), 1]; …, 0 MACs
//
#include "lib/pass/OpRules.h"
#include "lib/support/Glob.h"
#include "passes/Passes.h"
#include "passes/PluginTable.h"
#include "llvm/ADT/StringExtras.h"

namespace eo {

static constexpr PluginRow rows[] = {
#define EO_PLUGIN(Domain, Name, Class, Outputs, Macs, OtherOps)                                              \
  {Domain, Name, OpClass::Class, Outputs, Macs, OtherOps},
#include "passes/PluginOps.def"
};

llvm::ArrayRef<PluginRow> pluginTable() { return rows; }

/// The pieces between separators that stand outside parentheses and brackets.
static std::vector<llvm::StringRef> splitOutside(llvm::StringRef text, char separator) {
  std::vector<llvm::StringRef> pieces;
  int depth = 0;
  size_t start = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    depth += text[i] == '(' || text[i] == '[' ? 1 : text[i] == ')' || text[i] == ']' ? -1 : 0;
    if (text[i] != separator || depth != 0)
      continue;
    pieces.push_back(text.slice(start, i).trim());
    start = i + 1;
  }
  pieces.push_back(text.substr(start).trim());
  return pieces;
}

/// nullopt for "?" and for what is no formula: the test of the table tells them apart.
static std::optional<OpExpression> formula(llvm::StringRef text) {
  auto parsed = OpExpression::parse(text == "?" ? "unknown()" : text);
  auto *expression = std::get_if<OpExpression>(&parsed);
  return expression != nullptr ? std::optional(std::move(*expression)) : std::nullopt;
}

static bool takeType(llvm::StringRef &text, OpOutputRule &output) {
  size_t from = 0;
  if (text.consume_front("type ")) {
    text = text.ltrim();
    if (text.consumeInteger(10, from))
      return false;
    output.typeOf = from;
    text = text.ltrim();
    return true;
  }
  if (text.startswith("like ") || text.startswith("["))
    return true;
  llvm::StringRef name = text.take_until([](char c) { return c == ' ' || c == '['; });
  output.type = dataTypeFromName(name);
  text = text.drop_front(name.size()).ltrim();
  return output.type != DataType::Undefined;
}

/// "int32[dim(0, 0), ?]", "int8 like 0", "type 1 like 0", "[dims(0, 0, 2)]"
static std::optional<OpOutputRule> outputRule(llvm::StringRef text) {
  OpOutputRule output;
  if (!takeType(text, output))
    return std::nullopt;
  if (text.consume_front("like ")) {
    size_t input = 0;
    if (text.trim().getAsInteger(10, input))
      return std::nullopt;
    output.like = input;
    return output;
  }
  if (!text.consume_front("[") || !text.consume_back("]"))
    return std::nullopt;
  output.shape.emplace();
  if (text.trim().empty())
    return output;
  for (llvm::StringRef dimension : splitOutside(text, ',')) {
    std::optional<OpExpression> one = formula(dimension);
    if (!one)
      return std::nullopt;
    output.shape->push_back(std::move(*one));
  }
  return output;
}

std::optional<OpRule> parsePluginRow(PluginRow const &row) {
  OpRule rule;
  rule.builtIn = true;
  rule.opClass = row.opClass;
  if (!row.outputs.empty())
    for (llvm::StringRef text : splitOutside(row.outputs, ';')) {
      std::optional<OpOutputRule> output = outputRule(text);
      if (!output)
        return std::nullopt;
      rule.outputs.push_back(std::move(*output));
    }
  rule.macs = formula(row.macs);
  rule.otherOps = formula(row.otherOps);
  return rule.macs && rule.otherOps ? std::optional(std::move(rule)) : std::nullopt;
}

static PluginRow const *findRow(Node const &node) {
  for (PluginRow const &row : rows)
    if (globMatches(row.domain, node.domain) && globMatches(row.name, node.opType))
      return &row;
  return nullptr;
}

llvm::Error matchPlugins(PassContext &context) {
  auto const *ofUser = context.annotations.find<OpRules>();
  OpRules rules = ofUser != nullptr ? *ofUser : OpRules();
  bool found = false;
  for (Node const &node : context.graph.nodes()) {
    if (node.kind != OpKind::Unknown || rules.find(node) != nullptr)
      continue;
    PluginRow const *row = findRow(node);
    std::optional<OpRule> rule = row != nullptr ? parsePluginRow(*row) : std::nullopt;
    if (rule)
      rules.rules.emplace(std::pair(node.domain.str(), node.opType.str()), std::move(*rule));
    found |= rule.has_value();
  }
  if (found)
    context.annotations.set(std::move(rules));
  return llvm::Error::success();
}

} // namespace eo
