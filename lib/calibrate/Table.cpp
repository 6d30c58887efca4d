#include "lib/calibrate/Table.h"

#include "lib/support/Checked.h"
#include "lib/support/Spelling.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/SHA256.h"
#include <charconv>
#include <cmath>

namespace eo {

std::optional<double> Measurement::energyJ() const {
  if (value(Measured::Energy))
    return value(Measured::Energy);
  auto power = value(Measured::Power);
  if (power && value(Measured::Throughput))
    return *power / *value(Measured::Throughput);
  if (power && value(Measured::Latency))
    return *power * *value(Measured::Latency);
  return std::nullopt;
}

std::optional<double> Measurement::timeS() const {
  if (value(Measured::Throughput))
    return 1 / *value(Measured::Throughput);
  return value(Measured::Latency);
}

std::optional<double> Measurement::powerW() const {
  if (value(Measured::Power))
    return value(Measured::Power);
  auto energy = value(Measured::Energy);
  if (energy && value(Measured::Throughput))
    return *energy * *value(Measured::Throughput);
  if (energy && value(Measured::Latency))
    return *energy / *value(Measured::Latency);
  return std::nullopt;
}

MeasurableRange measurableRange(Measured measured) {
  switch (measured) {
  case Measured::Energy:
    return {1e-12, 1e9};
  case Measured::Latency:
    return {1e-9, 1e7};
  case Measured::Throughput:
    return {1e-7, 1e9};
  case Measured::Power:
    return {1e-6, 1e6};
  }
  return {};
}

CostFeatures layerFeatures(LayerShape const &layer) {
  CostFeatures features;
  int64_t inArea = layer.convolution ? layer.iSize * layer.iSize : 1;
  int64_t outArea = layer.convolution ? layer.oSize * layer.oSize : 1;
  int64_t inputs = layer.convolution ? layer.ifm : layer.iSize;
  int64_t outputs = layer.convolution ? layer.ofm : layer.oSize;
  int64_t patch = inputs * layer.kernel * layer.kernel;
  features.costClass = layer.convolution ? CostClass::Convolution : CostClass::FullyConnected;
  features.op = layer.convolution ? OpKind::Conv : OpKind::Gemm;
  features.macs = outArea * patch * outputs;
  if (layer.convolution)
    features.kclc = outArea * patch;
  features.params = features.weightElements = patch * outputs;
  features.inputElements = inArea * inputs;
  features.outputElements = outArea * outputs;
  features.batch = 1;
  features.firstLayer = layer.convolution; // alone it reads what it is fed
  features.ifm = inputs;
  features.ofm = outputs;
  features.inputType = features.weightType = features.outputType = DataType::Float32;
  if (!layer.convolution)
    return features;
  features.group = 1;
  features.inSize = {layer.iSize, layer.iSize};
  features.outSize = {layer.oSize, layer.oSize};
  features.kernel = {layer.kernel, layer.kernel};
  features.stride = {layer.stride, layer.stride};
  features.dilation = {1, 1};
  return features;
}

namespace {

/// Reads the cells of one table.
struct RowReader {
  CsvFile const &file;
  ColumnMap const &map;

  llvm::Error cellError(size_t row, size_t column, llvm::StringRef problem) const {
    return file.errorAt(row, column,
                        fmt::format("'{}' in column '{}' {}", printable(file.cell(row, column), 40),
                                    map.names[column], problem));
  }

  static bool absent(llvm::StringRef cell) { return cell.empty() || cell == "-"; }

  llvm::Expected<double> number(size_t row, size_t column) const {
    llvm::StringRef cell = file.cell(row, column);
    double value = 0;
    auto [end, status] = std::from_chars(cell.begin(), cell.end(), value);
    if (status == std::errc::result_out_of_range)
      return cellError(row, column, "is beyond what a number can hold");
    if (status != std::errc() || end != cell.end()) {
      bool comma = cell.contains(',') && cell.find_first_not_of("0123456789,-+eE") == llvm::StringRef::npos;
      return cellError(row, column, comma ? "has a comma for a decimal point" : "is not a number");
    }
    if (!std::isfinite(value))
      return cellError(row, column, "is not a finite number");
    return value;
  }

