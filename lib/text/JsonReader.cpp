#include "lib/text/JsonReader.h"

#include "lib/support/Error.h"
#include "lib/support/ReadDouble.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/ConvertUTF.h"
#include <charconv>
#include <cmath>

namespace eo {

JsonReader::JsonReader(llvm::StringRef text, llvm::StringRef file) : all(text), fileName(file.str()) {
  all.consume_front("\xEF\xBB\xBF");
  rest = all;
}

static char const *kindName(JsonReader::Kind kind) {
  switch (kind) {
  case JsonReader::Kind::Object:
    return "an object";
  case JsonReader::Kind::Array:
    return "an array";
  case JsonReader::Kind::Text:
    return "text";
  case JsonReader::Kind::Number:
    return "a number";
  case JsonReader::Kind::Boolean:
    return "true or false";
  case JsonReader::Kind::Null:
    return "null";
  case JsonReader::Kind::End:
    return "the end of the file";
  case JsonReader::Kind::Broken:
    return "no JSON value";
  }
  return "";
}

JsonReader::Kind JsonReader::next() {
  rest = rest.ltrim(" \t\r\n");
  if (failed() || rest.empty())
    return Kind::End;
  switch (rest.front()) {
  case '{':
    return Kind::Object;
  case '[':
    return Kind::Array;
  case '"':
    return Kind::Text;
  case 't':
  case 'f':
    return Kind::Boolean;
  case 'n':
    return Kind::Null;
  default: // open: any byte of the file
    return rest.front() == '-' || llvm::isDigit(rest.front()) ? Kind::Number : Kind::Broken;
  }
}

void JsonReader::complain(std::string const &message) {
  if (failed())
    return;
  llvm::StringRef before = all.take_front(valueAt);
  complaint =
      fmt::format("{}:{}:{}: ", fileName, before.count('\n') + 1, valueAt - (before.rfind('\n') + 1) + 1);
  std::string place;
  for (Step const &step : path) {
    if (step.index >= 0)
      place += fmt::format("[{}]", step.index);
    else if (!step.key.empty())
      place += (place.empty() ? "" : ".") + printable(step.key, 40);
  }
  complaint += (place.empty() ? "" : place + ": ") + message;
}

void JsonReader::expected(char const *what) {
  Kind found = next();
  valueAt = all.size() - rest.size();
  complain(fmt::format("expected {}, found {}", what, kindName(found)));
}

llvm::Error JsonReader::takeError() {
  return failed() ? makeError(ErrorKind::Input, complaint) : llvm::Error::success();
}

bool JsonReader::consume(char c) {
  rest = rest.ltrim(" \t\r\n");
  return !failed() && rest.consume_front(llvm::StringRef(&c, 1));
}

bool JsonReader::enter(char open) {
  next();
  valueAt = all.size() - rest.size();
  if (!consume(open)) {
    expected(open == '{' ? "an object" : "an array");
    return false;
  }
  if (path.size() < maxDepth)
    return true;
  complain(fmt::format("nested more than {} levels deep", maxDepth));
  return false;
}

/// Whether another item follows; takes the comma, or the closing bracket.
bool JsonReader::more(char close, bool first) {
  if (failed() || consume(close))
    return false;
  if (first || consume(','))
    return true;
  valueAt = all.size() - rest.size();
  complain(fmt::format("expected ',' or '{}'", close));
  return false;
}

void JsonReader::object(llvm::function_ref<void(llvm::StringRef key)> member) {
  if (!enter('{'))
    return;
  size_t const begin = valueAt;
  path.push_back({"", -1});
  for (bool first = true; more('}', first); first = false) {
    path.back().key.clear();
    if (next() != Kind::Text) {
      expected("a key in quotes");
      break;
    }
    valueAt = all.size() - rest.size();
    std::string key = quoted();
    if (!failed() && !consume(':')) {
      valueAt = all.size() - rest.size();
      complain("expected ':' after the key");
    }
    if (failed())
      break;
    path.back().key = key;
    member(key);
  }
  path.pop_back();
  valueAt = begin;
}

void JsonReader::uniqueObject(llvm::function_ref<void(llvm::StringRef key)> member) {
  llvm::StringSet<> seen;
  object([&](llvm::StringRef key) {
    if (seen.insert(key).second)
      return member(key);
    complain("the key stands there twice");
  });
}

void JsonReader::array(llvm::function_ref<void()> element) {
  if (!enter('['))
    return;
  size_t const begin = valueAt;
  path.push_back({"", 0});
  for (bool first = true; more(']', first); first = false) {
    element();
    ++path.back().index;
  }
  path.pop_back();
  valueAt = begin;
}

std::optional<unsigned> JsonReader::hex4() {
  unsigned value = 0;
  llvm::StringRef digits = rest.take_front(4);
  if (digits.size() < 4 || !llvm::all_of(digits, llvm::isHexDigit) || digits.getAsInteger(16, value))
    return std::nullopt;
  rest = rest.drop_front(4);
  return value;
}

static void appendUtf8(unsigned character, std::string &result) {
  char bytes[UNI_MAX_UTF8_BYTES_PER_CODE_POINT], *end = bytes;
  if (!llvm::ConvertCodePointToUTF8(character, end))
    return appendUtf8(0xFFFD, result);
  result.append(bytes, end);
}

/// What stands behind a backslash.
void JsonReader::escape(std::string &result) {
  constexpr llvm::StringLiteral letters = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
  size_t letter = rest.empty() ? llvm::StringRef::npos : letters.find(rest.front());
  if (letter != llvm::StringRef::npos) {
    rest = rest.drop_front();
    result += meanings[letter];
    return;
  }
  std::optional<unsigned> unit = rest.consume_front("u") ? hex4() : std::nullopt;
  if (!unit) {
    valueAt = all.size() - rest.size();
    return complain("broken escape sequence in text");
  }
  llvm::StringRef behind = rest;
  if (*unit >= 0xD800 && *unit < 0xDC00 && rest.consume_front("\\u")) {
    std::optional<unsigned> low = hex4();
    if (low && *low >= 0xDC00 && *low < 0xE000)
      return appendUtf8(0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00), result);
    rest = behind;
  }
  appendUtf8(*unit, result);
}

