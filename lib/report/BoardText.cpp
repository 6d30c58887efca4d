#include "lib/report/BoardText.h"

#include "lib/board/ConvEngine.h"
#include "lib/cost/Kind.h"
#include "lib/report/Report.h"
#include "lib/report/TextTable.h"
#include "lib/support/Quantity.h"
#include "lib/text/JsonWriter.h"
#include "llvm/ADT/StringExtras.h"

#include <fmt/format.h>

namespace eo {

namespace {
class BoardText {
public:
  BoardText(BoardModel const &source, unsigned columns, llvm::raw_ostream &output)
      : board(source), width(columns), stream(output) {}

  void write() {
    stream << wrapped(board.id + ": " + board.title, width, 1) << "\n\n";
    if (!board.path.empty())
      row("file", board.path);
    row("kind", board.kindName().str());
    rows("formula", costKind(board.kind).words());
    engine();
    row("precision", precisionWord(board.precision).upper() +
                         (board.precisionInferred ? " (inferred, the source is silent)" : ""));
    row("idle power", !board.idleIncluded ? "not stated" : *board.idleIncluded ? "included" : "excluded");
    settings();
    coefficients();
    ranges();
    unmeasured();
    error();
    sources();
    rows("notes", board.notes);
  }

private:
  static constexpr size_t labelColumns = 14;

  void row(std::string const &label, std::string const &text) {
    stream << padded(label, labelColumns, false) << wrapped(text, width, labelColumns) << '\n';
  }

  /// The label stands before the first text only.
  void rows(std::string label, std::vector<std::string> const &texts) {
    for (std::string const &text : texts) {
      row(label, text);
      label.clear();
    }
  }

  void engine() {
    if (ConvEngine const *one = board.engine)
      rows("engine",
           {fmt::format("{}: {} multipliers in {} modes; u of a convolution is the share that has work, "
                        "and what blocks of {} do not hold passes through memory once more",
                        one->name, one->multipliers, one->beside.size(),
                        formatBytes(static_cast<double>(one->blockBytes))),
            "from " + one->source.str()});
  }

  void settings() {
    std::vector<std::string> texts;
    for (SettingDeclaration const &setting : board.settings) {
      texts.push_back(fmt::format("{}={} (default {})", setting.name, llvm::join(setting.values, "|"),
                                  setting.defaultValue));
      for (auto const &[value, point] : setting.declared)
        texts.push_back(fmt::format("{}={} was not measured: compute rate x{:.3g}, dynamic power x{:.3g}",
                                    setting.name, value, point.computeRate(), point.dynamicPower()));
      for (auto const &[value, reason] : setting.noData)
        texts.push_back(fmt::format("{}={} is refused: {}", setting.name, value, reason));
    }
    rows("settings", texts);
  }

  void coefficients() {
    std::vector<std::string> texts;
    for (Coefficient const &c : board.coefficients) {
      if (!c.value) {
        texts.push_back(fmt::format("{} is missing: {}", c.name, c.missing));
        continue;
      }
      texts.push_back(fmt::format("{} = {}{}{}{}", c.name, shortest(*c.value),
                                  c.unit == "1" ? "" : " " + c.unit, c.unitInferred ? " (unit inferred)" : "",
                                  c.standardError ? " ± " + shortest(*c.standardError) : std::string()));
    }
    rows("coefficients", texts);
  }

  void ranges() {
    std::vector<std::string> texts;
    for (FeatureRange const &r : board.ranges)
      texts.push_back(
          fmt::format("{}: {} {:g} to {:g}", costClassName(r.costClass), r.feature, r.min, r.max));
    rows("range",
         texts.empty()
             ? std::vector<std::string>{"not published: `fit` means the kind of layer that was measured"}
             : texts);
  }

  void unmeasured() {
    std::vector<std::string> texts;
    for (auto const &[conditions, families] : board.unmeasured)
      texts.push_back(fmt::format("{} kernels at {}: others stand in",
                                  llvm::join(llvm::map_range(families, kernelFamilyName), ", "),
                                  conditionText(conditions)));
    rows("unmeasured", texts);
  }

  static std::string factors(char const *what, std::optional<IntervalFactors> const &factors, double level) {
    return factors ? fmt::format("; {:g} % of {} within {:g} to {:g} times the estimate", 100 * level, what,
                                 factors->low, factors->high)
                   : std::string();
  }

  void error() {
    if (!board.error)
      return row("error", "not published: estimates have no interval");
    HeldOutError const &e = *board.error;
    row("error",
        fmt::format("{:.3g} % claimed for the mean, from {} held-out points ({}){}{}", 100 * e.mape, e.n,
                    e.kind, factors("layers", e.layer, e.level), factors("networks", e.network, e.level)));
  }

  void sources() {
    for (Source const &source : board.sources) {
      std::string text = source.title;
      for (std::string const *part : {&source.where, &source.date, &source.url})
        text += part->empty() ? "" : ", " + *part;
      row("source", source.points.empty() ? text : text + "; points: " + source.points);
    }
  }

  BoardModel const &board;
  unsigned width;
  llvm::raw_ostream &stream;
};
} // namespace

void describeBoard(BoardModel const &board, unsigned width, llvm::raw_ostream &stream) {
  BoardText(board, width, stream).write();
}

} // namespace eo
