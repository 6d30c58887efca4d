#include "lib/decide/CaseText.h"

#include "lib/report/TextTable.h"
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
      text += (text.empty() ? "" : " ") + name + "=" + value;
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
