//===- PlainYaml.h - YAML as our files write it, read in one pass -------------------------------===//
#ifndef ENERGY_OPT_LIB_SUPPORT_PLAINYAML_H
#define ENERGY_OPT_LIB_SUPPORT_PLAINYAML_H

#include "lib/support/Yaml.h"

namespace eo {

/// The tree of a file in the plain part of YAML that board models and configs keep to: blocks by indentation, lists and
/// mappings in brackets on one line, scalars on one line without escapes, comments. nullopt for everything else, right or
/// wrong: LLVM's parser, which takes three times as long, reads that and words the complaints. Both give the same tree
/// with the same places where this one gives any.
std::optional<YamlNode> readPlainYaml(llvm::StringRef text);

} // namespace eo

#endif
