#include "lib/cost/Reason.h"

#include <fmt/format.h>

namespace eo {

Reason Reason::outside(FeatureRange const &range, int64_t value) {
  Reason reason;
  reason.range = &range;
  reason.value = value;
  return reason;
}

std::string Reason::text() const {
  std::string said;
  if (range != nullptr)
    said = fmt::format("{} {} is outside the calibrated {:g} to {:g}", range->feature, value, range->min,
                       range->max);
  return said + (said.empty() || rest.empty() ? "" : "; ") + rest;
}

void Reason::add(llvm::StringRef more) {
  if (!rest.empty())
    rest += "; ";
  rest += more;
}

} // namespace eo
