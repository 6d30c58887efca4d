//===- DiffText.cpp - a difference for people on a terminal -----------------------------------------===//
#include "lib/report/TextTable.h"
#include "lib/report/diff/DiffWords.h"
#include "lib/report/diff/DiffWriters.h"
#include "lib/support/Utf8.h"

#include <fmt/format.h>

namespace eo {

namespace {
class DiffText {
public:
  DiffText(ReportDiff const &source, WriteOptions const &writeOptions, llvm::raw_ostream &output)
      : diff(source), options(writeOptions), stream(output) {}

  void write() {
    header();
    totals();
    layers();
    remarks();
  }

private:
  static constexpr char const *bold = "\x1b[1m", *faint = "\x1b[2m", *red = "\x1b[31m", *green = "\x1b[32m";

  std::string styled(char const *style, std::string const &text) const {
    return options.color ? style + text + "\x1b[0m" : text;
  }

  /// More joules are red, fewer green, what may be noise is faint.
  static char const *styleOf(ReportNumber delta, Significance significance) {
    if (significance == Significance::Noise || delta.value_or(0) == 0)
      return faint;
    return *delta > 0 ? red : green;
  }

  void header() {
    std::optional<ReportBoard> const &board = diff.after.board;
    stream << styled(bold, !diff.sameBoard ? "two boards or settings: the whole energies are judged"
                           : board         ? wrapped(board->describes, options.width, 1)
                                           : "no board: counts and memory only")
           << '\n';
    for (auto const &[label, report] : {std::pair("old", &diff.before), std::pair("new", &diff.after)}) {
      std::string side = sideText(diff, *report);
      std::string line =
          printable(report->model.path) +
          fmt::format(" · {} node{}", report->model.nodes, report->model.nodes == 1 ? "" : "s") +
          (side.empty() ? "" : " · " + side);
      stream << label << "  " << wrapped(line, options.width, 5) << '\n';
    }
    char const *style = board ? styleOf(diff.energyDelta, diff.significance) : bold;
    if (diff.coverageDiffers)
      style = bold;
    stream << '\n' << ' ' << styled(style, wrapped(headline(diff), options.width, 1)) << '\n';
  }

  void totals() {
    stream << '\n' << ' ' << wrapped(layerCounts(diff), options.width, 1) << '\n';
    if (diff.unchanged())
      return;
    stream << '\n';
    TextTable table({{"", false, false, 0},
                     {"old", true, false, 0, true},
                     {"new", true, false, 0, true},
                     {"change", true, false, 0},
                     {"", true, false, 0}});
    for (DiffFigure const &figure : totalFigures(diff))
      table.add({figure.label, figure.before, figure.after, figure.delta, figure.relative});
    print(table, {});
  }

  /// The title line faint, line i in the style of row i.
  void print(TextTable const &table, llvm::ArrayRef<char const *> styles) {
    std::vector<std::string> lines = table.lines(options.width);
    stream << styled(faint, lines.front()) << '\n';
    for (size_t i = 1; i < lines.size(); ++i)
      stream << (i <= styles.size() ? styled(styles[i - 1], lines[i]) : lines[i]) << '\n';
  }

  void layers() {
    std::vector<LayerDiff const *> ranked = rankedChanges(diff);
    size_t shown = std::min<size_t>(ranked.size(), options.top);
    if (shown == 0)
      return;
    char const *figure = diff.after.board || diff.before.board ? "old energy" : "old MACs";
    TextTable table({{"", false, false, 0},
                     {figure, true, false, 0},
                     {"new", true, false, 0},
                     {"change", true, false, 0},
                     {"", true, false, 1},
                     {"", false, false, 0},
                     {"layer", false, true, 0},
                     {"op", false, false, 0},
                     {"", false, false, 2}});
    std::vector<char const *> styles;
    for (LayerDiff const *layer : llvm::makeArrayRef(ranked).take_front(shown)) {
      DiffCells cells = cellsOf(diff, *layer);
      table.add({cells.mark, cells.before, cells.after, cells.delta, cells.relative, cells.noise,
                 printable(cells.name), printable(cells.op, 32), printable(cells.detail, 60)});
      styles.push_back(styleOf(layer->energyDelta, layer->significance));
    }
    stream << '\n';
    print(table, styles);
    if (shown < ranked.size())
      stream << styled(faint,
                       fmt::format(" {} more: --top={} shows them", ranked.size() - shown, ranked.size()))
             << '\n';
  }

  void remarks() {
    std::vector<std::string> lines;
    if (diff.significance == Significance::Significant)
      lines.push_back("significant: " + diff.reason);
    if (diff.significance == Significance::Noise)
      lines.push_back("~ within the interval: " + diff.reason);
    if (diff.significance == Significance::NotJudged && (diff.before.board || diff.after.board))
      lines.push_back("significance is not judged: " + diff.reason);
    for (std::string const &caveat : diff.caveats)
      lines.push_back("note: " + caveat);
    if (!lines.empty())
      stream << '\n';
    for (std::string const &line : lines)
      stream << ' ' << wrapped(line, options.width, 1) << '\n';
  }

  ReportDiff const &diff;
  WriteOptions const &options;
  llvm::raw_ostream &stream;
};
} // namespace

void writeDiffText(ReportDiff const &diff, WriteOptions const &options, llvm::raw_ostream &stream) {
  DiffText(diff, options, stream).write();
}

} // namespace eo
