#include "lib/decide/MissionFile.h"
#include "lib/decide/Pipeline.h"
#include "lib/support/Error.h"
#include "lib/support/Utf8.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <cmath>

namespace eo {

/// What an input holds, as --value has it: true, false or a number that doubles tell from its neighbours.
static double inputValue(YamlReader &reader, YamlNode const &node) {
  constexpr double largestExact = 9007199254740992;
  if (node.text == "true" || node.text == "false")
    return node.text == "true" ? 1 : 0;
  double value = reader.number(&node, "a value of an input");
  if (std::abs(value) > largestExact)
    reader.complain(node.place, "a value of an input is at most 2^53");
  return value;
}

static PipelinePart readPart(YamlReader &reader, YamlNode const &node, llvm::StringRef folder) {
  namespace path = llvm::sys::path;
  PipelinePart part;
  if (!reader.mapping(&node, "a part", {"name", "network", "times", "dims", "values"}))
    return part;
  YamlNode const *network = reader.require(&node, "network");
  std::string named = reader.text(network, "'network'");
  part.network = folder.empty() || path::is_absolute(named) ? named : folder.str() + "/" + named;
  part.place = network != nullptr ? network->place : node.place;
  part.name = path::filename(named).str();
  if (YamlNode const *name = reader.find(&node, "name"))
    part.name = reader.text(name, "'name'");
  if (YamlNode const *times = reader.find(&node, "times")) {
    constexpr double most = 1e9;
    part.times = reader.number(times, "'times'");
    if (!(part.times > 0) || part.times > most)
      reader.complain(
          times->place,
          "'times' is how often the part runs for a result: above 0 and up to 1e9, such as 1, 0.2 or 25");
  }
  YamlNode const *dims = reader.find(&node, "dims");
  if (dims != nullptr && reader.mapping(dims, "'dims'"))
    for (size_t i = 0; i < dims->keys.size(); ++i)
      part.dims.emplace_back(dims->keys[i].text, reader.integer(&dims->items[i], "a dimension"));
  YamlNode const *values = reader.find(&node, "values");
  if (values != nullptr && reader.mapping(values, "'values'"))
    for (size_t i = 0; i < values->keys.size(); ++i)
      part.values[values->keys[i].text] = inputValue(reader, values->items[i]);
  return part;
}

NetworkPipeline readPipeline(YamlReader &reader, YamlNode const &node, llvm::StringRef folder) {
  constexpr size_t most = 100;
  NetworkPipeline pipeline;
  if (!reader.mapping(&node, "a pipeline", {"parts", "mission"}))
    return pipeline;
  YamlNode const *parts = reader.require(&node, "parts");
  llvm::ArrayRef<YamlNode> entries = reader.sequence(parts, "'parts'");
  if (parts != nullptr && (entries.empty() || entries.size() > most))
    reader.complain(parts->place,
                    fmt::format("a pipeline has 1 to {} parts, this one {}", most, entries.size()));
  for (YamlNode const &entry : entries.take_front(std::min(entries.size(), most)))
    pipeline.parts.push_back(readPart(reader, entry, folder));
  if (YamlNode const *mission = reader.find(&node, "mission")) {
    pipeline.mission = readMission(reader, *mission);
    if (llvm::Error error = checkPlan(*pipeline.mission))
      reader.complain(mission->place, takeErrorText(std::move(error)).message);
    if (pipeline.mission->inferenceS)
      reader.complain(mission->place,
                      "inference_time is of one network: the board has to know the times of the parts");
  }
  return pipeline;
}

llvm::Expected<NetworkPipeline> readPipelineFile(llvm::StringRef path) {
  llvm::Expected<YamlFile> file = YamlFile::open(path);
  if (!file)
    return file.takeError();
  YamlReader reader(*file);
  NetworkPipeline pipeline = readPipeline(reader, file->root(), llvm::sys::path::parent_path(path));
  pipeline.path = path.str();
  for (PipelinePart const &part : pipeline.parts)
    if (!part.network.empty() && !llvm::sys::fs::exists(part.network))
      reader.complain(part.place, printable(part.network, 200) + ": No such file or directory");
  if (llvm::Error error = reader.finish())
    return error;
  return pipeline;
}

} // namespace eo
