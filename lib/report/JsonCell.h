//===- JsonCell.h - one value of a JSON report ---------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_REPORT_JSONCELL_H
#define ENERGY_OPT_LIB_REPORT_JSONCELL_H

#include "lib/report/Report.h"
#include "lib/support/Utf8.h"
#include "llvm/Support/JSON.h"

#include <cmath>

namespace eo {

/// `"key":value`: numbers in their shortest form, text as valid UTF-8, null for what is not known or not
/// finite.
inline void writeCell(llvm::json::OStream &json, llvm::StringRef key, ReportCell const &cell) {
  json.attributeBegin(key);
  if (auto const *integer = std::get_if<int64_t>(&cell))
    json.value(*integer);
  else if (auto const *number = std::get_if<double>(&cell); number != nullptr && std::isfinite(*number))
    json.rawValue(shortest(*number));
  else if (auto const *text = std::get_if<std::string>(&cell))
    json.value(validUtf8(*text));
  else
    json.value(nullptr);
  json.attributeEnd();
}

template <typename T>
void writeCell(llvm::json::OStream &json, llvm::StringRef key, std::optional<T> const &value) {
  writeCell(json, key, value ? ReportCell(*value) : ReportCell());
}

} // namespace eo

#endif
