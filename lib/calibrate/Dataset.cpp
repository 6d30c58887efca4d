#include "lib/calibrate/Dataset.h"

#include "lib/board/PrecisionMatch.h"
#include "lib/support/Spelling.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

namespace eo {

class DatasetBuilder {
public:
  DatasetBuilder(Dataset &target, KernelSource kernelSource, llvm::ArrayRef<std::string> groupingSettings,
                 LeaveOutRow mayLeaveOut)
      : data(target), source(kernelSource), grouping(groupingSettings), leaveOut(mayLeaveOut) {}

  llvm::Error run() {
    for (uint32_t t = 0; t < data.tables.size(); ++t)
      for (Measurement &row : data.tables[t].rows)
        if (llvm::Error error = addRow(t, row))
          return error;
    declareSettings();
    for (size_t i = 0; i < data.samples.size(); ++i)
      chooseSettings(i);
    return llvm::Error::success();
  }

private:
  llvm::Error addRow(uint32_t tableIndex, Measurement &row) {
    MeasurementTable const &table = data.tables[tableIndex];
    Sample sample;
    sample.table = tableIndex;
    sample.network = table.kind == TableKind::Networks;
    sample.group = row.group;
    sample.energyJ = row.energyJ();
    sample.timeS = row.timeS();
    sample.powerW = row.powerW();
    sample.spread = row.spread;
    if (table.kind == TableKind::Layers) {
      data.layers.push_back({Kernel{layerFeatures(row.layer), {}}});
      sample.kernels = data.layers.back();
    } else {
      if (llvm::Error error = loadNetwork(table, row))
        return leftOutOr(std::move(error), table);
      llvm::Expected<llvm::ArrayRef<Kernel>> kernels = kernelsOf(table, row);
      if (!kernels)
        return kernels.takeError();
      sample.kernels = *kernels;
    }
    data.samples.push_back(std::move(sample));
    data.rows.push_back(&row);
    return llvm::Error::success();
  }

  /// Makes the kernels of the row's network known.
  llvm::Error loadNetwork(MeasurementTable const &table, Measurement const &row) {
    std::pair<std::string, SettingValues> key{row.model, groupingOf(table, row)};
    if (data.networks.contains(key))
      return llvm::Error::success();
    llvm::Expected<std::vector<Kernel>> loaded = source(table.file, row.model, key.second);
    if (!loaded) {
      ErrorText text = takeErrorText(loaded.takeError());
      return makeError(text.kind, fmt::format("{}:{}: {}", table.file, row.line, text.message));
    }
    data.networks.emplace(key, std::move(*loaded));
    data.models.insert(row.model);
    return llvm::Error::success();
  }

  /// The error, or none where the row may be missing.
  llvm::Error leftOutOr(llvm::Error error, MeasurementTable const &table) {
    ErrorText text = takeErrorText(std::move(error));
    return leaveOut && leaveOut(table.file, text.message) ? llvm::Error::success()
                                                          : makeError(text.kind, text.message);
  }

  llvm::Expected<llvm::ArrayRef<Kernel>> kernelsOf(MeasurementTable const &table, Measurement const &row) {
    std::pair<std::string, SettingValues> key{row.model, groupingOf(table, row)};
    llvm::ArrayRef<Kernel> kernels = data.networks.find(key)->second;
    if (table.kind == TableKind::Networks)
      return kernels;
    llvm::StringMap<size_t> &nodes = nodeIndex[key];
    if (nodes.empty())
      for (size_t i = 0; i < kernels.size(); ++i)
        nodes.try_emplace(kernels[i].features.rare->name, i);
    auto node = nodes.find(row.node);
    if (node != nodes.end())
      return kernels.slice(node->second, 1);
    std::vector<std::string> names;
    for (Kernel const &kernel : kernels)
      names.push_back(kernel.features.rare->name);
    return inputError("{}:{}: {} has no node '{}'{}", table.file, row.line, row.model,
                      printable(row.node, 60), didYouMean(row.node, names));
  }

  /// What the row says of the settings that change what a kernel is.
  SettingValues groupingOf(MeasurementTable const &table, Measurement const &row) const {
    SettingValues given;
    for (size_t s = 0; s < table.settingNames.size(); ++s)
      if (llvm::is_contained(grouping, table.settingNames[s]))
        given.emplace_back(table.settingNames[s], valueWord(row.settings[s]));
    for (auto const &[name, value] : row.dims)
      given.emplace_back("dim:" + name, std::to_string(value));
    return given;
  }

  /// A column with one value that says where the rows come from, and not how the board ran.
  static bool describesRows(SettingDeclaration const &setting) {
    static constexpr llvm::StringLiteral names[] = {"board", "device", "chip",  "source", "note",  "comment",
                                                    "date",  "set",    "split", "task",   "round", "network"};
    std::string const &value = setting.values.front();
    bool word =
        llvm::all_of(value, [](char c) { return llvm::isAlnum(c) || c == '-' || c == '.' || c == '_'; });
    return llvm::is_contained(names, setting.name) || !word || value == "none";
  }

  /// A cell as a setting value: boards cannot have an empty one or one that starts with a sign.
  static std::string valueWord(llvm::StringRef cell) {
    return cell.empty() || cell == "-" ? "none" : cell.str();
  }

