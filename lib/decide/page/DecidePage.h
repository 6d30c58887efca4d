//===- DecidePage.h - what the pages of the verbs share -----------------------------------------------===//
#ifndef ENERGY_OPT_LIB_DECIDE_PAGE_DECIDEPAGE_H
#define ENERGY_OPT_LIB_DECIDE_PAGE_DECIDEPAGE_H

#include "lib/decide/Mission.h"
#include "lib/report/TextTable.h"
#include "lib/support/HtmlTable.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace eo {

/// The columns of a table of a text as those of a page.
std::vector<HtmlColumn> htmlColumns(llvm::ArrayRef<TextTable::Column> columns);

/// A card with a heading and a list; nothing without lines.
void writeHtmlList(llvm::StringRef heading, llvm::ArrayRef<std::string> lines, llvm::raw_ostream &stream);

/// What tells one page of a verb from another.
struct DecidePage {
  std::string title; ///< as in the file
  char const *heading = "";
  llvm::StringRef script{};
};
/// A page: the heading, a word to readers without scripts, `content`, and `data`, one JSON value without a '<', for the
/// script.
void writeDecidePage(DecidePage const &page, llvm::function_ref<void(llvm::raw_ostream &)> content,
                     llvm::function_ref<void(llvm::raw_ostream &)> data, llvm::raw_ostream &stream);

/// `"KEY":[…],"KEYLow":[…],"KEYHigh":[…]` of `count` figures.
void writeBoundedColumns(llvm::StringRef key, size_t count,
                         llvm::function_ref<std::optional<BoundedFigure>(size_t row)> figure,
                         llvm::raw_ostream &stream);

} // namespace eo

#endif
