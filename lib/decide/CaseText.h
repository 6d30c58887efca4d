//===- CaseText.h - which network on which board at which size, in a row ----------------------------===//
#ifndef ENERGY_OPT_LIB_DECIDE_CASETEXT_H
#define ENERGY_OPT_LIB_DECIDE_CASETEXT_H

#include "lib/report/Report.h"
#include "lib/report/Writers.h"
#include "lib/text/JsonWriter.h"

namespace eo {

/// "resnet50.onnx": the file's name without its folder.
std::string caseNetwork(Report const &report);
/// "unit=gpu precision=fp16": settings of the board; empty without one.
std::string caseSettings(Report const &report);
/// "agx-xavier unit=gpu precision=fp16", "no board".
std::string caseBoard(Report const &report);
/// "calibrated", "partly", "guess"; "–" where nothing is known of it.
std::string trustWord(Report const &report);

/// Why a figure of the report is a lower bound (≥) or not known (–): MACs or sizes beyond 64 bits, no estimate, times only;
/// a text each, none where all is known.
std::vector<std::string> incompleteTexts(Report const &report);

/// "no energy is known of it on orin-nano: the board's model knows times only (--power=P makes energies of them)": why a
/// report has none.
std::string noEnergyText(Report const &report);

/// What the figures describe (`noBoard` without a board), then `what`: each from a line of its own, broken at the width.
void writeCaseHead(Report const &report, char const *noBoard, std::string const &what,
                   WriteOptions const &options, llvm::raw_ostream &stream);

/// "model": {path, batch, dims}, "board": {id, setting} or null, "trust": {…} or null, in an object.
void writeCase(JsonWriter &json, Report const &report);

} // namespace eo

#endif
