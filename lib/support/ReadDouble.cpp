#include "lib/support/ReadDouble.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include <cmath>
#include <cstdlib>
#include <string>

namespace eo {

/// How many characters at the beginning are a number; 0: there is none.
static size_t numberLength(llvm::StringRef text) {
  size_t at = text.startswith("-") ? 1 : 0;
  for (llvm::StringRef word : {"infinity", "inf", "nan"})
    if (text.drop_front(at).startswith_insensitive(word))
      return at + word.size();
  auto digits = [&](size_t from) {
    size_t end = from;
    while (end < text.size() && llvm::isDigit(text[end]))
      ++end;
    return end - from;
  };
  size_t whole = digits(at), fraction = 0;
  at += whole;
  if (at < text.size() && text[at] == '.') {
    fraction = digits(at + 1);
    at += whole + fraction > 0 ? 1 + fraction : 0;
  }
  if (whole + fraction == 0)
    return 0;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    bool isSigned = at + 1 < text.size() && (text[at + 1] == '+' || text[at + 1] == '-');
    size_t exponent = at + (isSigned ? 2 : 1);
    if (size_t count = digits(exponent); count > 0)
      at = exponent + count;
  }
  return at;
}

std::from_chars_result readDoubleByStrtod(char const *first, char const *last, double &value) {
  llvm::StringRef text(first, static_cast<size_t>(last - first));
  std::string number = text.take_front(numberLength(text)).str();
  if (number.empty())
    return {first, std::errc::invalid_argument};
  char const *end = first + number.size();
  double read = std::strtod(number.c_str(), nullptr);
  llvm::StringRef mantissa = llvm::StringRef(number).take_until([](char c) { return c == 'e' || c == 'E'; });
  bool isWord = number.find_first_of("nN") != std::string::npos;
  bool isTooLarge = std::isinf(read) && !isWord;
  bool isTooSmall = read == 0 && mantissa.find_first_of("123456789") != llvm::StringRef::npos;
  if (isTooLarge || isTooSmall)
    return {end, std::errc::result_out_of_range};
  value = read;
  return {end, std::errc()};
}

} // namespace eo
