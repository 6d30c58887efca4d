// ONNX Runtime profile: a Chrome trace array. Rows of category Node named "<node>_kernel_time" hold µs in
// "dur"; runs are bounded by "model_run" rows. The mean over the runs is reported, nodes in the order of
// their first start.
#include "lib/support/Error.h"
#include "lib/text/Csv.h"
#include "lib/text/JsonReader.h"
#include "lib/trace/latency/LatencyReport.h"
#include "llvm/ADT/StringMap.h"

#include <algorithm>

namespace eo {

bool recognisesOnnxRuntimeProfile(llvm::StringRef head) {
  return withoutBom(head).ltrim().startswith("[") && head.contains("\"cat\"") && head.contains("\"dur\"") &&
         (head.contains("_kernel_time") || head.contains("\"Session\""));
}

namespace {
/// What of an event of the trace is used.
struct Event {
  std::string name, category, op;
  std::optional<double> start, duration;
};
} // namespace

static Event readEvent(JsonReader &json) {
  Event event;
  json.object([&](llvm::StringRef key) {
    if (key == "name")
      event.name = json.text();
    else if (key == "cat")
      event.category = json.text();
    else if (key == "ts")
      event.start = json.numberOrNull();
    else if (key == "dur")
      event.duration = json.numberOrNull();
    else if (key == "args" && json.next() == JsonReader::Kind::Object)
      json.object([&](llvm::StringRef argument) {
        if (argument == "op_name")
          event.op = json.text();
        else
          json.skip();
      });
    else
      json.skip();
  });
  return event;
}

llvm::Expected<LatencyReport> readOnnxRuntimeProfile(llvm::StringRef text, std::string const &file) {
  JsonReader json(text, file);
  struct Node {
    LatencyRow row;
    double firstStart = 0;
  };
  std::vector<Node> nodes;
  llvm::StringMap<size_t> indexOf;
  LatencyReport report;
  json.array([&] {
    Event event = readEvent(json);
    report.runs += event.category == "Session" && event.name == "model_run" ? 1 : 0;
    llvm::StringRef name = event.name;
    if (event.category != "Node" || !name.consume_back("_kernel_time"))
      return;
    if (!event.duration || !event.start)
      return json.complain("dur or ts is missing");
    auto [entry, isNew] = indexOf.try_emplace(name, nodes.size());
    if (isNew && nodes.size() == maxLatencyRows)
      return json.complain(fmt::format("more than {} layers", maxLatencyRows));
    if (isNew)
      nodes.push_back({{name.str(), 0, LayerStatus::Executed, event.op}, *event.start});
    nodes[entry->second].row.seconds += *event.duration * 1e-6;
  });
  json.end();
  if (llvm::Error error = json.takeError())
    return error;
  std::stable_sort(nodes.begin(), nodes.end(),
                   [](Node const &a, Node const &b) { return a.firstStart < b.firstStart; });
  for (Node &node : nodes) {
    node.row.seconds /= static_cast<double>(std::max<size_t>(1, report.runs));
    report.rows.push_back(std::move(node.row));
  }
  return report;
}

} // namespace eo
