#include "lib/pass/OpExpression.h"
#include "lib/support/Spelling.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace eo {

/// Recursive descent: sum = term {(+|-) term}, term = factor {(*|/|%) factor}.
class OpExpressionParser {
public:
  explicit OpExpressionParser(llvm::StringRef source) : text(source) {}

  std::variant<OpExpression, OpExpressionError> run() {
    if (text.size() > OpExpression::maxLength)
      return OpExpressionError{0,
                               fmt::format("a formula has at most {} characters", OpExpression::maxLength)};
    OpExpression result = sum();
    skipSpace();
    if (!error && at != text.size())
      fail(fmt::format("'{}' is not expected here", nextCharacter()));
    if (error)
      return *error;
    return result;
  }

private:
  using Function = OpExpression::Function;

  /// Arguments by letter: i an operand's index, n an attribute's name, e a formula; after '?' they may be
  /// left out.
  struct Signature {
    llvm::StringLiteral name, arguments, usage;
    Function function;
  };
  static constexpr Signature signatures[] = {
      {"dim", "ie", "dim(input, axis)", Function::Dim},
      {"dims", "iee", "dims(input, from, to)", Function::Dims},
      {"rank", "i", "rank(input)", Function::Rank},
      {"elements", "i", "elements(input)", Function::Elements},
      {"out_dim", "ie", "out_dim(output, axis)", Function::OutDim},
      {"out_elements", "i", "out_elements(output)", Function::OutElements},
      {"attr", "n?e", "attr(name) or attr(name, default)", Function::Attribute},
      {"item", "ne?e", "item(name, position) or item(name, position, default)", Function::Item},
      {"prod", "n", "prod(name)", Function::Product},
      {"value", "i?e", "value(input) or value(input, position)", Function::Value},
      {"ceil", "ee", "ceil(a, b)", Function::CeilDivide},
      {"min", "ee", "min(a, b)", Function::Minimum},
      {"max", "ee", "max(a, b)", Function::Maximum},
      {"unknown", "", "unknown()", Function::Unknown},
  };

  void skipSpace() {
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t'))
      ++at;
  }
  bool take(char c) {
    skipSpace();
    if (at == text.size() || text[at] != c)
      return false;
    ++at;
    return true;
  }
  std::string nextCharacter() const { return printable(text.substr(at, 1)); }
  void fail(std::string message) { failAt(at, std::move(message)); }
  void failAt(size_t place, std::string message) {
    if (!error)
      error = OpExpressionError{place, std::move(message)};
  }

  static OpExpression binary(Function function, OpExpression left, OpExpression right) {
    OpExpression result;
    result.function = function;
    result.arguments.push_back(std::move(left));
    result.arguments.push_back(std::move(right));
    return result;
  }

  OpExpression sum() {
    OpExpression result = term();
    while (!error) {
      if (take('+'))
        result = binary(Function::Add, std::move(result), term());
      else if (take('-'))
        result = binary(Function::Subtract, std::move(result), term());
      else
        break;
      deepen();
    }
    return result;
  }

  OpExpression term() {
    OpExpression result = factor();
    while (!error) {
      if (take('*'))
        result = binary(Function::Multiply, std::move(result), factor());
      else if (take('/'))
        result = binary(Function::FloorDivide, std::move(result), factor());
      else if (take('%'))
        result = binary(Function::Remainder, std::move(result), factor());
      else
        break;
      deepen();
    }
    return result;
  }

  /// A chain of operators nests its left operand once more each time.
  void deepen() {
    if (++operators > 8 * OpExpression::maxDepth)
      fail("more operators than a formula may have");
  }

  OpExpression factor() {
    skipSpace();
    if (depth == OpExpression::maxDepth)
      fail("nested deeper than a formula may be");
    if (error)
      return {};
    ++depth;
    OpExpression result = primary();
    --depth;
    return result;
  }

  OpExpression primary() {
    if (take('-'))
      return binary(Function::Subtract, OpExpression(), factor());
    if (take('(')) {
      OpExpression inner = sum();
      if (!take(')'))
        fail("')' is missing");
      return inner;
    }
    if (at < text.size() && llvm::isDigit(text[at]))
      return literal();
    size_t start = at;
    std::string name = word();
    if (name.empty()) {
      fail(at == text.size() ? "a number, a function or '(' is missing"
                             : fmt::format("'{}' is not expected here", nextCharacter()));
      return {};
    }
    return call(start, name);
  }

  OpExpression literal() {
    OpExpression result;
    char const *end = text.data() + text.size();
    auto [stop, problem] = std::from_chars(text.data() + at, end, result.number);
    if (problem != std::errc())
      fail("the number does not fit 64 bits");
    else
      at = static_cast<size_t>(stop - text.data());
    return result;
  }

  std::string word() {
    size_t start = at;
    while (at < text.size() &&
           (llvm::isAlnum(text[at]) || text[at] == '_' || (at > start && text[at] == '.')))
      ++at;
    return text.slice(start, at).str();
  }

  OpExpression call(size_t start, std::string const &name) {
    auto const *found = std::find_if(std::begin(signatures), std::end(signatures),
                                     [&](Signature const &one) { return one.name == name; });
    if (found == std::end(signatures)) {
      std::vector<std::string> known;
      for (Signature const &one : signatures)
        known.push_back(one.name.str());
      failAt(start, fmt::format("no function is called '{}'{}", name, didYouMean(name, known)));
      return {};
    }
    OpExpression result;
    result.function = found->function;
    if (!take('('))
      failAt(start, fmt::format("write {}", found->usage));
    else
      readArguments(result, *found, start);
    return result;
  }

  void readArguments(OpExpression &result, Signature const &signature, size_t start) {
    bool optional = false, first = true;
    for (char kind : signature.arguments) {
      if (kind == '?') {
        optional = true;
        continue;
      }
      if (!first && !take(',')) {
        if (optional)
          break;
        return failAt(start, fmt::format("write {}", signature.usage));
      }
      first = false;
      readArgument(result, kind);
      if (error)
        return;
    }
    if (!take(')'))
      failAt(start, fmt::format("write {}", signature.usage));
  }

  void readArgument(OpExpression &result, char kind) {
    skipSpace();
    size_t start = at;
    if (kind == 'e') {
      result.arguments.push_back(sum());
      if (!error && result.arguments.back().isList())
        failAt(start, "dims(…) stands alone in a shape");
    } else if (kind == 'n') {
      result.name = word();
      if (result.name.empty())
        fail("the name of an attribute is missing");
    } else {
      if (at == text.size() || !llvm::isDigit(text[at]))
        return fail("the number of an operand is missing; they count from 0");
      result.number = literal().number;
    }
  }

  llvm::StringRef text;
  size_t at = 0;
  unsigned depth = 0, operators = 0;
  std::optional<OpExpressionError> error;
};

std::variant<OpExpression, OpExpressionError> OpExpression::parse(llvm::StringRef text) {
  return OpExpressionParser(text).run();
}

} // namespace eo
