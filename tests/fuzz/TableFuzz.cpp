// Tables of measurements: any bytes give rows or a typed error.
#include "lib/calibrate/Table.h"

extern "C" int LLVMFuzzerTestOneInput(uint8_t const *data, size_t size) {
  llvm::Expected<eo::CsvFile> file =
      eo::CsvFile::parse(std::string(reinterpret_cast<char const *>(data), size), "fuzz.csv");
  if (!file) {
    llvm::consumeError(file.takeError());
    return 0;
  }
  eo::TableOptions ignoring;
  ignoring.settings.emplace();
  for (eo::TableOptions const &options : {eo::TableOptions(), ignoring}) {
    llvm::Expected<eo::MeasurementTable> table = eo::readTable(*file, options);
    if (!table) {
      llvm::consumeError(table.takeError());
      continue;
    }
    if (table->kind == eo::TableKind::Layers)
      for (eo::Measurement const &row : table->rows)
        eo::layerFeatures(row.layer);
  }
  return 0;
}
