//===- VerbSweep.cpp - energy-opt sweep: a table over sizes, boards and settings --------------===//

#include "lib/decide/Sweep.h"
#include "lib/support/Error.h"
#include "tools/common/Boards.h"
#include "tools/common/ExitCode.h"
#include "tools/energy-opt/VerbAnalysis.h"
#include "tools/energy-opt/Verbs.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace eo {

namespace cl = llvm::cl;

static char const *const sweepOverview = R"(One row for every network, size, board and setting.

  energy-opt sweep --board=jetson-nano --dim batch=1,2,4,8 net.onnx
  energy-opt sweep --board=jetson-nano --pair 'image[2]=image[3]=224:448:32' net.onnx   height and width together
  energy-opt sweep --board=agx-xavier --vary power_mode=maxn,30w,15w --vary precision=fp32,fp16 net.onnx
  energy-opt sweep --board=jetson-nano,orin-nano --format=csv -o table.csv a.onnx b.onnx
  energy-opt sweep --board=jetson-nano,orin-nano --dim batch=1,2,4,8 -o sweep.html net.onnx   curves, a line a board

Values of --dim, --pair and --vary multiply. A combination that cannot be analysed is a note (in JSON and CSV: its error).
Without --board MACs and memory are swept. 'energy-opt choose' ranks instead.

Exit codes: 0 fine, 2 wrong usage or board file, 3 no combination could be analysed.)";

/// All lists of settings that --vary asks for; one empty list without it.
static llvm::Expected<std::vector<std::vector<SettingRequest>>>
variations(llvm::ArrayRef<std::string> texts, llvm::ArrayRef<SettingRequest> fixed) {
  std::vector<SettingRequest> varied;
  for (std::string const &text : texts) {
    llvm::Expected<SettingRequest> request = parseSettingRequest(text);
    if (!request)
      return usageError("--vary: {}", takeErrorText(request.takeError()).message);
    if (llvm::any_of(fixed, [&](SettingRequest const &one) { return one.name == request->name; }))
      return usageError("--vary {}: --setting fixes {}", text, request->name);
    varied.push_back(std::move(*request));
  }
  return settingLists(varied);
}

/// The most combinations that are analysed.
constexpr size_t mostCombinations = 20000;

static llvm::Expected<std::vector<SweepRow>> sweep(VerbRequest const &request,
                                                   llvm::ArrayRef<std::string> vary) {
  llvm::Expected<std::vector<std::vector<SettingRequest>>> settings = variations(vary, request.settings);
  if (!settings)
    return settings.takeError();
  std::vector<std::pair<ChosenBoard, std::string>> boards;
  for (std::vector<SettingRequest> const &more : *settings) {
    std::vector<SettingRequest> all = request.settings;
    llvm::append_range(all, more);
    llvm::Expected<std::vector<ChosenBoard>> chosen = chooseBoards(request.boardPath, request.boards, all);
    if (!chosen)
      return chosen.takeError();
    for (ChosenBoard &board : *chosen) {
      // what varies on one board says nothing new of the others
      if (llvm::any_of(boards, [&](auto const &known) {
            return known.first.model->id == board.model->id && known.first.settings == board.settings;
          }))
        continue;
      board.givenPowerW = request.powerW;
      if (!request.inputContent.empty())
        if (llvm::Error error = chooseInputContent(board, request.inputContent))
          return error;
      std::string what = board.describe();
      boards.emplace_back(std::move(board), std::move(what));
    }
  }
  if (request.boards.empty() && (!vary.empty() || !request.settings.empty()))
    return usageError("settings need a --board");
  llvm::Expected<std::vector<VerbNetwork>> networks = verbNetworks(request);
  if (!networks)
    return networks.takeError();
  if (networks->size() * request.bindings.size() * std::max<size_t>(boards.size(), 1) > mostCombinations)
    return usageError("{} combinations; at most {}",
                      networks->size() * request.bindings.size() * std::max<size_t>(boards.size(), 1),
                      mostCombinations);
  std::vector<SweepRow> rows;
  for (VerbNetwork const &network : *networks)
    for (DimBindings const &bindings : request.bindings)
      for (size_t i = 0; i < std::max<size_t>(boards.size(), 1); ++i) {
        SweepRow row;
        row.what = network.path + sizeText(bindings);
        if (!boards.empty())
          row.what += " on " + boards[i].second;
        llvm::Expected<VerbCase> one =
            analyzeCase(request, network, bindings, boards.empty() ? nullptr : &boards[i].first);
        if (one) {
          row.report = std::move(one->report);
        } else {
          ErrorText text = takeErrorText(one.takeError());
          if (text.kind == ErrorKind::Usage)
            return makeError(text.kind, text.message);
          row.error = text.message;
        }
        rows.push_back(std::move(row));
      }
  return rows;
}

int runSweep(int argc, char const *const *argv) {
  VerbFlags flags("power", VerbPage::Html);
  cl::list<std::string> vary("vary", cl::value_desc("[BOARD:]K=V,V"),
                             cl::desc("values of a setting, one row each"));
  if (std::optional<int> code = parseOptVerb(argc, argv, sweepOverview, VerbFlags::words(VerbPage::Html)))
    return *code;
  llvm::Expected<VerbRequest> request = flags.take();
  if (!request)
    return failVerb(request.takeError());
  nameOnce(*request);
  llvm::Expected<std::vector<SweepRow>> rows =
      sweep(*request, std::vector<std::string>(vary.begin(), vary.end()));
  if (!rows)
    return failVerb(rows.takeError());
  int code =
      llvm::all_of(*rows, [](SweepRow const &row) { return !row.error.empty(); }) ? exitInput : exitFine;
  return answerVerb(*request, *rows, code, {writeSweepText, writeSweepJson, writeSweepCsv, writeSweepHtml});
}

} // namespace eo
