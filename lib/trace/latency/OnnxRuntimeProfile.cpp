// ONNX Runtime profile: a Chrome trace array. Rows of category Node named "<node>_kernel_time" hold µs in
// "dur"; a "model_run" row spans a run. The mean over the runs is reported, nodes in the order of their first
// start. The first run warms up (1.4 times the others, 10 to 50 times for tiny networks) and counts only where it
// is the only one. Rows of a body lie within those of their If, Loop or Scan, whose time holds theirs.
#include "lib/support/Error.h"
#include "lib/text/Csv.h"
#include "lib/text/JsonReader.h"
#include "lib/trace/latency/LatencyReport.h"
#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

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
  std::optional<int64_t> index, thread;
};

/// One call of a node.
struct Call {
  double start;
  float duration; ///< µs, as is `start`
  uint32_t row;
};

/// A call of an If, Loop or Scan.
struct BodyCall {
  double start, end;
  int64_t thread;
};

class ProfileReader {
public:
  ProfileReader(llvm::StringRef text, std::string const &file) : json(text, file) {}
  llvm::Expected<LatencyReport> read();

private:
  /// ONNX Runtime stops at a million events; a hostile file would fill the memory.
  static constexpr size_t maxCalls = 2'000'000;

  Event readEvent();
  void take(Event const &event);
  bool isInBody(Call const &call) const;
  LatencyReport average();

  JsonReader json;
  std::vector<LatencyRow> rows;
  std::vector<int64_t> threads; ///< by row: of its first call
  std::vector<Call> calls;
  std::vector<BodyCall> bodies;
  std::vector<double> runs; ///< their starts
  std::map<std::pair<std::string, int64_t>, uint32_t> rowOf;
};

} // namespace

Event ProfileReader::readEvent() {
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
    else if (key == "tid" && json.next() == JsonReader::Kind::Number)
      event.thread = static_cast<int64_t>(json.numberOrNull().value_or(0));
    else if (key == "args" && json.next() == JsonReader::Kind::Object)
      json.object([&](llvm::StringRef argument) {
        if (argument == "op_name") {
          event.op = json.text();
        } else if (argument == "node_index" && json.next() == JsonReader::Kind::Text) {
          int64_t index = 0;
          if (!llvm::StringRef(json.text()).getAsInteger(10, index) && index >= 0)
            event.index = index;
        } else {
          json.skip();
        }
      });
    else
      json.skip();
  });
  return event;
}

void ProfileReader::take(Event const &event) {
  if (event.category == "Session" && event.name == "model_run") {
    runs.push_back(event.start.value_or(0));
    return;
  }
  llvm::StringRef name = event.name;
  if (event.category != "Node" || !name.consume_back("_kernel_time"))
    return;
  if (!event.duration || !event.start)
    return json.complain("dur or ts is missing");
  auto [entry, isNew] =
      rowOf.try_emplace({name.str(), event.index.value_or(-1)}, static_cast<uint32_t>(rows.size()));
  if (isNew && rows.size() == maxLatencyRows)
    return json.complain(fmt::format("more than {} layers", maxLatencyRows));
  if (calls.size() == maxCalls)
    return json.complain(fmt::format("more than {} events; profile fewer runs", maxCalls));
  if (isNew) {
    std::optional<uint32_t> index;
    if (event.index && *event.index < UINT32_MAX)
      index = static_cast<uint32_t>(*event.index);
    rows.push_back({name.str(), 0, LayerStatus::Executed, event.op, index});
    threads.push_back(event.thread.value_or(0));
  }
  calls.push_back({*event.start, static_cast<float>(*event.duration), entry->second});
  if (event.op == "If" || event.op == "Loop" || event.op == "Scan")
    bodies.push_back({*event.start, *event.start + *event.duration, event.thread.value_or(0)});
}

/// `bodies` are sorted and those inside others are left out, so one look suffices.
bool ProfileReader::isInBody(Call const &call) const {
  auto next = llvm::upper_bound(bodies, call.start,
                                [](double start, BodyCall const &span) { return start < span.start; });
  if (next == bodies.begin())
    return false;
  BodyCall const &span = *std::prev(next);
  double end = call.start + static_cast<double>(call.duration);
  bool itself = call.start == span.start && end >= span.end - 0.5; // float: half a µs
  return end <= span.end + 0.5 && !itself && threads[call.row] == span.thread;
}

LatencyReport ProfileReader::average() {
  llvm::sort(bodies, [](BodyCall const &a, BodyCall const &b) {
    return std::tie(a.start, b.end) < std::tie(b.start, a.end);
  });
  std::vector<BodyCall> outermost;
  for (BodyCall const &span : bodies)
    if (outermost.empty() || span.end > outermost.back().end)
      outermost.push_back(span);
  bodies = std::move(outermost);
  llvm::sort(runs);
  bool warmUp = runs.size() > 1;
  LatencyReport report;
  report.onnxRuntime = true;
  report.runs = warmUp ? runs.size() - 1 : runs.size();
  std::vector<double> first(rows.size(), std::numeric_limits<double>::infinity());
  for (Call const &call : calls) {
    if (isInBody(call) || (warmUp && call.start < runs[1]))
      continue;
    rows[call.row].seconds += static_cast<double>(call.duration) * 1e-6;
    first[call.row] = std::min(first[call.row], call.start);
  }
  std::vector<uint32_t> order;
  for (uint32_t row = 0; row < rows.size(); ++row)
    if (std::isfinite(first[row])) // in no body, and not of the first run alone
      order.push_back(row);
  llvm::stable_sort(order, [&](uint32_t a, uint32_t b) { return first[a] < first[b]; });
  for (uint32_t row : order) {
    rows[row].seconds /= static_cast<double>(std::max<size_t>(1, report.runs));
    report.rows.push_back(std::move(rows[row]));
  }
  return report;
}

llvm::Expected<LatencyReport> ProfileReader::read() {
  json.array([&] {
    Event event = readEvent();
    if (!json.failed())
      take(event);
  });
  json.end();
  if (llvm::Error error = json.takeError())
    return error;
  return average();
}

llvm::Expected<LatencyReport> readOnnxRuntimeProfile(llvm::StringRef text, std::string const &file) {
  return ProfileReader(text, file).read();
}

} // namespace eo
