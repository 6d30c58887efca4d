#include "lib/cost/Reason.h"

#include "lib/board/CostFeatures.h"
#include <fmt/format.h>

namespace eo {

Reason::Reason(std::string text) {
  if (!text.empty())
    said.edit().rest.edit() = std::move(text);
}

std::string Reason::text() const {
  if (!said.isSet())
    return words.str();
  if (!said->outside)
    return *said->rest;
  OutsideRange const &feature = *said->outside;
  std::string range =
      fmt::format("{} {} is outside the calibrated {:g} to {:g}", featureColumns()[feature.column].name,
                  feature.value, feature.min, feature.max);
  return range + (said->rest->empty() ? "" : "; ") + *said->rest;
}

void Reason::add(llvm::StringRef more) {
  std::string rest = said.isSet() ? *said->rest : words.str();
  if (!rest.empty())
    rest += "; ";
  rest += more;
  said.edit().rest.edit() = std::move(rest);
}

} // namespace eo
