//===- CApi.cpp - include/energy_opt.h ----------------------------------------------------------------===//

#include "energy_opt.h"

#include "lib/lint/LintWriters.h"
#include "lib/report/diff/DiffWriters.h"
#include "lib/support/Spelling.h"
#include "lib/text/JsonWriter.h"
#include "tools/api/Answer.h"
#include "tools/api/Arrow.h"
#include "tools/api/Estimate.h"
#include "tools/api/Failure.h"
#include "tools/api/LibraryBoards.h"
#include "llvm/ADT/StringExtras.h"

#include <cstdlib>
#include <cstring>
#include <limits>

struct energy_opt_session {
  eo::Session session;
};
struct energy_opt_report {
  eo::Report report;
};
struct energy_opt_error {
  eo::Failure failure;
};

namespace eo {

static std::nullptr_t refuse(llvm::Error error, energy_opt_error **out) {
  Failure failure = takeFailure(std::move(error));
  if (out != nullptr)
    *out = new energy_opt_error{std::move(failure)};
  return nullptr;
}

static char *given(llvm::StringRef text) {
  auto *copy = static_cast<char *>(std::malloc(text.size() + 1));
  if (copy == nullptr)
    return nullptr;
  if (!text.empty())
    std::memcpy(copy, text.data(), text.size());
  copy[text.size()] = '\0';
  return copy;
}

/// The row of a table of formats, or a usage error with suggestions.
template <typename Format>
static llvm::Expected<Format const *> formatNamed(llvm::ArrayRef<Format> formats, char const *name) {
  std::vector<std::string> known;
  llvm::StringRef wanted = name == nullptr ? "" : name;
  for (Format const &format : formats) {
    if (format.name == wanted)
      return &format;
    known.push_back(format.name.str());
  }
  return usageError("unknown format '{}'{} (known: {})", wanted, didYouMean(wanted, known),
                    llvm::join(known, ", "));
}

static llvm::Expected<Request> requestOf(char const *json) {
  Request request;
  if (llvm::Error error = parseRequest(json == nullptr ? "" : json, "request", request))
    return error;
  return request;
}

static std::optional<llvm::StringRef> networkAt(void const *bytes, size_t size) {
  if (bytes == nullptr)
    return std::nullopt;
  return llvm::StringRef(static_cast<char const *>(bytes), size);
}

static int64_t orUnknown(ReportCount count) { return count.value_or(-1); }
static double orNan(ReportNumber figure) { return figure.value_or(std::numeric_limits<double>::quiet_NaN()); }

/// As much as the caller's struct has room for; its struct_size stays.
template <typename Struct> static void fill(Struct full, Struct *target) {
  size_t size = std::min(target->struct_size, sizeof(Struct));
  full.struct_size = target->struct_size;
  if (size > sizeof(size_t))
    std::memcpy(static_cast<void *>(target), &full, size);
}

} // namespace eo

using namespace eo;

char const *energy_opt_version(void) { return buildVersion().data(); }
int energy_opt_abi(void) { return ENERGY_OPT_ABI; }

char const *energy_opt_error_code(energy_opt_error const *error) { return error->failure.code.c_str(); }
char const *energy_opt_error_message(energy_opt_error const *error) { return error->failure.message.c_str(); }
char const *energy_opt_error_node(energy_opt_error const *error) { return error->failure.node.c_str(); }
char const *energy_opt_error_hint(energy_opt_error const *error) { return error->failure.hint.c_str(); }
void energy_opt_error_free(energy_opt_error *error) { delete error; }

void energy_opt_free(char *text) { std::free(text); }

energy_opt_session *energy_opt_open(char const *board_path, energy_opt_error **error) {
  llvm::Expected<BoardPath> path = libraryBoardPath(board_path);
  if (!path)
    return refuse(path.takeError(), error);
  return new energy_opt_session{Session(std::move(*path))};
}

void energy_opt_close(energy_opt_session *session) { delete session; }

energy_opt_report *energy_opt_estimate(energy_opt_session *session, char const *request, void const *network,
                                       size_t size, energy_opt_error **error) {
  llvm::Expected<Request> asked = requestOf(request);
  if (!asked)
    return refuse(asked.takeError(), error);
  if (asked->edits.empty())
    asked->layers = true; // a report is asked for them later; a search has no use for them
  llvm::Expected<Report> report = session->session.estimate(*asked, networkAt(network, size));
  if (!report)
    return refuse(report.takeError(), error);
  return new energy_opt_report{std::move(*report)};
}

