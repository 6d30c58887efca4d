//===- Answer.h - a line of JSON in, a line of JSON out ----------------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_API_ANSWER_H
#define ENERGY_OPT_TOOLS_API_ANSWER_H

#include "tools/api/Session.h"

namespace eo {

/// {"id":…,"report":{…}} or {"id":…,"error":{"code","message","node","hint"}} for one request, on one line without its
/// end. Never fails: what is wrong with the request is the answer.
std::string answerRequest(Session &session, llvm::StringRef json);

/// The answer to a request that was not even read: one that is too long.
std::string refuseRequest(std::string const &message);

/// The record of a network in a batch that has no report, schema energy-opt/error/1:
/// {"schema","model":{"path"},"board":{"id"}|null,"error":{"code","message","node","hint"}}. `board` "": it failed on all.
std::string failureLine(std::string const &path, std::string const &board, llvm::Error error);

/// The report as one line of JSON.
std::string reportLine(Report const &report, bool layers);

/// JSON that was laid out over lines, on one line.
std::string onOneLine(llvm::StringRef json);

/// Everything about a lint on one line: schema energy-opt/lint-report/1.
std::string lintLine(LintReport const &report);

/// {"code","title","meaning","fix"} of a diagnostic such as "EO0301" or a lint rule such as "prefer-fused"; a usage error
/// with suggestions for another word.
llvm::Expected<std::string> explanationJson(llvm::StringRef code);

} // namespace eo

#endif
