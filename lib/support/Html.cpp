#include "lib/support/Html.h"

#include "lib/support/Utf8.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

namespace eo {

std::string escaped(llvm::StringRef text) {
  std::string result;
  llvm::raw_string_ostream stream(result);
  llvm::printHTMLEscaped(validUtf8(text), stream);
  stream.flush();
  return result;
}

std::string escapedName(llvm::StringRef text, size_t maxColumns) {
  return "<bdi>" + escaped(printable(text, maxColumns)) + "</bdi>";
}

} // namespace eo
