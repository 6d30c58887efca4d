#include "lib/trace/formats/PowerTrace.h"

#include <algorithm>

namespace eo {

size_t PowerTrace::missingIn(size_t begin, size_t end) const {
  size_t count = 0;
  auto first = std::partition_point(missing.begin(), missing.end(),
                                    [&](SampleRange range) { return range.end <= begin; });
  for (auto range = first; range != missing.end() && range->begin < end; ++range)
    count += std::min(range->end, end) - std::max(range->begin, begin);
  return count;
}

} // namespace eo
