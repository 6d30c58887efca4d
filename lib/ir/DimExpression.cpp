#include "lib/ir/DimExpression.h"

#include "llvm/ADT/StringExtras.h"

namespace eo {

namespace {
/// sum = product (('+' | '-') product)*; product = factor (('*' | '/' | '//') factor)*; unknown once a rule fails.
class DimParser {
public:
  explicit DimParser(llvm::StringRef source) : rest(source) {}

  std::optional<SymInt> parse() {
    SymInt value = sum();
    skipBlanks();
    return rest.empty() && steps > 1 && value.isExpression() ? std::optional(value) : std::nullopt;
  }

private:
  static constexpr unsigned deepest = 32;

  void skipBlanks() { rest = rest.ltrim(); }

  bool take(llvm::StringRef token) {
    skipBlanks();
    if (!rest.consume_front(token))
      return false;
    ++steps;
    return true;
  }

  SymInt sum() {
    if (++depth > deepest)
      return SymInt::unknown();
    SymInt value = take("-") ? SymInt(0) - product() : product();
    for (;;) {
      if (take("+"))
        value += product();
      else if (take("-"))
        value = value - product();
      else
        break;
    }
    --depth;
    return value;
  }

  SymInt product() {
    SymInt value = factor();
    for (;;) {
      if (take("*"))
        value *= factor();
      else if (take("//") || take("/"))
        value = floorDiv(value, factor());
      else
        return value;
    }
  }

  SymInt factor() {
    if (take("("))
      return closed(sum());
    skipBlanks();
    llvm::StringRef word = rest.take_while([](char c) { return llvm::isAlnum(c) || c == '_' || c == '.'; });
    rest = rest.drop_front(word.size());
    steps += word.empty() ? 0 : 1;
    int64_t number = 0;
    if (!word.getAsInteger(10, number))
      return number;
    if (word.empty() || llvm::isDigit(word.front()))
      return SymInt::unknown();
    return rest.startswith("(") && take("(") ? call(word) : SymInt::symbol(word);
  }

  SymInt closed(SymInt value) { return take(")") ? value : SymInt::unknown(); }

  SymInt call(llvm::StringRef function) {
    SymInt first = sum();
    if (function == "floor")
      return closed(std::move(first));
    if (!take(","))
      return SymInt::unknown();
    SymInt second = sum();
    std::string lower = function.lower();
    return closed(lower == "min"   ? min(first, second)
                  : lower == "max" ? max(first, second)
                                   : SymInt::unknown());
  }

  llvm::StringRef rest;
  unsigned depth = 0, steps = 0; ///< steps: tokens read
};
} // namespace

std::optional<SymInt> parseDimExpression(llvm::StringRef text) { return DimParser(text).parse(); }

} // namespace eo
