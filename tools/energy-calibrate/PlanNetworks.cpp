#include "tools/energy-calibrate/PlanNetworks.h"

#include "lib/support/Error.h"
#include "tools/common/Output.h"
#include "tools/energy-calibrate/DataFlags.h"
#include "tools/energy-calibrate/MadeUpNetworks.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include <cmath>

namespace eo {

/// MACs of the network in a file, by the same passes as every report.
static llvm::Expected<int64_t> macsOf(std::string const &path) {
  NetworkDims dims;
  llvm::Expected<std::vector<Kernel>> kernels = networkKernels(path, dims, nullptr);
  if (!kernels)
    return kernels.takeError();
  int64_t macs = 0;
  for (Kernel const &kernel : *kernels)
    macs += kernel.features.macs.value_or(0);
  return macs;
}

llvm::Expected<std::vector<PlannedNetwork>> planNetworks(llvm::StringRef folder, double minutes) {
  constexpr double leastSeconds = 10;
  double count = static_cast<double>(madeUpNetworks().size());
  if (!(60 * minutes / count >= leastSeconds && minutes <= 1e5))
    return usageError(
        "--minutes={:g}: {:.0f} networks take {:g} seconds each at least, {:.0f} minutes together", minutes,
        count, leastSeconds, std::ceil(count * leastSeconds / 60));
  if (std::error_code code = llvm::sys::fs::create_directories(folder))
    return usageError("--networks={}: {}", folder, code.message());
  std::vector<PlannedNetwork> planned;
  for (MadeUpNetwork const &network : madeUpNetworks()) {
    ModelBuilder model(network.name);
    network.build(model);
    std::string bytes = model.bytes(), path = (folder + "/" + network.name + ".onnx").str();
    if (llvm::Error error = writeFile(path, [&](llvm::raw_ostream &out) { out << bytes; }))
      return error;
    llvm::Expected<int64_t> macs = macsOf(path);
    if (!macs)
      return macs.takeError();
    planned.push_back({network.name.str(), network.reason.str(), *macs, bytes.size(), 60 * minutes / count});
  }
  llvm::stable_sort(planned,
                    [](PlannedNetwork const &a, PlannedNetwork const &b) { return a.macs < b.macs; });
  for (size_t i = 0; i < planned.size(); ++i) {
    std::string before = (folder + "/" + planned[i].file + ".onnx").str();
    planned[i].file = fmt::format("{:02}-{}.onnx", i + 1, planned[i].file);
    llvm::erase_value(planned[i].reason, ','); // it is a cell of a table
    if (std::error_code code = llvm::sys::fs::rename(before, folder + "/" + planned[i].file))
      return usageError("{}: {}", before, code.message());
  }
  return planned;
}

} // namespace eo
