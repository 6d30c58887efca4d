// Manifests of bundles of arbitrary bytes, what is written of them read back, and their tables.
#include "lib/measure/Bundle.h"
#include "lib/support/Error.h"
#include "lib/text/CsvFile.h"

using namespace eo;

extern "C" int LLVMFuzzerTestOneInput(uint8_t const *data, size_t size) {
  llvm::Expected<Bundle> bundle =
      parseManifest({reinterpret_cast<char const *>(data), size}, "manifest.json");
  if (!bundle) {
    llvm::consumeError(bundle.takeError());
    return 0;
  }
  std::string text = manifestText(*bundle);
  llvm::Expected<Bundle> again = parseManifest(text, "again.json");
  if (!again || manifestText(*again) != text)
    __builtin_trap();
  llvm::consumeError(checkMixable({*bundle, *again}, {"one", "two"}));
  if (llvm::Expected<std::string> table = bundleTable(*bundle, "manifest.json"); !table)
    llvm::consumeError(table.takeError());
  else if (llvm::Expected<CsvFile> file = CsvFile::parse(*table, "manifest.json"); !file)
    llvm::consumeError(file.takeError()); // two settings of one name
  return 0;
}
