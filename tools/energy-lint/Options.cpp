#include "tools/energy-lint/Options.h"

#include "lib/lint/OwnFindings.h"
#include "lib/pass/DimNames.h"
#include "lib/support/Error.h"
#include "lib/support/Spelling.h"
#include "tools/api/LintFlags.h"
#include "tools/common/Arguments.h"
#include "tools/common/Boards.h"
#include "tools/common/Dims.h"
#include "tools/common/InOrder.h"
#include "tools/common/SelfDescription.h"
#include "tools/common/Terminal.h"
#include "tools/common/Version.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"

#include <climits>
#include <cstdlib>

namespace eo {

namespace cl = llvm::cl;

/// "text, json or sarif".
static std::string formatNames() {
  std::string names;
  llvm::ArrayRef<LintFormat> formats = lintFormats();
  for (size_t i = 0; i < formats.size(); ++i)
    names += (i == 0 ? "" : i + 1 == formats.size() ? " or " : ", ") + formats[i].name.str();
  return names;
}

namespace {
/// The flags, made when the command line is read: nothing runs before main.
struct LintFlags {
  cl::OptionCategory check{"What to check"}, output{"Output"}, about{"Rules and configs"};
  std::string formatHelp = formatNames();

  cl::list<std::string> models{
      cl::Positional, cl::ZeroOrMore,
      cl::desc("MODEL.onnx|DIR... (- is standard input; default: those of the config)"), cl::cat(check)};
  cl::opt<std::string> config{"config", cl::value_desc("FILE"), cl::cat(check),
                              cl::desc("default: energy.yaml or .energy.yaml here or in a folder above")};
  cl::opt<bool> noConfig{"no-config", cl::cat(check), cl::desc("use no config, even where there is one")};
  cl::list<std::string> boards{"board", cl::CommaSeparated, cl::value_desc("B[,B...]"), cl::cat(check),
                               cl::desc("boards by name or YAML file, in the place of the config's")};
  cl::list<std::string> settings{"setting", cl::value_desc("[BOARD:]K=V"), cl::cat(check),
                                 cl::desc("operating point of the boards, for example unit=cpu")};
  cl::list<std::string> dims{"dim", cl::value_desc("NAME=V"), cl::cat(check),
                             cl::desc("value of an open dimension; INPUT[AXIS]=V for one without a name")};
  cl::list<std::string> budgets{"budget", cl::value_desc("METRIC=LIMIT"), cl::cat(check),
                                cl::desc("budget of every network, for example energy=1J or latency=20ms")};
  cl::list<std::string> rules{"rule", cl::value_desc("NAME=LEVEL"), cl::cat(check),
                              cl::desc("off, note, warn or error for a rule, or for all")};
  cl::opt<std::string> unknown{"unknown", cl::value_desc("P"), cl::cat(check),
                               cl::desc("pass, warn or fail (default) where a verdict is unknown")};
  cl::opt<std::string> minCoverage{"min-coverage", cl::value_desc("P"), cl::cat(check),
                                   cl::desc("share of the MACs that must be modelled (0.95 or 95%)")};
  cl::list<std::string> opFiles{"op-file", cl::value_desc("FILE"), cl::cat(check),
                                cl::desc("rules for operators of your own (docs/extending.md)")};
  cl::opt<std::string> baseline{"baseline", cl::value_desc("FILE"), cl::cat(check),
                                cl::desc("JSON reports to compare with, in the place of the config's")};
  cl::opt<bool> warningsAsErrors{"warnings-as-errors", cl::cat(check),
                                 cl::desc("warnings fail as errors do")};
  cl::list<std::string> boardPath{"board-path", cl::value_desc("DIR"), cl::cat(check),
                                  cl::desc("search here first, before $ENERGY_OPT_BOARD_PATH")};
  cl::opt<unsigned> jobs{"jobs", cl::value_desc("N"), cl::init(0), cl::cat(check),
                         cl::desc("networks analysed at once (default: one a core)")};

