#include "tools/common/NetworkFiles.h"

#include "lib/support/Error.h"
#include "lib/support/Glob.h"
#include "lib/support/InputFile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

namespace eo {

namespace fs = llvm::sys::fs;

/// Most files and folders that are looked at for one pattern or folder.
static constexpr size_t maxEntries = 1'000'000;

llvm::Expected<std::vector<std::string>> filesBelow(std::string const &folder,
                                                    llvm::function_ref<bool(llvm::StringRef)> wanted) {
  std::vector<std::string> files;
  std::error_code problem;
  size_t count = 0;
  fs::recursive_directory_iterator entry(folder, problem, /*follow_symlinks=*/false), end;
  for (; !problem && entry != end; entry.increment(problem)) {
    if (++count > maxEntries)
      return usageError("{}: more than {} files and folders to look at", folder, maxEntries);
    llvm::StringRef path = entry->path();
    if (llvm::sys::path::filename(path).startswith("."))
      entry.no_push();
    else if (wanted(path) && !fs::is_directory(path))
      files.push_back(path.str());
  }
  if (problem)
    return usageError("{}: {}", folder, problem.message());
  llvm::sort(files);
  return files;
}

/// "./a" and "a" are one path.
static llvm::StringRef plain(llvm::StringRef path) {
  path.consume_front("./");
  return path;
}

static llvm::Expected<std::vector<std::string>> filesMatching(std::string const &pattern) {
  std::string folder = literalFolder(pattern).str();
  if (folder.empty())
    folder = llvm::StringRef(pattern).startswith("/") ? "/" : ".";
  if (!fs::is_directory(folder))
    return std::vector<std::string>();
  bool onlyHere = !llvm::StringRef(pattern).contains('/'); // a shell's pattern stays in its folder
  llvm::Expected<std::vector<std::string>> files = filesBelow(folder, [&](llvm::StringRef path) {
    return pathMatches(plain(pattern), plain(path)) && !(onlyHere && plain(path).contains('/'));
  });
  if (files)
    for (std::string &file : *files)
      file = plain(file).str();
  return files;
}

llvm::Expected<std::vector<std::string>> networksNamed(std::string const &argument) {
  if (argument == "-")
    return std::vector<std::string>{argument};
  if (fs::is_directory(argument)) {
    auto files = filesBelow(argument, [](llvm::StringRef path) { return path.endswith(".onnx"); });
    if (files && files->empty())
      return usageError("{}: no *.onnx in this folder", argument);
    return files;
  }
  bool isPattern = argument.find_first_of("*?") != std::string::npos && !fs::exists(argument);
  if (!isPattern)
    return std::vector<std::string>{argument};
  auto files = filesMatching(argument);
  if (files && files->empty())
    return usageError("{}: no file matches", argument);
  return files;
}

llvm::Error checkReadOnce(llvm::ArrayRef<std::string> networks) {
  if (llvm::count(networks, "-") > 1)
    return usageError("'-' is given twice; standard input can be read once");
  return llvm::Error::success();
}

llvm::Expected<std::vector<std::string>> readFileList(std::string const &path) {
  if (llvm::Error error = refuseNamedPipe(path))
    return usageError("--files-from {}: {}", path, takeErrorText(std::move(error)).message);
  auto buffer = llvm::MemoryBuffer::getFileOrSTDIN(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer)
    return usageError("--files-from {}: {}", path, buffer.getError().message());
  llvm::StringRef text = (*buffer)->getBuffer();
  char end = text.contains('\0') ? '\0' : '\n';
  std::vector<std::string> files;
  while (!text.empty()) {
    auto [line, rest] = text.split(end);
    if (end == '\n')
      line.consume_back("\r");
    if (!line.empty())
      files.push_back(line.str());
    text = rest;
  }
  return files;
}

} // namespace eo
