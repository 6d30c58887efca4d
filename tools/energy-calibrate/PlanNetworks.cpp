#include "tools/energy-calibrate/PlanNetworks.h"

#include "lib/measure/Bundle.h"
#include "lib/measure/SmallFile.h"
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

/// What a network is called before its place in the order is known: no name that `measure` takes for a network.
static std::string partOf(llvm::StringRef folder, PlannedNetwork const &network) {
  return (folder + "/." + network.file + ".part").str();
}

/// The made-up networks in hidden files of the folder.
static llvm::Expected<std::vector<PlannedNetwork>> writeParts(llvm::StringRef folder, double seconds) {
  std::vector<PlannedNetwork> planned;
  for (MadeUpNetwork const &network : madeUpNetworks()) {
    ModelBuilder model(network.name);
    network.build(model);
    std::string bytes = model.bytes();
    PlannedNetwork one{network.name.str(), network.reason.str(), 0, bytes.size(), seconds};
    std::string path = partOf(folder, one);
    if (llvm::Error error = writeFile(path, [&](llvm::raw_ostream &out) { out << bytes; }))
      return error;
    llvm::Expected<int64_t> macs = macsOf(path);
    if (!macs)
      return macs.takeError();
    one.macs = *macs;
    planned.push_back(std::move(one));
  }
  return planned;
}

/// The place of a network of the plan.
struct PlannedFile {
  std::string part, path;
};

/// A file of a planned name that holds something else is the user's.
static llvm::Error checkNotOthers(PlannedFile const &file) {
  if (!llvm::sys::fs::exists(file.path))
    return llvm::Error::success();
  llvm::Expected<std::string> there = sha256OfFile(file.path);
  if (!there)
    return there.takeError();
  llvm::Expected<std::string> ours = sha256OfFile(file.part);
  if (!ours)
    return ours.takeError();
  return *there == *ours
             ? llvm::Error::success()
             : usageError("{}: the file exists and is another network; name an empty folder", file.path);
}

/// All files get their names, or none.
static llvm::Error place(llvm::ArrayRef<PlannedFile> files) {
  for (PlannedFile const &file : files)
    if (llvm::Error error = checkNotOthers(file)) {
      for (PlannedFile const &other : files)
        llvm::sys::fs::remove(other.part);
      return error;
    }
  for (PlannedFile const &file : files)
    if (std::error_code code = llvm::sys::fs::rename(file.part, file.path))
      return usageError("{}: {}", file.path, code.message());
  return llvm::Error::success();
}

/// `measure` takes all networks of a folder.
static void noteOthers(llvm::StringRef folder, llvm::ArrayRef<PlannedNetwork> planned) {
  auto networks = static_cast<size_t>(llvm::count_if(entriesOf(folder.str()), [](std::string const &file) {
    return llvm::StringRef(file).endswith(".onnx");
  }));
  if (networks > planned.size())
    llvm::errs() << fmt::format(
        "energy-calibrate: note: {}: holds {} other networks, which 'measure {}' would "
        "measure as well\n",
        folder, networks - planned.size(), folder);
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
  llvm::Expected<std::vector<PlannedNetwork>> planned = writeParts(folder, 60 * minutes / count);
  if (!planned)
    return planned.takeError();
  llvm::stable_sort(*planned,
                    [](PlannedNetwork const &a, PlannedNetwork const &b) { return a.macs < b.macs; });
  std::vector<PlannedFile> files;
  for (PlannedNetwork &network : *planned) {
    std::string part = partOf(folder, network);
    network.file = fmt::format("{:02}-{}.onnx", files.size() + 1, network.file);
    llvm::erase_value(network.reason, ','); // it is a cell of a table
    files.push_back({part, (folder + "/" + network.file).str()});
  }
  if (llvm::Error error = place(files))
    return error;
  noteOthers(folder, *planned);
  return planned;
}

} // namespace eo
