//===- WhyHtml.cpp - what time is spent on, as one page ----------------------------------------------===//
//
// Sentences, time by cause and the costliest kernels stand in the page as text. Scripts (html/why.js) draw the kernels
// under the roofs of the board and a table of all.
//
#include "lib/decide/CaseText.h"
#include "lib/decide/WhyWords.h"
#include "lib/decide/page/DecidePage.h"
#include "lib/report/ReportText.h"
#include "lib/report/page/HtmlData.h"
#include "lib/support/Html.h"
#include "lib/support/Quantity.h"
#include <fmt/format.h>

namespace eo {

static constexpr llvm::StringLiteral whyScript =
#include "html/why.js.inc"
    ;

static void writeCauses(llvm::ArrayRef<Why const *> all, llvm::raw_ostream &stream) {
  std::vector<CauseRow> causes = causeRows(all);
  if (causes.empty())
    return;
  std::vector<HtmlColumn> columns = {{"Spent on"}};
  for (Why const *why : all) {
    columns.push_back({all.size() > 1 ? caseNetwork(why->report) : "Time", true});
    columns.push_back({"Share", true});
  }
  std::vector<std::vector<std::string>> rows;
  for (CauseRow const &row : causes) {
    std::vector<std::string> &cells = rows.emplace_back();
    cells.push_back(row.words);
    for (auto const &[seconds, share] : row.cells)
      cells.insert(cells.end(), {seconds, share});
  }
  stream << "<div class=\"card\">";
  writeHtmlTable("The time of the kernels by cause", columns, rows, stream);
  stream << "</div>\n";
}

/// The costliest, as the text shows them; the script puts all of them in its place.
static void writeKernels(Why const &why, unsigned top, llvm::raw_ostream &stream) {
  double sum = 0;
  for (WhyKernel const &kernel : why.kernels)
    sum += kernelWeight(kernel);
  std::vector<std::vector<std::string>> rows;
  for (WhyKernel const *kernel : costliest(why, top))
    rows.push_back(
        {kernel->name, kernel->op,
         sum > 0 && (kernel->energyJ || kernel->timeS) ? formatShare(kernelWeight(*kernel) / sum) : dash,
         siText(kernel->energyJ, "J"), siText(kernel->timeS, "s"), whySentence(*kernel)});
  stream << "<div class=\"card layers\">\n";
  writeHtmlTable(fmt::format("Kernels by what they take: {} of {}", rows.size(), why.kernels.size()),
                 {{"Kernel"}, {"Operator"}, {"Share", true}, {"Energy", true}, {"Time", true}, {"Why"}}, rows,
                 stream, "top");
  stream << "</div>\n";
}

static void writeHeadline(Why const &why, size_t number, llvm::raw_ostream &stream) {
  std::vector<std::string> head = whyHead(why);
  stream << fmt::format(
      "<div class=\"card headline\">\n<h2 id=\"w{}-title\">{}</h2>\n<p class=\"muted\">{}</p>\n"
      "<p><strong>{}</strong></p>\n",
      number, escapedName(caseNetwork(why.report), 200),
      escapedName(why.report.board ? why.report.board->describes : "no board", 300),
      escapedName(head.front()));
  for (std::string const &line : llvm::makeArrayRef(head).drop_front())
    stream << "<p>" << escapedName(line, 400) << "</p>\n";
  stream << "</div>\n";
}

static void writeContent(llvm::ArrayRef<Why> all, WriteOptions const &options, llvm::raw_ostream &stream) {
  std::vector<Why const *> networks;
  for (Why const &why : all)
    networks.push_back(&why);
  bool isPair = all.size() > 1;
  if (isPair) {
    stream << "<section>\n";
    writeHtmlList("The difference", compareSentences(all[0], all[1]), stream);
    writeCauses(networks, stream);
    stream << "<div class=\"picture\"></div>\n</section>\n";
  }
  for (size_t i = 0; i < all.size(); ++i) {
    stream << fmt::format("<section id=\"w{0}\" aria-labelledby=\"w{0}-title\" tabindex=\"-1\">\n", i);
    writeHeadline(all[i], i, stream);
    writeHtmlList("Why", whySentences(all[i]), stream);
    if (!isPair) {
      stream << "<div class=\"picture\"></div>\n";
      writeCauses(networks, stream);
    }
    writeKernels(all[i], options.top, stream);
    stream << "</section>\n";
  }
}

static void writeNetworkData(Why const &why, llvm::raw_ostream &stream) {
  auto const &kernels = why.kernels;
  auto texts = [&](char const *key, llvm::function_ref<std::string(WhyKernel const &)> read) {
    stream << ",";
    writePageColumn(
        key, kernels.size(), [&](size_t i) { return pageString(read(kernels[i]), longestPageName); }, stream);
  };
  auto numbers = [&](char const *key, llvm::function_ref<ReportNumber(WhyKernel const &)> read) {
    stream << ",";
    writePageColumn(
        key, kernels.size(), [&](size_t i) { return pageNumber(read(kernels[i])); }, stream);
  };
  auto limit = [&](char const *key, double KernelLimits::*figure) {
    numbers(key, [&](WhyKernel const &one) {
      return one.limits && (*one.limits).*figure > 0 ? ReportNumber((*one.limits).*figure) : std::nullopt;
    });
  };
  stream << "{\"title\":" << pageString(caseNetwork(why.report), longestPageName);
  texts("name", [](WhyKernel const &one) { return one.name; });
  texts("op", [](WhyKernel const &one) { return one.op; });
  numbers("nodes", [](WhyKernel const &one) { return ReportNumber(static_cast<double>(one.nodes)); });
  numbers("energy", [](WhyKernel const &one) { return one.energyJ; });
  numbers("time", [](WhyKernel const &one) { return one.timeS; });
  numbers("macs", [](WhyKernel const &one) { return one.macs; });
  numbers("bytes", [](WhyKernel const &one) { return one.bytes; });
  numbers("cause", [](WhyKernel const &one) {
    return one.limits ? ReportNumber(static_cast<double>(one.limits->causes.largest())) : std::nullopt;
  });
  texts("family", [](WhyKernel const &one) {
    if (!one.limits)
      return std::string();
    return kernelFamilyName(one.limits->family).str() + (one.delegated ? "" : ", beside the accelerator");
  });
  limit("roof", &KernelLimits::roofS);
  limit("peak", &KernelLimits::peakMacsPerS);
  limit("bandwidth", &KernelLimits::bandwidthBytesPerS);
  stream << ",\"sentence\":[";
  for (size_t i = 0; i < kernels.size(); ++i)
    stream << (i == 0 ? "" : ",") << pageString(whySentence(kernels[i]), 1000);
  stream << "]}";
}

void writeWhyHtml(llvm::ArrayRef<Why> all, WriteOptions const &options, llvm::raw_ostream &stream) {
  auto data = [&](llvm::raw_ostream &out) {
    out << "{";
    writePageColumn(
        "causes", timeCauseCount,
        [](size_t c) { return pageString(timeCauseWords(static_cast<TimeCause>(c)), longestPageName); }, out);
    out << ",\"networks\":[";
    for (size_t i = 0; i < all.size(); ++i) {
      out << (i == 0 ? "" : ",\n");
      writeNetworkData(all[i], out);
    }
    out << "]}";
  };
  DecidePage page{"What the time of " + caseNetwork(all.front().report) + " is spent on",
                  all.size() > 1 ? "Why one takes more than the other" : "What the time is spent on",
                  whyScript};
  writeDecidePage(
      page, [&](llvm::raw_ostream &out) { writeContent(all, options, out); }, data, stream);
}

} // namespace eo
