//===- McpTools.h - the tools of energy-opt mcp, as agents see them ----------------------------------===//
#ifndef ENERGY_OPT_TOOLS_API_MCPTOOLS_H
#define ENERGY_OPT_TOOLS_API_MCPTOOLS_H

#include <string>

namespace eo {

/// The result of tools/list: name, description and JSON Schema of the arguments.
std::string mcpToolList();

} // namespace eo

#endif
