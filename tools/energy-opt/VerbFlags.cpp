#include "tools/energy-opt/VerbFlags.h"

#include "lib/support/Error.h"
#include "lib/support/QuantityText.h"
#include "lib/support/Spelling.h"
#include "tools/common/Boards.h"
#include "tools/common/Dims.h"
#include "tools/common/NetworkFiles.h"
#include "tools/common/Output.h"
#include "tools/common/Terminal.h"

#include "llvm/ADT/STLExtras.h"

#include <cmath>
#include <fmt/ranges.h>

namespace eo {

static llvm::Error takeSizes(VerbFlags const &flags, VerbRequest &request) {
  for (std::string const &text : flags.dims)
    if (llvm::Error error = addDim(text, request.bindings))
      return error;
  for (std::string const &text : flags.pairs)
    if (llvm::Error error = addPair(text, request.bindings))
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

/// What --format, --json and the ending of the output ask for, in that order.
static llvm::Error takeFormat(VerbFlags const &flags, VerbRequest &request) {
  std::vector<std::string> known = {"text", "json", "csv"};
  if (flags.pages == VerbPage::Html)
    known.push_back("html");
  bool isSaid = flags.format.getNumOccurrences() > 0;
  std::string name = isSaid       ? flags.format.getValue()
                     : flags.json ? "json"
                                  : formatOfEnding(flags.outputFile).str();
  if (flags.json && isSaid && name != "text" && name != "json")
    return usageError("--json and --format={}: one of the two, please", name);
  if (!llvm::is_contained(known, name)) {
    if (!isSaid && name != "html") // an ending that says nothing here
      return llvm::Error::success();
    return usageError("{} {}: {}{} (known: {})", isSaid ? "--format" : "-o",
                      isSaid ? name : flags.outputFile.getValue(),
                      name == "html" ? "this verb has no page" : "unknown format", didYouMean(name, known),
                      fmt::join(known, ", "));
  }
  request.page = name == "html";
  if (flags.json || name == "json")
    request.format = VerbFormat::Json;
  if (name == "csv")
    request.format = VerbFormat::Csv;
  return llvm::Error::success();
}

llvm::Expected<VerbRequest> VerbFlags::take() const {
  VerbRequest request;
  request.models.assign(models.begin(), models.end());
  if (llvm::Error error = checkReadOnce(request.models))
    return error;
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
      return usageError("--{} {}: {}", power.ArgStr, power.getValue(),
                        takeErrorText(watts.takeError()).message);
    if (!(*watts > 0))
      return usageError("--{} {}: expected a power above 0, as 7.5W or 900mW", power.ArgStr,
                        power.getValue());
    request.powerW = *watts;
  }
  if (llvm::Error error = takeFormat(*this, request))
    return error;
  llvm::Expected<BoardPath> path = toolBoardPath(std::vector<std::string>(boardPath.begin(), boardPath.end()),
                                                 "", ENERGY_OPT_SOURCE_BOARDS);
  if (!path)
    return path.takeError();
  request.boardPath = std::move(*path);
  return request;
}

} // namespace eo
