//===- YamlText.h - text in YAML files that we write ------------------------------------------===//
#ifndef ENERGY_OPT_LIB_SUPPORT_YAMLTEXT_H
#define ENERGY_OPT_LIB_SUPPORT_YAMLTEXT_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace eo {

/// `text` as a double-quoted scalar on one line: line ends and tabs become spaces.
std::string quotedYaml(llvm::StringRef text);

} // namespace eo

#endif
