//===- Unseen.h - characters that are not seen but change how others are read ---------------------------===//
#ifndef ENERGY_OPT_LIB_SUPPORT_UNSEEN_H
#define ENERGY_OPT_LIB_SUPPORT_UNSEEN_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace eo {

/// Whether the character is a direction, has no width, or is a C1 control, a tag or none at all.
bool isUnseen(char32_t character);

/// Calls `each` with every character of valid UTF-8 and the bytes it takes.
void forEachCharacter(llvm::StringRef valid, llvm::function_ref<void(char32_t, llvm::StringRef)> each);

/// The valid UTF-8 text with what is not seen as U+FFFD; control characters below U+0080 stay.
std::string withoutUnseen(std::string valid);

} // namespace eo

#endif
