// trtexec --exportProfile: [{"count":N}, {"name", "timeMs", "averageMs", "medianMs"?, "percentage"}, …]. The
// average is used: means add up to the mean of the whole, medians do not. Fused names "a + b" and "{…}" of a
// DLA stay as they are.
#include "lib/support/Error.h"
#include "lib/text/Csv.h"
#include "lib/trace/JsonInput.h"
#include "lib/trace/latency/LatencyReport.h"

namespace eo {

bool recognisesTrtexecProfile(llvm::StringRef head) {
  return withoutBom(head).ltrim().startswith("[") && head.contains("\"averageMs\"");
}

llvm::Expected<LatencyReport> readTrtexecProfile(llvm::StringRef text, std::string const &file) {
  llvm::Expected<llvm::json::Value> json = parseJson(text, file);
  if (!json)
    return json.takeError();
  llvm::json::Array const *array = json->getAsArray();
  if (!array)
    return inputError("{}: line 1, column 1: a trtexec profile is an array", file);
  LatencyReport report;
  for (size_t i = 0; i < array->size(); ++i) {
    llvm::json::Object const *object = (*array)[i].getAsObject();
    if (!object)
      return inputError("{}: entry {}: no object", file, i + 1);
    if (auto count = object->getInteger("count"); count && *count >= 0 && !object->get("name")) {
      report.runs = static_cast<size_t>(*count);
      continue;
    }
    auto name = object->getString("name");
    auto milliseconds = object->getNumber("averageMs");
    if (!name || !milliseconds)
      return inputError("{}: entry {}: name or averageMs is missing", file, i + 1);
    report.rows.push_back({name->str(), *milliseconds * 1e-3, LayerStatus::Executed, {}});
  }
  return report;
}

} // namespace eo