  void declareSettings() {
    llvm::StringMap<llvm::StringSet<>> seen; // values by setting
    for (size_t i = 0; i < data.samples.size(); ++i) {
      MeasurementTable const &table = data.tables[data.samples[i].table];
      for (size_t s = 0; s < table.settingNames.size(); ++s) {
        SettingDeclaration &setting = declaration(table.settingNames[s]);
        std::string value = valueWord(data.rows[i]->settings[s]);
        if (seen[setting.name].insert(value).second)
          setting.values.push_back(std::move(value));
      }
    }
    llvm::erase_if(data.settings, [&](SettingDeclaration &setting) {
      setting.defaultValue = setting.values.front();
      if (setting.values.size() > 1 || !describesRows(setting))
        return false;
      data.conditions.push_back(setting.name + "=" + setting.values.front());
      return true;
    });
  }

  SettingDeclaration &declaration(llvm::StringRef name) {
    for (SettingDeclaration &setting : data.settings)
      if (setting.name == name)
        return setting;
    data.settings.push_back({name.str(), {}, {}, {}});
    return data.settings.back();
  }

  void chooseSettings(size_t sample) {
    MeasurementTable const &table = data.tables[data.samples[sample].table];
    for (SettingDeclaration const &setting : data.settings) {
      std::string value = setting.defaultValue;
      for (size_t s = 0; s < table.settingNames.size(); ++s)
        if (table.settingNames[s] == setting.name)
          value = valueWord(data.rows[sample]->settings[s]);
      data.samples[sample].settings.emplace_back(setting.name, value);
    }
  }

  Dataset &data;
  KernelSource source;
  llvm::ArrayRef<std::string> grouping;
  LeaveOutRow leaveOut;
  std::map<std::pair<std::string, SettingValues>, llvm::StringMap<size_t>> nodeIndex;
};

llvm::Expected<std::unique_ptr<Dataset>> buildDataset(std::vector<MeasurementTable> tables,
                                                      KernelSource kernels,
                                                      llvm::ArrayRef<std::string> grouping,
                                                      LeaveOutRow leaveOut) {
  auto data = std::make_unique<Dataset>();
  data->tables = std::move(tables);
  if (llvm::Error error = DatasetBuilder(*data, kernels, grouping, leaveOut).run())
    return error;
  return data;
}

SettingValues settingsOn(BoardModel const &board, Sample const &sample) {
  SettingValues values;
  for (SettingDeclaration const &declared : board.settings) {
    std::string value = declared.defaultValue;
    for (auto const &[name, given] : sample.settings)
      if (name == declared.name)
        value = declared.runsAs(given).str();
    values.emplace_back(declared.name, value);
  }
  bool given =
      llvm::any_of(sample.settings, [](auto const &setting) { return setting.first == "precision"; });
  ArithmeticShares shares;
  for (Kernel const &kernel : sample.kernels)
    shares.add(kernel.features.inputType, kernel.features.macs);
  if (!given)
    matchPrecision(shares.most(), board, values);
  return values;
}

void adoptSettings(std::vector<SettingDeclaration> &declared, Dataset &data) {
  for (SettingDeclaration &setting : data.settings) {
    auto known = llvm::find_if(declared, [&](SettingDeclaration const &d) { return d.name == setting.name; });
    if (known == declared.end()) {
      declared.push_back(setting);
      continue;
    }
    llvm::StringSet<> has;
    has.insert(known->values.begin(), known->values.end());
    for (std::string const &value : setting.values)
      if (has.insert(value).second)
        known->values.push_back(value);
    auto first = llvm::find(setting.values, known->defaultValue);
    if (first != setting.values.end())
      std::rotate(setting.values.begin(), first, first + 1);
    setting.defaultValue = setting.values.front();
  }
}

void Dataset::removeSamples(llvm::function_ref<bool(Sample const &)> unwanted) {
  size_t kept = 0;
  for (size_t i = 0; i < samples.size(); ++i) {
    if (unwanted(samples[i]))
      continue;
    if (kept != i) // moved onto itself a sample would lose its settings
      samples[kept] = std::move(samples[i]);
    rows[kept++] = rows[i];
  }
  samples.resize(kept);
  rows.resize(kept);
}

void Dataset::removeSetting(llvm::StringRef name) {
  llvm::erase_if(settings, [&](SettingDeclaration const &setting) { return setting.name == name; });
  for (Sample &sample : samples)
    llvm::erase_if(sample.settings, [&](auto const &setting) { return setting.first == name; });
}

void Dataset::exchangeFigures(size_t a, size_t b) {
  std::swap(samples[a].energyJ, samples[b].energyJ);
  std::swap(samples[a].timeS, samples[b].timeS);
  std::swap(samples[a].powerW, samples[b].powerW);
  std::swap(samples[a].spread, samples[b].spread);
  std::swap(rows[a]->values, rows[b]->values);
}

std::string Dataset::place(size_t sample) const {
  return fmt::format("{}:{}", tables[samples[sample].table].file, rows[sample]->line);
}

std::string Dataset::label(size_t sample) const {
  Measurement const &measured = row(sample);
  LayerShape const &layer = measured.layer;
  std::string text = measured.model;
  if (!measured.node.empty())
    text += " " + measured.node;
  if (text.empty() && layer.convolution)
    text = fmt::format("conv2d {0}x{0} {1}->{2} k{3} s{4}", layer.iSize, layer.ifm, layer.ofm, layer.kernel,
                       layer.stride);
  if (text.empty())
    text = fmt::format("fc {}->{}", layer.iSize, layer.oSize);
  std::string setting = settingText(sample);
  return printable(setting.empty() ? text : text + " " + setting);
}

std::string Dataset::settingText(size_t sample) const {
  std::string text;
  for (size_t i = 0; i < settings.size(); ++i)
    if (settings[i].values.size() > 1)
      text += fmt::format("{}{}={}", text.empty() ? "" : " ", settings[i].name,
                          samples[sample].settings[i].second);
  return text;
}

} // namespace eo
