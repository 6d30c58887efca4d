// Configs of energy-lint: whatever the text, a config or a message; a config can be asked about any network.
#include "lib/lint/LintConfig.h"
#include "lib/support/Error.h"

extern "C" int LLVMFuzzerTestOneInput(uint8_t const *data, size_t size) {
  llvm::StringRef text(reinterpret_cast<char const *>(data), size);
  llvm::Expected<eo::YamlFile> file = eo::YamlFile::parse(text, "fuzz.yaml");
  if (!file) {
    eo::takeErrorText(file.takeError());
    return 0;
  }
  llvm::Expected<eo::LintConfig> config = eo::readLintConfig(*file);
  if (!config) {
    eo::takeErrorText(config.takeError());
    return 0;
  }
  for (eo::Budget const &budget : config->policyFor("nets/a.onnx").budgets)
    eo::budgetWords(budget);
  return 0;
}
