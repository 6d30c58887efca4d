//===- ChooseWriters.h - ranked candidates as text, JSON, CSV and a page ------------------------===//
#ifndef ENERGY_OPT_LIB_DECIDE_CHOOSEWRITERS_H
#define ENERGY_OPT_LIB_DECIDE_CHOOSEWRITERS_H

#include "lib/decide/Choose.h"
#include "lib/report/Writers.h"

namespace eo {

/// A combination that could not be analysed, and why.
struct SkippedContender {
  std::string what, reason;
};

/// What `energy-opt choose` answers: candidates as rankContenders leaves them.
struct Choice {
  ChoiceLimits limits;
  std::vector<Contender> candidates;
  std::vector<SkippedContender> skipped;
};

/// The best in a sentence, then a table: `*` on the front, `~` not told apart from the best.
void writeChoiceText(Choice const &choice, WriteOptions const &options, llvm::raw_ostream &stream);
/// "energy-opt/choose/1".
void writeChoiceJson(Choice const &choice, llvm::raw_ostream &stream);
/// A row a candidate.
void writeChoiceCsv(Choice const &choice, llvm::raw_ostream &stream);
/// One page: latency against energy or power with the front and the limits, and all candidates (page/ChooseHtml.cpp).
void writeChoiceHtml(Choice const &choice, llvm::raw_ostream &stream);

} // namespace eo

#endif
