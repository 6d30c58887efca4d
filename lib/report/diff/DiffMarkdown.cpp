//===- DiffMarkdown.cpp - a difference as a comment on a pull request ---------------------------------===//
//
// Short where little happened: one line for no change. The headline is what a mail shows; the layers beyond
// the first few are folded, and beyond some hundred left to other formats: comments have a size limit.
//
#include "lib/report/diff/DiffWords.h"
#include "lib/report/diff/DiffWriters.h"
#include "lib/support/Markdown.h"

#include <fmt/format.h>

namespace eo {

constexpr size_t shownLayers = 5, foldedLayers = 250;

namespace {
class DiffMarkdown {
public:
  DiffMarkdown(ReportDiff const &source, llvm::raw_ostream &output) : diff(source), stream(output) {}

  void write() {
    bool brief = diff.unchanged() && diff.caveats.empty();
    stream << "**" << upperCased(markdownText(headline(diff))) << "** — " << networks() << '\n';
    if (brief)
      return;
    totals();
    layers();
    remarks();
  }

private:
  /// The text begins with an ASCII letter.
  static std::string upperCased(std::string text) {
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
      text.front() = static_cast<char>(text.front() - 'a' + 'A');
    return text;
  }

  std::string networks() const {
    std::string board = diff.after.board ? markdownText(diff.after.board->describes) : "no board";
    std::string const &old = diff.before.model.path, &now = diff.after.model.path;
    std::string text = old == now
                           ? markdownCode(now, 80) + " on " + board
                           : markdownCode(now, 80) + " against " + markdownCode(old, 80) + " on " + board;
    std::string before = sideText(diff, diff.before), after = sideText(diff, diff.after);
    if (before.empty() && after.empty())
      return text;
    return text + ", old: " + markdownText(before) + ", new: " + markdownText(after);
  }

  void totals() {
    stream << "\n| | old | new | change | |\n|---|--:|--:|--:|--:|\n";
    for (DiffFigure const &figure : totalFigures(diff))
      stream << fmt::format("| {} | {} | {} | {} | {} |\n", figure.label, figure.before, figure.after,
                            figure.delta, figure.relative);
    stream << '\n' << markdownText(layerCounts(diff)) << ".\n";
  }

  void table(llvm::ArrayRef<LayerDiff const *> rows) {
    stream << fmt::format(
        "\n| | layer | op | old {} | new | change | | what |\n|---|---|---|--:|--:|--:|--:|---|\n",
        diff.after.board || diff.before.board ? "energy" : "MACs");
    for (LayerDiff const *row : rows) {
      DiffCells cells = cellsOf(diff, *row);
      llvm::StringRef change = // a renamed one has changed, too
          layerChangeName(row->change == LayerChange::Same ? LayerChange::Changed : row->change);
      stream << fmt::format(
          "| {} | {} | {} | {} | {} | {} | {} | {} |\n", change, markdownCode(cells.name, 100),
          markdownText(cells.op, 40), cells.before, cells.after, cells.delta,
          cells.noise.empty() ? cells.relative : "~ " + cells.relative, markdownText(cells.detail, 80));
    }
  }

  void layers() {
    std::vector<LayerDiff const *> ranked = rankedChanges(diff);
    llvm::ArrayRef<LayerDiff const *> all = ranked;
    if (all.empty())
      return;
    table(all.take_front(shownLayers));
    if (all.size() <= shownLayers)
      return;
    llvm::ArrayRef<LayerDiff const *> rest = all.drop_front(shownLayers);
    stream << fmt::format("\n<details><summary>{} more layers</summary>\n", rest.size());
    table(rest.take_front(foldedLayers));
    if (rest.size() > foldedLayers)
      stream << fmt::format("\n… and {} more with smaller changes.\n", rest.size() - foldedLayers);
    stream << "\n</details>\n";
  }

  void remarks() {
    bool board = diff.before.board || diff.after.board;
    std::vector<std::string> lines;
    if (board && diff.significance == Significance::Significant)
      lines.push_back("Significant: " + diff.reason);
    if (board && diff.significance == Significance::Noise)
      lines.push_back("Within the interval (~): " + diff.reason);
    if (board && diff.significance == Significance::NotJudged)
      lines.push_back("Significance is not judged: " + diff.reason);
    for (std::string const &caveat : diff.caveats)
      lines.push_back("Note: " + caveat);
    for (std::string const &line : lines)
      stream << "\n<sub>" << markdownText(line) << ".</sub>\n";
  }

  ReportDiff const &diff;
  llvm::raw_ostream &stream;
};
} // namespace

void writeDiffMarkdown(ReportDiff const &diff, WriteOptions const & /*options*/, llvm::raw_ostream &stream) {
  DiffMarkdown(diff, stream).write();
}

} // namespace eo
