#include "tools/energy-opt/Questions.h"

#include "lib/board/BoardFile.h"
#include "lib/report/BoardText.h"
#include "lib/report/TextTable.h"
#include "lib/support/Error.h"
#include "lib/support/Spelling.h"
#include "passes/Passes.h"
#include "llvm/ADT/StringExtras.h"

#include <limits>

namespace eo {

/// Nothing is left out or shortened: scripts read these lists.
static void print(TextTable const &table, llvm::raw_ostream &stream) {
  for (std::string const &line : table.lines(std::numeric_limits<size_t>::max()))
    stream << line << '\n';
}

/// A broken file does not hide the others: the error comes after the list.
static llvm::Error listBoards(Options const &options, llvm::raw_ostream &stream) {
  TextTable table({{"board", false, false, 0},
                   {"kind", false, false, 0},
                   {"title", false, true, 0},
                   {"file", false, false, 0}});
  llvm::Error errors = llvm::Error::success();
  for (auto const &[name, path] : findBoards(options.boardPath)) {
    llvm::Expected<BoardModel> board = loadBoard(options.boardPath, name);
    if (board)
      table.add({name, board->kindName().str(), board->title, path});
    else
      errors = llvm::joinErrors(std::move(errors), board.takeError());
  }
  print(table, stream);
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

static llvm::Error explain(llvm::StringRef id, Options const &options, llvm::raw_ostream &stream) {
  if (id == "all") {
    explainAll(stream);
    return llvm::Error::success();
  }
  std::optional<DiagCode> code = diagCodeFromId(id);
  if (!code) {
    std::vector<std::string> known;
    for (DiagInfo const &info : allDiagInfos())
      known.push_back(diagId(info.code));
    return usageError("--explain {}: no such code{}", id.str(), didYouMean(id, known));
  }
  DiagInfo const &info = diagInfo(*code);
  stream << diagId(*code) << ": " << info.title << "\n\n"
         << wrapped(info.meaning.str(), options.layout.width, 0) << "\n\n"
         << "Fix: " << wrapped(info.fix.str(), options.layout.width, 5) << '\n';
  return llvm::Error::success();
}

llvm::Error answer(Options const &options, llvm::raw_ostream &stream) {
  if (options.questions.listBoards)
    if (llvm::Error error = listBoards(options, stream))
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
