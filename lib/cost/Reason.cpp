#include "lib/cost/Reason.h"

#include "lib/board/CostFeatures.h"
#include <fmt/format.h>

namespace eo {

std::string Reason::text() const {
  std::string said;
  if (outside)
    said = fmt::format("{} {} is outside the calibrated {:g} to {:g}", featureColumns()[outside->column].name,
                       outside->value, outside->min, outside->max);
  return said + (said.empty() || rest.empty() ? "" : "; ") + rest;
}

void Reason::add(llvm::StringRef more) {
  if (!rest.empty())
    rest += "; ";
  rest += more;
}

} // namespace eo
