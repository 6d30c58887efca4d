#include "tools/energy-calibrate/BundleTables.h"

#include "lib/board/RuntimeRules.h"
#include "lib/support/Error.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace eo {

static std::string manifestOf(llvm::StringRef path) {
  return llvm::sys::fs::is_directory(path) ? (path.rtrim('/') + "/" + manifestName).str() : path.str();
}

bool isBundle(llvm::StringRef path) {
  return llvm::sys::path::filename(path) == manifestName ||
         (llvm::sys::fs::is_directory(path) && llvm::sys::fs::exists(manifestOf(path)));
}

/// The networks of the bundle's folder are those that were measured; one that was taken away is looked for elsewhere (--models).
static llvm::Error checkNetworks(Bundle const &bundle, llvm::StringRef folder) {
  for (NetworkVisits const &visits : networksOf(bundle)) {
    if (visits.quickest() == nullptr)
      continue;
    NetworkMeasurement const &network = *visits.quickest();
    llvm::SmallString<128> path(folder);
    llvm::sys::path::append(path, network.model);
    if (network.sha256.empty() || llvm::StringRef(network.model).contains("..") || // refused where it is read
        !llvm::sys::fs::is_regular_file(path))
      continue;
    llvm::Expected<std::string> hash = sha256OfFile(path);
    if (!hash)
      return hash.takeError();
    if (*hash != network.sha256)
      return inputError(
          "{}: is not the network that was measured: its SHA-256 begins with {}, the manifest has {}",
          path.str(), hash->substr(0, 12), printable(llvm::StringRef(network.sha256).substr(0, 12)));
  }
  return llvm::Error::success();
}

llvm::Expected<CsvFile> openBundle(llvm::StringRef path) {
  std::string manifest = manifestOf(path);
  llvm::Expected<Bundle> bundle = readBundle(manifest);
  if (!bundle)
    return bundle.takeError();
  if (llvm::Error error = checkNetworks(*bundle, llvm::sys::path::parent_path(manifest)))
    return error;
  llvm::Expected<std::string> table = bundleTable(*bundle, manifest);
  if (!table)
    return table.takeError();
  return CsvFile::parse(*table, manifest);
}

llvm::Error checkBundles(llvm::ArrayRef<std::string> paths) {
  std::vector<Bundle> bundles;
  std::vector<std::string> names;
  for (std::string const &path : paths) {
    if (!isBundle(path))
      continue;
    llvm::Expected<Bundle> bundle = readBundle(path);
    if (!bundle)
      return bundle.takeError();
    bundles.push_back(std::move(*bundle));
    names.push_back(path);
  }
  return checkMixable(bundles, names);
}

llvm::Expected<BundleMeter> bundleMeter(llvm::ArrayRef<std::string> paths) {
  BundleMeter meter;
  for (std::string const &path : paths) {
    if (!isBundle(path))
      continue;
    llvm::Expected<Bundle> bundle = readBundle(path);
    if (!bundle)
      return bundle.takeError();
    if (bundle->sensor.spec == "none")
      continue;
    meter.energies = true;
    meter.rail = llvm::join(bundle->sensor.added, " + ") + " of " + bundle->sensor.spec;
    if (bundle->sensor.rateHz > 0)
      meter.rateHz = bundle->sensor.rateHz;
  }
  return meter;
}

/// "onnxruntime-node", then "onnxruntime": the first that has rules; "" where none has.
static std::string withRules(std::string name, BoardPath const &boards) {
  while (!name.empty()) {
    llvm::Expected<RuntimeRules> rules = loadRuntime(boards, name);
    if (rules)
      return name;
    llvm::consumeError(rules.takeError());
    size_t dash = name.rfind('-');
    name.resize(dash == std::string::npos ? 0 : dash);
  }
  return name;
}

llvm::Expected<std::string> bundleRuntime(llvm::ArrayRef<std::string> paths, BoardPath const &boards) {
  for (std::string const &path : paths) {
    if (!isBundle(path))
      continue;
    llvm::Expected<Bundle> bundle = readBundle(path);
    if (!bundle)
      return bundle.takeError();
    for (NetworkMeasurement const &network : bundle->networks)
      if (auto fact = network.facts.find("runtime"); fact != network.facts.end())
        return withRules(fact->second, boards);
  }
  return std::string();
}

} // namespace eo
