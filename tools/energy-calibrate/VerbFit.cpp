//===- VerbFit.cpp - energy-calibrate fit: tables in, board file out --------------------------===//

#include "lib/board/BoardWriter.h"
#include "lib/calibrate/Exchanges.h"
#include "lib/calibrate/FitSummary.h"
#include "lib/calibrate/Like.h"
#include "lib/calibrate/NeighbourFit.h"
#include "tools/common/Output.h"
#include "tools/energy-calibrate/FitBoard.h"
#include "tools/energy-calibrate/Siblings.h"
#include "tools/energy-calibrate/Verbs.h"
#include <cmath>

namespace eo {

static char const *const fitOverview =
    R"(Fits a board model to tables of measurements and reports how far it can be trusted.

A table is one of
  layers    op,i_size,o_size,ifm,ofm,ksize,stride,energy_j   op: conv2d or fc; o_size may be left empty for conv2d
  networks  model,<settings>,latency_s,throughput_per_s,power_w,energy_j   model: an ONNX file; any of the four
  nodes     model,node,time_s   node: its name in the ONNX file
  bundle    a folder that 'energy-calibrate measure' has written
with units in the column names: energy_j, _mj, _uj; latency_s, _ms, _us; power_w, _mw. A column 'group' says which
rows are held out together (default: those of one model), 'spread' the relative standard error of a row, 'dim:NAME' the
value of an open dimension of its network.

  energy-calibrate fit --kind=mac-linear layers.csv -o myboard.yaml
  energy-calibrate fit --like=raspberry-pi-5 --unit=cpu bundle -o myboard.yaml
  energy-calibrate fit --like=jetson-nano,agx-xavier --models=nets three-networks.csv -o mynano.yaml
  energy-calibrate fit --like=raspberry-pi-5 --unit=cpu --profile=bundle -o times.yaml   (times of layers alone)
  energy-calibrate fit --kind=latency-power --compare --where runtime=onnx --models=nets rpi5.csv -o rpi5.yaml

The error that counts is the held-out one: each network is predicted by a fit that has not seen it.)";

