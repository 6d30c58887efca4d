#include "tools/energy-calibrate/DataFlags.h"

#include "lib/board/PrecisionMatch.h"
#include "lib/cost/KernelGroups.h"
#include "lib/onnx/Loader.h"
#include "lib/pass/FilePrecision.h"
#include "lib/support/Utf8.h"
#include "passes/Pipeline.h"
#include "tools/common/Dims.h"
#include "tools/energy-calibrate/BundleTables.h"
#include "tools/energy-calibrate/ProfileTables.h"
#include "tools/energy-calibrate/RanInFloat.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <algorithm>
#include <map>

namespace eo {

/// The passes up to the kernels over the network in a file; the kernels are called as their anchors.
static llvm::Expected<Annotations> analyse(llvm::StringRef path, NetworkDims &dims, BoardModel const *board,
                                           SettingValues const &given) {
  DiagnosticEngine diagnostics;
  llvm::Expected<Graph> graph = loadNetwork(path, LoadOptions(), diagnostics);
  if (!graph)
    return graph.takeError();
  Annotations found;
  found.set(dims.of(*graph));
  if (board != nullptr) {
    std::vector<SettingRequest> requests;
    for (auto const &[name, value] : given)
      for (SettingDeclaration const &setting : board->settings)
        if (setting.name == name && setting.accepts(value)) // others become the fitted board's
          requests.push_back({"", name, value});
    llvm::Expected<SettingValues> settings = chooseSettings(board->id, board->settings, requests);
    if (!settings)
      return settings.takeError();
    found.set(ChosenBoard{std::make_shared<BoardModel const>(*board), std::move(*settings)});
  }
  PassContext context{*graph, found, diagnostics};
  if (llvm::Error error = runPasses(context, {"group-kernels"}, {}))
    return dims.causeOf(std::move(error));
  KernelGroups groups = found.get<KernelGroups>();
  for (Kernel &kernel : groups.kernels)
    kernel.features.rare.edit().name = graph->node(kernel.features.node).name.str();
  found.set(std::move(groups));
  return found;
}

llvm::Expected<std::vector<Kernel>> networkKernels(llvm::StringRef path, NetworkDims &dims,
                                                   BoardModel const *board, SettingValues const &given) {
  llvm::Expected<Annotations> found = analyse(path, dims, board, given);
  if (!found)
    return found.takeError();
  return found->get<KernelGroups>().kernels;
}

/// The file a table means by `model`. Tables come from others, so they cannot name files outside the folder.
static llvm::Expected<std::string> resolveModel(llvm::StringRef models, llvm::StringRef table,
                                                llvm::StringRef model) {
  bool leaves = llvm::sys::path::is_absolute(model);
  for (llvm::StringRef part : llvm::make_range(llvm::sys::path::begin(model), llvm::sys::path::end(model)))
    leaves |= part == "..";
  if (leaves)
    return inputError("model '{}' lies outside the folder of networks", printable(model, 80));
  llvm::SmallString<128> path;
  if (auto [before, after] = models.split('*'); models.contains('*'))
    path = (before + model + after).str();
  else {
    path = models.empty() ? llvm::sys::path::parent_path(table) : models;
    llvm::sys::path::append(path, model);
  }
  if (!llvm::sys::fs::exists(path) && llvm::sys::fs::exists(path + ".onnx"))
    path += ".onnx";
  if (!llvm::sys::fs::exists(path))
    return inputError("no network '{}' (looked for {}; --models says where networks are)",
                      printable(model, 80), path.str());
  return path.str().str();
}

/// "A=B" as a pair.
static llvm::Expected<std::pair<std::string, std::string>> splitPair(llvm::StringRef option,
                                                                     llvm::StringRef text) {
  auto [left, right] = text.split('=');
  if (left.empty() || !text.contains('='))
    return usageError("--{}: '{}' is not of the form NAME=VALUE", option, text);
  return std::pair(left.str(), right.str());
}

/// The kernels of a row's network: the sizes the row gives, else those of --dim.
static llvm::Expected<std::vector<Kernel>> rowKernels(std::string const &path, NetworkDims &bindings,
                                                      BoardModel const *board, SettingValues const &given) {
  SettingValues settings;
  std::vector<DimBindings> sizes(1);
  bool any = false;
  for (auto const &[name, value] : given) {
    llvm::StringRef dim = name;
    any |= dim.startswith("dim:");
    if (!dim.consume_front("dim:"))
      settings.emplace_back(name, value);
    else if (llvm::Error error = addDim(fmt::format("{}={}", dim, value), sizes))
      return error;
  }
  if (!any)
    return networkKernels(path, bindings, board, settings);
  NetworkDims own(std::move(sizes.front()));
  llvm::Expected<std::vector<Kernel>> kernels = networkKernels(path, own, board, settings);
  if (!kernels)
    return kernels;
  if (llvm::Error error = own.checkNames())
    return error;
  return kernels;
}

static llvm::Expected<TableOptions> tableOptions(DataFlags const &flags) {
  TableOptions options;
  for (auto [name, list, target] : {std::tuple("where", &flags.where, &options.where),
                                    std::tuple("rename", &flags.rename, &options.renames)})
    for (std::string const &text : *list) {
      auto pair = splitPair(name, text);
      if (!pair)
        return pair.takeError();
      target->push_back(std::move(*pair));
    }
  if (flags.settings.getNumOccurrences() > 0) {
    options.settings.emplace();
    llvm::SmallVector<llvm::StringRef, 4> names;
    llvm::StringRef(flags.settings).split(names, ',', -1, /*KeepEmpty=*/false);
    for (llvm::StringRef name : names)
      options.settings->push_back(name.str());
  }
  return options;
}

llvm::Expected<std::vector<MeasurementTable>> DataFlags::read() const {
  llvm::Expected<TableOptions> options = tableOptions(*this);
  if (!options)
    return options.takeError();
  std::vector<MeasurementTable> read;
  if (tables.empty() && profile.empty())
    return usageError("no table of measurements is given");
  if (llvm::Error error = checkBundles(tables))
    return error;
  for (std::string const &path : tables) {
    if (llvm::sys::fs::is_directory(path) && !isBundle(path))
      return usageError("{}: a folder without manifest.json is no bundle of 'energy-calibrate measure'",
                        path);
    llvm::Expected<CsvFile> file = isBundle(path) ? openBundle(path) : CsvFile::open(path);
    if (!file)
      return file.takeError();
    llvm::Expected<MeasurementTable> table = readTable(*file, *options);
    if (!table)
      return table.takeError();
    read.push_back(std::move(*table));
  }
  return read;
}

/// What a network of such arithmetic runs at where nothing is asked for, as energy-opt prices it; `declared`: the board's setting, if any.
static std::string precisionOf(DataType arithmetic, BoardModel const *board,
                               SettingDeclaration const *declared) {
  if (declared == nullptr)
    return arithmetic == DataType::Int8 ? "int8" : "fp32";
  SettingValues values = {{declared->name, declared->accepts("fp32") ? "fp32" : declared->defaultValue}};
  matchPrecision(arithmetic, *board, values);
  return values.front().second;
}

/// Beyond such a share of a quantised network's time in floats nothing of it is INT8; where signed and unsigned numbers meet in some
/// QDQ groups (`mixed_integers` of lib/board/CostFeatures.h) those alone run as floats, which the runtime's rules know.
static constexpr double nearlyAll = 0.9;

/// Quantised networks run at int8 wherever the table does not say otherwise: a column `precision` for tables that have none, where
/// some network is quantised and ran so. Boards of one narrow precision run all of their networks at it, and a board without int8 has no
/// figures for it. True where the column was added.
static bool addPrecisionOfFiles(std::vector<MeasurementTable> &tables, llvm::StringRef models,
                                NetworkDims &dims, BoardModel const *board) {
  constexpr llvm::StringLiteral column = "precision";
  SettingDeclaration const *declared = nullptr;
  if (board != nullptr) {
    auto found = llvm::find_if(board->settings, [&](auto const &one) { return one.name == column; });
    declared = found == board->settings.end() ? nullptr : &*found;
    if (declared == nullptr ? board->precision != DataType::Float32 : !declared->accepts("int8"))
      return false;
  }
  std::map<std::string, std::string> precisions;
  bool any = false;
  for (MeasurementTable &table : tables) {
    if (table.kind == TableKind::Layers || llvm::is_contained(table.settingNames, column))
      return false;
    for (Measurement const &row : table.rows) {
      auto [known, isNew] = precisions.try_emplace(row.model);
      if (!isNew)
        continue;
      llvm::Expected<std::string> path = resolveModel(models, table.file, row.model);
      llvm::Expected<Annotations> found =
          path ? analyse(*path, dims, nullptr, {}) : llvm::Expected<Annotations>(path.takeError());
      DataType arithmetic = found ? found->get<FilePrecision>().arithmetic : DataType::Undefined;
      if (!found) // said with its line when the kernels are asked for
        llvm::consumeError(found.takeError());
      std::optional<double> share = arithmetic == DataType::Int8 ? shareRunInFloat(*path) : std::nullopt;
      if (share.value_or(0) > nearlyAll) {
        llvm::errs() << fmt::format(
            "energy-calibrate: warning: {}: quantised, but {:.0f} % of the time of its convolutions "
            "and products ran as floats (its profile): taken as fp32\n",
            row.model, 100 * *share);
        arithmetic = DataType::Undefined;
      }
      known->second = precisionOf(arithmetic, board, declared);
      any |= arithmetic == DataType::Int8;
    }
  }
  for (MeasurementTable &table : tables) {
    if (!any)
      break;
    table.settingNames.push_back(column.str());
    for (Measurement &row : table.rows)
      row.settings.push_back(precisions[row.model]);
  }
  return any;
}

llvm::Expected<std::unique_ptr<Dataset>> DataFlags::load(BoardModel const *board,
                                                         std::vector<MeasurementTable> found) const {
  llvm::Expected<NetworkDims> bindings = dims.networkDims();
  if (!bindings)
    return bindings.takeError();
  if (!profile.empty()) {
    // The networks stand in a folder of their own, whatever --models says of the tables.
    llvm::Expected<CsvFile> file = profileTable(profile, models, *bindings, board);
    if (!file)
      return file.takeError();
    llvm::Expected<MeasurementTable> table = readTable(*file, TableOptions());
    if (!table)
      return table.takeError();
    found.push_back(std::move(*table));
  }
  bool ofFiles = addPrecisionOfFiles(found, models, *bindings, board);
  std::vector<std::string> grouping; // under which settings an accelerator delegates
  if (board != nullptr && board->kernels.delegate)
    for (auto const &[name, value] : board->kernels.delegate->when)
      grouping.push_back(name);
  // What a runtime runs may still be more than the passes know: a bundle is of many networks, and the others are good.
  auto leaveOut = [&](llvm::StringRef table, llvm::StringRef why) {
    bool ofBundle = isBundle(table) || isBundle(models);
    if (ofBundle)
      llvm::errs() << "energy-calibrate: warning: left out: " << why << '\n';
    return ofBundle;
  };
  auto data = buildDataset(
      std::move(found),
      [&](llvm::StringRef table, llvm::StringRef model, SettingValues const &given) {
        bool profiled = llvm::sys::path::filename(table) == profilesName;
        llvm::Expected<std::string> path =
            resolveModel(profiled ? llvm::StringRef() : llvm::StringRef(models), table, model);
        if (!path)
          return llvm::Expected<std::vector<Kernel>>(path.takeError());
        return rowKernels(*path, *bindings, board, given);
      },
      grouping, leaveOut);
  if (!data)
    return data;
  if ((*data)->samples.empty())
    return inputError("none of the networks that were measured can be priced");
  for (SettingDeclaration &setting : (*data)->settings)
    if (auto plain = llvm::find(setting.values, "fp32");
        ofFiles && setting.name == "precision" && plain != setting.values.end()) {
      std::rotate(setting.values.begin(), plain, plain + 1);
      setting.defaultValue = "fp32";
    }
  if (llvm::Error error = bindings->checkNames())
    return error;
  return data;
}

std::string DataFlags::selection() const { return llvm::join(where.begin(), where.end(), ", "); }

} // namespace eo
