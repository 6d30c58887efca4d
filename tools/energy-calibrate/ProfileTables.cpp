#include "tools/energy-calibrate/ProfileTables.h"

#include "lib/cost/KernelGroups.h"
#include "lib/cost/MatchedLatencies.h"
#include "lib/cost/MeasuredLatencies.h"
#include "lib/measure/SmallFile.h"
#include "lib/onnx/Loader.h"
#include "lib/support/Error.h"
#include "lib/text/JsonWriter.h"
#include "lib/trace/latency/LatencyReport.h"
#include "passes/Pipeline.h"
#include "tools/energy-calibrate/BundleTables.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace eo {

namespace {

/// A cell in quotes: nodes may have commas in their names.
std::string quoted(llvm::StringRef text) {
  std::string cell = "\"";
  for (char c : text)
    cell += c == '"' ? std::string("\"\"") : std::string(1, c);
  return cell + '"';
}

/// Seconds by kernel; 0 where the report does not tell.
std::vector<double> secondsOf(MeasuredTimes const &times, size_t kernels) {
  std::vector<double> seconds(kernels);
  std::vector<bool> shared(kernels);
  for (MeasuredTimes::Layer const &layer : times.layers)
    for (uint32_t kernel : layer.kernels) {
      seconds[kernel] += layer.seconds;
      shared[kernel] = shared[kernel] || layer.kernels.size() > 1;
    }
  for (size_t i = 0; i < kernels; ++i)
    if (shared[i])
      seconds[i] = 0;
  return seconds;
}

/// The rows of one report on the network of its name in the folder `networks`.
llvm::Expected<std::string> rowsOf(std::string const &report, std::string const &networks, NetworkDims &dims,
                                   BoardModel const *board) {
  std::string model = (llvm::sys::path::stem(report) + ".onnx").str(), network = networks + "/" + model;
  if (!llvm::sys::fs::exists(network))
    return inputError("{}: no network {} that it could be of; --models=DIR says where networks are", report,
                      network);
  llvm::Expected<LatencyReport> latencies = readLatencyReportFile(report);
  if (!latencies)
    return latencies.takeError();
  DiagnosticEngine diagnostics;
  llvm::Expected<Graph> graph = loadNetwork(network, LoadOptions(), diagnostics);
  if (!graph)
    return graph.takeError();
  Annotations found;
  found.set(dims.of(*graph));
  if (board != nullptr) {
    llvm::Expected<SettingValues> settings = chooseSettings(board->id, board->settings, {});
    if (!settings)
      return settings.takeError();
    found.set(ChosenBoard{std::make_shared<BoardModel const>(*board), std::move(*settings)});
  }
  MeasuredLatencies measured;
  measured.source = report;
  measured.onnxRuntime = latencies->onnxRuntime;
  for (LatencyRow const &row : latencies->rows)
    measured.layers.push_back({row.name, row.seconds, row.kind, row.index});
  found.set(std::move(measured));
  PassContext context{*graph, found, diagnostics};
  if (llvm::Error error = runPasses(context, {"apply-latencies"}, {}))
    return error;
  auto const *matched = found.find<MatchedLatencies>();
  std::vector<Kernel> const &kernels = found.get<KernelGroups>().kernels;
  std::string rows;
  double told = 0;
  if (matched != nullptr) {
    std::vector<double> seconds = secondsOf(matched->times, kernels.size());
    for (size_t i = 0; i < kernels.size(); ++i)
      if (llvm::StringRef node = graph->node(kernels[i].features.node).name;
          seconds[i] > 0 && !node.empty()) {
        rows += fmt::format("{},{},{}\n", quoted(model), quoted(node), shortest(seconds[i]));
        told += seconds[i];
      }
  }
  if (rows.empty())
    return inputError("{}: none of its rows is a kernel of {}", report, network);
  llvm::errs() << fmt::format("energy-calibrate: note: {}: {:.0f} % of its time is kernels of the network\n",
                              report, 100 * told / matched->totalS());
  return rows;
}

} // namespace

/// Whether a file of a folder of reports may be one.
static bool mayBeReport(std::string const &file) {
  return llvm::sys::fs::is_regular_file(file) && !llvm::StringRef(file).endswith(".onnx") &&
         !llvm::sys::path::stem(file).startswith(".");
}

llvm::Expected<CsvFile> profileTable(llvm::StringRef profiles, llvm::StringRef models, NetworkDims &dims,
                                     BoardModel const *board) {
  bool bundle = isBundle(profiles);
  if (!llvm::sys::fs::is_directory(profiles))
    return usageError("--profile={}: no such folder", profiles);
  std::string reports = bundle ? (profiles + "/profiles").str() : profiles.str();
  std::string networks = bundle           ? (profiles + "/networks").str()
                         : models.empty() ? profiles.str()
                                          : models.str();
  std::string text = "model,node,time_s\n", firstProblem;
  size_t count = 0, leftOut = 0;
  for (std::string const &report : entriesOf(reports)) {
    if (!mayBeReport(report))
      continue;
    llvm::Expected<std::string> rows = rowsOf(report, networks, dims, board);
    if (rows) {
      text += *rows;
      ++count;
      continue;
    }
    std::string problem = takeErrorText(rows.takeError()).message;
    llvm::errs() << "energy-calibrate: warning: left out: " << problem << '\n';
    if (leftOut++ == 0)
      firstProblem = std::move(problem);
  }
  if (count == 0)
    return leftOut == 0 ? inputError("--profile={}: the folder has no reports of layer times", profiles)
                        : inputError("--profile={}: none of its {} reports can be used; the first: {}",
                                     profiles, leftOut, firstProblem);
  return CsvFile::parse(text, networks + "/" + profilesName.str());
}

} // namespace eo