  cl::opt<std::string> format{"format", cl::value_desc("F"), cl::init("text"), cl::cat(output),
                              cl::desc(formatHelp)};
  cl::opt<std::string> outputFile{"o", cl::value_desc("FILE"), cl::cat(output), cl::desc("write to FILE")};
  cl::list<std::string> reports{"report", cl::value_desc("F=FILE"), cl::cat(output),
                                cl::desc("write a further report in format F to FILE")};
  cl::opt<unsigned> top{"top", cl::value_desc("N"), cl::init(10), cl::cat(output),
                        cl::desc("findings of a network shown in text (default 10; 0: all)")};
  cl::opt<bool> quiet{"quiet", cl::cat(output), cl::desc("leave out notes and what is in order")};
  cl::opt<std::string> writeBaseline{
      "write-baseline", cl::value_desc("FILE"), cl::cat(output),
      cl::desc("write today's figures and findings, to be compared with later; exit with 0")};

  cl::opt<bool> listRules{"list-rules", cl::cat(about), cl::desc("print all rules")};
  cl::list<std::string> explain{"explain", cl::value_desc("RULE"), cl::cat(about),
                                cl::desc("print what a rule finds and what to do about it")};
  cl::opt<bool> init{"init", cl::cat(about), cl::desc("print a commented config (-o FILE: write it)")};
  cl::opt<bool> force{"force", cl::cat(about), cl::desc("let --init overwrite the file")};
  cl::opt<bool> configHelp{"config-help", cl::cat(about), cl::desc("print all keys of a config")};
  cl::opt<bool> printSchema{"print-schema", cl::cat(about),
                            cl::desc("print the config's JSON Schema, for editors")};
  SelfDescription self;
};
} // namespace

constexpr char const *overview =
    R"(checks networks against energy budgets and for what wastes energy

  energy-lint                                        the networks and budgets of energy.yaml
  energy-lint --init -o energy.yaml                  begin with a commented config
  energy-lint --board=edge-tpu net.onnx              rules alone, without a config
  energy-lint --board=edge-tpu --budget energy=20mJ net.onnx
  energy-lint --write-baseline=energy-baseline.json  take an old project over as it is
  energy-lint --explain=outside-calibration          what a rule is about

A verdict is FITS, DOES NOT FIT or UNKNOWN: an estimate has an interval, and one that straddles the budget
decides nothing.

Exit codes: 0 fine, 1 over budget or an error found, 2 wrong usage, config or board file, 3 broken network or
baseline, 4 a verdict is unknown. Of several the first of 2, 3, 1, 4, 0.
)";

static llvm::Expected<LintFormat const *> findFormat(llvm::StringRef flag, llvm::StringRef name) {
  std::vector<std::string> known;
  for (LintFormat const &format : lintFormats()) {
    if (format.name == name)
      return &format;
    known.push_back(format.name.str());
  }
  return usageError("{} {}: unknown format{} (known: {})", flag, name, didYouMean(name, known),
                    llvm::join(known, ", "));
}

static llvm::Error addDimension(llvm::StringRef text, LintPolicy &policy) {
  auto [name, value] = text.rsplit('=');
  llvm::Expected<std::vector<int64_t>> values = parseDimValues(value);
  if (!values)
    return usageError("--dim {}: {}", text, takeErrorText(values.takeError()).message);
  if (name.empty() || values->size() != 1)
    return usageError("--dim {}: expected NAME=V or INPUT[AXIS]=V with an integer V", text);
  auto [known, isNew] = policy.dims.try_emplace(name.str(), values->front());
  if (!isNew && known->second != values->front())
    return usageError("--dim {}: '{}' is {} already; one value, please", text, name.str(), known->second);
  return llvm::Error::success();
}

