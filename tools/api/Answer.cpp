#include "tools/api/Answer.h"

#include "lib/lint/LintWriters.h"
#include "lib/lint/OwnFindings.h"
#include "lib/report/Writers.h"
#include "lib/support/Spelling.h"
#include "lib/text/JsonWriter.h"
#include "tools/api/Failure.h"

namespace eo {

std::string reportLine(Report const &report, bool layers) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  stream.SetBufferSize(size_t{1} << 14); // it has none, and JSON is written word by word
  WriteOptions options;
  options.layers = layers;
  writeNdjson(report, options, stream);
  stream.flush();
  return text;
}

std::string failureLine(std::string const &path, std::string const &board, llvm::Error error) {
  return "{\"schema\":\"energy-opt/error/1\",\"model\":{\"path\":" + jsonText(path) +
         "},\"board\":" + (board.empty() ? "null" : "{\"id\":" + jsonText(board) + "}") +
         ",\"error\":" + failureJson(takeFailure(std::move(error))) + "}";
}

/// Line ends inside texts of JSON are escaped: every other one is layout, and so is what indents the next line.
std::string onOneLine(llvm::StringRef json) {
  std::string line;
  line.reserve(json.size());
  while (!json.empty()) {
    auto [here, rest] = json.split('\n');
    line += here;
    json = rest.ltrim(' ');
  }
  return line;
}

std::string lintLine(LintReport const &report) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  writeLintJson(report, {}, stream);
  return onOneLine(text);
}

static std::string withId(std::string const &id, char const *key, std::string const &value) {
  return "{\"id\":" + id + ",\"" + key + "\":" + value + "}";
}

std::string refuseRequest(std::string const &message) {
  return withId("null", "error", failureJson(takeFailure(usageError("{}", message))));
}

std::string answerRequest(Session &session, llvm::StringRef json) {
  Request request;
  if (llvm::Error error = parseRequest(json, "request", request))
    return withId(request.id, "error", failureJson(takeFailure(std::move(error))));
  llvm::Expected<Report> report = session.estimate(request);
  if (!report)
    return withId(request.id, "error", failureJson(takeFailure(report.takeError())));
  return withId(request.id, "report", reportLine(*report, request.layers));
}

llvm::Expected<std::string> explanationJson(llvm::StringRef code) {
  auto written = [](llvm::StringRef name, llvm::StringRef title, llvm::StringRef meaning,
                    llvm::StringRef fix) {
    return "{\"code\":" + jsonText(name) + ",\"title\":" + jsonText(title) +
           ",\"meaning\":" + jsonText(meaning) + ",\"fix\":" + jsonText(fix) + "}";
  };
  if (std::optional<DiagCode> known = diagCodeFromId(code)) {
    DiagInfo const &info = diagInfo(*known);
    return written(diagId(*known), info.title, info.meaning, info.fix);
  }
  if (RuleInfo const *rule = findRuleOrOwn(code))
    return written(rule->name, rule->hazard, rule->help, rule->mitigation);
  std::vector<std::string> words = ruleNames();
  for (DiagInfo const &info : allDiagInfos())
    words.push_back(diagId(info.code));
  return usageError("'{}' is neither a diagnostic code nor a lint rule{}", code, didYouMean(code, words));
}

} // namespace eo
