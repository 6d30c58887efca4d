// OpenVINO benchmark_app counters as JSON: {"avg_performance": {"nodes": [{"name", "node_type", "status",
// "real_time" (ms), …}, …], "total_real_time"}}, or, detailed, {"detailed_performance": [{"nodes": […]}, …]} with
// an entry a request.
#include "lib/support/Error.h"
#include "lib/support/Utf8.h"
#include "lib/text/Csv.h"
#include "lib/text/JsonReader.h"
#include "lib/trace/latency/OpenVinoStatus.h"

namespace eo {

bool recognisesOpenVinoJson(llvm::StringRef head) {
  return withoutBom(head).ltrim().startswith("{") &&
         (head.contains("\"avg_performance\"") || head.contains("\"detailed_performance\""));
}

static void readNode(JsonReader &json, RequestMeans &means) {
  LatencyRow row;
  std::optional<double> milliseconds;
  json.object([&](llvm::StringRef key) {
    if (key == "name")
      row.name = json.text();
    else if (key == "node_type")
      row.kind = json.text();
    else if (key == "real_time")
      milliseconds = json.numberOrNull();
    else if (key == "status") {
      std::string word = json.text();
      if (std::optional<LayerStatus> status = openVinoStatus(word))
        row.status = *status;
      else
        json.complain(fmt::format("unknown status '{}'", printable(word, 40)));
    } else
      json.skip();
  });
  if (json.failed())
    return;
  if (row.name.empty() || !milliseconds)
    return json.complain("name or real_time is missing");
  row.seconds = row.status == LayerStatus::Executed ? *milliseconds * 1e-3 : 0;
  if (!means.add(std::move(row)))
    json.complain(fmt::format("more than {} layers", maxLatencyRows));
}

llvm::Expected<LatencyReport> readOpenVinoJson(llvm::StringRef text, std::string const &file) {
  JsonReader json(withoutBom(text), file);
  RequestMeans means;
  double totals = 0;
  size_t totalCount = 0;
  auto request = [&] {
    means.begin();
    json.object([&](llvm::StringRef key) {
      if (key == "nodes") {
        json.array([&] { readNode(json, means); });
      } else if (key == "total_real_time") {
        totals += json.numberOrNull().value_or(0) * 1e-3;
        ++totalCount;
      } else {
        json.skip();
      }
    });
  };
  json.object([&](llvm::StringRef key) {
    bool counters = key == "avg_performance" || key == "detailed_performance";
    if (counters && json.next() == JsonReader::Kind::Array)
      json.array(request);
    else if (counters)
      request();
    else
      json.skip();
  });
  json.end();
  if (llvm::Error error = json.takeError())
    return error;
  LatencyReport report = means.take();
  if (totalCount > 0)
    report.totalS = totals / static_cast<double>(totalCount);
  return report;
}

} // namespace eo