  /// In SI units, within what can be measured.
  llvm::Expected<double> figure(size_t row, MeasuredColumn where, MeasurableRange reach) const {
    llvm::Expected<double> value = number(row, where.column);
    if (!value)
      return value.takeError();
    if (*value <= 0)
      return cellError(row, where.column, *value < 0 ? "is negative" : "must be above 0");
    double si = *value * where.factor;
    if (si < reach.least || si > reach.most)
      return cellError(row, where.column,
                       fmt::format("is out of reach of any instrument ({:g} to {:g} in SI units)",
                                   reach.least, reach.most));
    return si;
  }

  llvm::Expected<int64_t> size(size_t row, llvm::StringRef name) const {
    size_t column = *map.find(name);
    int64_t value = 0;
    llvm::StringRef cell = file.cell(row, column);
    auto [end, status] = std::from_chars(cell.begin(), cell.end(), value);
    if (status != std::errc() || end != cell.end() || value < 1)
      return cellError(row, column, "is not a positive integer");
    if (value > 1'000'000)
      return cellError(row, column, "is larger than any layer (1000000)");
    return value;
  }

  llvm::Error readLayer(size_t row, LayerShape &layer) const {
    size_t op = *map.find("op");
    llvm::StringRef word = file.cell(row, op);
    if (!word.equals_insensitive("conv2d") && !word.equals_insensitive("fc"))
      return cellError(row, op, "is neither conv2d nor fc");
    layer.convolution = word.equals_insensitive("conv2d");
    std::vector<std::pair<llvm::StringRef, int64_t *>> fields = {{"i_size", &layer.iSize}};
    if (layer.convolution)
      fields.insert(
          fields.end(),
          {{"ifm", &layer.ifm}, {"ofm", &layer.ofm}, {"ksize", &layer.kernel}, {"stride", &layer.stride}});
    std::optional<size_t> oSize = map.find("o_size");
    bool given = oSize && !absent(file.cell(row, *oSize));
    if (given)
      fields.push_back({"o_size", &layer.oSize});
    else if (!layer.convolution)
      return file.errorAt(row, "a fully connected layer needs its o_size");
    for (auto [name, target] : fields) {
      llvm::Expected<int64_t> value = size(row, name);
      if (!value)
        return value.takeError();
      *target = *value;
    }
    if (layer.convolution && !given) {
      if (layer.kernel > layer.iSize)
        return cellError(row, *map.find("ksize"), fmt::format("is larger than i_size {}", layer.iSize));
      layer.oSize = (layer.iSize - layer.kernel) / layer.stride + 1;
    }
    return checkMacs(row, layer);
  }

  llvm::Error checkMacs(size_t row, LayerShape const &layer) const {
    std::optional<int64_t> macs = 1;
    std::vector<int64_t> factors = {layer.iSize, layer.oSize};
    if (layer.convolution)
      factors = {std::max(layer.iSize, layer.oSize),
                 std::max(layer.iSize, layer.oSize),
                 layer.ifm,
                 layer.ofm,
                 layer.kernel,
                 layer.kernel};
    for (int64_t factor : factors)
      macs = macs ? checkedMul(*macs, factor) : std::nullopt;
    if (!macs)
      return file.errorAt(row, "the layer's multiply-accumulates do not fit into 64 bits");
    return llvm::Error::success();
  }

  llvm::Error readMeasured(size_t row, Measurement &target) const {
    bool any = false;
    for (size_t i = 0; i < measuredCount; ++i) {
      if (!map.measured[i] || absent(file.cell(row, map.measured[i]->column)))
        continue;
      llvm::Expected<double> value = figure(row, *map.measured[i], measurableRange(static_cast<Measured>(i)));
      if (!value)
        return value.takeError();
      target.values[i] = *value;
      any = true;
    }
    return any ? llvm::Error::success() : file.errorAt(row, "row has no measured value");
  }

  /// False where the row is to be left out.
  bool selected(size_t row) const {
    for (auto const &[column, value] : map.where)
      if (settingWord(file.cell(row, column)) != value)
        return false;
    return true;
  }

