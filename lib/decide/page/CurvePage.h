//===- CurvePage.h - pages of figures against a number that varies ------------------------------------===//
#ifndef ENERGY_OPT_LIB_DECIDE_PAGE_CURVEPAGE_H
#define ENERGY_OPT_LIB_DECIDE_PAGE_CURVEPAGE_H

#include "lib/decide/page/DecidePage.h"

namespace eo {

/// What may tell rows apart: "batch" with "1", "2", …. The script takes what is a number in every row, with the same unit,
/// for an axis; of the rest each combination is a line.
struct CurvePart {
  std::string name;
  bool isCase = false; ///< a network or a board: its text says enough without the name
  std::vector<std::string> texts{};
};

/// One picture; its columns are as long as the parts' texts.
struct CurveFigure {
  std::string title, unit; ///< "latency", "s"; "B" for bytes
  std::vector<std::optional<BoundedFigure>> values{};
  std::vector<ReportNumber> ceiling{}; ///< a line above it; empty: none
  std::string ceilingTitle{};
};

/// The parts and figures of the rows of a page.
struct Curves {
  std::vector<CurvePart> parts;
  std::vector<CurveFigure> figures;
  std::string across{}; ///< the part on the axis if it varies; else that with most values
};

/// A figure of a row; nothing where it is not known.
std::optional<BoundedFigure> curveFigure(ReportNumber value, ReportNumber low = {}, ReportNumber high = {});

/// The heading, the pictures, `content` below them.
void writeCurvePage(std::string const &title, char const *heading, Curves const &curves,
                    llvm::function_ref<void(llvm::raw_ostream &)> content, llvm::raw_ostream &stream);

} // namespace eo

#endif
