//===- SettingsYaml.h - the section `settings` of board files --------------------------------===//
#ifndef ENERGY_OPT_LIB_BOARD_SETTINGSYAML_H
#define ENERGY_OPT_LIB_BOARD_SETTINGSYAML_H

#include "lib/board/Settings.h"
#include "lib/support/Yaml.h"

namespace eo {

/// Text that can stand on a command line: lower-case letters, digits, '-', '_' and '.'. Complaints gather in
/// the reader.
std::string readPlainWord(YamlReader &reader, YamlNode const *node, llvm::StringRef what);

/// The settings in a mapping (keys: boardmodels/README.md); `unit` must be among them.
std::vector<SettingDeclaration> readSettingDeclarations(YamlReader &reader, YamlNode const *node);

/// The section as text that readSettingDeclarations reads back to the same settings.
std::string writeSettingDeclarations(llvm::ArrayRef<SettingDeclaration> settings);

} // namespace eo

#endif