void energy_opt_report_free(energy_opt_report *report) { delete report; }

char *energy_opt_report_write(energy_opt_report const *report, char const *format, energy_opt_error **error) {
  auto row = formatNamed(reportFormats(), format);
  if (!row)
    return refuse(row.takeError(), error);
  std::string text;
  llvm::raw_string_ostream stream(text);
  stream.SetBufferSize(size_t{1} << 14);
  (*row)->writeAll != nullptr ? (*row)->writeAll(report->report, {}, stream)
                              : (*row)->write(report->report, {}, stream);
  stream.flush();
  return given(text);
}

void energy_opt_report_totals(energy_opt_report const *report, energy_opt_totals *totals) {
  ReportTotals const &known = report->report.totals;
  std::optional<ReportTrust> const &trust = report->report.trust;
  fill({0,
        orUnknown(known.macs),
        orUnknown(known.otherOps),
        orUnknown(known.params),
        orUnknown(known.paramBytes),
        orUnknown(known.activationBytes),
        orUnknown(known.peakActivationBytes),
        orNan(known.latency),
        orNan(known.latencyLow),
        orNan(known.latencyHigh),
        orNan(known.deviceLatency),
        orNan(known.overhead),
        orNan(known.throughput),
        orNan(known.power),
        orNan(known.energy),
        orNan(known.energyLow),
        orNan(known.energyHigh),
        orNan(known.intervalLevel),
        orNan(known.energyBase),
        orNan(known.energyDynamic),
        orNan(trust ? ReportNumber(trust->calibratedShare) : std::nullopt),
        orNan(trust ? trust->factor : std::nullopt),
        trust ? trustLevelName(trust->level).data() : ""},
       totals);
}

size_t energy_opt_report_layer_count(energy_opt_report const *report) { return report->report.layers.size(); }

int energy_opt_report_layer(energy_opt_report const *report, size_t i, energy_opt_layer *layer) {
  if (i >= report->report.layers.size())
    return 0;
  ReportLayer const &known = report->report.layers[i];
  fill({0, known.index, known.name.c_str(), known.op.c_str(), known.scope.c_str(), known.kernel.c_str(),
        known.basis ? basisName(*known.basis).data() : "", orUnknown(known.macs), orUnknown(known.otherOps),
        orUnknown(known.params), orUnknown(known.bytesRead), orUnknown(known.bytesWritten),
        orNan(known.latency), orNan(known.power), orNan(known.energy), orNan(known.energyLow),
        orNan(known.energyHigh), orNan(known.energyBase), orNan(known.energyDynamic)},
       layer);
  return 1;
}

void energy_opt_report_layers_arrow(energy_opt_report const *report, ArrowArrayStream *stream) {
  exportLayers(report->report, *stream);
}

char *energy_opt_diff(energy_opt_report const *before, energy_opt_report const *after, char const *format,
                      energy_opt_error **error) {
  auto row = formatNamed(diffFormats(), format);
  if (!row)
    return refuse(row.takeError(), error);
  std::string text;
  llvm::raw_string_ostream stream(text);
  (*row)->write(diffReports(before->report, after->report), {}, stream);
  return given(text);
}

char *energy_opt_lint(energy_opt_session *session, char const *request, void const *network, size_t size,
                      char const *format, int *exit_code, energy_opt_error **error) {
  auto row = formatNamed(lintFormats(), format);
  if (!row)
    return refuse(row.takeError(), error);
  llvm::Expected<Request> asked = requestOf(request);
  if (!asked)
    return refuse(asked.takeError(), error);
  llvm::Expected<LintReport> report = session->session.lint(*asked, networkAt(network, size));
  if (!report)
    return refuse(report.takeError(), error);
  if (exit_code != nullptr)
    *exit_code = report->exitCode;
  std::string text;
  llvm::raw_string_ostream stream(text);
  (*row)->write(*report, {}, stream);
  return given(text);
}

char *energy_opt_boards(energy_opt_session *session, energy_opt_error ** /*error*/) {
  return given(session->session.boardsJson());
}

char *energy_opt_explain(char const *code, energy_opt_error **error) {
  llvm::Expected<std::string> text = explanationJson(code == nullptr ? "" : code);
  return text ? given(*text) : refuse(text.takeError(), error);
}

char *energy_opt_answer(energy_opt_session *session, char const *request) {
  return given(answerRequest(session->session, request == nullptr ? "" : request));
}
