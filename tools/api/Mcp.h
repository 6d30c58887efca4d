//===- Mcp.h - the Model Context Protocol, for coding agents ------------------------------------------===//
//
// JSON-RPC 2.0, one message a line: initialize, ping, tools/list, tools/call. Tools: estimate, compare, lint, explain, boards.
//
#ifndef ENERGY_OPT_TOOLS_API_MCP_H
#define ENERGY_OPT_TOOLS_API_MCP_H

#include "tools/api/Session.h"

namespace eo {

/// The response to one message on one line; empty for a notification, which has none.
std::string answerMcp(Session &session, llvm::StringRef message);

/// The response to a message that could not be read.
std::string refuseMcp(std::string const &message);

} // namespace eo

#endif
