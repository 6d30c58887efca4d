// Layer latencies of a Jetson logger: {"layer": [[milliseconds, "YYYYMMDD-HH:MM:SS.ff"], …], …}. The mean
// over the cycles is reported, layers in the order of their first stamp.
#include "lib/support/Error.h"
#include "lib/text/CalendarTime.h"
#include "lib/text/Csv.h"
#include "lib/trace/JsonInput.h"
#include "lib/trace/latency/LatencyReport.h"

#include <algorithm>

namespace eo {

bool recognisesLayerStamps(llvm::StringRef head) {
  llvm::StringRef text = withoutBom(head).ltrim();
  if (!text.consume_front("{"))
    return false;
  text = text.ltrim();
  if (!text.consume_front("\""))
    return false;
  text = text.split("\":").second.ltrim();
  return text.consume_front("[") && text.ltrim().startswith("[");
}

llvm::Expected<LatencyReport> readLayerStamps(llvm::StringRef text, std::string const &file) {
  llvm::Expected<llvm::json::Value> json = parseJson(text, file);
  if (!json)
    return json.takeError();
  llvm::json::Object const *layers = json->getAsObject();
  if (!layers)
    return inputError("{}: line 1, column 1: an object of layers is expected", file);
  std::vector<std::pair<double, LatencyRow>> rows;
  LatencyReport report;
  for (auto const &layer : *layers) {
    llvm::json::Array const *cycles = layer.second.getAsArray();
    LatencyRow row{layer.first.str(), 0, LayerStatus::Executed, {}};
    double firstStamp = 0;
    for (size_t i = 0; cycles && i < cycles->size(); ++i) {
      llvm::json::Array const *pair = (*cycles)[i].getAsArray();
      auto milliseconds = pair && pair->size() == 2 ? (*pair)[0].getAsNumber() : llvm::None;
      auto stamp = milliseconds ? (*pair)[1].getAsString() : llvm::None;
      std::optional<CalendarStamp> at = stamp ? calendarStamp(*stamp) : std::nullopt;
      if (!at)
        return inputError("{}: layer '{}', entry {}: [milliseconds, \"YYYYMMDD-HH:MM:SS.ff\"] is expected",
                          file, row.name, i + 1);
      row.seconds += *milliseconds * 1e-3;
      firstStamp = i == 0 ? at->seconds : std::min(firstStamp, at->seconds);
    }
    if (!cycles || cycles->empty())
      return inputError("{}: layer '{}' has no times", file, row.name);
    row.seconds /= static_cast<double>(cycles->size());
    report.runs = std::max(report.runs, cycles->size());
    rows.emplace_back(firstStamp, std::move(row));
  }
  std::stable_sort(rows.begin(), rows.end(), [](auto const &a, auto const &b) {
    return std::tie(a.first, a.second.name) < std::tie(b.first, b.second.name);
  });
  for (auto &row : rows)
    report.rows.push_back(std::move(row.second));
  return report;
}

} // namespace eo
