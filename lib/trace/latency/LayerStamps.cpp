// Layer latencies of a Jetson logger: {"layer": [[milliseconds, "YYYYMMDD-HH:MM:SS.ff"], …], …}. The mean
// over the cycles is reported, layers in the order of their first stamp.
#include "lib/support/Error.h"
#include "lib/text/CalendarTime.h"
#include "lib/text/Csv.h"
#include "lib/text/JsonReader.h"
#include "lib/trace/latency/LatencyReport.h"

#include <algorithm>
#include <limits>

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
  JsonReader json(text, file);
  std::vector<std::pair<double, LatencyRow>> rows;
  LatencyReport report;
  json.object([&](llvm::StringRef name) {
    LatencyRow row{name.str(), 0, LayerStatus::Executed, {}};
    double firstStamp = std::numeric_limits<double>::infinity();
    size_t cycles = 0;
    json.array([&] {
      size_t part = 0;
      json.array([&] {
        if (part == 0)
          row.seconds += json.numberOrNull().value_or(0) * 1e-3;
        else if (std::optional<CalendarStamp> stamp = calendarStamp(json.text()); stamp && part == 1)
          firstStamp = std::min(firstStamp, stamp->seconds);
        else
          part = 2;
        ++part;
      });
      if (part != 2)
        json.complain("[milliseconds, \"YYYYMMDD-HH:MM:SS.ff\"] is expected");
      ++cycles;
    });
    if (cycles == 0)
      json.complain("no times");
    if (rows.size() == maxLatencyRows)
      json.complain(fmt::format("more than {} layers", maxLatencyRows));
    if (json.failed())
      return;
    row.seconds /= static_cast<double>(cycles);
    report.runs = std::max(report.runs, cycles);
    rows.emplace_back(firstStamp, std::move(row));
  });
  json.end();
  if (llvm::Error error = json.takeError())
    return error;
  std::stable_sort(rows.begin(), rows.end(), [](auto const &a, auto const &b) {
    return std::tie(a.first, a.second.name) < std::tie(b.first, b.second.name);
  });
  for (auto &row : rows)
    report.rows.push_back(std::move(row.second));
  return report;
}

} // namespace eo