namespace {

/// Every kind, best first.
std::vector<SummaryCandidate> compareKinds(FitSkeleton const &skeleton, Dataset const &data,
                                           Folds const &folds) {
  std::vector<std::pair<double, SummaryCandidate>> ranked;
  for (std::string const &kind : boardKindNames())
    for (Candidate const &candidate : candidatesOf(kind, "", data)) {
      SummaryCandidate row{candidate.name, {}, {}, 0, {}};
      llvm::Expected<Evaluated> evaluated = evaluate(candidate, skeleton, data, folds);
      double score = INFINITY;
      if (!evaluated) {
        row.failure = takeErrorText(evaluated.takeError()).message;
      } else {
        if (evaluated->energy)
          row.energyMape = evaluated->energy->mape;
        if (evaluated->time)
          row.timeMape = evaluated->time->mape;
        row.freeParameters = evaluated->fit.freeParameters;
        score = row.energyMape.value_or(row.timeMape.value_or(INFINITY));
      }
      ranked.emplace_back(score, std::move(row));
    }
  llvm::stable_sort(ranked, [](auto const &a, auto const &b) { return a.first < b.first; });
  std::vector<SummaryCandidate> rows;
  rows.reserve(ranked.size());
  for (auto &[score, row] : ranked)
    rows.push_back(std::move(row));
  return rows;
}

/// γ and τ, where tables pair layers alone with layers in their network; the in-network rows leave the
/// dataset.
llvm::Expected<std::optional<NeighbourFit>> pairedLayers(FitFlags const &flags, Dataset &data) {
  llvm::Expected<std::vector<PairedSequence>> pairs = takePairs(data);
  if (!pairs)
    return pairs.takeError();
  if (pairs->empty())
    return std::nullopt;
  if (flags.basePower.getNumOccurrences() == 0)
    return usageError("a table with in-network rows needs --base-power");
  return fitNeighbours(*pairs, flags.basePower);
}

/// "held out, precision=int8: energy 4.5 %, time 4.8 % (26 rows)".
std::string heldOutNote(SummarySetting const &one) {
  std::string text = "held out, " + one.setting + ":";
  if (one.energyMape)
    text += fmt::format(" energy {:.1f} %,", 100 * *one.energyMape);
  if (one.timeMape)
    text += fmt::format(" time {:.1f} %,", 100 * *one.timeMape);
  text.back() = ' ';
  return text + fmt::format("({} rows)", one.rows);
}

/// One network says how long it takes, not why.
llvm::Error checkEnoughNetworks(FitSkeleton const &skeleton, llvm::ArrayRef<ChosenBoard> siblings,
                                Dataset const &data) {
  bool expected =
      llvm::any_of(skeleton.board.coefficients, [](Coefficient const &c) { return c.spread.has_value(); });
  bool onlyNetworks = llvm::all_of(data.samples, [](Sample const &sample) { return sample.network; });
  if (!onlyNetworks || data.networkCount() != 1 || expected || !siblings.empty())
    return llvm::Error::success();
  return inputError("{}: one network cannot tell arithmetic, memory and launches apart; add networks, or "
                    "--like=BOARD takes their proportions from a similar board",
                    data.tables[0].file);
}

/// γ and τ into the board file, what they are worth into the remarks.
void adoptNeighbours(NeighbourFit const &found, Fit &fit) {
  fit.board.neighbours = NeighbourModel{found.baseW, found.gamma, found.tauS};
  fit.remarks.push_back(
      fmt::format("neighbours: gamma = {:.4g}, tau = {:.4g} s over {} layers; in-network power "
                  "off by {:.2f} %, by {:.2f} % without the correction",
                  found.gamma, found.tauS, found.layers, 100 * found.mape, 100 * found.mapeAlone));
}

void remarkOnIdle(Evaluated &best) {
  if (!best.fit.board.idleIncluded && best.energy)
    best.fit.remarks.push_back(
        "nothing says whether the energies contain what the board draws idle: --idle=included "
        "or --idle=excluded");
}

/// The errors held out, of all rows and of each setting, as notes of the board file.
void noteHeldOut(Evaluated &best, llvm::ArrayRef<SummarySetting> settings, size_t rows) {
  std::vector<std::string> &notes = best.fit.board.notes;
  if (best.score()) {
    SummarySetting all{"all rows", rows, std::nullopt, std::nullopt, {}};
    if (best.energy)
      all.energyMape = best.energy->mape;
    if (best.time)
      all.timeMape = best.time->mape;
    notes.push_back(heldOutNote(all));
  }
  if (settings.size() > 1)
    for (SummarySetting const &one : settings)
      notes.push_back(heldOutNote(one));
}

/// To standard output, to the page and the board file that were asked for.
llvm::Error writeFit(FitFlags const &flags, FitSummary &summary, BoardModel const &board) {
  flags.json ? writeJson(summary, llvm::outs()) : writeText(summary, llvm::outs());
  summary.name = board.title + ": " + summary.name; // a page stands alone
  if (!flags.html.empty())
    if (llvm::Error error = writeFile(flags.html, [&](llvm::raw_ostream &out) { writeHtml(summary, out); }))
      return error;
  if (flags.output.empty())
    return llvm::Error::success();
  return writeFile(flags.output, [&](llvm::raw_ostream &out) {
    out << writeBoardModel(board,
                           "Fitted by energy-calibrate. Every key is explained in boardmodels/README.md.");
  });
}

llvm::Error fit(FitFlags const &flags) {
  llvm::Expected<FitSkeleton> skeleton = readSkeleton(flags);
  if (!skeleton)
    return skeleton.takeError();
  llvm::Expected<std::vector<MeasurementTable>> tables = flags.data.read();
  if (!tables)
    return tables.takeError();
  llvm::Expected<BoardSiblings> siblings = readSiblings(flags, *tables, skeleton->board);
  if (!siblings)
    return siblings.takeError();
  llvm::Expected<std::unique_ptr<Dataset>> loaded = flags.data.load(&skeleton->board, std::move(*tables));
  if (!loaded)
    return loaded.takeError();
  Dataset &data = **loaded;
  if (llvm::Error error = checkPlausible(data))
    return error;
  std::vector<std::string> leftOut = leaveOutImpossible(data);
  if (llvm::Error error = checkEnoughNetworks(*skeleton, siblings->named, data))
    return error;
  llvm::Expected<std::optional<NeighbourFit>> neighbours = pairedLayers(flags, data);
  if (!neighbours)
    return neighbours.takeError();
  if (llvm::Error error = completeSkeleton(*skeleton, flags, data))
    return error;
  llvm::Expected<BundleMeter> meter = bundleMeter(flags.data.tables);
  if (!meter)
    return meter.takeError();
  if (meter->energies && flags.idle.empty())
    skeleton->board.idleIncluded = true;
  Folds folds = makeFolds(groupsOf(data));
  llvm::Expected<std::vector<Candidate>> candidates =
      candidatesOf(flags.kind.getValue(), flags.form.getValue(), data);
  if (!siblings->named.empty())
    candidates = likeCandidates(*skeleton, *siblings, data, std::move(*candidates));
  if (!candidates)
    return candidates.takeError();
  std::vector<std::string> exchanged;
  llvm::Expected<Evaluated> best = evaluateUnmixed(*candidates, *skeleton, data, folds, exchanged);
  if (!best)
    return best.takeError();
  addHeldOutError(*best, data, folds);
  if (!siblings->named.empty())
    adoptErrorOfOthers(best->fit.board,
                       llvm::any_of(data.samples, [](Sample const &s) { return s.energyJ || s.powerW; }));
  if (*neighbours)
    adoptNeighbours(**neighbours, best->fit);
  addProvenance(best->fit.board, flags, *meter, data, best->fit);
  remarkOnIdle(*best);
  FitSummary summary = summarize(*best, data, folds);
  for (std::vector<std::string> const &lines : {exchanged, leftOut})
    summary.suspects.insert(summary.suspects.begin(), lines.begin(), lines.end());
  noteHeldOut(*best, summary.settings, data.samples.size());
  if (best->fit.board.kindName() == "mac-linear")
    summary.paper = fitAsPaper(data);
  if (flags.compare)
    summary.compared = compareKinds(*skeleton, data, folds);
  return writeFit(flags, summary, best->fit.board);
}

} // namespace

int runFit(int argc, char const *const *argv) {
  FitFlags flags;
  if (std::optional<int> code = parseVerbArguments(argc, argv, fitOverview,
                                                   {{"kind", boardKindNames()},
                                                    {"form", boardKindForms("latency-power")},
                                                    {"precision", {"fp32", "fp16", "bf16", "int8"}},
                                                    {"idle", {"included", "excluded"}}}))
    return *code;
  if (llvm::Error error = fit(flags))
    return failWith(std::move(error));
  return 0;
}

} // namespace eo
