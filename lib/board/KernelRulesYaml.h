//===- KernelRulesYaml.h - the section `kernels` of board files ------------------------------===//
#ifndef ENERGY_OPT_LIB_BOARD_KERNELRULESYAML_H
#define ENERGY_OPT_LIB_BOARD_KERNELRULESYAML_H

#include "lib/board/KernelRules.h"
#include "lib/support/Yaml.h"

namespace eo {

/// The rules in a mapping (keys: boardmodels/README.md); none for nullptr. Complaints gather in the reader.
KernelRules readKernelRules(YamlReader &reader, YamlNode const *node);

/// The section as text that readKernelRules reads back to the same rules; "" for no rules.
std::string writeKernelRules(KernelRules const &rules);

} // namespace eo

#endif
