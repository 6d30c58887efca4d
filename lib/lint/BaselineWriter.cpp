#include "lib/lint/Baseline.h"
#include "lib/lint/Rule.h"
#include "lib/report/Writers.h"
#include "lib/text/JsonWriter.h"
#include "llvm/ADT/STLExtras.h"

#include <fmt/format.h>
#include <tuple>

namespace eo {

/// As the report alone, with the key "adopted" at its end.
static std::string entryText(Report report, std::string const &model, std::vector<AdoptedFinding> adopted) {
  report.model.path = model;
  std::string text;
  llvm::raw_string_ostream stream(text);
  writeJson(report, {}, stream);
  llvm::sort(adopted);
  adopted.erase(std::unique(adopted.begin(), adopted.end()), adopted.end());
  llvm::StringRef object = llvm::StringRef(text).rtrim();
  object.consume_back("}");
  std::string rows;
  for (AdoptedFinding const &one : adopted)
    rows += fmt::format("{}\n    {{\"rule\": {}, \"layer\": {}}}", rows.empty() ? "" : ",",
                        jsonText(one.rule), one.layer.empty() ? "null" : jsonText(one.layer));
  return object.rtrim().str() + ",\n  \"adopted\": [" + rows + (rows.empty() ? "]\n}" : "\n  ]\n}");
}

void writeBaseline(LintReport const &report, llvm::ArrayRef<std::string> models, llvm::raw_ostream &stream) {
  std::map<std::tuple<std::string, std::string, BaselineSettings, std::map<std::string, int64_t>>,
           std::string>
      sorted;
  for (size_t i = 0; i < report.results.size(); ++i) {
    LintResult const &result = report.results[i];
    if (!result.report)
      continue;
    std::vector<AdoptedFinding> adopted;
    for (Finding const &finding : result.findings)
      if (finding.suppressed.empty() && findRule(finding.rule) != nullptr)
        adopted.push_back({finding.rule, finding.layer});
    Report const &one = *result.report;
    sorted[{models[i], one.board ? one.board->id : "", baselineSettings(one), one.model.dims}] =
        entryText(one, models[i], std::move(adopted));
  }
  stream << "[\n";
  size_t left = sorted.size();
  for (auto const &[key, text] : sorted)
    stream << text << (--left == 0 ? "\n" : ",\n");
  stream << "]\n";
}

} // namespace eo
