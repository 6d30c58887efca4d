#include "tools/energy-lint/Run.h"

#include "lib/lint/Linter.h"
#include "lib/lint/OwnFindings.h"
#include "lib/lint/Suppressions.h"
#include "passes/Pipeline.h"
#include "tools/api/LintFlags.h"
#include "tools/common/InOrder.h"
#include "tools/common/Messages.h"
#include "tools/common/NetworkFile.h"
#include "tools/common/ProgressLine.h"
#include "tools/energy-lint/Boards.h"
#include "tools/energy-lint/Config.h"
#include "tools/energy-lint/Networks.h"
#include "llvm/ADT/STLExtras.h"

#include <iterator>

namespace eo {

namespace {
/// A network with all it is linted for.
struct Job {
  std::string path, model;
  LintPolicy policy;
  std::vector<std::shared_ptr<ChosenBoard const>> boards; ///< none: without a board, once
};
} // namespace

static std::vector<LintResult> lintOne(Job const &job, Baseline const *baseline, Estimator const &estimator) {
  std::vector<LintResult> results;
  DiagnosticEngine diagnostics;
  llvm::Expected<Graph> graph = loadNamedNetwork(job.path, diagnostics);
  if (!graph) {
    results.push_back(brokenNetwork(job.path, graph.takeError()));
    return results;
  }
  auto lint = [&](ChosenBoard const *board) {
    results.push_back(
        lintNetwork({*graph, job.path, job.model, job.policy, board, baseline, ENERGY_OPT_VERSION}, estimator,
                    diagnostics));
  };
  if (job.boards.empty())
    lint(nullptr);
  for (auto const &board : job.boards)
    lint(board.get());
  return results;
}

/// By its name as asked for, or as the file has it: another unit of a board is a file of its own.
static bool hasBoard(Job const &job, llvm::StringRef name) {
  return llvm::any_of(job.policy.boards, [&](BoardChoice const &choice) { return choice.name == name; }) ||
         llvm::any_of(job.boards, [&](auto const &board) { return board->model->id == name; });
}

static llvm::Expected<std::vector<Job>> plan(LintOptions const &options, LintConfig const &config,
                                             llvm::ArrayRef<std::string> networks) {
  BoardCache cache(config, options.boardPath);
  std::vector<Job> jobs;
  for (std::string const &path : networks) {
    Job job{path, config.modelName(path), {}, {}};
    job.policy = policyInForce(config, options, job.model);
    auto boards = cache.boardsOf(job.policy);
    if (!boards)
      return boards.takeError();
    job.boards = std::move(*boards);
    jobs.push_back(std::move(job));
  }
  for (SettingRequest const &request : options.policy.settings)
    if (!request.board.empty() &&
        llvm::none_of(jobs, [&](Job const &job) { return hasBoard(job, request.board); }))
      return usageError("--setting {}:{}={}: no such board is asked for", request.board, request.name,
                        request.value);
  return jobs;
}

/// Calls `change` with the severity of everything that counts.
static void eachSeverity(LintReport &report, llvm::function_ref<void(Severity &)> change) {
  auto findings = [&](std::vector<Finding> &list) {
    for (Finding &finding : list)
      if (finding.suppressed.empty())
        change(finding.severity);
  };
  for (LintResult &result : report.results) {
    for (BudgetResult &budget : result.budgets)
      change(budget.severity);
    findings(result.findings);
  }
  findings(report.configFindings);
}

llvm::Expected<LintRun> lintAll(LintOptions const &options) {
  llvm::Expected<LintConfig> config = configInForce(options);
  if (!config)
    return config.takeError();
  std::string messages;
  llvm::Expected<std::vector<std::string>> networks = findNetworks(options.models, *config, messages);
  printMessages(messages);
  if (!networks)
    return networks.takeError();
  llvm::Expected<std::vector<Job>> jobs = plan(options, *config, *networks);
  if (!jobs)
    return jobs.takeError();
  llvm::Expected<std::optional<Baseline>> read = baselineInForce(*config, options);
  if (!read)
    return read.takeError();
  llvm::Expected<OpRules> opRules = opRulesInForce(*config, options);
  if (!opRules)
    return opRules.takeError();
  PassEstimator estimator(std::move(*opRules));
  Baseline const *baseline = *read ? &**read : nullptr;

  LintRun run;
  run.report.toolVersion = ENERGY_OPT_VERSION;
  run.report.configPath = config->path;
  {
    ProgressLine progress(jobs->size(), PrintsMeanwhile::Nothing);
    size_t next = 0;
    inOrder(
        jobs->size(), options.jobs, [&](size_t i) { return lintOne((*jobs)[i], baseline, estimator); },
        [&](std::vector<LintResult> results) {
          progress.step();
          run.models.insert(run.models.end(), results.size(), (*jobs)[next++].model);
          llvm::move(results, std::back_inserter(run.report.results));
        });
  }
  RuleInfo const &stale = *findRuleOrOwn(staleSuppression);
  bool otherBoards = !options.policy.boards.empty() && !config->base.boards.empty();
  Linted linted = otherBoards || !options.policy.rules.empty()         ? Linted::OtherConditions
                  : !options.models.empty() && !config->models.empty() ? Linted::SomeNetworks
                                                                       : Linted::All;
  foldUnmatchedBudgets(run.report, linted == Linted::All);
  LintPolicy policy = config->base;
  policy.merge(options.policy);
  applySuppressions(*config, baseline, run.models, linted,
                    policy.severityOf(stale.name, stale.severity, false), run.report);
  if (options.warningsAsErrors)
    eachSeverity(run.report, [](Severity &severity) {
      if (severity == Severity::Warning)
        severity = Severity::Error;
    });
  sumUpVerdict(run.report);
  run.report.exitCode = exitCodeFor(run.report);
  return run;
}

} // namespace eo
