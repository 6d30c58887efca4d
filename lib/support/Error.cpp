#include "lib/support/Error.h"

namespace eo {

char EoError::ID = 0;

void EoError::log(llvm::raw_ostream &stream) const { stream << message; }

std::error_code EoError::convertToErrorCode() const { return llvm::inconvertibleErrorCode(); }

llvm::Error makeError(ErrorKind kind, std::string message) {
  return llvm::make_error<EoError>(kind, std::move(message));
}

ErrorText takeErrorText(llvm::Error error) {
  ErrorText result;
  auto append = [&](llvm::StringRef text) {
    if (!result.message.empty())
      result.message += "; ";
    result.message += text.str();
  };
  llvm::handleAllErrors(
      std::move(error),
      [&](EoError const &ours) {
        result.kind = ours.errorKind();
        append(ours.messageText());
      },
      [&](llvm::ErrorInfoBase const &other) { append(other.message()); });
  return result;
}

} // namespace eo
