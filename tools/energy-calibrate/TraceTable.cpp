#include "tools/energy-calibrate/TraceTable.h"

#include "lib/support/Spelling.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"

namespace eo {

namespace {

struct Figures {
  double seconds = 0, joules = 0;
};

struct PlanColumns {
  std::optional<size_t> trace, layer;
  bool nodes = false;
  std::vector<size_t> copied;
};

} // namespace

static llvm::Expected<PlanColumns> columnsOf(CsvFile const &plan) {
  PlanColumns columns;
  for (size_t i = 0; i < plan.header().size(); ++i) {
    llvm::StringRef name = plan.header()[i];
    columns.nodes |= name == "node";
    if (name == "trace")
      columns.trace = i;
    else if (name == "layer")
      columns.layer = i;
    else if (name != "energy_j" && name != "latency_s" && name != "time_s")
      columns.copied.push_back(i);
  }
  if (!columns.trace)
    return usageError("{}: no column 'trace' that names the recording of each row", plan.name());
  return columns;
}

/// Of the whole inference, or of one of its layers. The error has no place yet.
static llvm::Expected<Figures> figuresOf(TraceAnalysis const &analysis, std::optional<llvm::StringRef> layer,
                                         bool dynamicOnly) {
  std::optional<double> seconds, joules;
  if (!layer && analysis.inference && analysis.rateHz > 0) {
    seconds = analysis.inference->seconds;
    joules = dynamicOnly ? analysis.inference->dynamicJ : analysis.inference->energy.joules;
  }
  if (layer) {
    auto found = llvm::find_if(analysis.layers, [&](LayerFigures const &one) { return one.name == *layer; });
    std::vector<std::string> names;
    for (LayerFigures const &one : analysis.layers)
      names.push_back(one.name);
    if (found == analysis.layers.end())
      return inputError("{} has no layer '{}'{}", analysis.source, layer->str(), didYouMean(*layer, names));
    seconds = found->timeS;
    joules = dynamicOnly ? found->dynamicJ : found->energyJ;
  }
  if (analysis.ambiguous)
    return inputError(
        "{} does not say which of its states is the execution; look at it with 'energy-calibrate trace "
        "{}', then give --active",
        analysis.source, analysis.source);
  if (!seconds || !joules)
    return inputError("{} gives no energy; look at it with 'energy-calibrate trace {}'", analysis.source,
                      analysis.source);
  if (!(*joules > 0))
    return inputError("{} gives an energy of {} J", analysis.source, *joules);
  return Figures{*seconds, *joules};
}

static std::string cellText(llvm::StringRef text) {
  if (text.find_first_of(",\"") == llvm::StringRef::npos)
    return text.str();
  std::string quoted = "\"";
  for (char c : text)
    quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

llvm::Error fillTable(CsvFile const &plan, bool dynamicOnly, AnalyseTrace analyse, llvm::raw_ostream &out) {
  auto columns = columnsOf(plan);
  if (!columns)
    return columns.takeError();
  for (size_t column : columns->copied)
    out << cellText(plan.header()[column]) << ',';
  out << (columns->nodes ? "time_s" : "latency_s") << ",energy_j\n";
  llvm::StringMap<TraceAnalysis> analyses;
  for (size_t row = 0; row < plan.rowCount(); ++row) {
    llvm::SmallString<128> path(llvm::sys::path::parent_path(plan.name()));
    llvm::sys::path::append(path, plan.cell(row, *columns->trace));
    auto known = analyses.find(path);
    if (known == analyses.end()) {
      auto analysis = analyse(path.str().str());
      if (!analysis)
        return plan.errorAt(row, *columns->trace, takeErrorText(analysis.takeError()).message);
      known = analyses.try_emplace(path, std::move(*analysis)).first;
    }
    std::optional<llvm::StringRef> layer;
    if (columns->layer)
      layer = plan.cell(row, *columns->layer);
    auto figures = figuresOf(known->second, layer, dynamicOnly);
    if (!figures)
      return plan.errorAt(row, columns->layer.value_or(*columns->trace),
                          takeErrorText(figures.takeError()).message);
    for (size_t column : columns->copied)
      out << cellText(plan.cell(row, column)) << ',';
    out << fmt::format("{},{}\n", figures->seconds, figures->joules);
  }
  return llvm::Error::success();
}

} // namespace eo
