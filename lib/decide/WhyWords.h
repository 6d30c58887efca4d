//===- WhyWords.h - what texts and pages say of a network explained -----------------------------------===//
#ifndef ENERGY_OPT_LIB_DECIDE_WHYWORDS_H
#define ENERGY_OPT_LIB_DECIDE_WHYWORDS_H

#include "lib/decide/Why.h"

namespace eo {

/// What kernels are ranked by: joules, where the board has none seconds.
double kernelWeight(WhyKernel const &kernel);
/// The `top` kernels that weigh most (0: all), the heaviest first.
std::vector<WhyKernel const *> costliest(Why const &why, size_t top);

/// "energy (…)", the interval, the trust: what is known of the whole, a line each.
std::vector<std::string> whyHead(Why const &why);

/// A cause of time of several networks: for each its time and its share of that network's.
struct CauseRow {
  std::string words;
  std::vector<std::pair<std::string, std::string>> cells; ///< "1.2 ms", "31 %"
  double lastShare = 0;                                   ///< of the last network
};
/// Of the causes that take any time.
std::vector<CauseRow> causeRows(llvm::ArrayRef<Why const *> all);

} // namespace eo

#endif
