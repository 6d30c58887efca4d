//===- Error.h - errors one cannot go on from --------------------------------===//
//
// `llvm::Error` with a kind, so that a tool can choose its exit code. What can be said while going on is a
// diagnostic (Diagnostics.h), not an error.
//
#ifndef ENERGY_OPT_LIB_SUPPORT_ERROR_H
#define ENERGY_OPT_LIB_SUPPORT_ERROR_H

#include "llvm/Support/Error.h"
#include <fmt/format.h>
#include <string>

namespace eo {

/// Who has to mend it. The tools map kinds to exit codes (DESIGN §6).
enum class ErrorKind {
  Usage,    ///< command line, board file, config or op-file: exit code 2
  Input,    ///< network, trace, table or report: exit code 3
  Internal, ///< our own fault: exit code 3 too, with a request to report it
};

/// An error with its kind and a finished message (lower case, no full stop, names the place).
class EoError : public llvm::ErrorInfo<EoError> {
public:
  static char ID;
  EoError(ErrorKind itsKind, std::string text) : kind(itsKind), message(std::move(text)) {}
  ErrorKind errorKind() const { return kind; }
  std::string const &messageText() const { return message; }
  void log(llvm::raw_ostream &stream) const override;
  std::error_code convertToErrorCode() const override;

private:
  ErrorKind kind;
  std::string message;
};

/// An error of that kind; the message is lower case and has no full stop.
llvm::Error makeError(ErrorKind kind, std::string message);

/// Of ErrorKind::Usage, formatted as by fmt: what was asked for cannot be; exit code 2.
template <typename... Args> llvm::Error usageError(fmt::format_string<Args...> format, Args &&...args) {
  return makeError(ErrorKind::Usage, fmt::format(format, std::forward<Args>(args)...));
}
/// Of ErrorKind::Input, formatted as by fmt: what was read is broken; exit code 3.
template <typename... Args> llvm::Error inputError(fmt::format_string<Args...> format, Args &&...args) {
  return makeError(ErrorKind::Input, fmt::format(format, std::forward<Args>(args)...));
}

/// An error in words.
struct ErrorText {
  ErrorKind kind = ErrorKind::Internal;
  std::string message;
};

/// Takes an error apart: its kind (Internal for foreign errors) and its message, several joined by "; ".
ErrorText takeErrorText(llvm::Error error);

} // namespace eo

#endif
