#include "tools/energy-calibrate/BundleTables.h"

#include "lib/board/RuntimeRules.h"
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

llvm::Expected<CsvFile> openBundle(llvm::StringRef path) {
  std::string manifest = manifestOf(path);
  llvm::Expected<Bundle> bundle = readBundle(manifest);
  if (!bundle)
    return bundle.takeError();
  llvm::Expected<std::string> table = bundleTable(*bundle, manifest);
  if (!table)
    return table.takeError();
  return CsvFile::parse(std::move(*table), manifest);
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
