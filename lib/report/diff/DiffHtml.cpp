//===- DiffHtml.cpp - a difference as one page ----------------------------------------------------------===//
//
// Verdict, totals and the layers that change most stand in the page as text; scripts (html/diff.js) draw
// where along the network the change is and a table of all layers.
//
#include "lib/report/diff/DiffWords.h"
#include "lib/report/diff/DiffWriters.h"
#include "lib/report/page/HtmlData.h"
#include "lib/support/Html.h"
#include "lib/support/HtmlPage.h"
#include "llvm/ADT/STLFunctionalExtras.h"

#include <fmt/format.h>

namespace eo {

static constexpr llvm::StringLiteral diffStyle =
#include "html/report.css.inc"
    ;
static constexpr llvm::StringLiteral diffScript =
#include "html/diff.js.inc"
    ;

namespace {
class DiffPage {
public:
  DiffPage(ReportDiff const &source, WriteOptions const &writeOptions, llvm::raw_ostream &output)
      : diff(source), options(writeOptions), stream(output), ofEnergy(diff.after.board || diff.before.board) {
  }

  void write() {
    stream << "<h1>What has changed</h1>\n"
           << "<noscript><p class=\"card\">Without scripts this page shows totals and the layers that change "
              "most; with them also pictures and all layers.</p></noscript>\n<section>\n";
    verdict();
    stream << "<div class=\"picture\"></div>\n";
    totals();
    layers();
    stream << "</section>\n<script type=\"application/json\" id=\"data\">";
    data();
    stream << "</script>\n";
  }

private:
  /// More joules are a warning only where they mean something.
  char const *tone() const {
    if (diff.significance != Significance::Significant || diff.energyDelta.value_or(0) == 0)
      return "verdict";
    return *diff.energyDelta > 0 ? "verdict more-energy" : "verdict less-energy";
  }

  void verdict() {
    stream << "<div class=\"card headline\">\n<h2 class=\"" << tone() << "\">" << escapedName(headline(diff))
           << "</h2>\n"
           << "<p class=\"muted\">New: " << escapedName(diff.after.model.path, 200)
           << " · old: " << escapedName(diff.before.model.path, 200) << "<br>"
           << (diff.after.board ? escapedName(diff.after.board->describes, 300)
                                : std::string("no board: counts and memory only"))
           << "</p>\n<p>" << escapedName(layerCounts(diff)) << ".</p>\n";
    if (ofEnergy && diff.significance == Significance::Significant)
      remark("Significant: " + diff.reason);
    if (ofEnergy && diff.significance == Significance::Noise)
      remark("Within the interval (~): " + diff.reason);
    if (ofEnergy && diff.significance == Significance::NotJudged)
      remark("Significance is not judged: " + diff.reason);
    for (std::string const &caveat : diff.caveats)
      remark("Note: " + caveat);
    stream << "</div>\n";
  }

  void remark(std::string const &text) { stream << "<p>" << escapedName(text) << ".</p>\n"; }

  void totals() {
    stream << "<div class=\"card\"><div class=\"wide\"><table "
              "class=\"totals\"><caption>Totals</caption>\n<thead><tr><td></td><th "
              "scope=\"col\" class=\"n\">Old</th><th scope=\"col\" class=\"n\">New</th><th scope=\"col\" "
              "class=\"n\">Change</th><td></td></tr></thead>\n<tbody>\n";
    for (DiffFigure const &figure : totalFigures(diff)) {
      stream << "<tr><th scope=\"row\">" << escapedName(figure.label) << "</th>";
      for (std::string const *text : {&figure.before, &figure.after, &figure.delta, &figure.relative})
        stream << "<td class=\"n\">" << escapedName(*text) << "</td>";
      stream << "</tr>\n";
    }
    stream << "</tbody></table></div></div>\n";
  }

