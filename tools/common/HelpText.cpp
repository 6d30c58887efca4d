#include "tools/common/HelpText.h"

#include "lib/report/TextTable.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/CommandLine.h"

#include <algorithm>
#include <deque>

namespace eo {

/// Where the text behind the first gap begins, behind what is indented; npos where there is none.
static size_t behindGap(llvm::StringRef line) {
  size_t gap = line.find("  ", line.find_first_not_of(' '));
  return gap == llvm::StringRef::npos ? gap : line.find_first_not_of(' ', gap);
}

/// An example with its explanation, or a row of a table.
static std::string fittedRow(llvm::StringRef line, size_t width) {
  constexpr size_t farRight = 24, ownLine = 6;
  if (displayWidth(line) > width &&
      line.find_first_not_of(' ') > farRight) // an explanation alone on its line
    return std::string(ownLine, ' ') + wrapped(line.str(), width, ownLine);
  size_t behind = behindGap(line);
  if (displayWidth(line) <= width || behind == llvm::StringRef::npos)
    return line.str();
  llvm::StringRef head = line.take_front(behind), tail = line.drop_front(behind);
  if (behind <= farRight)
    return head.str() + wrapped(tail.str(), width, behind);
  return head.rtrim().str() + "\n" + std::string(ownLine, ' ') + wrapped(tail.str(), width, ownLine);
}

std::string fittedHelp(llvm::StringRef text, size_t width) {
  llvm::SmallVector<llvm::StringRef, 32> lines;
  text.split(lines, '\n');
  std::string result, paragraph;
  auto endParagraph = [&] {
    if (!paragraph.empty())
      result += wrapped(paragraph, width, 0) + "\n";
    paragraph.clear();
  };
  for (llvm::StringRef line : lines) {
    if (!line.empty() && line.front() != ' ') {
      paragraph += (paragraph.empty() ? "" : " ") + line.str();
      continue;
    }
    endParagraph();
    result += fittedRow(line, width) + "\n";
  }
  endParagraph();
  result.pop_back();
  return result;
}

void fitOptionHelp(size_t width) {
  static std::deque<std::string> texts; // the options keep references
  constexpr size_t prefix = 3, least = 16;
  size_t names = 0;
  for (auto const &entry : llvm::cl::getRegisteredOptions())
    if (entry.second->getOptionHiddenFlag() == llvm::cl::NotHidden)
      names = std::max(names, entry.second->getOptionWidth());
  size_t columns = std::max(width > names + prefix ? width - names - prefix : 0, least);
  for (auto const &entry : llvm::cl::getRegisteredOptions()) {
    texts.push_back(wrapped(entry.second->HelpStr.str(), columns, 0));
    entry.second->setDescription(texts.back());
  }
}

} // namespace eo