static llvm::Error takePolicy(LintFlags &flags, LintPolicy &policy) {
  for (std::string const &name : flags.boards)
    policy.boards.push_back({name, {}, std::nullopt});
  for (std::string const &text : flags.settings) {
    llvm::Expected<SettingRequest> request = parseSettingRequest(text);
    if (!request)
      return request.takeError();
    policy.settings.push_back(std::move(*request));
  }
  if (llvm::Error error = checkRepeats(policy.settings))
    return error;
  for (std::string const &text : flags.dims)
    if (llvm::Error error = addDimension(text, policy))
      return error;
  for (std::string const &text : flags.budgets) {
    llvm::Expected<Budget> budget = parseBudget(text);
    if (!budget)
      return budget.takeError();
    if (llvm::any_of(policy.budgets, [&](Budget const &before) { return before.sameTarget(*budget); }))
      return usageError("--budget {}: that metric has a budget already; one limit, please", text);
    policy.budgets.push_back(std::move(*budget));
  }
  for (std::string const &text : flags.rules)
    if (llvm::Error error = addRuleLevel(text, policy))
      return error;
  if (!flags.unknown.empty())
    if (llvm::Error error = setUnknownPolicy(flags.unknown, policy))
      return error;
  if (flags.minCoverage.empty())
    return llvm::Error::success();
  llvm::Expected<double> share = parseShare("--min-coverage", flags.minCoverage);
  if (!share)
    return share.takeError();
  policy.minCoverage = *share;
  return llvm::Error::success();
}

static llvm::Error takeOutput(LintFlags &flags, LintOptions &options) {
  llvm::Expected<LintFormat const *> format = findFormat("--format", flags.format);
  if (!format)
    return format.takeError();
  options.format = *format;
  for (std::string const &text : flags.reports) {
    auto [name, path] = llvm::StringRef(text).split('=');
    llvm::Expected<LintFormat const *> further = findFormat("--report", name);
    if (!further)
      return further.takeError();
    if (path.empty())
      return usageError("--report {}: expected FORMAT=FILE, for example {}=report.txt", text, name);
    options.reports.push_back({*further, path.str()});
  }
  options.output = flags.outputFile;
  static_cast<WriteOptions &>(options.layout) = terminalLayout(!options.output.empty());
  options.layout.top = flags.top == 0 ? UINT_MAX : flags.top.getValue();
  options.layout.quiet = flags.quiet;
  return llvm::Error::success();
}

static llvm::Expected<LintOptions> takeFlags(LintFlags &flags, char const *program) {
  LintOptions options;
  options.models = flags.models;
  options.config = flags.config;
  options.noConfig = flags.noConfig;
  options.opFiles = flags.opFiles;
  options.baseline = flags.baseline;
  options.writeBaseline = flags.writeBaseline;
  options.warningsAsErrors = flags.warningsAsErrors;
  options.jobs = flags.jobs;
  options.force = flags.force;
  options.questions = {flags.listRules, flags.init, flags.printSchema, flags.configHelp, flags.explain};
  if (llvm::Error error = checkJobs(options.jobs))
    return error;
  if (options.noConfig && !options.config.empty())
    return usageError("--config and --no-config exclude each other");
  llvm::Expected<BoardPath> boardPath = toolBoardPath(flags.boardPath, program, ENERGY_OPT_SOURCE_BOARDS);
  if (!boardPath)
    return boardPath.takeError();
  options.boardPath = std::move(*boardPath);
  if (llvm::Error error = takePolicy(flags, options.policy))
    return error;
  if (llvm::Error error = takeOutput(flags, options))
    return error;
  return options;
}

static ToolDescription description() {
  std::vector<std::string> formats;
  for (LintFormat const &format : lintFormats())
    formats.push_back(format.name.str());
  return {"energy-lint",
          ENERGY_OPT_VERSION,
          overview,
          "[MODEL.onnx|DIR...]",
          {{"format", formats}, {"explain", ruleNames()}, {"unknown", {"pass", "warn", "fail"}}}};
}

llvm::Expected<LintOptions> parseLintOptions(int argc, char const *const *argv) {
  static LintFlags flags;
  cl::HideUnrelatedOptions({&flags.check, &flags.output, &flags.about});
  setVersionPrinter("energy-lint", argv[0], ENERGY_OPT_SOURCE_BOARDS);
  if (!parseArguments("energy-lint", argc, argv, overview))
    std::exit(2);
  if (flags.self.answer(description(), llvm::outs()))
    std::exit(0);
  return takeFlags(flags, argv[0]);
}

} // namespace eo
