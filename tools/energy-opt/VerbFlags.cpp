#include "tools/energy-opt/VerbFlags.h"

#include "lib/support/Error.h"
#include "lib/support/QuantityText.h"
#include "lib/support/Spelling.h"
#include "tools/common/Boards.h"
#include "tools/common/Dims.h"
#include "tools/common/Terminal.h"

#include <cmath>

namespace eo {

static llvm::Error takeSizes(VerbFlags const &flags, VerbRequest &request) {
  for (std::string const &text : flags.dims)
    if (llvm::Error error = addDim(text, request.bindings))
      return error;
  for (DimBindings &bindings : request.bindings) {
    for (std::string const &text : flags.shapes)
      if (llvm::Error error = addInputShape(text, bindings))
        return error;
    for (std::string const &text : flags.values)
      if (llvm::Error error = addValue(text, bindings))
        return error;
  }
  return llvm::Error::success();
}

static llvm::Expected<VerbFormat> formatOf(llvm::StringRef name, bool json) {
  std::vector<std::string> known = {"text", "json", "csv"};
  if (json && name != "text" && name != "json")
    return usageError("--json and --format={}: one of the two, please", name.str());
  if (json || name == "json")
    return VerbFormat::Json;
  if (name == "text")
    return VerbFormat::Text;
  if (name == "csv")
    return VerbFormat::Csv;
  return usageError("--format {}: unknown format{} (known: text, json, csv)", name.str(),
                    didYouMean(name, known));
}

llvm::Expected<VerbRequest> VerbFlags::take() const {
  VerbRequest request;
  request.models.assign(models.begin(), models.end());
  request.boards.assign(boards.begin(), boards.end());
  request.inputContent = inputContent;
  request.output = outputFile;
  request.layout = terminalLayout(!outputFile.empty());
  for (std::string const &text : settings) {
    llvm::Expected<SettingRequest> setting = parseSettingRequest(text);
    if (!setting)
      return setting.takeError();
    request.settings.push_back(std::move(*setting));
  }
  if (llvm::Error error = takeSizes(*this, request))
    return error;
  for (std::string const &path : opFiles)
    if (llvm::Error error = readOpFile(path, request.opRules))
      return error;
  if (power.getNumOccurrences() > 0) {
    llvm::Expected<double> watts = parseQuantity(power.getValue(), "W");
    if (!watts)
      return usageError("--{} {}: {}", power.ArgStr.str(), power.getValue(),
                        takeErrorText(watts.takeError()).message);
    if (!(*watts > 0))
      return usageError("--{} {}: expected a power above 0, as 7.5W or 900mW", power.ArgStr.str(),
                        power.getValue());
    request.powerW = *watts;
  }
  llvm::Expected<VerbFormat> chosen = formatOf(format, json);
  if (!chosen)
    return chosen.takeError();
  request.format = *chosen;
  llvm::Expected<BoardPath> path = toolBoardPath(std::vector<std::string>(boardPath.begin(), boardPath.end()),
                                                 "", ENERGY_OPT_SOURCE_BOARDS);
  if (!path)
    return path.takeError();
  request.boardPath = std::move(*path);
  return request;
}

} // namespace eo
