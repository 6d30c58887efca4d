#include "lib/report/page/HtmlData.h"

#include "lib/report/ReportText.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringMap.h"

#include <cmath>
#include <fmt/format.h>

namespace eo {

/// Longer names say nothing more to a reader, and a hostile one of megabytes must not fill the page.

std::string pageString(llvm::StringRef text,
                       size_t maxColumns) { // printable() leaves no controls to escape
  std::string literal = "\"";
  for (char c : printable(text, maxColumns)) {
    if (c == '<')
      literal += "\\u003c";
    else if (c == '"' || c == '\\')
      literal += {'\\', c};
    else
      literal += c;
  }
  return literal + "\"";
}

std::string pageNumber(ReportNumber value) {
  return value && std::isfinite(*value) ? fmt::format("{:.6g}", *value) : "null";
}

static std::string pageNumber(ReportCount value) { return value ? std::to_string(*value) : "null"; }

void writePageColumn(llvm::StringRef key, size_t count, llvm::function_ref<std::string(size_t row)> cell,
                     llvm::raw_ostream &stream) {
  std::string list;
  bool any = false;
  for (size_t row = 0; row < count; ++row) {
    std::string text = cell(row);
    any |= text != "null";
    list += (row == 0 ? "" : ",") + text;
  }
  stream << '"' << key << "\":" << (any || count == 0 ? "[" + list + "]" : "null");
}

static bool sameLayers(Report const &a, Report const &b) {
  auto alike = [](ReportLayer const &x, ReportLayer const &y) {
    return x.name == y.name && x.scope == y.scope && x.op == y.op && x.macs == y.macs &&
           x.bytesRead == y.bytesRead && x.bytesWritten == y.bytesWritten;
  };
  return a.board && b.board && a.model.path == b.model.path && a.model.dims == b.model.dims &&
         a.layers.size() == b.layers.size() &&
         std::equal(a.layers.begin(), a.layers.end(), b.layers.begin(), alike);
}

std::vector<NetworkReports> groupByNetwork(llvm::ArrayRef<Report> reports) {
  std::vector<NetworkReports> networks;
  llvm::StringMap<std::vector<size_t>> byPath; // of networks
  for (size_t i = 0; i < reports.size(); ++i) {
    std::vector<size_t> &candidates = byPath[reports[i].model.path];
    auto found = llvm::find_if(candidates, [&](size_t network) {
      return sameLayers(reports[networks[network].front()], reports[i]);
    });
    if (found != candidates.end()) {
      networks[*found].push_back(i);
      continue;
    }
    candidates.push_back(networks.size());
    networks.push_back({i});
  }
  return networks;
}

namespace {
struct Row {
  ReportLayer const *layer;
  ptrdiff_t parent; ///< -1 in the main graph
};

/// Numbers texts in the order of their first use.
class Pool {
public:
  size_t add(llvm::StringRef text) {
    auto [entry, isNew] = numbers.try_emplace(text, texts.size());
    if (isNew)
      texts.push_back(text.str());
    return entry->second;
  }
  std::vector<std::string> texts;

private:
  llvm::StringMap<size_t> numbers;
};

class NetworkData {
public:
  NetworkData(llvm::ArrayRef<Report> allReports, NetworkReports const &members, llvm::raw_ostream &output)
      : reports(allReports), network(members), first(reports[network.front()]), stream(output) {
    for (ReportLayer const &layer : first.layers)
      rows.push_back({&layer, -1});
    for (size_t i = 0; i < rows.size(); ++i) // grows: bodies within bodies
      for (ReportBody const &body : rows[i].layer->bodies)
        for (ReportLayer const &layer : body.layers)
          rows.push_back({&layer, static_cast<ptrdiff_t>(i)});
  }