/// From the opening quote on; without `result` the text is passed over.
void JsonReader::quotedInto(std::string *result) {
  std::string unused;
  rest = rest.drop_front();
  while (!failed()) {
    size_t plain =
        rest.find_if([](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; });
    if (result != nullptr && result->size() + std::min(plain, rest.size()) > maxText)
      return complain(fmt::format("text of more than {} bytes", maxText));
    if (result != nullptr)
      *result += rest.take_front(plain);
    rest = rest.drop_front(std::min(plain, rest.size()));
    if (rest.empty()) {
      complain("text without closing quote");
    } else if (rest.consume_front("\"")) {
      return;
    } else if (rest.consume_front("\\")) {
      unused.clear();
      escape(result != nullptr ? *result : unused);
    } else {
      valueAt = all.size() - rest.size();
      complain("control character in text");
    }
  }
}

std::string JsonReader::quoted() {
  std::string result;
  quotedInto(&result);
  return validUtf8(result);
}

std::string JsonReader::text() {
  if (next() != Kind::Text) {
    expected("text");
    return {};
  }
  valueAt = all.size() - rest.size();
  return quoted();
}

bool JsonReader::word(llvm::StringRef text) {
  if (rest.consume_front(text))
    return true;
  complain(fmt::format("expected {}", text));
  return false;
}

bool JsonReader::takeNull() {
  if (next() != Kind::Null)
    return false;
  valueAt = all.size() - rest.size();
  return word("null");
}

std::string JsonReader::textOrNull() {
  if (takeNull() || failed())
    return {};
  if (next() == Kind::Text)
    return text();
  expected("text or null");
  return {};
}

/// A number as the grammar has it: no '+', no leading zero, digits around the point.
std::optional<llvm::StringRef> JsonReader::numberToken() {
  if (next() != Kind::Number)
    return std::nullopt;
  valueAt = all.size() - rest.size();
  llvm::StringRef token =
      rest.take_while([](char c) { return llvm::isAlnum(c) || llvm::StringRef("+-.").contains(c); });
  llvm::StringRef left = token;
  auto digits = [&] {
    size_t before = left.size();
    left = left.drop_while(llvm::isDigit);
    return left.size() < before;
  };
  left.consume_front("-");
  bool good = left.consume_front("0") || digits();
  if (left.consume_front("."))
    good = digits() && good;
  if (left.consume_front_insensitive("e")) {
    if (!left.consume_front("-"))
      left.consume_front("+");
    good = digits() && good;
  }
  if (!good || !left.empty()) {
    complain(fmt::format("'{}' is no number", printable(token, 40)));
    return std::nullopt;
  }
  rest = rest.drop_front(token.size());
  return token;
}

std::optional<double> JsonReader::numberOrNull() {
  if (takeNull() || failed())
    return std::nullopt;
  std::optional<llvm::StringRef> token = numberToken();
  if (!token) {
    expected("a number or null");
    return std::nullopt;
  }
  double value = 0;
  if (readDouble(token->begin(), token->end(), value).ec == std::errc() && std::isfinite(value))
    return value;
  complain(fmt::format("'{}' does not fit into a double", printable(*token, 40)));
  return std::nullopt;
}

std::optional<int64_t> JsonReader::integerOrNull() {
  if (takeNull() || failed())
    return std::nullopt;
  return integer();
}

int64_t JsonReader::integer() {
  std::optional<llvm::StringRef> token = numberToken();
  if (!token) {
    expected("an integer");
    return 0;
  }
  int64_t value = 0;
  auto [stop, problem] = std::from_chars(token->begin(), token->end(), value);
  if (problem == std::errc() && stop == token->end())
    return value;
  complain(fmt::format("'{}' is no integer of 64 bits", printable(*token, 40)));
  return 0;
}

bool JsonReader::boolean() {
  if (next() != Kind::Boolean) {
    expected("true or false");
    return false;
  }
  valueAt = all.size() - rest.size();
  bool value = rest.front() == 't';
  return word(value ? "true" : "false") && value;
}

llvm::StringRef JsonReader::raw() {
  next();
  llvm::StringRef from = rest;
  skip();
  return failed() ? llvm::StringRef() : from.drop_back(rest.size());
}

void JsonReader::end() {
  if (next() != Kind::End)
    expected("the end of the file");
}

void JsonReader::skip() {
  switch (next()) {
  case Kind::Object:
    return object([&](llvm::StringRef) { skip(); });
  case Kind::Array:
    return array([&] { skip(); });
  case Kind::Text:
    valueAt = all.size() - rest.size();
    return quotedInto(nullptr);
  case Kind::Number:
    numberToken();
    return;
  case Kind::Boolean:
    valueAt = all.size() - rest.size();
    word(rest.front() == 't' ? "true" : "false");
    return;
  case Kind::Null:
    takeNull();
    return;
  case Kind::End:
  case Kind::Broken:
    expected("a value");
  }
}

} // namespace eo
