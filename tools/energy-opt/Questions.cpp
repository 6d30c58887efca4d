#include "tools/energy-opt/Questions.h"

#include "lib/board/BoardFile.h"
#include "lib/report/BoardList.h"
#include "lib/report/BoardText.h"
#include "lib/report/Schema.h"
#include "lib/report/TextTable.h"
#include "lib/support/Error.h"
#include "lib/support/Spelling.h"
#include "passes/Passes.h"
#include "llvm/ADT/StringExtras.h"

#include <fmt/format.h>
#include <limits>

namespace eo {

/// Nothing is left out or shortened: scripts read these lists.
static void print(TextTable const &table, llvm::raw_ostream &stream) {
  for (std::string const &line : table.lines(std::numeric_limits<size_t>::max()))
    stream << line << '\n';
}

/// A broken file does not hide the others: the error comes after the list.
static llvm::Error listAll(Options const &options, llvm::raw_ostream &stream) {
  std::vector<BoardModel> boards;
  llvm::Error errors = llvm::Error::success();
  for (auto const &found : findBoards(options.boardPath)) {
    llvm::Expected<BoardModel> board = loadBoard(options.boardPath, found.first);
    if (board)
      boards.push_back(std::move(*board));
    else
      errors = llvm::joinErrors(std::move(errors), board.takeError());
  }
  listBoards(boards, options.layout.width, stream);
  return errors;
}

static void listPasses(llvm::raw_ostream &stream) {
  TextTable table(
      {{"pass", false, false, 0}, {"what it finds out", false, true, 0}, {"needs", false, false, 0}});
  for (PassInfo const &pass : allPasses())
    table.add({pass.name.str(), pass.description.str(), llvm::join(pass.needs, ", ")});
  print(table, stream);
}

/// Every code as Markdown: docs/diagnostics.md.
static void explainAll(llvm::raw_ostream &stream) {
  stream << "# Diagnostics\n\nEvery code that reports carry, from the table in "
            "lib/support/DiagnosticCodes.def.\nWritten by `energy-opt --explain=all`; do not edit.\n";
  for (DiagInfo const &info : allDiagInfos())
    stream << "\n## " << diagId(info.code) << ": " << info.title << "\n\n"
           << info.meaning << "\n\n**Fix:** " << info.fix << '\n';
}

/// "EO0502" of "502", "0502" and "eo502".
static std::string wholeCode(llvm::StringRef id) {
  llvm::StringRef digits = id;
  digits.consume_front_insensitive("eo");
  unsigned number = 0;
  return digits.empty() || digits.getAsInteger(10, number) ? id.str() : fmt::format("EO{:04}", number);
}

static llvm::Error explain(llvm::StringRef asked, Options const &options, llvm::raw_ostream &stream) {
  std::string id = wholeCode(asked);
  if (id == "all") {
    explainAll(stream);
    return llvm::Error::success();
  }
  std::optional<DiagCode> code = diagCodeFromId(id);
  if (!code) {
    std::vector<std::string> known;
    for (DiagInfo const &info : allDiagInfos())
      known.push_back(diagId(info.code));
    return usageError("--explain {}: no such code{}; --explain=all prints them", asked,
                      didYouMean(id, known));
  }
  DiagInfo const &info = diagInfo(*code);
  stream << diagId(*code) << ": " << info.title << "\n\n"
         << wrapped(info.meaning.str(), options.layout.width, 0) << "\n\n"
         << "Fix: " << wrapped(info.fix.str(), options.layout.width, 5) << '\n';
  return llvm::Error::success();
}

static llvm::Error printSchema(llvm::StringRef name, llvm::raw_ostream &stream) {
  std::vector<std::string> known;
  for (PublishedSchema const &schema : publishedSchemas()) {
    if (schema.name == name) {
      stream << schema.text;
      return llvm::Error::success();
    }
    known.push_back(schema.name.str());
  }
  return usageError("--print-schema {}: no such schema{} (known: {})", name, didYouMean(name, known),
                    llvm::join(known, ", "));
}

llvm::Error answer(Options const &options, llvm::raw_ostream &stream) {
  if (options.questions.listBoards)
    if (llvm::Error error = listAll(options, stream))
      return error;
  if (!options.questions.printSchema.empty())
    if (llvm::Error error = printSchema(options.questions.printSchema, stream))
      return error;
  if (options.questions.listPasses)
    listPasses(stream);
  for (std::string const &name : options.questions.describeBoards) {
    llvm::Expected<BoardModel> board = loadBoard(options.boardPath, name);
    if (!board)
      return board.takeError();
    describeBoard(*board, options.layout.width, stream);
  }
  for (std::string const &code : options.questions.explainCodes)
    if (llvm::Error error = explain(code, options, stream))
      return error;
  return llvm::Error::success();
}

} // namespace eo
