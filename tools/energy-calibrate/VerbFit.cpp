//===- VerbFit.cpp - energy-calibrate fit: tables in, board file out --------------------------===//

#include "lib/board/BoardFile.h"
#include "lib/board/BoardWriter.h"
#include "lib/board/RuntimeRules.h"
#include "lib/calibrate/FitSummary.h"
#include "lib/calibrate/NeighbourFit.h"
#include "lib/support/Spelling.h"
#include "tools/common/Boards.h"
#include "tools/common/Output.h"
#include "tools/energy-calibrate/BundleTables.h"
#include "tools/energy-calibrate/DataFlags.h"
#include "tools/energy-calibrate/Nearest.h"
#include "tools/energy-calibrate/Siblings.h"
#include "tools/energy-calibrate/Verbs.h"
#include "llvm/Support/Path.h"
#include <cmath>
#include <ctime>

namespace eo {

static char const *const overview =
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

struct FitFlags {
  DataFlags data;
  llvm::cl::opt<std::string> kind{"kind",
                                  llvm::cl::desc("Formula of the board (default: latency-power):\n"
                                                 "mac-linear: energy per MAC of layers (Lahmer et al.)\n"
                                                 "latency-power: time and power of kernels\n"
                                                 "polynomial: sparse polynomials (NeuralPower)"),
                                  llvm::cl::init("latency-power")};
  llvm::cl::opt<std::string> form{
      "form", llvm::cl::desc("Form of latency-power (default: the one of less held-out error):\n"
                             "roofline: launch + (arithmetic⁴ + memory⁴)^¼\n"
                             "additive: sum of counts times constants")};
  llvm::cl::opt<std::string> output{"o", llvm::cl::value_desc("FILE"),
                                    llvm::cl::desc("Write the board file")};
  llvm::cl::opt<std::string> from{
      "from", llvm::cl::value_desc("BOARD.yaml"),
      llvm::cl::desc(
          "Take id, title, settings, kernel rules, notes and fixed coefficients from a board file")};
  llvm::cl::list<std::string> priors{
      "prior", llvm::cl::value_desc("BOARD.yaml"),
      llvm::cl::desc(
          "Expect the figures of another fit, as surely as it knew them (repeatable); those --from gives "
          "stand")};
  llvm::cl::opt<std::string> like{
      "like", llvm::cl::value_desc("BOARD,…"),
      llvm::cl::desc(
          "Expect the proportions of similar boards; one network is enough then to fit how fast the "
          "board is as a whole and what it draws. nearest: the board that has the times of the tables up to "
          "a "
          "factor")};
  llvm::cl::opt<std::string> runtime{
      "runtime", llvm::cl::value_desc("NAME"),
      llvm::cl::desc(
          "Which kernels the runtime makes of a network: onnxruntime, tensorrt, tflite, armnn, openvino "
          "(boardmodels/runtimes/), instead of the rules of --from")};
  llvm::cl::opt<std::string> id{"id", llvm::cl::desc("Name of the board (default: of the output file)")};
  llvm::cl::opt<std::string> title{"title", llvm::cl::desc("One line on the board")};
  llvm::cl::opt<std::string> unit{"unit",
                                  llvm::cl::desc("What computes: cpu, gpu, npu, … where no column says so")};
  llvm::cl::opt<std::string> precision{"precision",
                                       llvm::cl::desc("fp32, fp16, bf16 or int8, where no column says so")};
  llvm::cl::opt<std::string> idle{
      "idle", llvm::cl::desc("Whether energies contain what the board draws idle: included or excluded")};
  llvm::cl::opt<double> basePower{
      "base-power", llvm::cl::value_desc("W"),
      llvm::cl::desc("Base power, for tables with a column 'context' (isolated or in-network)")};
  llvm::cl::opt<std::string> rail{"rail", llvm::cl::desc("What was metered, for example VDD_IN")};
  llvm::cl::opt<double> rate{"rate-hz", llvm::cl::desc("Rate of the power samples")};
  llvm::cl::opt<std::string> date{"date", llvm::cl::desc("Date of the fit (default: today)")};
  llvm::cl::opt<std::string> source{"source", llvm::cl::desc("Who measured, or where it is published")};
  llvm::cl::opt<std::string> url{"url", llvm::cl::desc("Link to the source")};
  llvm::cl::list<std::string> notes{"note", llvm::cl::desc("A sentence for the board file (repeatable)")};
  llvm::cl::opt<bool> compare{"compare", llvm::cl::desc("Fit every kind and rank them by held-out error")};
  llvm::cl::opt<bool> json{"json", llvm::cl::desc("Report as JSON")};
  llvm::cl::opt<std::string> html{"html", llvm::cl::value_desc("FILE"),
                                  llvm::cl::desc("Write the report as a page, too")};
};

/// The board that --from names, without figures of another kind; an empty one without --from.
llvm::Expected<FitSkeleton> readSkeleton(FitFlags const &flags) {
  FitSkeleton skeleton;
  skeleton.board.precisionInferred = true;
  std::vector<std::string> names = boardKindNames(), forms = boardKindForms(flags.kind);
  if (!llvm::is_contained(names, flags.kind))
    return usageError("--kind {}: no such kind of boards{} (there are {})", flags.kind.getValue(),
                      didYouMean(flags.kind, names), listValues(names));
  if (!flags.form.empty() && !llvm::is_contained(forms, flags.form))
    return forms.empty()
               ? usageError("--form {}: kind {} has no forms", flags.form.getValue(), flags.kind.getValue())
               : usageError("--form {}: kind {} has no such form{} (it has {})", flags.form.getValue(),
                            flags.kind.getValue(), didYouMean(flags.form, forms), listValues(forms));
  skeleton.board.setKind(flags.kind, forms.empty() ? llvm::StringRef() : llvm::StringRef(forms.front()));
  if (flags.from.empty())
    return skeleton;
  llvm::Expected<BoardModel> base = readBoardFile(flags.from);
  if (!base)
    return base.takeError();
  bool otherKind = base->kindName() != flags.kind.getValue();
  skeleton.board = std::move(*base);
  if (otherKind)
    skeleton.board.coefficients.clear();
  return skeleton;
}

/// The rules of --runtime, which becomes a setting of the board.
llvm::Error addRuntime(FitFlags const &flags, BoardModel &board) {
  if (flags.runtime.empty())
    return llvm::Error::success();
  llvm::Expected<BoardPath> path = toolBoardPath({}, "energy-calibrate", ENERGY_OPT_SOURCE_BOARDS);
  if (!path)
    return path.takeError();
  llvm::Expected<RuntimeRules> runtime = loadRuntime(*path, flags.runtime);
  if (!runtime)
    return runtime.takeError();
  board.kernels = std::move(runtime->kernels);
  if (llvm::none_of(board.settings, [](auto const &setting) { return setting.name == "runtime"; }))
    board.settings.push_back({"runtime", {runtime->id}, runtime->id, {}});
  return llvm::Error::success();
}

/// What another fit found becomes what this one expects: give or take its standard error, at least a tenth;
/// three tenths where it has none.
llvm::Error addPriors(FitSkeleton &skeleton, llvm::ArrayRef<std::string> paths) {
  constexpr double leastSpread = 0.1, unknownSpread = 0.3;
  for (std::string const &path : paths) {
    llvm::Expected<BoardModel> other = readBoardFile(path);
    if (!other)
      return other.takeError();
    if (other->kindName() != skeleton.board.kindName())
      return usageError("--prior {}: a {} board, but the fit is of kind {}", path, other->kindName().str(),
                        skeleton.board.kindName().str());
    if (other->error && other->error->layer)
      skeleton.board.error = other->error; // of layers, where the tables have only networks
    for (Coefficient &expected : other->coefficients) {
      if (!expected.value || *expected.value <= 0)
        continue;
      expected.spread = expected.standardError
                            ? std::max(leastSpread, *expected.standardError / *expected.value)
                            : unknownSpread;
      expected.standardError.reset();
      auto same = llvm::find_if(skeleton.board.coefficients,
                                [&](Coefficient const &known) { return known.name == expected.name; });
      if (same == skeleton.board.coefficients.end())
        skeleton.board.coefficients.push_back(expected);
      else if (same->spread)
        *same = expected;
    }
  }
  return llvm::Error::success();
}

/// Completes the skeleton by the data's settings and the flags.
llvm::Error completeSkeleton(FitSkeleton &skeleton, FitFlags const &flags, Dataset &data) {
  BoardModel &board = skeleton.board;
  if (!flags.id.empty() || board.id.empty())
    board.id = flags.id.empty() ? settingWord(llvm::sys::path::stem(flags.output)) : flags.id.getValue();
  if (board.id.empty())
    board.id = "unnamed";
  if (!flags.title.empty() || board.title.empty())
    board.title = flags.title.empty() ? board.id : flags.title.getValue();
  adoptSettings(board.settings, data);
  if (llvm::none_of(board.settings, [](SettingDeclaration const &s) { return s.name == "unit"; })) {
    std::string unit = flags.unit.empty() ? "unstated" : settingWord(flags.unit);
    board.settings.insert(board.settings.begin(), {"unit", {unit}, unit, {}});
  }
  std::string precision = flags.precision;
  for (SettingDeclaration const &setting : board.settings)
    if (setting.name == "precision")
      precision = setting.defaultValue;
  if (!precision.empty()) {
    auto known = llvm::find_if(precisionWords(), [&](auto const &word) { return word.first == precision; });
    if (known == precisionWords().end())
      return usageError("precision '{}' is none of fp32, fp16, bf16, int8", precision);
    board.precision = known->second;
    board.precisionInferred = false;
  }
  if (!flags.idle.empty()) {
    if (flags.idle != "included" && flags.idle != "excluded")
      return usageError("--idle is 'included' or 'excluded', not '{}'", flags.idle.getValue());
    board.idleIncluded = flags.idle == "included";
  }
  board.notes.insert(board.notes.end(), flags.notes.begin(), flags.notes.end());
  return llvm::Error::success();
}

std::string today() {
  std::time_t now = std::time(nullptr);
  char text[16];
  std::strftime(text, sizeof text, "%Y-%m-%d", std::gmtime(&now));
  return text;
}

void addProvenance(BoardModel &board, FitFlags const &flags, BundleMeter const &meter, Dataset const &data,
                   Fit const &fit) {
  Calibration calibration;
  for (MeasurementTable const &table : data.tables)
    calibration.files.push_back(
        {llvm::sys::path::filename(table.file).str(), table.sha256, static_cast<int64_t>(table.rows.size())});
  calibration.selection = flags.data.selection();
  calibration.rail = flags.rail.empty() ? meter.rail : flags.rail.getValue();
  calibration.rateHz = flags.rate.getNumOccurrences() > 0 ? std::optional<double>(flags.rate) : meter.rateHz;
  calibration.date = flags.date.empty() ? today() : flags.date.getValue();
  calibration.points = static_cast<int64_t>(data.samples.size());
  calibration.networks = static_cast<int64_t>(data.networkCount());
  calibration.freeParameters = static_cast<int64_t>(fit.freeParameters);
  calibration.effectiveParameters = fit.effectiveParameters;
  board.calibration = std::move(calibration);
  if (!flags.source.empty() || board.sources.empty())
    board.sources.insert(
        board.sources.begin(),
        Source{flags.source.empty() ? "measured by the author of this file" : flags.source.getValue(), "", "",
               fmt::format("{}", data.samples.size()), flags.url});
}

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

/// What runs beside the accelerator: a fitted board, where it is looked for beside the output and where boards
/// are found. That --from names its skeleton by the same name says nothing of it.
llvm::Error addBeside(FitFlags const &flags, BoardModel &board) {
  llvm::SmallString<128> folder = llvm::sys::path::parent_path(flags.output);
  std::vector<std::string> first;
  if (!flags.output.empty())
    first.push_back(folder.empty() ? "." : folder.str().str());
  llvm::Expected<BoardPath> path = toolBoardPath({}, "energy-calibrate", ENERGY_OPT_SOURCE_BOARDS);
  if (!path)
    return path.takeError();
  path->directories.insert(path->directories.begin(), first.begin(), first.end());
  board.path.clear();
  return loadBeside(*path, board);
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

/// What computes, by the tables' column or --unit.
std::string unitOf(FitFlags const &flags, llvm::ArrayRef<MeasurementTable> tables) {
  for (MeasurementTable const &table : tables)
    for (size_t i = 0; i < table.settingNames.size() && !table.rows.empty(); ++i)
      if (table.settingNames[i] == "unit")
        return table.rows.front().settings[i];
  return flags.unit.empty() ? "" : settingWord(flags.unit);
}

/// The boards of --like; the board to be takes their rules where --from gives none.
llvm::Expected<std::vector<ChosenBoard>> readSiblings(FitFlags const &flags, BoardModel &board) {
  if (flags.like.empty())
    return std::vector<ChosenBoard>();
  if (board.formName() != "roofline")
    return usageError("--like: only boards of kind latency-power, form roofline, take the shape of others");
  llvm::Expected<BoardPath> path = toolBoardPath({}, "energy-calibrate", ENERGY_OPT_SOURCE_BOARDS);
  if (!path)
    return path.takeError();
  llvm::Expected<std::vector<MeasurementTable>> tables = flags.data.read();
  if (!tables)
    return tables.takeError();
  std::string names = flags.like;
  if (names == "nearest") {
    llvm::Expected<std::vector<NearBoard>> near =
        nearestBoards(*path, unitOf(flags, *tables), flags.id, flags.data);
    if (!near)
      return near.takeError();
    names = near->front().name;
    llvm::errs() << fmt::format(
        "energy-calibrate: note: the nearest board is {}: up to a factor of {:.3g} on all times, half "
        "of the networks are within {:.0f} %\n",
        names, near->front().factor, 100 * std::expm1(near->front().scatter));
  }
  llvm::Expected<std::vector<ChosenBoard>> siblings = chooseSiblings(*path, names, *tables);
  if (siblings)
    adoptSibling(board, siblings->front());
  return siblings;
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

llvm::Error fit(FitFlags const &flags) {
  llvm::Expected<FitSkeleton> skeleton = readSkeleton(flags);
  if (!skeleton)
    return skeleton.takeError();
  if (llvm::Error error = addRuntime(flags, skeleton->board))
    return error;
  if (llvm::Error error = addPriors(*skeleton, flags.priors))
    return error;
  if (llvm::Error error = addBeside(flags, skeleton->board))
    return error;
  llvm::Expected<std::vector<ChosenBoard>> siblings = readSiblings(flags, skeleton->board);
  if (!siblings)
    return siblings.takeError();
  llvm::Expected<std::unique_ptr<Dataset>> loaded = flags.data.load(&skeleton->board);
  if (!loaded)
    return loaded.takeError();
  Dataset &data = **loaded;
  if (llvm::Error error = checkPlausible(data))
    return error;
  if (llvm::Error error = checkEnoughNetworks(*skeleton, *siblings, data))
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
  if (!siblings->empty())
    candidates = likeCandidates(*skeleton, *siblings, data, std::move(*candidates));
  if (!candidates)
    return candidates.takeError();
  llvm::Expected<Evaluated> best = evaluateBest(*candidates, *skeleton, data, folds);
  if (!best)
    return best.takeError();
  addHeldOutError(*best, data, folds);
  if (std::optional<NeighbourFit> const &n = *neighbours) {
    best->fit.board.neighbours = NeighbourModel{n->baseW, n->gamma, n->tauS};
    best->fit.remarks.push_back(
        fmt::format("neighbours: gamma = {:.4g}, tau = {:.4g} s over {} layers; in-network power "
                    "off by {:.2f} %, by {:.2f} % without the correction",
                    n->gamma, n->tauS, n->layers, 100 * n->mape, 100 * n->mapeAlone));
  }
  addProvenance(best->fit.board, flags, *meter, data, best->fit);
  if (!best->fit.board.idleIncluded && best->energy)
    best->fit.remarks.push_back(
        "nothing says whether the energies contain what the board draws idle: --idle=included "
        "or --idle=excluded");

  if (best->score()) {
    SummarySetting all{"all rows", data.samples.size(), std::nullopt, std::nullopt, {}};
    if (best->energy)
      all.energyMape = best->energy->mape;
    if (best->time)
      all.timeMape = best->time->mape;
    best->fit.board.notes.push_back(heldOutNote(all));
  }
  FitSummary summary = summarize(*best, data, folds);
  if (summary.settings.size() > 1)
    for (SummarySetting const &one : summary.settings)
      best->fit.board.notes.push_back(heldOutNote(one));
  if (best->fit.board.kindName() == "mac-linear")
    summary.paper = fitAsPaper(data);
  if (flags.compare)
    summary.compared = compareKinds(*skeleton, data, folds);
  flags.json ? writeJson(summary, llvm::outs()) : writeText(summary, llvm::outs());
  if (!flags.html.empty())
    if (llvm::Error error = writeFile(flags.html, [&](llvm::raw_ostream &out) { writeHtml(summary, out); }))
      return error;
  if (flags.output.empty())
    return llvm::Error::success();
  return writeFile(flags.output, [&](llvm::raw_ostream &out) {
    out << writeBoardModel(best->fit.board,
                           "Fitted by energy-calibrate. Every key is explained in boardmodels/README.md.");
  });
}

} // namespace

int runFit(int argc, char const *const *argv) {
  FitFlags flags;
  if (std::optional<int> code = parseVerbArguments(argc, argv, overview,
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
