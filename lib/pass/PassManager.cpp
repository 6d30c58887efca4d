#include "lib/pass/PassManager.h"

#include "lib/support/Error.h"
#include "lib/support/Spelling.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

PassInfo const *PassManager::find(llvm::StringRef name) const {
  auto const *found = llvm::find_if(table, [&](PassInfo const &info) { return info.name == name; });
  return found == table.end() ? nullptr : found;
}

llvm::Error PassManager::add(llvm::StringRef name) {
  PassInfo const *info = find(name);
  if (info == nullptr) {
    std::vector<std::string> known;
    for (PassInfo const &one : table)
      known.push_back(one.name.str());
    return usageError("unknown pass '{}'{}", name, didYouMean(name, known));
  }
  if (llvm::is_contained(passes, info))
    return llvm::Error::success();
  for (llvm::StringRef need : info->needs)
    if (llvm::Error error = add(need))
      return error;
  passes.push_back(info);
  return llvm::Error::success();
}

llvm::Error PassManager::run(PassContext &context) {
  for (PassInfo const *info : passes) {
    for (Instrumentation *hook : hooks)
      hook->beforePass(*info, context);
    if (llvm::Error error = info->run(context))
      return error;
    for (Instrumentation *hook : hooks)
      if (llvm::Error error = hook->afterPass(*info, context))
        return error;
  }
  return llvm::Error::success();
}

} // namespace eo
