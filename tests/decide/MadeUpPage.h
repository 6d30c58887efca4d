//===- MadeUpPage.h - reports for pages, and what every page keeps to ----------------------------------===//
#ifndef ENERGY_OPT_TESTS_DECIDE_MADEUPPAGE_H
#define ENERGY_OPT_TESTS_DECIDE_MADEUPPAGE_H

#include "lib/report/Report.h"
#include "llvm/Support/raw_ostream.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace eo::test {

/// A name that tries to be markup.
inline std::string const hostile = "</title></script><img src=x onerror=alert(1)>\"'\u202E<!--";

/// One without intervals, a sample an execution.
inline Report reportOf(std::string const &path, double energyJ, double latencyS) {
  Report report;
  report.model.path = path;
  report.model.batch = 1;
  report.board.emplace();
  report.board->id = "b";
  report.board->describes = "b, a board";
  report.totals.energy = energyJ;
  report.totals.latency = latencyS;
  report.totals.throughput = 1 / latencyS;
  report.totals.power = energyJ / latencyS;
  return report;
}

/// What `write` writes.
template <typename Write> std::string written(Write write) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  write(stream);
  return stream.str();
}

/// The value in the page's data block.
inline nlohmann::json dataOf(llvm::StringRef page) {
  llvm::StringRef open = "<script type=\"application/json\" id=\"data\">", data = page.split(open).second;
  return nlohmann::json::parse(data.split("</script>").first.str());
}

/// No text of a file is markup, all is closed that is opened.
inline void expectSound(std::string const &page) {
  EXPECT_FALSE(llvm::StringRef(page).contains("<img"));
  EXPECT_FALSE(llvm::StringRef(page).contains("\u202E"));
  EXPECT_EQ(llvm::StringRef(page).count("</script>"), 2U);
  EXPECT_EQ(llvm::StringRef(page).count("</title>"), 1U);
  EXPECT_EQ(llvm::StringRef(page).count("<section"), llvm::StringRef(page).count("</section>"));
  EXPECT_EQ(llvm::StringRef(page).count("<div"), llvm::StringRef(page).count("</div>"));
  EXPECT_THAT(page, testing::Not(testing::HasSubstr("nan")));
  EXPECT_THAT(page, testing::Not(testing::HasSubstr(" style=\"")));
}

} // namespace eo::test

#endif
