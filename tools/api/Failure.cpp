#include "tools/api/Failure.h"

#include "lib/text/JsonWriter.h"

namespace eo {

static char const *codeOf(ErrorKind kind) {
  switch (kind) {
  case ErrorKind::Usage:
    return "usage";
  case ErrorKind::Input:
    return "input";
  case ErrorKind::Internal:
    return "internal";
  }
  return "internal";
}

/// The name in "node 'conv1' (Conv): …".
static llvm::StringRef nodeIn(llvm::StringRef message) {
  size_t at = message.find("node '");
  return at == llvm::StringRef::npos ? "" : message.drop_front(at + 6).split('\'').first;
}

static llvm::StringRef hintIn(llvm::StringRef message) {
  size_t question = message.find("did you mean ");
  if (question != llvm::StringRef::npos)
    return message.drop_front(question).split('?').first;
  auto [before, after] = message.rsplit("; ");
  return after;
}

Failure takeFailure(llvm::Error error) {
  ErrorText text = takeErrorText(std::move(error));
  return {codeOf(text.kind), text.message, nodeIn(text.message).str(), hintIn(text.message).str()};
}

std::string failureJson(Failure const &failure) {
  auto orNull = [](std::string const &text) { return text.empty() ? "null" : jsonText(text); };
  return "{\"code\":" + jsonText(failure.code) + ",\"message\":" + jsonText(failure.message) +
         ",\"node\":" + orNull(failure.node) + ",\"hint\":" + orNull(failure.hint) + "}";
}

} // namespace eo
