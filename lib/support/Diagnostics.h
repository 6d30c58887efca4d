//===- Diagnostics.h - what is said about the user's network --------------------===//
#ifndef ENERGY_OPT_LIB_SUPPORT_DIAGNOSTICS_H
#define ENERGY_OPT_LIB_SUPPORT_DIAGNOSTICS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace eo {

/// Error: the figures do not stand. Warning: they may be wrong. Note: good to know.
enum class Severity : uint8_t { Note, Warning, Error };

/// "note", "warning", "error".
llvm::StringRef severityName(Severity severity);

/// One row of DiagnosticCodes.def.
enum class DiagCode : uint16_t {
#define EO_DIAG(Name, Number, Title, Meaning, Fix) Name,
#include "lib/support/DiagnosticCodes.def"
};

/// What --explain prints about a code.
struct DiagInfo {
  DiagCode code;
  unsigned number;
  llvm::StringRef title, meaning, fix;
};

/// The row of the code.
DiagInfo const &diagInfo(DiagCode code);

/// All codes in the order of DiagnosticCodes.def.
llvm::ArrayRef<DiagInfo> allDiagInfos();

/// "EO0301".
std::string diagId(DiagCode code);

/// The code of "EO0301" (any case), or nullopt.
std::optional<DiagCode> diagCodeFromId(llvm::StringRef id);

/// One remark. `node` is empty when it concerns the whole network.
struct Diagnostic {
  Severity severity = Severity::Warning;
  DiagCode code{};
  std::string node;
  std::string message; ///< lower case, no full stop, both numbers
  std::string hint;    ///< what to do, may be empty
};

/// Collects diagnostics in the order they are reported. Repeats of a code beyond `keepPerCode` are counted,
/// not kept, so that a network with 10^5 odd nodes does not cost 10^5 messages. Names and messages beyond 2
/// KiB are shortened in the middle.
class DiagnosticEngine {
public:
  explicit DiagnosticEngine(unsigned keepPerCode = 20) : limitPerCode(keepPerCode) {}

  void report(Diagnostic diagnostic);
  void note(DiagCode code, llvm::StringRef node, llvm::StringRef message, std::string hint = {});
  void warn(DiagCode code, llvm::StringRef node, llvm::StringRef message, std::string hint = {});
  void error(DiagCode code, llvm::StringRef node, llvm::StringRef message, std::string hint = {});

  llvm::ArrayRef<Diagnostic> diagnostics() const { return kept; }
  /// How many diagnostics of this code were reported, kept or not.
  unsigned count(DiagCode code) const;
  /// (code, how many were not kept) for every code that hit the limit.
  std::vector<std::pair<DiagCode, unsigned>> suppressed() const;
  bool hasErrors() const { return errors != 0; }

private:
  unsigned limitPerCode;
  unsigned errors = 0;
  std::vector<unsigned> counts;
  std::vector<Diagnostic> kept;
};

} // namespace eo

#endif
