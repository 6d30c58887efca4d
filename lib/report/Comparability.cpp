#include "lib/report/Comparability.h"

#include "llvm/ADT/STLExtras.h"

#include <vector>

namespace eo {

static std::string meteringOf(ReportBoard const &board) {
  return (board.metered.empty() ? "not stated" : board.metered) +
         (board.idle.empty() ? ", idle not stated" : ", idle " + board.idle);
}

std::string comparabilityText(llvm::ArrayRef<Report> reports, llvm::ArrayRef<std::string> names) {
  std::vector<std::string> said;
  bool differ = false;
  for (size_t i = 0; i < reports.size(); ++i) {
    if (!reports[i].board)
      return "";
    std::string const how = meteringOf(*reports[i].board);
    differ |= how != meteringOf(*reports[0].board);
    std::string one = names[i] + " " + how;
    if (!llvm::is_contained(said, one))
      said.push_back(std::move(one));
  }
  std::string text;
  for (std::string const &one : said)
    text += (text.empty() ? "" : "; ") + one;
  return differ ? "energies do not compare as they are, metered: " + text : "";
}

std::string comparabilityText(llvm::ArrayRef<Report> reports) {
  std::vector<std::string> names;
  for (Report const &report : reports)
    names.push_back(report.board ? report.board->id : "");
  return comparabilityText(reports, names);
}

} // namespace eo
