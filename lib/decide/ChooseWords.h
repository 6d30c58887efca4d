//===- ChooseWords.h - what texts and pages say of a choice -------------------------------------------===//
#ifndef ENERGY_OPT_LIB_DECIDE_CHOOSEWORDS_H
#define ENERGY_OPT_LIB_DECIDE_CHOOSEWORDS_H

#include "lib/decide/ChooseWriters.h"
#include "lib/report/TextTable.h"

namespace eo {

/// "energy at most 1 J, at 20/s"; "" without limits.
std::string limitsText(ChoiceLimits const &limits);

/// "least energy: net.onnx on jetson-nano; 2 others cannot be told apart from it (~)", or that none keeps to the limits.
std::string bestText(Choice const &choice);

/// comparabilityText of the candidates' boards.
std::string comparabilityOf(Choice const &choice);

/// What `*` and the figures mean.
std::vector<std::string> choiceLegend(Choice const &choice);

/// A row a candidate: `*` and `~`, what it is, its figures, trust; with limits its verdict.
std::vector<TextTable::Column> choiceColumns(Choice const &choice);
std::vector<std::string> choiceCells(Choice const &choice, Contender const &one);

} // namespace eo

#endif
