// trtexec --exportProfile: [{"count":N}, {"name", "timeMs", "averageMs", "medianMs"?, "percentage"}, …]. The
// average is used: means add up to the mean of the whole, medians do not. Fused names "a + b" and "{…}" of a
// DLA stay as they are.
#include "lib/support/Error.h"
#include "lib/text/Csv.h"
#include "lib/text/JsonReader.h"
#include "lib/trace/latency/LatencyReport.h"

namespace eo {

bool recognisesTrtexecProfile(llvm::StringRef head) {
  return withoutBom(head).ltrim().startswith("[") && head.contains("\"averageMs\"");
}

llvm::Expected<LatencyReport> readTrtexecProfile(llvm::StringRef text, std::string const &file) {
  JsonReader json(text, file);
  LatencyReport report;
  json.array([&] {
    std::optional<std::string> name;
    std::optional<double> milliseconds;
    std::optional<int64_t> count;
    json.object([&](llvm::StringRef key) {
      if (key == "name")
        name = json.text();
      else if (key == "averageMs")
        milliseconds = json.numberOrNull();
      else if (key == "count")
        count = json.integerOrNull();
      else
        json.skip();
    });
    if (count && *count >= 0 && !name)
      report.runs = static_cast<size_t>(*count);
    else if (!name || !milliseconds)
      json.complain("name or averageMs is missing");
    else if (report.rows.size() == maxLatencyRows)
      json.complain(fmt::format("more than {} layers", maxLatencyRows));
    else
      report.rows.push_back({*name, *milliseconds * 1e-3, LayerStatus::Executed, {}});
  });
  json.end();
  if (llvm::Error error = json.takeError())
    return error;
  return report;
}

} // namespace eo
