#include "lib/decide/CaseText.h"
#include "lib/decide/WhyWords.h"
#include "lib/report/CsvCell.h"
#include "lib/report/ReportText.h"
#include "lib/report/TextTable.h"
#include "lib/support/Quantity.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

namespace eo {

static void writeHead(Why const &why, WriteOptions const &options, llvm::raw_ostream &stream) {
  std::vector<std::string> lines = whyHead(why);
  writeCaseHead(why.report, "", printable(why.report.model.path) + " · " + lines.front(), options, stream);
  for (std::string const &line : llvm::makeArrayRef(lines).drop_front())
    stream << ' ' << wrapped(line, options.width, 1) << '\n';
  stream << '\n';
}

static void writeCauses(llvm::ArrayRef<Why const *> all, WriteOptions const &options,
                        llvm::raw_ostream &stream) {
  std::vector<TextTable::Column> columns;
  for (Why const *why : all) {
    columns.push_back({all.size() > 1 ? caseNetwork(why->report) : "time", true, false, 0});
    columns.push_back({"share", true, false, all.size() > 1 ? 2U : 0U});
  }
  columns.push_back({"", false, false, 3});
  columns.push_back({"spent on", false, true, 0, true});
  TextTable table(columns);
  for (CauseRow const &row : causeRows(all)) {
    std::vector<std::string> cells;
    for (auto const &[seconds, share] : row.cells)
      cells.insert(cells.end(), {seconds, share});
    cells.insert(cells.end(), {barOf(row.lastShare, 20), row.words});
    table.add(std::move(cells));
  }
  if (table.empty())
    return;
  for (std::string const &line : table.lines(options.width))
    stream << line << '\n';
  stream << '\n';
}

static void writeList(llvm::ArrayRef<std::string> sentences, WriteOptions const &options,
                      llvm::raw_ostream &stream) {
  for (std::string const &one : sentences)
    stream << " · " << wrapped(one, options.width, 3) << '\n';
  stream << '\n';
}

void writeWhyText(Why const &why, WriteOptions const &options, llvm::raw_ostream &stream) {
  writeHead(why, options, stream);
  writeList(whySentences(why), options, stream);
  writeCauses(&why, options, stream);
  double sum = 0;
  for (WhyKernel const &kernel : why.kernels)
    sum += kernelWeight(kernel);
  for (WhyKernel const *kernel : costliest(why, options.top)) {
    bool isKnown = sum > 0 && (kernel->energyJ || kernel->timeS);
    stream << padded(isKnown ? formatShare(kernelWeight(*kernel) / sum) : "–", 7, true) << "  ";
    std::string head = fmt::format("{} ({})", printable(kernel->name, 80), printable(kernel->op, 40));
    if (kernel->energyJ)
      head += " · " + formatSi(*kernel->energyJ, "J");
    if (kernel->timeS)
      head += " · " + formatSi(*kernel->timeS, "s");
    stream << wrapped(head, options.width, 9) << "\n         "
           << wrapped(whySentence(*kernel), options.width, 9) << '\n';
  }
}

void writeWhyPairText(Why const &a, Why const &b, WriteOptions const &options, llvm::raw_ostream &stream) {
  for (Why const *why : {&a, &b})
    writeHead(*why, options, stream);
  writeList(compareSentences(a, b), options, stream);
  writeCauses({&a, &b}, options, stream);
}

static void writeCausesJson(JsonWriter &json, TimeCauses const &causes) {
  json.attributeObject("time_by_cause_s", [&] {
    for (size_t c = 0; c < timeCauseCount; ++c)
      json.attribute(timeCauseKey(static_cast<TimeCause>(c)), causes.seconds[c]);
  });
}

/// What the board does not have is 0 in the limits and null outside.
static std::optional<double> positive(double figure) {
  return figure > 0 ? std::optional(figure) : std::nullopt;
}

static void writeKernel(JsonWriter &json, WhyKernel const &kernel) {
  json.object([&] {
    json.attribute("name", kernel.name);
    json.attribute("op", kernel.op);
    json.attribute("nodes", kernel.nodes);
    json.attribute("energy_j", kernel.energyJ);
    json.attribute("latency_s", kernel.timeS);
    json.attribute("macs", kernel.macs);
    json.attribute("bytes", kernel.bytes);
    json.attribute("delegated", kernel.delegated);
    json.attribute("sentence", whySentence(kernel));
    json.attributeArray("alternatives", [&] {
      for (WhyKernelChange const &change : kernel.changes)
        json.object([&] {
          json.attribute("setting", change.setting);
          json.attribute("energy_j", change.energyJ);
          json.attribute("latency_s", change.timeS);
        });
    });
    if (!kernel.limits) {
      for (char const *key : {"bound", "time_by_cause_s", "roof_s", "utilisation", "family",
                              "peak_macs_per_s", "bandwidth_bytes_per_s"})
        json.attribute(key, nullptr);
      return;
    }
    json.attribute("bound", timeCauseKey(kernel.limits->causes.largest()));
    writeCausesJson(json, kernel.limits->causes);
    json.attribute("roof_s", kernel.limits->roofS);
    json.attribute("utilisation", kernel.limits->utilisation);
    json.attribute("family", kernelFamilyName(kernel.limits->family));
    json.attribute("peak_macs_per_s", positive(kernel.limits->peakMacsPerS));
    json.attribute("bandwidth_bytes_per_s", positive(kernel.limits->bandwidthBytesPerS));
  });
}

static void writeOne(JsonWriter &json, Why const &why, std::vector<std::string> const &compared) {
  json.object([&] {
    json.attribute("schema", "energy-opt/why/1");
    writeCase(json, why.report);
    ReportTotals const &t = why.report.totals;
    json.attribute("energy_j", t.energy);
    json.attribute("energy_low_j", t.energyLow);
    json.attribute("energy_high_j", t.energyHigh);
    json.attribute("latency_s", t.latency);
    json.attribute("macs", t.macs);
    writeCausesJson(json, why.causes);
    json.attributeArray("sentences", [&] {
      for (std::string const &one : whySentences(why))
        json.value(one);
    });
    json.attributeArray("compared", [&] {
      for (std::string const &one : compared)
        json.value(one);
    });
    json.attributeArray("kernels", [&] {
      for (WhyKernel const &kernel : why.kernels)
        writeKernel(json, kernel);
    });
  });
}

void writeWhyJson(llvm::ArrayRef<Why> all, llvm::raw_ostream &stream) {
  JsonWriter json(stream, 2);
  if (all.size() == 1)
    writeOne(json, all[0], {});
  else
    json.array([&] {
      for (Why const &why : all)
        writeOne(json, why, &why == all.begin() ? std::vector<std::string>() : compareSentences(all[0], why));
    });
  stream << '\n';
}

void writeWhyCsv(llvm::ArrayRef<Why> all, llvm::raw_ostream &stream) {
  stream << "path,kernel,op,energy_j,latency_s,macs,bytes,bound";
  for (size_t c = 0; c < timeCauseCount; ++c)
    stream << ',' << timeCauseKey(static_cast<TimeCause>(c)) << "_s";
  stream << ",roof_s\n";
  auto cell = [](std::optional<double> value) { return value ? ReportCell(*value) : ReportCell(); };
  for (Why const &why : all)
    for (WhyKernel const &kernel : why.kernels) {
      std::vector<ReportCell> row = {why.report.model.path,
                                     kernel.name,
                                     kernel.op,
                                     cell(kernel.energyJ),
                                     cell(kernel.timeS),
                                     cell(kernel.macs),
                                     cell(kernel.bytes),
                                     kernel.limits ? timeCauseKey(kernel.limits->causes.largest()).str()
                                                   : ""};
      for (size_t c = 0; c < timeCauseCount; ++c)
        row.push_back(kernel.limits ? ReportCell(kernel.limits->causes.seconds[c]) : ReportCell());
      row.push_back(kernel.limits ? ReportCell(kernel.limits->roofS) : ReportCell());
      stream << csvRow(row);
    }
}

} // namespace eo
