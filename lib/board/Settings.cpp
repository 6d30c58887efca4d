#include "lib/board/Settings.h"

#include "lib/support/Error.h"
#include "lib/support/Spelling.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

DeclaredPoint const *SettingDeclaration::findDeclared(llvm::StringRef value) const {
  auto found = llvm::find_if(declared, [&](auto const &point) { return point.first == value; });
  return found == declared.end() ? nullptr : &found->second;
}

llvm::StringRef SettingDeclaration::runsAs(llvm::StringRef value) const {
  auto found = llvm::find_if(sameAs, [&](auto const &pair) { return pair.first == value; });
  return found == sameAs.end() ? value : llvm::StringRef(found->second);
}

bool SettingDeclaration::accepts(llvm::StringRef value) const {
  return llvm::is_contained(values, runsAs(value)) || findDeclared(runsAs(value)) != nullptr;
}

std::vector<std::string> SettingDeclaration::allValues() const {
  std::vector<std::string> all = values;
  for (auto const &point : declared)
    all.push_back(point.first);
  return all;
}

llvm::Expected<SettingRequest> parseSettingRequest(llvm::StringRef text) {
  auto [left, value] = text.split('=');
  auto [board, name] = left.contains(':') ? left.rsplit(':') : std::pair(llvm::StringRef(), left);
  if (name.empty() || value.empty() || (left.contains(':') && board.empty()))
    return usageError("setting '{}' is not of the form [BOARD:]NAME=VALUE, for example unit=cpu", text);
  return SettingRequest{board.str(), name.str(), value.str()};
}

static llvm::Error unknownSetting(llvm::StringRef board, llvm::ArrayRef<SettingDeclaration> declarations,
                                  llvm::StringRef name) {
  std::vector<std::string> known;
  for (SettingDeclaration const &declaration : declarations)
    known.push_back(declaration.name);
  return usageError("board '{}' has no setting '{}'{} (it has: {})", board, name, didYouMean(name, known),
                    llvm::join(known, ", "));
}

static llvm::Error badValue(llvm::StringRef board, SettingDeclaration const &declaration,
                            llvm::StringRef value) {
  std::vector<std::string> known = declaration.allValues();
  std::string choices = llvm::join(known, ", ");
  for (auto const &[missing, reason] : declaration.noData)
    if (value == missing)
      return usageError("board '{}' cannot take {}={}: {} (available: {})", board, declaration.name, value,
                        reason, choices);
  return usageError("board '{}' does not know {}={}{} (available: {})", board, declaration.name, value,
                    didYouMean(value, known), choices);
}

llvm::Expected<SettingValues> chooseSettings(llvm::StringRef board,
                                             llvm::ArrayRef<SettingDeclaration> declarations,
                                             llvm::ArrayRef<SettingRequest> requests) {
  SettingValues values;
  for (SettingDeclaration const &declaration : declarations)
    values.emplace_back(declaration.name, declaration.defaultValue);
  for (SettingRequest const &request : requests) {
    if (!request.board.empty() && request.board != board)
      continue;
    auto const *found =
        llvm::find_if(declarations, [&](SettingDeclaration const &d) { return d.name == request.name; });
    if (found == declarations.end())
      return unknownSetting(board, declarations, request.name);
    if (!found->accepts(request.value))
      return badValue(board, *found, found->runsAs(request.value));
    values[static_cast<size_t>(found - declarations.begin())].second = found->runsAs(request.value).str();
  }
  return values;
}

} // namespace eo
