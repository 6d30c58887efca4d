#include "lib/cost/Reason.h"

#include "lib/board/CostFeatures.h"
#include <fmt/format.h>

namespace eo {

Reason::Reason(std::string text) {
  if (!text.empty())
    said = std::make_shared<Said>(Said{std::nullopt, std::move(text)});
}

std::string Reason::text() const {
  if (said == nullptr)
    return words.str();
  if (!said->outside)
    return said->rest;
  OutsideRange const &feature = *said->outside;
  std::string range =
      fmt::format("{} {} is outside the calibrated {:g} to {:g}", featureColumns()[feature.column].name,
                  feature.value, feature.min, feature.max);
  return range + (said->rest.empty() ? "" : "; ") + said->rest;
}

void Reason::add(llvm::StringRef more) {
  Said longer = said != nullptr ? *said : Said{std::nullopt, words.str()};
  if (!longer.rest.empty())
    longer.rest += "; ";
  longer.rest += more;
  said = std::make_shared<Said>(std::move(longer));
}

} // namespace eo
