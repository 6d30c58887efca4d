#include "lib/support/Diagnostics.h"

#include "lib/support/Utf8.h"

#include <algorithm>
#include <fmt/format.h>

namespace eo {

static constexpr DiagInfo infos[] = {
#define EO_DIAG(Name, Number, Title, Meaning, Fix) {DiagCode::Name, Number, Title, Meaning, Fix},
#include "lib/support/DiagnosticCodes.def"
};

llvm::StringRef severityName(Severity severity) {
  switch (severity) {
  case Severity::Note:
    return "note";
  case Severity::Warning:
    return "warning";
  case Severity::Error:
    return "error";
  }
  return "";
}

llvm::ArrayRef<DiagInfo> allDiagInfos() { return infos; }

DiagInfo const &diagInfo(DiagCode code) { return infos[static_cast<size_t>(code)]; }

std::string diagId(DiagCode code) { return fmt::format("EO{:04}", diagInfo(code).number); }

std::optional<DiagCode> diagCodeFromId(llvm::StringRef id) {
  auto const *found = std::find_if(std::begin(infos), std::end(infos), [&](DiagInfo const &info) {
    return id.equals_insensitive(diagId(info.code));
  });
  if (found == std::end(infos))
    return std::nullopt;
  return found->code;
}

/// A file may name a node with 100 MB of text; nobody reads that, and many remarks would each hold a copy.
static std::string bounded(llvm::StringRef text) {
  constexpr size_t longest = 2048, shown = 512;
  return text.size() <= longest ? text.str() : printable(text, shown);
}

void DiagnosticEngine::report(Diagnostic diagnostic) {
  auto index = static_cast<size_t>(diagnostic.code);
  if (counts.size() <= index)
    counts.resize(index + 1);
  errors += diagnostic.severity == Severity::Error ? 1U : 0U;
  if (counts[index]++ < limitPerCode)
    kept.push_back(std::move(diagnostic));
}

void DiagnosticEngine::note(DiagCode code, llvm::StringRef node, llvm::StringRef message, std::string hint) {
  report({Severity::Note, code, bounded(node), bounded(message), std::move(hint)});
}

void DiagnosticEngine::warn(DiagCode code, llvm::StringRef node, llvm::StringRef message, std::string hint) {
  report({Severity::Warning, code, bounded(node), bounded(message), std::move(hint)});
}

void DiagnosticEngine::error(DiagCode code, llvm::StringRef node, llvm::StringRef message, std::string hint) {
  report({Severity::Error, code, bounded(node), bounded(message), std::move(hint)});
}

unsigned DiagnosticEngine::count(DiagCode code) const {
  auto index = static_cast<size_t>(code);
  return index < counts.size() ? counts[index] : 0;
}

std::vector<std::pair<DiagCode, unsigned>> DiagnosticEngine::suppressed() const {
  std::vector<std::pair<DiagCode, unsigned>> result;
  for (DiagInfo const &info : infos)
    if (unsigned reported = count(info.code); reported > limitPerCode)
      result.emplace_back(info.code, reported - limitPerCode);
  return result;
}

} // namespace eo
