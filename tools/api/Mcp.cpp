#include "tools/api/Mcp.h"

#include "lib/report/diff/DiffWriters.h"
#include "lib/support/Error.h"
#include "lib/support/Spelling.h"
#include "lib/support/Utf8.h"
#include "lib/text/JsonReader.h"
#include "lib/text/JsonWriter.h"
#include "tools/api/Answer.h"
#include "tools/api/Estimate.h"
#include "tools/api/Failure.h"
#include "tools/api/McpTools.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace eo {

namespace {
/// Codes of JSON-RPC 2.0.
enum RpcCode { RpcParse = -32700, RpcRequest = -32600, RpcMethod = -32601, RpcParams = -32602 };

/// One message; values are JSON as it was sent.
struct RpcMessage {
  std::string id; ///< empty: a notification
  std::string method;
  llvm::StringRef params;
  bool isAnswer = false; ///< to a request that was never made
  std::string problem;   ///< why it is no request, though it is JSON
};
} // namespace

static std::string result(std::string const &id, std::string const &json) {
  return R"({"jsonrpc":"2.0","id":)" + id + ",\"result\":" + json + "}";
}

static std::string rpcError(std::string const &id, RpcCode code, std::string const &message) {
  return fmt::format(R"({{"jsonrpc":"2.0","id":{},"error":{{"code":{},"message":{}}}}})",
                     id.empty() ? "null" : id, static_cast<int>(code), jsonText(message));
}

std::string refuseMcp(std::string const &message) { return rpcError("", RpcRequest, message); }

static void readMembers(JsonReader &json, RpcMessage &message) {
  json.uniqueObject([&](llvm::StringRef key) {
    if (key == "method" && json.next() == JsonReader::Kind::Text)
      message.method = json.text();
    else if (key == "params")
      message.params = json.raw();
    else if (key == "id" && json.next() != JsonReader::Kind::Object && json.next() != JsonReader::Kind::Array)
      message.id = json.raw().str();
    else {
      message.isAnswer |= key == "result" || key == "error";
      json.skip();
    }
  });
  if (message.method.empty() && !message.isAnswer)
    message.problem = "'method' is missing, or no text";
}

static llvm::Expected<RpcMessage> parseMessage(llvm::StringRef text) {
  RpcMessage message;
  JsonReader json(text, "message");
  if (json.next() == JsonReader::Kind::Array) {
    json.skip();
    message.problem = "batches of messages are not spoken: one message a line";
  } else
    readMembers(json, message);
  json.end();
  if (llvm::Error error = json.takeError())
    return error;
  return message;
}

/// Versions of the protocol that this speaks, the newest first; a client that asks for one of them gets it.
static constexpr llvm::StringLiteral protocols[] = {"2025-06-18", "2025-03-26", "2024-11-05"};

static std::string initialize(llvm::StringRef params) {
  std::string wanted;
  JsonReader json(params, "params");
  json.uniqueObject([&](llvm::StringRef key) {
    if (key == "protocolVersion" && json.next() == JsonReader::Kind::Text)
      wanted = json.text();
    else
      json.skip();
  });
  llvm::consumeError(json.takeError());
  std::string version = llvm::is_contained(protocols, wanted) ? wanted : protocols[0].str();
  return fmt::format(
      R"({{"protocolVersion":{},"capabilities":{{"tools":{{"listChanged":false}}}},"serverInfo":{{"name":"energy-opt",)"
      R"("version":{}}},"instructions":{}}})",
      jsonText(version), jsonText(buildVersion()),
      jsonText("Estimates the energy and time of neural networks in ONNX files on edge boards. Nothing is "
               "executed. "
               "Figures come with an interval and with how far they can be trusted: quote both."));
}

/// What a tool has to say, or why it has nothing: a failed call is a result that says so, which agents read.
static std::string toolResult(llvm::Expected<std::string> text) {
  if (text)
    return R"({"content":[{"type":"text","text":)" + jsonText(*text) + R"(}],"isError":false})";
  Failure failure = takeFailure(text.takeError());
  return R"({"content":[{"type":"text","text":)" + jsonText(failure.message) + R"(}],"isError":true})";
}

static llvm::Expected<std::string> estimateTool(Session &session, llvm::StringRef arguments) {
  Request request;
  if (llvm::Error error = parseRequest(arguments, "arguments", request))
    return error;
  llvm::Expected<Report> report = session.estimate(request);
  return report ? llvm::Expected<std::string>(reportLine(*report, request.layers)) : report.takeError();
}

