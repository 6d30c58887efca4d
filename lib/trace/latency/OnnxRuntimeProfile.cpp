// ONNX Runtime profile: a Chrome trace array. Rows of category Node named "<node>_kernel_time" hold µs in
// "dur"; runs are bounded by "model_run" rows. The mean over the runs is reported, nodes in the order of
// their first start.
#include "lib/support/Error.h"
#include "lib/text/Csv.h"
#include "lib/trace/JsonInput.h"
#include "lib/trace/latency/LatencyReport.h"
#include "llvm/ADT/StringMap.h"

#include <algorithm>

namespace eo {

bool recognisesOnnxRuntimeProfile(llvm::StringRef head) {
  return withoutBom(head).ltrim().startswith("[") && head.contains("\"cat\"") && head.contains("\"dur\"") &&
         (head.contains("_kernel_time") || head.contains("\"Session\""));
}

llvm::Expected<LatencyReport> readOnnxRuntimeProfile(llvm::StringRef text, std::string const &file) {
  llvm::Expected<llvm::json::Value> json = parseJson(text, file);
  if (!json)
    return json.takeError();
  llvm::json::Array const *array = json->getAsArray();
  if (!array)
    return inputError("{}: line 1, column 1: an ONNX Runtime profile is an array", file);
  struct Node {
    LatencyRow row;
    double firstStart = 0;
  };
  std::vector<Node> nodes;
  llvm::StringMap<size_t> indexOf;
  LatencyReport report;
  for (size_t i = 0; i < array->size(); ++i) {
    llvm::json::Object const *event = (*array)[i].getAsObject();
    auto name = event ? event->getString("name") : llvm::None;
    auto category = event ? event->getString("cat") : llvm::None;
    if (!name || !category)
      continue;
    report.runs += *category == "Session" && *name == "model_run" ? 1 : 0;
    llvm::StringRef nodeName = *name;
    if (*category != "Node" || !nodeName.consume_back("_kernel_time"))
      continue;
    auto duration = event->getNumber("dur"), start = event->getNumber("ts");
    if (!duration || !start)
      return inputError("{}: entry {}: dur or ts is missing", file, i + 1);
    auto [entry, isNew] = indexOf.try_emplace(nodeName, nodes.size());
    if (isNew) {
      llvm::json::Object const *arguments = event->getObject("args");
      auto op = arguments ? arguments->getString("op_name") : llvm::None;
      nodes.push_back({{nodeName.str(), 0, LayerStatus::Executed, op ? op->str() : ""}, *start});
    }
    nodes[entry->second].row.seconds += *duration * 1e-6;
  }
  std::stable_sort(nodes.begin(), nodes.end(),
                   [](Node const &a, Node const &b) { return a.firstStart < b.firstStart; });
  for (Node &node : nodes) {
    node.row.seconds /= static_cast<double>(std::max<size_t>(1, report.runs));
    report.rows.push_back(std::move(node.row));
  }
  return report;
}

} // namespace eo
