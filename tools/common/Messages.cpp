#include "tools/common/Messages.h"

#include "tools/common/Terminal.h"
#include "llvm/Support/raw_ostream.h"

namespace eo {

namespace {
/// A severity as it stands in a line, and how a terminal shows it.
struct SeverityColour {
  llvm::StringRef word, style;
};
} // namespace

static constexpr SeverityColour severityColours[] = {
    {"error:", "\x1b[1;31m"}, {"warning:", "\x1b[1;33m"}, {"note:", "\x1b[1m"}};

static std::string colouredLine(llvm::StringRef line) {
  auto [tool, rest] = line.split(": ");
  if (tool.startswith("energy-") && !tool.contains(' '))
    for (SeverityColour const &one : severityColours)
      if (rest.startswith(one.word))
        return (tool + ": " + one.style + one.word + "\x1b[0m" + rest.drop_front(one.word.size())).str();
  return line.str();
}

std::string colouredSeverities(llvm::StringRef messages) {
  std::string text;
  while (!messages.empty()) {
    size_t length = messages.find('\n');
    text += colouredLine(messages.substr(0, length));
    if (length == llvm::StringRef::npos)
      break;
    text += '\n';
    messages = messages.drop_front(length + 1);
  }
  return text;
}

void printMessages(llvm::StringRef messages) {
  llvm::errs() << (errorsAreColoured() ? colouredSeverities(messages) : messages.str());
}

} // namespace eo
