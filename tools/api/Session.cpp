#include "tools/api/Session.h"

#include "lib/lint/Linter.h"
#include "lib/onnx/Loader.h"
#include "lib/report/BoardList.h"
#include "lib/support/Error.h"
#include "lib/text/JsonWriter.h"
#include "tools/api/Estimate.h"
#include "tools/api/LintFlags.h"
#include "tools/common/Boards.h"

namespace eo {

std::string networkName(Request const &request) { return request.path.empty() ? "network" : request.path; }

llvm::Expected<Session::Board> Session::board(Request const &request) {
  if (request.board.empty()) {
    if (!request.settings.empty() || request.powerW || !request.inputContent.empty())
      return usageError("settings, power_w and input_content need a board");
    return Board();
  }
  std::string key = request.board;
  for (SettingRequest const &setting : request.settings)
    key += "\n" + setting.name + "=" + setting.value;
  key += "\n\n" + request.inputContent + "\n" + (request.powerW ? shortest(*request.powerW) : "");
  {
    std::lock_guard lock(mutex);
    auto found = kept.find(key);
    if (found != kept.end())
      return found->second;
  }
  llvm::Expected<std::vector<ChosenBoard>> chosen = chooseBoards(path, {request.board}, request.settings);
  if (!chosen)
    return chosen.takeError();
  ChosenBoard &one = chosen->front();
  if (!request.inputContent.empty())
    if (llvm::Error error = chooseInputContent(one, request.inputContent))
      return error;
  one.givenPowerW = request.powerW;
  auto board = std::make_shared<ChosenBoard const>(std::move(one));
  std::lock_guard lock(mutex);
  if (kept.size() >= maxKept)
    kept.clear();
  return kept.emplace(std::move(key), std::move(board)).first->second;
}

llvm::Expected<Graph> Session::load(Request const &request, std::optional<llvm::StringRef> network,
                                    DiagnosticEngine &diagnostics) const {
  if (!network && request.bytes)
    network = *request.bytes;
  if (network)
    return loadNetworkFromBuffer(*network, networkName(request), {}, diagnostics);
  if (request.path.empty())
    return usageError("no network: 'path' or 'bytes' is missing");
  return loadNetwork(request.path, {}, diagnostics);
}

static Question questionOf(Request const &request, ChosenBoard const *board,
                           std::shared_ptr<KeptPricers> pricers) {
  Question question;
  question.board = board;
  question.pricers = std::move(pricers);
  question.bindings = &request.bindings;
  question.macConvention = request.macConvention;
  question.layers = request.layers;
  return question;
}

static llvm::Error withName(Request const &request, llvm::Error error) {
  ErrorText text = takeErrorText(std::move(error));
  return makeError(text.kind, networkName(request) + ": " + text.message);
}

llvm::Expected<Report> Session::estimateEdited(Request const &request, std::optional<llvm::StringRef> network,
                                               Board const &chosen) {
  bool isFile = !network && !request.bytes && !request.path.empty();
  llvm::Expected<KeptNetworks::Network> base = edited.get(
      isFile ? request.path : "", [&](DiagnosticEngine &said) { return load(request, network, said); });
  if (!base)
    return base.takeError();
  llvm::Expected<std::shared_ptr<Annotations const>> analysed =
      (*base)->analysed(request.bindings, PassEstimator());
  if (!analysed)
    return withName(request, analysed.takeError());
  if (isFile && chosen != nullptr && !request.layers && !request.macConvention)
    if (std::shared_ptr<QuickEdits> quick = (*base)->quick(request.bindings, chosen, *analysed))
      if (std::optional<Report> report = quick->estimate(request.edits, networkName(request)))
        return std::move(*report);
  llvm::Expected<EditedNetwork> changed =
      EditedNetwork::make((*base)->graph, **analysed, request.bindings, request.edits, PassEstimator());
  if (!changed)
    return withName(request, changed.takeError());
  llvm::Expected<Report> report = eo::estimate(changed->graph(), questionOf(request, chosen.get(), pricers),
                                               networkName(request), (*base)->diagnostics);
  return report ? std::move(report) : withName(request, report.takeError());
}

llvm::Expected<Report> Session::estimate(Request const &request, std::optional<llvm::StringRef> network) {
  if (!request.lintKey.empty())
    return usageError("'{}' is of lint: a report has no verdicts", request.lintKey);
  llvm::Expected<Board> chosen = board(request);
  if (!chosen)
    return chosen.takeError();
  if (!request.edits.empty())
    return estimateEdited(request, network, *chosen);
  DiagnosticEngine diagnostics;
  llvm::Expected<Graph> graph = load(request, network, diagnostics);
  if (!graph)
    return graph.takeError();
  llvm::Expected<Report> report = eo::estimate(*graph, questionOf(request, chosen->get(), pricers),
                                               networkName(request), std::move(diagnostics));
  return report ? std::move(report) : withName(request, report.takeError());
}

/// The request's policy with its dimensions, as far as rules can change networks under them.
static llvm::Expected<LintPolicy> policyOf(Request const &request) {
  DimBindings const &bindings = request.bindings;
  if (!bindings.expressions.empty() || !bindings.values.empty() || !bindings.shapes.empty())
    return usageError("lint takes whole numbers for dimensions, and neither values nor shapes");
  LintPolicy policy = request.policy;
  policy.dims = bindings.named;
  for (auto const &[axis, value] : bindings.byAxis)
    policy.dims[fmt::format("{}[{}]", axis.first, axis.second)] = value;
  return policy;
}

llvm::Expected<LintReport> Session::lint(Request const &request, std::optional<llvm::StringRef> network) {
  if (!request.edits.empty())
    return usageError("edits are for estimates; lint takes the network as it is");
  llvm::Expected<Board> chosen = board(request);
  if (!chosen)
    return chosen.takeError();
  llvm::Expected<LintPolicy> policy = policyOf(request);
  if (!policy)
    return policy.takeError();
  DiagnosticEngine diagnostics;
  llvm::Expected<Graph> graph = load(request, network, diagnostics);
  if (!graph)
    return graph.takeError();
  std::string name = networkName(request);
  LintReport report;
  report.toolVersion = buildVersion().str();
  report.results.push_back(
      lintNetwork({*graph, name, name, *policy, chosen->get(), nullptr, report.toolVersion}, PassEstimator(),
                  std::move(diagnostics)));
  foldUnmatchedBudgets(report, true);
  sumUpVerdict(report);
  report.exitCode = exitCodeFor(report);
  return report;
}

std::string Session::boardsJson() const {
  auto known = [](std::string const &text) { return text.empty() ? std::nullopt : std::optional(text); };
  std::string text;
  llvm::raw_string_ostream stream(text);
  JsonWriter json(stream);
  json.array([&] {
    for (auto const &[name, file] : findBoards(path)) {
      std::string const &boardName = name, &boardFile = file;
      llvm::Expected<BoardModel> read = loadBoard(path, boardName);
      if (!read) {
        llvm::consumeError(read.takeError());
        continue;
      }
      BoardModel const &model = *read;
      json.object([&] {
        json.attribute("board", boardName);
        json.attribute("title", model.title);
        json.attribute("kind", model.kindName());
        json.attribute("file", boardFile);
        BoardFacts facts = boardFacts(model);
        json.attribute("figures", facts.hasFigures);
        json.attribute("precision", precisionWord(model.precision));
        json.attribute("metered", known(model.metered));
        json.attribute("energy_error", facts.energyError);
        json.attribute("latency_error", facts.latencyError);
        json.attribute("networks", facts.networks > 0 ? std::optional(facts.networks) : std::nullopt);
        json.attribute("scaled_from", known(model.derivedFrom));
        json.attributeArray("aliases", [&] {
          for (std::string const &alias : model.aliases)
            json.value(alias);
        });
        json.attributeObject("settings", [&] {
          for (SettingDeclaration const &setting : model.settings)
            json.attributeObject(setting.name, [&] {
              json.attributeArray("values", [&] {
                for (std::string const &value : setting.allValues())
                  json.value(value);
              });
              json.attribute("default", setting.defaultValue);
            });
        });
      });
    }
  });
  return text;
}

} // namespace eo
