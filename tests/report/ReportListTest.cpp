#include "lib/report/Writers.h"
#include <gtest/gtest.h>

namespace eo {
namespace {

std::string listed(llvm::StringRef format, bool several, std::vector<std::string> const &reports) {
  for (ReportFormat const &known : reportFormats()) {
    if (known.name != format)
      continue;
    std::string text;
    llvm::raw_string_ostream stream(text);
    ReportList list(known, several, stream);
    for (std::string const &report : reports)
      list.add(report);
    list.finish();
    return text;
  }
  return "no such format";
}

TEST(ReportList, OneJsonReportIsAnObject) { EXPECT_EQ(listed("json", false, {"{}"}), "{}\n"); }
TEST(ReportList, SeveralJsonReportsAreAnArray) {
  EXPECT_EQ(listed("json", true, {"{}", "{}"}), "[\n{},\n{}\n]\n");
}
TEST(ReportList, OneOfSeveralLeftIsStillAnArray) { EXPECT_EQ(listed("json", true, {"{}"}), "[\n{}\n]\n"); }
TEST(ReportList, NoneOfSeveralLeftIsAnEmptyArray) { EXPECT_EQ(listed("json", true, {}), "[\n]\n"); }
TEST(ReportList, NothingIsWrittenForAFailedSingle) { EXPECT_EQ(listed("json", false, {}), ""); }
TEST(ReportList, NdjsonIsOneLineEach) { EXPECT_EQ(listed("ndjson", true, {"{}", "{}"}), "{}\n{}\n"); }
TEST(ReportList, TextsAreSetApartByAnEmptyLine) {
  EXPECT_EQ(listed("text", true, {"a\n", "b\n"}), "a\n\nb\n");
}

} // namespace
} // namespace eo
