//===- TokensHtml.cpp - what an answer takes against its context, as one page -------------------------===//
//
// The table stands in the page as text. A script (html/curves.js) draws its figures against the prompt, a line a batch.
//
#include "lib/decide/CaseText.h"
#include "lib/decide/TokensWords.h"
#include "lib/decide/page/CurvePage.h"
#include "lib/report/ReportText.h"
#include "lib/support/Quantity.h"

namespace eo {

static Curves curvesOf(llvm::ArrayRef<TokensAnswer> answers) {
  Curves curves;
  curves.across = "prompt";
  CurvePart prompt{"prompt"}, batch{"batch"};
  CurveFigure rate{"tokens a second, of a sequence", "/s"}, joules{"energy of a token", "J"},
      cache{"cache at the longest context", "B"}, memory{"parameters, cache and activations", "B"};
  if (answers.front().bandwidthBytesPerS)
    rate.ceilingTitle = "the ceiling of " + formatSi(*answers.front().bandwidthBytesPerS, "B/s");
  for (TokensAnswer const &answer : answers) {
    prompt.texts.push_back(std::to_string(answer.prompt));
    batch.texts.push_back(std::to_string(answer.batch));
    rate.values.push_back(answer.tokensPerS());
    rate.ceiling.push_back(answer.ceilingPerS());
    joules.values.push_back(answer.tokenJ());
    cache.values.push_back(curveFigure(static_cast<double>(answer.decode.back().cacheBytes)));
    memory.values.push_back(curveFigure(answer.memoryBytes()));
  }
  curves.parts = {std::move(prompt), std::move(batch)};
  curves.figures = {std::move(rate), std::move(joules), std::move(cache), std::move(memory)};
  return curves;
}

void writeTokensHtml(llvm::ArrayRef<TokensAnswer> answers, llvm::raw_ostream &stream) {
  TokensAnswer const &first = answers.front();
  Report const &report = first.decode[1].report;
  auto content = [&](llvm::raw_ostream &out) {
    std::vector<std::vector<std::string>> rows;
    for (TokensAnswer const &answer : answers)
      rows.push_back(tokensCells(answer));
    out << "<div class=\"card\">";
    writeHtmlTable("Prompts and batches", htmlColumns(tokensColumns()), rows, out);
    out << "</div>\n";
    std::vector<std::string> notes = {tokensLegend()};
    if (report.trust)
      notes.push_back("trust: " + trustGrade(*report.trust).str() + ": " + trustText(*report.trust));
    llvm::append_range(notes, beyondContexts(answers));
    writeHtmlList("In every row",
                  {report.board ? report.board->describes : "no board: counts only", first.folder,
                   first.model.kind, std::to_string(first.generated) + " tokens generated"},
                  out);
    writeHtmlList("Notes", notes, out);
  };
  writeCurvePage("What an answer takes", "What an answer of a language model takes", curvesOf(answers),
                 content, stream);
}

} // namespace eo
