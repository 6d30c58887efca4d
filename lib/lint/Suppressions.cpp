#include "lib/lint/Suppressions.h"

#include "lib/lint/OwnFindings.h"
#include "lib/support/Glob.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

static bool covers(Suppression const &suppression, Finding const &finding) {
  return suppression.rule == finding.rule &&
         (suppression.layer.empty() || globMatches(suppression.layer, finding.layer));
}

static Finding stale(std::optional<Severity> severity, std::string message) {
  Finding finding;
  finding.rule = staleSuppression.str();
  finding.severity = *severity;
  finding.message = std::move(message);
  finding.help = findRuleOrOwn(staleSuppression)->mitigation.str();
  return finding;
}

static std::string layerWords(std::string const &layer) {
  return layer.empty() ? "" : " at '" + printable(layer, 80) + "'";
}

namespace {
struct SuppressionUse {
  bool matched = false;   ///< something is covered
  bool concerned = false; ///< a network that was linted is concerned
  bool failed = false;    ///< one that was not is concerned
};
} // namespace

static SuppressionUse applyOne(Suppression const &suppression, LintConfig const &config,
                               llvm::ArrayRef<std::string> models, LintReport &report) {
  SuppressionUse coverage;
  for (size_t i = 0; i < report.results.size(); ++i) {
    LintResult &result = report.results[i];
    if (!suppression.model.empty() && !config.matches(suppression.model, models[i]))
      continue;
    (result.error.empty() ? coverage.concerned : coverage.failed) = true;
    for (Finding &finding : result.findings) {
      if (!covers(suppression, finding))
        continue;
      coverage.matched = true;
      if (finding.suppressed.empty())
        finding.suppressed = suppression.reason;
    }
  }
  return coverage;
}

/// Adopted findings cover those of their network, board, settings and dimensions.
static void applyAdopted(Baseline const &baseline, llvm::ArrayRef<std::string> models,
                         std::optional<Severity> severity, LintReport &report) {
  for (size_t i = 0; i < report.results.size(); ++i) {
    LintResult &result = report.results[i];
    std::string whyNot;
    BaselineEntry const *entry = result.report ? baseline.find(*result.report, models[i], whyNot) : nullptr;
    if (entry == nullptr)
      continue;
    for (AdoptedFinding const &adopted : entry->adopted) {
      bool matched = false;
      for (Finding &finding : result.findings) {
        if (finding.rule != adopted.rule || finding.layer != adopted.layer)
          continue;
        matched = true;
        if (finding.suppressed.empty())
          finding.suppressed = "adopted in " + baseline.path;
      }
      if (!matched && severity)
        result.findings.push_back(stale(severity, "adopted finding " + adopted.rule +
                                                      layerWords(adopted.layer) + " is gone; write " +
                                                      baseline.path + " again"));
    }
  }
}

/// Whether a pattern of networks can match one path only.
static bool isOnePath(llvm::StringRef pattern) {
  return pattern.contains('/') && pattern.find_first_of("*?") == llvm::StringRef::npos;
}

void applySuppressions(LintConfig const &config, Baseline const *baseline, llvm::ArrayRef<std::string> models,
                       Linted linted, std::optional<Severity> severity, LintReport &report) {
  for (Suppression const &suppression : config.suppressions) {
    SuppressionUse coverage = applyOne(suppression, config, models, report);
    bool allSeen = linted == Linted::All || (linted == Linted::SomeNetworks && isOnePath(suppression.model));
    bool judged = coverage.concerned && !coverage.failed && allSeen;
    if (coverage.matched || !judged || !severity)
      continue;
    Finding finding = stale(severity, "suppression of " + suppression.rule + layerWords(suppression.layer) +
                                          " matches no finding");
    finding.place = suppression.place;
    report.configFindings.push_back(std::move(finding));
  }
  if (baseline != nullptr)
    applyAdopted(*baseline, models, linted == Linted::OtherConditions ? std::nullopt : severity, report);
}

} // namespace eo
