//===- OpRules.h - rules for operators that users bring -----------------------------------------------===//
#ifndef ENERGY_OPT_LIB_PASS_OPRULES_H
#define ENERGY_OPT_LIB_PASS_OPRULES_H

#include "lib/pass/Annotations.h"
#include "lib/pass/OpExpression.h"
#include "llvm/Support/Error.h"
#include <map>
#include <optional>

namespace eo {

/// One output of an operator.
struct OpOutputRule {
  std::optional<size_t> like;                     ///< has the type and shape of this input
  std::optional<std::vector<OpExpression>> shape; ///< else these dimensions
  std::optional<size_t> typeOf;                   ///< the element type of this input (default: input 0)
  DataType type = DataType::Undefined;            ///< where given, this one
};

/// What an op-file says of one operator. What it leaves out is unknown, never 0.
struct OpRule {
  OpClass opClass = OpClass::Unknown;
  std::vector<OpOutputRule> outputs;
  std::optional<OpExpression> macs, otherOps;
  bool builtIn = false; ///< of this project's table of plug-ins, not of the user's file
};

/// Handed in by the tool (--op-file): rules by domain ("" is ai.onnx) and operator. They win over built-in
/// ones. match-plugins adds what the table of plug-ins has for operators without a rule.
struct OpRules {
  std::map<std::pair<std::string, std::string>, OpRule> rules;

  /// The rule of the node's operator, or nullptr.
  OpRule const *find(Node const &node) const {
    if (rules.empty())
      return nullptr;
    auto found = rules.find({node.domain.str(), node.opType.str()});
    return found == rules.end() ? nullptr : &found->second;
  }
};

/// Adds the rules of the YAML file at `path` (schema energy-opt/ops/1, described in docs/extending.md) to
/// `rules`. A usage error with file:line:column, the line and a caret for everything that is wrong with it,
/// and for an operator that already has a rule there.
llvm::Error readOpFile(llvm::StringRef path, OpRules &rules);
/// The same for text that is called `name` in messages.
llvm::Error readOpText(llvm::StringRef text, llvm::StringRef name, OpRules &rules);

/// The class of the node's operator: of the user's rule where there is one.
inline OpClass opClassOf(Annotations const &annotations, Node const &node) {
  auto const *rules = annotations.find<OpRules>();
  OpRule const *rule = rules != nullptr ? rules->find(node) : nullptr;
  return rule != nullptr ? rule->opClass : opClass(node.kind);
}

} // namespace eo

#endif
