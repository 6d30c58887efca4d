#include "lib/board/RuntimeRules.h"

#include "lib/board/KernelRulesYaml.h"
#include "lib/support/Error.h"
#include "lib/support/Spelling.h"
#include "lib/support/Yaml.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

namespace eo {

llvm::Expected<RuntimeRules> readRuntimeRules(YamlFile const &file) {
  YamlReader reader(file);
  YamlNode const *root = &file.root();
  if (!reader.mapping(root, "a runtime file", {"schema", "id", "title", "kernels", "notes"}))
    return reader.finish();
  RuntimeRules rules;
  reader.word(reader.require(root, "schema"), "schema", {"energy-opt/runtime/1"});
  rules.id = reader.text(reader.require(root, "id"), "'id'");
  rules.title = reader.text(reader.require(root, "title"), "'title'");
  rules.kernels = readKernelRules(reader, reader.require(root, "kernels"));
  if (YamlNode const *notes = reader.find(root, "notes"))
    for (YamlNode const &note : reader.sequence(notes, "notes"))
      rules.notes.push_back(reader.text(&note, "a note"));
  if (reader.failed())
    return reader.finish();
  return rules;
}

llvm::Expected<RuntimeRules> loadRuntime(BoardPath const &path, llvm::StringRef name) {
  BoardPath folders;
  for (std::string const &directory : path.directories) {
    llvm::SmallString<128> folder(directory);
    llvm::sys::path::append(folder, "runtimes");
    folders.directories.push_back(folder.str().str());
  }
  std::vector<std::string> known;
  for (auto const &[id, place] : findBoards(folders)) {
    known.push_back(id);
    if (id != name)
      continue;
    llvm::Expected<YamlFile> file = YamlFile::open(place);
    if (!file)
      return file.takeError();
    llvm::Expected<RuntimeRules> rules = readRuntimeRules(*file);
    if (rules && rules->id != name)
      return usageError("{}: the id '{}' is not the file's name", place, rules->id);
    return rules;
  }
  return usageError("unknown runtime '{}'{} (known: {})", name, didYouMean(name, known),
                    llvm::join(known, ", "));
}

} // namespace eo