  void write() {
    stream << "{\"title\":" << pageString(first.model.path, longestPageName)
           << ",\"count\":" << first.layers.size();
    pooled("ops", "op", [](Row const &row) -> llvm::StringRef { return row.layer->op; });
    column("name", [](Row const &row) { return pageString(row.layer->name, longestPageName); });
    column("scope", [](Row const &row) {
      return row.layer->scope.empty() ? "null" : pageString(row.layer->scope, longestPageName);
    });
    column("shape", [](Row const &row) { return pageString(shapeText(*row.layer), longestPageName); });
    column("index", [](Row const &row) { return std::to_string(row.layer->index); });
    column("macs", [](Row const &row) { return pageNumber(row.layer->macs); });
    column("params", [](Row const &row) { return pageNumber(row.layer->params); });
    column("traffic", [](Row const &row) {
      ReportLayer const &l = *row.layer;
      return l.bytesRead && l.bytesWritten ? pageNumber(ReportNumber(static_cast<double>(*l.bytesRead) +
                                                                     static_cast<double>(*l.bytesWritten)))
                                           : "null";
    });
    column("parent", [](Row const &row) { return row.parent < 0 ? "null" : std::to_string(row.parent); });
    stream << ",\"runs\":[";
    for (size_t i = 0; i < network.size(); ++i)
      run(network[i], i != 0);
    stream << "]}";
  }

private:
  using Cell = llvm::function_ref<std::string(Row const &row)>;

  void column(llvm::StringRef key, Cell cell) {
    stream << ',';
    writePageColumn(
        key, rows.size(), [&](size_t row) { return cell(rows[row]); }, stream);
  }

  /// "ops":["Conv","Relu"],"op":[0,1,0]
  void pooled(llvm::StringRef pool, llvm::StringRef key,
              llvm::function_ref<llvm::StringRef(Row const &row)> text) {
    Pool texts;
    std::vector<size_t> numbers;
    for (Row const &row : rows)
      numbers.push_back(texts.add(text(row)));
    stream << ",\"" << pool << "\":[";
    for (size_t i = 0; i < texts.texts.size(); ++i)
      stream << (i == 0 ? "" : ",") << pageString(texts.texts[i], longestPageName);
    stream << ']';
    auto number = numbers.begin();
    column(key, [&](Row const & /*row*/) { return std::to_string(*number++); });
  }

  /// Bodies have no figures of a board.
  void run(size_t index, bool further) {
    Report const &report = reports[index];
    for (size_t i = 0; i < report.layers.size(); ++i)
      rows[i].layer = &report.layers[i];
    rows.resize(report.layers.size(), Row{nullptr, -1});
    stream << (further ? "," : "") << "{\"report\":" << index
           << ",\"label\":" << pageString(report.board ? report.board->id : "no board", longestPageName)
           << ",\"board\":" << (report.board ? "true" : "false");
    llvm::StringMap<size_t> anchors;
    size_t at = 0;
    column("kernel", [&](Row const &row) {
      return std::to_string(anchors.try_emplace(row.layer->kernel, at++).first->second);
    });
    column("energy", [](Row const &row) { return pageNumber(row.layer->energy); });
    column("low", [](Row const &row) { return pageNumber(row.layer->energyLow); });
    column("high", [](Row const &row) { return pageNumber(row.layer->energyHigh); });
    column("latency", [](Row const &row) { return pageNumber(row.layer->latency); });
    pooled("bases", "basis", [](Row const &row) -> llvm::StringRef {
      return row.layer->basis ? basisName(*row.layer->basis) : "";
    });
    pooled("reasons", "reason", [](Row const &row) -> llvm::StringRef { return row.layer->reason; });
    stream << '}';
  }

  llvm::ArrayRef<Report> reports;
  NetworkReports const &network;
  Report const &first;
  llvm::raw_ostream &stream;
  std::vector<Row> rows;
};
} // namespace

void writePageData(llvm::ArrayRef<Report> reports, llvm::ArrayRef<NetworkReports> networks,
                   llvm::raw_ostream &stream) {
  stream << "{\"networks\":[";
  for (size_t i = 0; i < networks.size(); ++i) {
    stream << (i == 0 ? "" : ",\n");
    NetworkData(reports, networks[i], stream).write();
  }
  stream << "]}";
}

} // namespace eo