  void layers() {
    std::vector<LayerDiff const *> ranked = rankedChanges(diff);
    llvm::ArrayRef<LayerDiff const *> top = llvm::makeArrayRef(ranked).take_front(options.top);
    stream
        << "<div class=\"card layers\">\n<div class=\"wide\"><table class=\"top\">\n"
        << fmt::format("<caption>Layers by change of {}: {} of {} that differ</caption>\n",
                       ofEnergy ? "energy" : "MACs", top.size(), ranked.size())
        << "<thead><tr><td></td><th scope=\"col\">Layer</th><th scope=\"col\">Operator</th><th scope=\"col\" "
           "class=\"n\">Old</th><th scope=\"col\" class=\"n\">New</th><th scope=\"col\" "
           "class=\"n\">Change</th><th "
           "scope=\"col\">What</th></tr></thead>\n<tbody>\n";
    for (LayerDiff const *layer : top) {
      DiffCells cells = cellsOf(diff, *layer);
      stream << "<tr><td>" << layerChangeName(layer->change).str() << "</td><th scope=\"row\">"
             << escapedName(cells.name, 120) << "</th><td>" << escapedName(cells.op, 60) << "</td>";
      for (std::string const *text : {&cells.before, &cells.after, &cells.delta})
        stream << "<td class=\"n\">" << escapedName(*text) << "</td>";
      stream << "<td>" << escapedName(cells.detail, 120) << "</td></tr>\n";
    }
    stream << "</tbody></table></div>\n</div>\n";
  }

  ReportNumber figureOf(ReportLayer const *layer) const {
    if (layer == nullptr)
      return std::nullopt;
    if (ofEnergy)
      return layer->energy;
    return layer->macs ? ReportNumber(static_cast<double>(*layer->macs)) : std::nullopt;
  }

  ReportNumber deltaOf(LayerDiff const &layer) const {
    if (ofEnergy)
      return layer.energyDelta;
    return layer.macsDelta ? ReportNumber(static_cast<double>(*layer.macsDelta)) : std::nullopt;
  }

  void column(char const *key, llvm::function_ref<std::string(LayerDiff const &layer)> cell) {
    stream << ",\"" << key << "\":[";
    for (size_t i = 0; i < diff.layers.size(); ++i)
      stream << (i == 0 ? "" : ",") << cell(diff.layers[i]);
    stream << ']';
  }

  /// Layers as columns, like writePageData().
  void data() {
    stream << "{\"energy\":" << (ofEnergy ? "true" : "false");
    column("change", [](LayerDiff const &layer) { return pageString(layerChangeName(layer.change), 0); });
    column("name",
           [&](LayerDiff const &layer) { return pageString(cellsOf(diff, layer).name, longestPageName); });
    column("op",
           [&](LayerDiff const &layer) { return pageString(cellsOf(diff, layer).op, longestPageName); });
    column("detail",
           [&](LayerDiff const &layer) { return pageString(cellsOf(diff, layer).detail, longestPageName); });
    column("noise", [](LayerDiff const &layer) {
      return std::string(layer.significance == Significance::Noise ? "1" : "0");
    });
    column("old", [&](LayerDiff const &layer) { return pageNumber(figureOf(diff.layerBefore(layer))); });
    column("new", [&](LayerDiff const &layer) { return pageNumber(figureOf(diff.layerAfter(layer))); });
    column("delta", [&](LayerDiff const &layer) { return pageNumber(deltaOf(layer)); });
    stream << '}';
  }

  ReportDiff const &diff;
  WriteOptions const &options;
  llvm::raw_ostream &stream;
  bool ofEnergy; ///< else MACs
};
} // namespace

void writeDiffHtml(ReportDiff const &diff, WriteOptions const &options, llvm::raw_ostream &stream) {
  writePage(
      {"What has changed in " + diff.after.model.path, diffStyle, diffScript},
      [&](llvm::raw_ostream &out) { DiffPage(diff, options, out).write(); }, stream);
}

} // namespace eo
