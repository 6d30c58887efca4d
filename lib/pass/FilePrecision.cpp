#include "lib/pass/FilePrecision.h"

#include <fmt/format.h>

namespace eo {

static std::string word(DataType type) {
  if (type == DataType::Undefined)
    return {};
  if (type == DataType::BFloat16)
    return "BF16";
  return fmt::format("{}{}", isFloatingPoint(type) ? "FP" : "INT", bitWidth(type));
}

std::string FilePrecision::text() const {
  std::string result = word(arithmetic);
  if (!scheme.empty())
    result += " (" + scheme + ")";
  if (weightBits != 0)
    result += fmt::format(" with {}{} weights", floatWeights ? "FP" : "INT", weightBits);
  return result;
}

} // namespace eo
