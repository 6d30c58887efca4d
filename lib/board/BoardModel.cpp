#include "lib/board/BoardModel.h"

#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

namespace eo {

void BoardModel::setKind(llvm::StringRef name, llvm::StringRef form) {
  std::optional<BoardKind> found = findBoardKind(name, form);
  assert(found && "no such kind of boards");
  kind = *found;
}

DeclaredPoint const *BoardModel::declaredPoint(llvm::StringRef setting, llvm::StringRef value) const {
  for (SettingDeclaration const &declaration : settings)
    if (declaration.name == setting)
      return declaration.findDeclared(value);
  return nullptr;
}

ErrorAtSettings HeldOutError::of(SettingValues const &settings) const {
  auto found =
      llvm::find_if(at, [&](ErrorAtSettings const &one) { return conditionsHold(one.conditions, settings); });
  return found == at.end() ? ErrorAtSettings{{}, network, latency} : *found;
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

DataType ChosenBoard::precision() const {
  for (auto const &[word, executed] : precisionWords())
    if (word == setting("precision"))
      return executed;
  return model->precision;
}

std::optional<ChosenBoard> ChosenBoard::besideAccelerator() const {
  if (!model->kernels.delegate || model->kernels.delegate->fallback.empty())
    return std::nullopt;
  ChosenBoard other{model->beside == nullptr ? model : model->beside, {}};
  for (SettingDeclaration const &setting : other.model->settings) {
    std::string value = setting.defaultValue;
    if (llvm::StringRef shared = this->setting(setting.name);
        llvm::is_contained(setting.values, shared) || setting.findDeclared(shared) != nullptr)
      value = shared.str();
    for (auto const &[name, wanted] : model->kernels.delegate->fallback)
      if (name == setting.name)
        value = wanted;
    other.settings.emplace_back(setting.name, value);
  }
  return other;
}

std::string ChosenBoard::describe() const {
  std::string text = model->id;
  if (!setting("unit").empty())
    text += fmt::format(", {} inference", setting("unit").upper());
  std::string runs = precisionWord(precision()).upper();
  text += ", " + runs;
  if (model->precisionInferred && setting("precision").empty())
    text += " (inferred)";
  if (!filePrecision.empty() && filePrecision != runs)
    text += ", network " + filePrecision;
  if (model->idleIncluded)
    text += *model->idleIncluded ? ", idle included" : ", idle excluded";
  else
    text += ", idle not stated";
  for (auto const &[key, value] : settings)
    if (key != "unit" && key != "precision")
      text += fmt::format(", {}={}", key, value);
  return text;
}

} // namespace eo
