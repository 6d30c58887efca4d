// JSON reports: whatever the text, reports or a message. Reports that were read and written stay as they are.
#include "lib/report/Record.h"
#include "lib/report/ReportReader.h"
#include "lib/report/Writers.h"
#include "lib/support/Error.h"

static std::string written(llvm::ArrayRef<eo::Report> reports) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  for (eo::Report const &report : reports) {
    eo::writeNdjson(report, {}, stream);
    stream << '\n';
  }
  return text;
}

extern "C" int LLVMFuzzerTestOneInput(uint8_t const *data, size_t size) {
  llvm::StringRef text(reinterpret_cast<char const *>(data), size);
  llvm::Expected<eo::RecordFile> records = eo::readRecords(text, "fuzz.ndjson");
  if (!records)
    eo::takeErrorText(records.takeError());
  else if (records->completeBytes > size)
    abort();
  llvm::Expected<std::vector<eo::Report>> reports = eo::readReports(text, "fuzz.json");
  if (!reports) {
    eo::takeErrorText(reports.takeError());
    return 0;
  }
  std::string once = written(*reports);
  if (written(llvm::cantFail(eo::readReports(once, "fuzz.json"))) != once)
    abort();
  return 0;
}
