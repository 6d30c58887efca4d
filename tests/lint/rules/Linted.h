//===- Linted.h - a network analysed as energy-lint does, for tests -------------------------------===//
#ifndef ENERGY_OPT_TESTS_LINT_RULES_LINTED_H
#define ENERGY_OPT_TESTS_LINT_RULES_LINTED_H

#include "lib/board/BoardPath.h"
#include "lib/cost/EnergyEstimate.h"
#include "lib/lint/Rule.h"
#include "lib/onnx/Loader.h"
#include "lib/report/ReportBuilder.h"
#include "lib/support/Error.h"
#include "passes/Pipeline.h"
#include "tests/support/TestFiles.h"
#include "llvm/ADT/STLExtras.h"

namespace eo::test {

/// A board of boardmodels/ or a file, at "name=value" settings; fails the test where there is none.
inline ChosenBoard boardNamed(llvm::StringRef name, llvm::ArrayRef<SettingRequest> settings = {}) {
  BoardPath path;
  path.directories.push_back(ENERGY_OPT_SOURCE_DIR "/boardmodels");
  llvm::Expected<ChosenBoard> board = chooseBoard(path, name, settings);
  if (!board) {
    ADD_FAILURE() << takeErrorText(board.takeError()).message;
    return {std::make_shared<BoardModel>(), {}};
  }
  return std::move(*board);
}

/// The network analysed for the board. `error` is why that failed, empty without a failure.
class Linted {
public:
  Linted(Graph network, ChosenBoard const &chosenBoard, DimBindings dims = {})
      : graph(std::move(network)), board(chosenBoard), bindings(std::move(dims)) {
    analyse();
  }
  Linted(std::string const &path, ChosenBoard const &chosenBoard, DimBindings dims = {})
      : board(chosenBoard), bindings(std::move(dims)) {
    llvm::Expected<Graph> loaded = loadNetwork(path, {}, diagnostics);
    if (!loaded) {
      error = takeErrorText(loaded.takeError()).message;
      return;
    }
    graph = std::move(*loaded);
    analyse();
  }
  Linted(Linted const &) = delete;
  Linted &operator=(Linted const &) = delete;

  LintedNetwork network() const { return {graph, bindings, &board, annotations, report, estimator}; }
  std::vector<Finding> findings(llvm::StringRef rule) const {
    RuleInfo const *info = findRule(rule);
    if (info == nullptr) {
      ADD_FAILURE() << "no rule " << rule.str();
      return {};
    }
    return runRule(*info, info->severity, network());
  }
  double energyJ() const { return report.totals.energy.value_or(-1); }

  Graph graph;
  Annotations annotations;
  Report report;
  std::string error;

private:
  void analyse() {
    llvm::Expected<Annotations> result = estimator.analyze(graph, bindings, &board, diagnostics);
    if (!result) {
      error = takeErrorText(result.takeError()).message;
      return;
    }
    annotations = std::move(*result);
    report = buildReport({graph, annotations, diagnostics}, {"test", "0", "network"});
  }

  ChosenBoard board;
  DimBindings bindings;
  DiagnosticEngine diagnostics;
  PassEstimator estimator;
};

} // namespace eo::test

#endif