/// {"before": …, "after": …, and what both share}: each path is put in front of the shared keys.
static llvm::Expected<std::string> compareTool(Session &session, llvm::StringRef arguments) {
  std::string before, after, shared;
  JsonReader json(arguments, "arguments");
  json.uniqueObject([&](llvm::StringRef key) {
    if (key == "before")
      before = json.text();
    else if (key == "after")
      after = json.text();
    else
      shared += "," + jsonText(key) + ":" + json.raw().str();
  });
  json.end();
  if (llvm::Error error = json.takeError())
    return error;
  if (before.empty() || after.empty())
    return usageError("'before' and 'after' are the paths of two networks");
  std::vector<Report> pair;
  for (std::string const &path : {before, after}) {
    Request request;
    if (llvm::Error error = parseRequest("{\"path\":" + jsonText(path) + shared + "}", "arguments", request))
      return error;
    request.layers = true; // they are what is compared
    llvm::Expected<Report> report = session.estimate(request);
    if (!report)
      return report.takeError();
    pair.push_back(std::move(*report));
  }
  std::string text;
  llvm::raw_string_ostream stream(text);
  writeDiffJson(diffReports(std::move(pair[0]), std::move(pair[1])), {}, stream);
  return onOneLine(text);
}

static llvm::Expected<std::string> lintTool(Session &session, llvm::StringRef arguments) {
  Request request;
  if (llvm::Error error = parseRequest(arguments, "arguments", request))
    return error;
  llvm::Expected<LintReport> report = session.lint(request);
  return report ? llvm::Expected<std::string>(lintLine(*report)) : report.takeError();
}

static llvm::Expected<std::string> explainTool(Session & /*session*/, llvm::StringRef arguments) {
  std::string code;
  JsonReader json(arguments, "arguments");
  json.uniqueObject([&](llvm::StringRef key) {
    if (key == "code")
      code = json.text();
    else
      json.skip();
  });
  json.end();
  if (llvm::Error error = json.takeError())
    return error;
  if (code.empty())
    return usageError("'code' is missing: EO0501, or the name of a lint rule");
  return explanationJson(code);
}

static llvm::Expected<std::string> boardsTool(Session &session, llvm::StringRef /*arguments*/) {
  return session.boardsJson();
}

namespace {
/// One row of the table of tools.
struct McpTool {
  llvm::StringLiteral name;
  llvm::Expected<std::string> (*call)(Session &session, llvm::StringRef arguments);
};
} // namespace

static constexpr McpTool tools[] = {{"estimate", estimateTool},
                                    {"compare", compareTool},
                                    {"lint", lintTool},
                                    {"explain", explainTool},
                                    {"boards", boardsTool}};

static std::string callTool(Session &session, RpcMessage const &message) {
  std::string name;
  llvm::StringRef arguments = "{}";
  JsonReader json(message.params, "params");
  json.uniqueObject([&](llvm::StringRef key) {
    if (key == "name")
      name = json.text();
    else if (key == "arguments")
      arguments = json.raw();
    else
      json.skip();
  });
  json.end();
  if (llvm::Error error = json.takeError())
    return rpcError(message.id, RpcParams, takeErrorText(std::move(error)).message);
  std::vector<std::string> known;
  for (McpTool const &tool : tools) {
    if (tool.name == name)
      return result(message.id, toolResult(tool.call(session, arguments)));
    known.push_back(tool.name.str());
  }
  return rpcError(message.id, RpcParams,
                  fmt::format("unknown tool '{}'{} (known: {})", printable(name, 80), didYouMean(name, known),
                              llvm::join(known, ", ")));
}

std::string answerMcp(Session &session, llvm::StringRef text) {
  llvm::Expected<RpcMessage> message = parseMessage(text);
  if (!message)
    return rpcError("", RpcParse, takeErrorText(message.takeError()).message);
  if (!message->problem.empty())
    return rpcError(message->id, RpcRequest, message->problem);
  if (message->isAnswer || message->id.empty()) // notifications/initialized, notifications/cancelled, …
    return "";
  if (message->method == "initialize")
    return result(message->id, initialize(message->params));
  if (message->method == "ping")
    return result(message->id, "{}");
  if (message->method == "tools/list")
    return result(message->id, onOneLine(mcpToolList()));
  if (message->method == "tools/call")
    return callTool(session, *message);
  return rpcError(message->id, RpcMethod, fmt::format("unknown method '{}'", printable(message->method, 80)));
}

} // namespace eo
