#include "lib/trace/JsonInput.h"
#include "lib/support/Error.h"
#include "lib/text/Csv.h"

namespace eo {

/// The offset where brackets outside strings nest too deeply, or npos.
static size_t tooDeepAt(llvm::StringRef text) {
  int depth = 0;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (quoted) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '[' || c == '{') {
      if (++depth > 200)
        return i;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return llvm::StringRef::npos;
}

llvm::Expected<llvm::json::Value> parseJson(llvm::StringRef text, llvm::StringRef file) {
  text = withoutBom(text);
  if (text.size() > (256U << 20))
    return inputError("{}: {} MiB of JSON; at most 256 are read", file.str(), text.size() >> 20);
  if (size_t at = tooDeepAt(text); at != llvm::StringRef::npos) {
    llvm::StringRef before = text.take_front(at);
    return inputError("{}: line {}, column {}: nested more than 200 levels deep", file.str(),
                      before.count('\n') + 1, at - (before.rfind('\n') + 1) + 1);
  }
  llvm::Expected<llvm::json::Value> value = llvm::json::parse(text);
  if (value)
    return value;
  std::string line = "?", column = "?", why = "broken JSON";
  llvm::handleAllErrors(value.takeError(), [&](llvm::ErrorInfoBase const &error) {
    // "[3:14, byte=52]: Expected ',' or ']'"
    std::string message = error.message();
    auto [place, rest] = llvm::StringRef(message).split("]: ");
    auto [position, offset] = place.drop_front().split(',');
    line = position.split(':').first.str();
    column = position.split(':').second.str();
    why = llvm::StringRef(rest).rtrim().str();
  });
  return inputError("{}: line {}, column {}: {}", file.str(), line, column, why);
}

} // namespace eo
