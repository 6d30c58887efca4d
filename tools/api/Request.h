//===- Request.h - a question in JSON ------------------------------------------------------------===//
//
// One object for all who ask without a command line: the worker, MCP, the C library and Python.
//
//   {"id": 7, "path": "net.onnx", "board": "jetson-nano", "settings": {"power_mode": "maxn"},
//    "dims": {"batch": 8, "total": "past+1", "x[2]": 224}, "values": {"sr": 16000}, "parts": ["totals"]}
//
#ifndef ENERGY_OPT_TOOLS_API_REQUEST_H
#define ENERGY_OPT_TOOLS_API_REQUEST_H

#include "lib/board/Settings.h"
#include "lib/lint/LintConfig.h"
#include "lib/lint/NetworkEdit.h"
#include "lib/pass/MacConvention.h"
#include "lib/pass/NetworkAnnotations.h"

namespace eo {

/// A question about one network. docs/worker.md describes every key.
struct Request {
  std::string id;   ///< JSON as it was sent: text, a number, true, false or null; "null" where absent
  std::string path; ///< of the network; beside `bytes`: what it is called
  std::optional<std::string> bytes;     ///< the file itself
  std::string board;                    ///< name or file; empty: counts and memory alone
  std::vector<SettingRequest> settings; ///< sorted by name
  std::string inputContent;             ///< empty: what the board was calibrated with
  std::optional<double> powerW;
  DimBindings bindings;
  std::optional<MacConvention> macConvention;
  std::vector<NetworkEdit> edits; ///< of the network before it is estimated, one after another
  bool layers = true;             ///< false where `parts` leaves them out: the report has none
  LintPolicy policy;              ///< budgets, rules, unknown, min_coverage: of `lint`
  std::string lintKey;            ///< the first of these that the request has; empty: none
};

/// The request in `json`, called `name` in messages. Usage error that names the key for unknown keys and values that
/// cannot be, input error for broken JSON. The id is set whenever it could be read.
llvm::Error parseRequest(llvm::StringRef json, llvm::StringRef name, Request &request);

} // namespace eo

#endif
