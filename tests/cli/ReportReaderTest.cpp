// Reports of the real tool come back as they were.
#include "lib/report/ReportReader.h"
#include "lib/report/Writers.h"
#include "lib/support/Error.h"
#include "tests/cli/RunTool.h"
#include "tests/support/TestFiles.h"

#include <gmock/gmock.h>

using namespace eo;
using namespace eo::test;

static std::string rewritten(std::string const &text, llvm::StringRef name) {
  llvm::Expected<std::vector<Report>> reports = readReports(text, "report");
  if (!reports)
    return takeErrorText(reports.takeError()).message;
  std::string result;
  llvm::raw_string_ostream stream(result);
  for (ReportFormat const &format : reportFormats()) {
    if (format.name != name)
      continue;
    ReportList list(format, reports->size() > 1, stream);
    for (Report const &report : *reports) {
      std::string one;
      llvm::raw_string_ostream oneStream(one);
      format.write(report, {}, oneStream);
      list.add(one);
    }
    list.finish();
  }
  return result;
}

/// NDJSON without the records of networks that could not be analysed: they are no reports.
static std::string reportsOf(llvm::StringRef ndjson) {
  std::string result;
  llvm::SmallVector<llvm::StringRef, 64> lines;
  ndjson.split(lines, '\n', -1, false);
  for (llvm::StringRef line : lines)
    if (!line.startswith(R"({"schema":"energy-opt/error/1")"))
      result += line.str() + "\n";
  return result;
}

TEST(ReportReader, ReportsOfTheToolComeBackByteByByte) {
  std::string networks;
  for (std::string const &path : filesIn(testFile("networks"), ".onnx"))
    networks += " '" + path + "'";
  for (char const *format : {"json", "ndjson"})
    for (char const *boards : {"", " --board=xavier-nx,agx-xavier,ncs2,raspberry-pi-5"}) {
      ToolRun run = runTool(ENERGY_OPT_TOOL, std::string("--format=") + format + boards + networks);
      EXPECT_GT(run.out.size(), 10000U);
      EXPECT_EQ(rewritten(run.out, format),
                format == llvm::StringRef("ndjson") ? reportsOf(run.out) : run.out);
    }
}
