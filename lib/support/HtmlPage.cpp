#include "lib/support/HtmlPage.h"

#include "lib/support/Html.h"
#include "lib/support/Utf8.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/SHA256.h"

namespace eo {

static constexpr llvm::StringLiteral baseStyle =
#include "html/base.css.inc"
    ;
static constexpr llvm::StringLiteral baseScript =
#include "html/base.js.inc"
    ;

/// As a Content-Security-Policy names what may stand in the page: 'sha256-…'.
static std::string hashOf(llvm::StringRef content) {
  llvm::SHA256 hash;
  hash.update(content);
  return "'sha256-" + llvm::encodeBase64(hash.final()) + "'";
}

void writePage(HtmlPage const &page, llvm::function_ref<void(llvm::raw_ostream &)> content,
               llvm::raw_ostream &stream) {
  std::string style = baseStyle.str() + page.style.str(), script = baseScript.str() + page.script.str();
  stream << "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         << "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
         << hashOf(style) << "; script-src " << hashOf(script)
         << "; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'\">\n"
         << "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         << "<meta name=\"color-scheme\" content=\"light dark\">\n"
         << "<title>" << escaped(printable(page.title, 100)) << "</title>\n"
         << "<style>" << style << "</style>\n</head>\n<body>\n"
         << "<a class=\"skip\" href=\"#content\">Skip to the content</a>\n"
         << "<div class=\"theme\"><button type=\"button\" id=\"theme\" hidden>Dark</button></div>\n"
         << "<main id=\"content\" tabindex=\"-1\">\n";
  content(stream);
  stream << "</main>\n<script>" << script << "</script>\n</body>\n</html>\n";
}

} // namespace eo
