//===- LintSarif.cpp - SARIF 2.1.0, for code scanning -------------------------------------------------===//
//
// One run. Layer findings lie in the network's file and name the node as logical location; budgets and
// findings about the config lie on the config's line. What the config suppresses is an external suppression.
//
#include "lib/lint/LintIssue.h"
#include "lib/lint/LintWriters.h"
#include "lib/text/JsonWriter.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

namespace eo {

/// The path as a URI reference of RFC 3986: "a b.onnx" is "a%20b.onnx", absolute ones begin with "file://".
static std::string uriOf(llvm::StringRef path) {
  std::string uri = llvm::sys::path::is_absolute(path) ? "file://" : "";
  for (char c : path) {
    if (llvm::isAlnum(c) || llvm::StringRef("-._~/").contains(c))
      uri += c;
    else
      uri += "%" + llvm::toHex(llvm::StringRef(&c, 1));
  }
  return uri;
}

namespace {
class LintSarif {
public:
  LintSarif(LintReport const &source, llvm::raw_ostream &stream)
      : report(source), issues(issuesOf(source)), rules(issueRules()), json(stream, 2) {}

  void write() {
    json.object([&] {
      json.attribute(
          "$schema",
          "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json");
      json.attribute("version", "2.1.0");
      json.attributeArray("runs", [&] { json.object([&] { run(); }); });
    });
  }

private:
  void text(llvm::StringRef key, llvm::StringRef value) { json.attribute(key, value); }

  void message(llvm::StringRef key, llvm::StringRef value) {
    json.attributeObject(key, [&] { text("text", value); });
  }

  static llvm::StringRef levelOf(Severity severity) {
    return SeverityWords{"note", "warning", "error"}.of(severity);
  }

  void run() {
    json.attributeObject("tool", [&] {
      json.attributeObject("driver", [&] {
        text("name", "energy-lint");
        text("version", report.toolVersion);
        json.attributeArray("rules", [&] {
          for (RuleInfo const &one : rules)
            json.object([&] { rule(one); });
        });
      });
    });
    json.attributeArray("invocations", [&] { json.object([&] { invocation(); }); });
    json.attributeArray("results", [&] {
      for (LintIssue const &issue : issues)
        json.object([&] { result(issue); });
    });
    json.attribute("columnKind", "unicodeCodePoints");
  }

  void rule(RuleInfo const &info) {
    text("id", info.name);
    message("shortDescription", info.hazard);
    message("fullDescription", info.hazard.str() + "; " + info.mitigation.str());
    message("help", info.mitigation.str() + "\n\n" + info.help.str());
    json.attributeObject("defaultConfiguration", [&] { text("level", levelOf(info.severity)); });
  }

  void invocation() {
    json.attribute("executionSuccessful", llvm::all_of(report.results, [](LintResult const &result) {
                     return result.error.empty();
                   }));
    json.attribute("exitCode", report.exitCode);
  }

  void result(LintIssue const &issue) {
    text("ruleId", issue.rule);
    auto info = llvm::find_if(rules, [&](RuleInfo const &one) { return one.name == issue.rule; });
    if (info != rules.end())
      json.attribute("ruleIndex", info - rules.begin());
    text("level", levelOf(issue.severity));
    message("message", issue.help.empty() ? issue.message : issue.message + "\n" + issue.help);
    json.attributeArray("locations", [&] { json.object([&] { location(issue); }); });
    json.attributeObject("partialFingerprints", [&] {
      text("energyLint/v1", issue.fingerprint);
      text("primaryLocationLineHash",
           issue.fingerprint + ":1"); // what GitHub tells alerts of one line apart by
    });
    if (!issue.suppressed.empty())
      json.attributeArray("suppressions", [&] {
        json.object([&] {
          text("kind", "external");
          text("justification", issue.suppressed);
        });
      });
    json.attributeObject("properties", [&] { properties(issue); });
  }

  void location(LintIssue const &issue) {
    if (!issue.file.empty())
      json.attributeObject("physicalLocation", [&] {
        json.attributeObject("artifactLocation", [&] { text("uri", uriOf(issue.file)); });
        json.attributeObject("region", [&] {
          json.attribute("startLine", issue.line);
          json.attribute("startColumn", issue.column);
        });
      });
    if (!issue.layer.empty())
      json.attributeArray("logicalLocations", [&] {
        json.object([&] {
          text("name", issue.layer);
          text("fullyQualifiedName", issue.network + "/" + issue.layer);
          text("kind", "element");
        });
      });
  }

  void known(llvm::StringRef key, std::optional<double> value) {
    if (value)
      json.attribute(key, value);
  }

  void properties(LintIssue const &issue) {
    if (!issue.network.empty())
      text("network", issue.network);
    if (!issue.board.empty())
      text("board", issue.board);
    if (!issue.op.empty())
      text("op", issue.op);
    if (Finding const *finding = issue.finding) {
      if (finding->layerIndex)
        json.attribute("layer_index", *finding->layerIndex);
      known("energy_j", finding->energyJ);
      known("energy_share", finding->energyShare);
      if (finding->saving) {
        text("saving_change", finding->saving->change);
        known("saving_j", finding->saving->energyJ);
        known("saving_s", finding->saving->latencyS);
      }
    }
    if (BudgetResult const *budget = issue.budget) {
      text("verdict", verdictName(budget->verdict));
      text("metric", budget->metricName());
      text("unit", budget->unit());
      known("value", budget->value);
      known("low", budget->low);
      known("high", budget->high);
      known("limit", budget->limit);
      known("baseline", budget->baseline);
    }
  }

  LintReport const &report;
  std::vector<LintIssue> issues;
  std::vector<RuleInfo> rules;
  JsonWriter json;
};
} // namespace

void writeLintSarif(LintReport const &report, LintWriteOptions const & /*options*/,
                    llvm::raw_ostream &stream) {
  LintSarif(report, stream).write();
  stream << '\n';
}

} // namespace eo
