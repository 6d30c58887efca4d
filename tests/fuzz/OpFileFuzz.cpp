// Op-files: whatever the text, rules or a message; what is read evaluates.
#include "lib/pass/OpRules.h"
#include "lib/support/Error.h"

extern "C" int LLVMFuzzerTestOneInput(uint8_t const *data, size_t size) {
  eo::OpRules rules;
  llvm::StringRef text(reinterpret_cast<char const *>(data), size);
  eo::takeErrorText(eo::readOpText(text, "fuzz.yaml", rules));
  eo::TensorType type;
  type.shape = eo::Shape{eo::SymInt::symbol("N"), 3, 1, int64_t(1) << 40};
  eo::Node node;
  node.attributes.push_back({"group", int64_t(0)});
  auto operand = [&](size_t) -> eo::TensorType const & { return type; };
  auto element = [](size_t, size_t) { return eo::SymInt::unknown(); };
  eo::OpOperands operands{node, operand, operand, element};
  for (auto const &[key, rule] : rules.rules) {
    eo::Shape shape;
    for (eo::OpOutputRule const &output : rule.outputs)
      if (output.shape)
        for (eo::OpExpression const &dimension : *output.shape)
          dimension.appendTo(shape, operands);
    if (rule.macs)
      rule.macs->evaluate(operands);
    if (rule.otherOps)
      rule.otherOps->evaluate(operands);
  }
  return 0;
}
