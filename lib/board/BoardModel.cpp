#include "lib/board/BoardModel.h"

#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

namespace eo {

llvm::StringRef boardKindName(BoardKind kind) {
  switch (kind) {
  case BoardKind::MacLinear:
    return "mac-linear";
  }
  return "";
}

Coefficient const *BoardModel::coefficient(llvm::StringRef name) const {
  auto found = llvm::find_if(coefficients, [&](Coefficient const &c) { return c.name == name; });
  return found == coefficients.end() ? nullptr : &*found;
}

llvm::ArrayRef<std::pair<llvm::StringRef, DataType>> precisionWords() {
  static constexpr std::pair<llvm::StringRef, DataType> words[] = {
      {"fp32", DataType::Float32},
      {"fp16", DataType::Float16},
      {"bf16", DataType::BFloat16},
      {"int8", DataType::Int8},
  };
  return words;
}

llvm::StringRef precisionWord(DataType type) {
  for (auto const &[word, executed] : precisionWords())
    if (executed == type)
      return word;
  return "undefined";
}

llvm::StringRef ChosenBoard::setting(llvm::StringRef name) const {
  for (auto const &[key, value] : settings)
    if (key == name)
      return value;
  return {};
}

std::string ChosenBoard::describe() const {
  std::string text = model->id;
  if (!setting("unit").empty())
    text += fmt::format(", {} inference", setting("unit").upper());
  text += fmt::format(", {}{}", precisionWord(model->precision).upper(),
                      model->precisionInferred ? " (inferred)" : "");
  if (model->idleIncluded)
    text += *model->idleIncluded ? ", idle included" : ", idle excluded";
  else
    text += ", idle not stated";
  for (auto const &[key, value] : settings)
    if (key != "unit")
      text += fmt::format(", {}={}", key, value);
  return text;
}

} // namespace eo
