#include "lib/lint/Baseline.h"

#include "lib/report/ReportReader.h"
#include "lib/support/Error.h"
#include "lib/support/ForeignText.h"
#include "lib/support/InputFile.h"
#include "lib/support/Utf8.h"
#include "lib/text/JsonReader.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"

namespace eo {

static AdoptedFinding readAdopted(JsonReader &json) {
  AdoptedFinding finding;
  json.object([&](llvm::StringRef key) {
    if (key == "rule")
      finding.rule = json.text();
    else if (key == "layer")
      finding.layer = json.textOrNull();
    else
      json.skip();
  });
  return finding;
}

/// What reports say beside their figures: the value of "adopted" of each.
static llvm::Error readAdopted(llvm::StringRef text, Baseline &baseline) {
  JsonReader json(text, baseline.path);
  size_t count = 0;
  auto report = [&] {
    size_t at = count++;
    json.object([&](llvm::StringRef key) {
      if (key != "adopted" || at >= baseline.entries.size())
        return json.skip();
      json.array([&] { baseline.entries[at].adopted.push_back(readAdopted(json)); });
    });
  };
  while (json.next() != JsonReader::Kind::End && !json.failed())
    json.next() == JsonReader::Kind::Array ? json.array(report) : report();
  return json.takeError();
}

llvm::Expected<Baseline> readBaseline(llvm::StringRef text, llvm::StringRef path) {
  if (std::optional<std::string> plain = foreignText(text))
    return readBaseline(*plain, path);
  llvm::Expected<std::vector<Report>> reports = readReports(text, path);
  if (!reports)
    return reports.takeError();
  Baseline baseline{path.str(), {}};
  for (Report &report : *reports)
    baseline.entries.push_back({std::move(report), {}});
  if (llvm::Error error = readAdopted(text, baseline))
    return error;
  return baseline;
}

llvm::Expected<Baseline> readBaselineFile(llvm::StringRef path) {
  if (llvm::Error error = refuseNamedPipe(path))
    return usageError("baseline {}: {}", path, takeErrorText(std::move(error)).message);
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return usageError("baseline {}: {} (energy-lint --write-baseline={} writes one)", path,
                      buffer.getError().message(), path);
  return readBaseline((*buffer)->getBuffer(), path);
}

BaselineSettings baselineSettings(Report const &report) {
  return report.board ? BaselineSettings(report.board->settings.begin(), report.board->settings.end())
                      : BaselineSettings();
}

static std::string boardWords(Report const &report) {
  if (!report.board)
    return "no board";
  std::string text = report.board->id;
  for (auto const &[name, value] : report.board->settings)
    text += " " + name + "=" + value;
  for (auto const &[name, value] : report.model.dims)
    text += fmt::format(" {}={}", name, value);
  return text;
}

static bool sameConditions(Report const &a, Report const &b) {
  return a.board.has_value() == b.board.has_value() && (!a.board || a.board->id == b.board->id) &&
         baselineSettings(a) == baselineSettings(b) && a.model.dims == b.model.dims;
}

static llvm::StringRef fileName(llvm::StringRef path) { return path.substr(path.find_last_of('/') + 1); }

BaselineEntry const *Baseline::find(Report const &report, llvm::StringRef model, std::string &whyNot) const {
  std::vector<BaselineEntry const *> same, named;
  std::string others;
  for (BaselineEntry const &entry : entries) {
    llvm::StringRef kept = entry.report.model.path;
    bool samePath = kept == model || kept == report.model.path;
    if (!samePath && fileName(kept) != fileName(model))
      continue;
    if (!sameConditions(entry.report, report))
      others += (others.empty() ? "" : ", ") + boardWords(entry.report);
    else
      (samePath ? same : named).push_back(&entry);
  }
  if (!same.empty())
    return same.front();
  if (named.size() == 1)
    return named.front();
  whyNot = !named.empty()
               ? fmt::format("{} has {} networks of this name in other folders", path, named.size())
           : others.empty() ? path + " does not have this network"
                            : fmt::format("{} has it for {}, not for {}", path, printable(others, 120),
                                          printable(boardWords(report), 80));
  return nullptr;
}

} // namespace eo