  llvm::Expected<Measurement> read(size_t row) const {
    Measurement result;
    result.line = file.lineOf(row);
    if (map.kind == TableKind::Layers) {
      if (llvm::Error error = readLayer(row, result.layer))
        return error;
    } else {
      result.model = file.cell(row, *map.find("model")).str();
      if (map.kind == TableKind::Nodes)
        result.node = file.cell(row, *map.find("node")).str();
    }
    for (auto const &[name, column] : map.dims)
      if (!absent(file.cell(row, column))) {
        llvm::Expected<int64_t> value = size(row, map.names[column]);
        if (!value)
          return value.takeError();
        result.dims.emplace_back(name, *value);
      }
    if (std::optional<size_t> column = map.find("spread"); column && !absent(file.cell(row, *column))) {
      llvm::Expected<double> value = number(row, *column);
      if (!value)
        return value.takeError();
      if (*value < 0 || *value > 1)
        return cellError(row, *column, "is no relative standard error, 0 to 1");
      result.spread = *value;
    }
    std::optional<size_t> group = map.find("group");
    result.group = group ? file.cell(row, *group).str() : result.model;
    for (size_t column : map.settings)
      result.settings.push_back(settingWord(file.cell(row, column)));
    if (llvm::Error error = readMeasured(row, result))
      return error;
    return result;
  }
};

/// Rows of one configuration measured several times may agree to the last digit; a row that only ever comes
/// back unchanged was copied.
class RepeatedRows {
public:
  RepeatedRows(CsvFile const &csv, ColumnMap const &columns) : file(csv), map(columns) {}

  void add(size_t row) {
    std::string configuration, values;
    for (size_t column = 0; column < map.names.size(); ++column)
      ((isMeasured(column) ? values : configuration) += file.cell(row, column)) += '\n';
    auto [entry, isNew] = seen.try_emplace(configuration, Entry{row, std::nullopt, values, false});
    Entry &first = entry->second;
    if (!isNew && values == first.values)
      first.copy = first.copy.value_or(row);
    else if (!isNew)
      first.varies = true;
  }

  /// An error naming the first copied row, or success.
  llvm::Error finish() const {
    Entry const *worst = nullptr;
    for (auto const &entry : seen)
      if (Entry const &e = entry.second; e.copy && !e.varies && (worst == nullptr || *e.copy < *worst->copy))
        worst = &e;
    if (worst == nullptr)
      return llvm::Error::success();
    return file.errorAt(*worst->copy,
                        fmt::format("repeats line {} in every column", file.lineOf(worst->row)));
  }

private:
  struct Entry {
    size_t row;
    std::optional<size_t> copy; ///< the first row with the same values
    std::string values;
    bool varies; ///< other rows have other values
  };

  bool isMeasured(size_t column) const {
    return llvm::any_of(map.measured,
                        [&](auto const &measured) { return measured && measured->column == column; });
  }

  CsvFile const &file;
  ColumnMap const &map;
  llvm::StringMap<Entry> seen;
};

bool lacksName(CsvFile const &file, ColumnMap const &map, size_t row) {
  for (llvm::StringRef name : {"model", "node"})
    if (std::optional<size_t> column = map.find(name); column && map.kind != TableKind::Layers)
      if (file.cell(row, *column).empty() && (name == "model" || map.kind == TableKind::Nodes))
        return true;
  return false;
}

} // namespace

llvm::Expected<MeasurementTable> readTable(CsvFile const &file, TableOptions const &options) {
  llvm::Expected<ColumnMap> map = mapColumns(file, options);
  if (!map)
    return map.takeError();
  MeasurementTable table;
  table.file = file.name();
  table.kind = map->kind;
  llvm::ArrayRef<uint8_t> bytes(reinterpret_cast<uint8_t const *>(file.text().data()), file.text().size());
  auto hash = llvm::SHA256::hash(bytes);
  table.sha256 = llvm::toHex(hash, /*LowerCase=*/true);
  for (size_t column : map->settings)
    table.settingNames.push_back(llvm::StringRef(map->names[column]).lower());
  table.ignoredColumns = map->ignored;

  RowReader reader{file, *map};
  RepeatedRows repeated(file, *map);
  for (size_t row = 0; row < file.rowCount(); ++row) {
    if (!reader.selected(row)) {
      ++table.leftOut;
      continue;
    }
    if (lacksName(file, *map, row)) {
      ++table.noTarget;
      continue;
    }
    repeated.add(row);
    llvm::Expected<Measurement> measurement = reader.read(row);
    if (!measurement)
      return measurement.takeError();
    table.rows.push_back(std::move(*measurement));
  }
  if (llvm::Error error = repeated.finish())
    return error;
  if (table.rows.empty())
    return inputError("{}: no row is left: {} rows differ from what --where asks, {} name no model or node",
                      file.name(), table.leftOut, table.noTarget);
  return table;
}

} // namespace eo
