#include "lib/decide/CaseText.h"

#include "lib/report/MissingFigures.h"
#include "lib/report/TextTable.h"
#include "lib/support/Diagnostics.h"
#include "lib/support/Utf8.h"
#include "llvm/Support/Path.h"

namespace eo {

std::string caseNetwork(Report const &report) {
  return printable(llvm::sys::path::filename(report.model.path), 200);
}

std::string caseSettings(Report const &report) {
  std::string text;
  if (report.board)
    for (auto const &[name, value] : report.board->settings)
      text += fmt::format("{}{}={}", text.empty() ? "" : " ", name, value);
  return text;
}

std::string caseBoard(Report const &report) {
  if (!report.board)
    return "no board";
  std::string settings = caseSettings(report);
  return report.board->id + (settings.empty() ? "" : " ") + settings;
}

std::string trustWord(Report const &report) {
  return report.trust ? trustLevelName(report.trust->level).str() : "–";
}

/// What the first diagnostic of that code says, and how many there are; empty without one.
static std::string firstOf(Report const &report, DiagCode code) {
  std::string const id = diagId(code);
  std::string text;
  size_t more = 0;
  for (ReportDiagnostic const &one : report.diagnostics) {
    if (one.code != id)
      continue;
    if (!text.empty())
      ++more;
    else
      text = (one.node.empty() ? "" : "'" + printable(one.node, 80) + "': ") + printable(one.message, 200);
  }
  return more > 0 ? text + fmt::format(" (and {} more)", more) : text;
}

std::vector<std::string> incompleteTexts(Report const &report) {
  ReportTotals const &totals = report.totals;
  std::vector<std::string> texts;
  auto add = [&](char const *figure, std::string const &reason) {
    if (!reason.empty())
      texts.push_back(std::string(figure) + ": " + reason);
  };
  if (!totals.macs || !totals.macsAreAll) {
    std::string reason = firstOf(report, DiagCode::CountOverflow);
    add("MACs", reason.empty() ? firstOf(report, DiagCode::CountUnknown) : reason);
  }
  if (!report.board)
    return texts;
  if (!totals.energy)
    add("energy", whyMissing(report, "energy_j"));
  if (!totals.latency && totals.energy)
    add("latency", whyMissing(report, "latency_s"));
  if ((totals.energy || totals.latency) && !totals.energyIsAll)
    add("energy and latency", firstOf(report, DiagCode::NoEstimate));
  return texts;
}

std::string noEnergyText(Report const &report) {
  std::string why = firstOf(report, DiagCode::NoEstimate);
  if (report.totals.latency || why.empty())
    why =
        whyMissing(report, "energy_j") + (report.totals.latency ? " (--power=P makes energies of them)" : "");
  return fmt::format("no energy is known of it on {}: {}", report.board ? report.board->id : "no board", why);
}

void writeCaseHead(Report const &report, char const *noBoard, std::string const &what,
                   WriteOptions const &options, llvm::raw_ostream &stream) {
  stream << wrapped(report.board ? report.board->describes : noBoard, options.width, 1) << '\n'
         << wrapped(what, options.width, 1) << '\n';
}

void writeCase(JsonWriter &json, Report const &report) {
  json.attributeObject("model", [&] {
    json.attribute("path", report.model.path);
    json.attribute("batch", report.model.batch);
    json.attributeObject("dims", [&] {
      for (auto const &[name, value] : report.model.dims)
        json.attribute(name, value);
    });
  });
  if (!report.board)
    json.attribute("board", nullptr);
  else
    json.attributeObject("board", [&] {
      json.attribute("id", report.board->id);
      json.attributeObject("setting", [&] {
        for (auto const &[name, value] : report.board->settings)
          json.attribute(name, value);
      });
      auto stated = [](std::string const &text) { return text.empty() ? std::nullopt : std::optional(text); };
      json.attribute("metered", stated(report.board->metered));
      json.attribute("idle", stated(report.board->idle));
    });
  if (!report.trust)
    json.attribute("trust", nullptr);
  else
    json.attributeObject("trust", [&] {
      json.attribute("calibrated_share", report.trust->calibratedShare);
      json.attribute("level", trustLevelName(report.trust->level));
      json.attribute("factor", report.trust->factor);
      json.attributeArray("reasons", [&] {
        for (std::string const &reason : report.trust->reasons)
          json.value(reason);
      });
    });
}

} // namespace eo
