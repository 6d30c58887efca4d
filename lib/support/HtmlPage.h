//===- HtmlPage.h - the frame of every page that the tools write -------------------------------------===//
#ifndef ENERGY_OPT_LIB_SUPPORT_HTMLPAGE_H
#define ENERGY_OPT_LIB_SUPPORT_HTMLPAGE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

namespace eo {

/// What one sort of page adds to the frame of all.
struct HtmlPage {
  std::string title;        ///< as in the file
  llvm::StringRef style{};  ///< CSS of this sort of page, after what all pages share (html/base.css)
  llvm::StringRef script{}; ///< JavaScript of this sort of page, after what all pages share (html/base.js)
};

/// One self-contained page: `content` writes what stands in <main>. Light and dark, printable, and readable
/// without its scripts. Its Content-Security-Policy lets nothing run or load but the style and scripts above,
/// by their SHA-256: names in the content cannot become code, and nothing is fetched. So the content has no
/// style attributes, no images and no scripts but data blocks (type="application/json").
void writePage(HtmlPage const &page, llvm::function_ref<void(llvm::raw_ostream &)> content,
               llvm::raw_ostream &stream);

} // namespace eo

#endif
