#include "lib/pass/FilePrecision.h"

#include <fmt/format.h>

namespace eo {

static std::string word(DataType type) {
  switch (type) {
  case DataType::Undefined:
    return {};
  case DataType::Int8:
    return "INT8";
  case DataType::BFloat16:
    return "BF16";
  default: // FP16, FP32, FP64, FP8
    return fmt::format("{}{}", isFloatingPoint(type) ? "FP" : "INT", bitWidth(type));
  }
}

std::string FilePrecision::text() const {
  std::string result = word(arithmetic);
  if (!scheme.empty())
    result += " (" + scheme + ")";
  if (weightBits != 0)
    result += fmt::format(" with INT{} weights", weightBits);
  return result;
}

} // namespace eo
