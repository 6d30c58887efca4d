//===- TokensWords.h - what texts and pages say of an answer ------------------------------------------===//
#ifndef ENERGY_OPT_LIB_DECIDE_TOKENSWORDS_H
#define ENERGY_OPT_LIB_DECIDE_TOKENSWORDS_H

#include "lib/decide/Tokens.h"
#include "lib/report/TextTable.h"

namespace eo {

/// A row a prompt and batch: first token, rates, joules, cache, memory, trust.
std::vector<TextTable::Column> tokensColumns();
std::vector<std::string> tokensCells(TokensAnswer const &answer);
/// What the columns count.
std::string tokensLegend();
/// That the answer is longer than what the model was made for; "" where it is not.
std::string beyondContext(TokensAnswer const &answer);
/// The same of several answers, each sentence once.
std::vector<std::string> beyondContexts(llvm::ArrayRef<TokensAnswer> answers);

} // namespace eo

#endif
