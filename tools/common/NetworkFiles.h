//===- NetworkFiles.h - which files a command line means ------------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_COMMON_NETWORKFILES_H
#define ENERGY_OPT_TOOLS_COMMON_NETWORKFILES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace eo {

/// Every file below `folder` whose path `wanted` takes, sorted. Hidden folders are passed over, links to folders not
/// followed. A usage error where the folder cannot be read, or holds more than a million files.
llvm::Expected<std::vector<std::string>> filesBelow(std::string const &folder,
                                                    llvm::function_ref<bool(llvm::StringRef)> wanted);

/// The networks that one argument means: of a folder every *.onnx below; of a pattern with '*' or '?' that is no file
/// itself the files it matches ("**" any folders), sorted; else the argument. A usage error where there are none.
llvm::Expected<std::vector<std::string>> networksNamed(std::string const &argument);

/// A usage error where several of the names are "-": what standard input held is gone after the first.
llvm::Error checkReadOnce(llvm::ArrayRef<std::string> networks);

/// The paths in the file `path` ("-": standard input), ended by NUL where there is one, else by lines; empty ones are left
/// out. A usage error where it cannot be read.
llvm::Expected<std::vector<std::string>> readFileList(std::string const &path);

} // namespace eo

#endif
