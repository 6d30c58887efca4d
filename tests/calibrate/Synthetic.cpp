#include "tests/calibrate/Synthetic.h"

#include <gtest/gtest.h>
#include <random>

namespace eo::test {

std::string layerTable(LayerTableOptions const &options) {
  std::mt19937_64 random(options.seed);
  std::normal_distribution<double> normal;
  std::string csv = "op,i_size,o_size,ifm,ofm,ksize,stride,energy_j\n";
  auto energy = [&](double exact) { return exact * options.factor * (1 + options.noise * normal(random)); };
  for (size_t repeat = 0; repeat < options.repeats; ++repeat) {
    for (int64_t ofm : options.ofm)
      for (int64_t size : {14, 28, 56, 112})
        for (int64_t kernel : {1, 3, 5})
          for (int64_t ifm : {16, 64}) {
            int64_t out = size - kernel + 1;
            double kclc = static_cast<double>(out * out * ifm * kernel * kernel);
            csv += fmt::format("conv2d,{},{},{},{},{},1,{}\n", size, out, ifm, ofm, kernel,
                               energy(kclc * (xavierAc + xavierBc * static_cast<double>(ofm))));
          }
    if (options.fullyConnected)
      for (int64_t inputs : {128, 256, 512, 1024, 2048, 4096})
        for (int64_t outputs : {10, 100, 1000, 4096})
          csv += fmt::format("fc,{},{},,,,,{}\n", inputs, outputs,
                             energy(static_cast<double>(inputs * outputs) * xavierAf));
  }
  return csv;
}

std::unique_ptr<Dataset> datasetOf(std::string csv,
                                   std::map<std::string, std::vector<Kernel>> const &features) {
  llvm::Expected<CsvFile> file = CsvFile::parse(std::move(csv), "t.csv");
  llvm::Expected<MeasurementTable> table =
      file ? readTable(*file, TableOptions()) : llvm::Expected<MeasurementTable>(file.takeError());
  if (!table) {
    ADD_FAILURE() << takeErrorText(table.takeError()).message;
    return std::make_unique<Dataset>();
  }
  std::vector<MeasurementTable> tables;
  tables.push_back(std::move(*table));
  auto data =
      buildDataset(std::move(tables), [&](llvm::StringRef, llvm::StringRef model, SettingValues const &) {
        auto found = features.find(model.str());
        return found == features.end() ? llvm::Expected<std::vector<Kernel>>(inputError("no such network"))
                                       : llvm::Expected<std::vector<Kernel>>(found->second);
      });
  if (data)
    return std::move(*data);
  ADD_FAILURE() << takeErrorText(data.takeError()).message;
  return std::make_unique<Dataset>();
}

CostFeatures kernelOf(CostClass costClass, int64_t kernelSize, int64_t macs, int64_t params,
                      int64_t activations) {
  CostFeatures features;
  features.costClass = costClass;
  features.rare.edit().name = fmt::format("k{}", macs + activations);
  features.macs = macs;
  features.params = features.weightElements = params;
  features.inputElements = activations / 2;
  features.outputElements = activations - activations / 2;
  features.kernel = {kernelSize, kernelSize};
  features.stride = features.dilation = {1, 1};
  return features;
}

} // namespace eo::test
