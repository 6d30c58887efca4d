//===- SpdxWriter.cpp - the energy of an inference in a bill of materials ----------------------------===//
//
// SPDX 3.0.1 as JSON-LD: each network an AIPackage whose energyConsumption has one inferenceEnergyConsumption a board
// and setting. The class has no place for what kind of figure it is, so the package's comment says that it is estimated,
// with interval and trust.
//
// What conformance to the AI profile asks beside it (supplier, place of download, version, time of release) is not in a
// network's file: whoever knows it adds it, and "ai" to profileConformance.
//
#include "lib/report/ReportText.h"
#include "lib/report/Writers.h"
#include "lib/report/page/HtmlData.h"
#include "lib/text/JsonWriter.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SHA256.h"
#include <fmt/format.h>

#include <chrono>

namespace eo {

/// "0.00000001279": joules · 1e-6 without an exponent, which xsd:decimal does not know, digit by digit: nothing is
/// rounded.
static std::string megajoules(double joules) {
  std::string text = shortest(joules);
  size_t e = text.find('e'), end = std::min(e, text.size()), dot = std::min(text.find('.'), end);
  int point = static_cast<int>(dot) - 6;
  if (e != std::string::npos) {
    int exponent = 0;
    if (!llvm::to_integer(llvm::StringRef(text).drop_front(e + 1).ltrim('+'), exponent, 10))
      return "0";
    point += exponent;
  }
  std::string digits = text.substr(0, dot) + (dot < end ? text.substr(dot + 1, end - dot - 1) : "");
  if (point <= 0)
    return "0." + std::string(static_cast<size_t>(-point), '0') + digits;
  auto whole = static_cast<size_t>(point);
  if (whole >= digits.size())
    return digits + std::string(whole - digits.size(), '0');
  return digits.substr(0, whole) + "." + digits.substr(whole);
}

/// "2026-11-29T21:00:00Z"
static std::string utcText(int64_t seconds) {
  std::chrono::sys_seconds moment{std::chrono::seconds(seconds)};
  auto day = std::chrono::floor<std::chrono::days>(moment);
  std::chrono::year_month_day date(day);
  std::chrono::hh_mm_ss time(moment - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count());
}

/// A name of what is in the document, the same for the same content: a UUID of version 8 made of its hash.
static std::string uriOf(llvm::ArrayRef<Report> reports, WriteOptions const &options) {
  std::string content = options.createdAt ? std::to_string(*options.createdAt) : "";
  llvm::raw_string_ostream stream(content);
  for (Report const &report : reports)
    writeNdjson(report, options, stream);
  llvm::SHA256 hash;
  hash.update(stream.str());
  std::string hex = llvm::toHex(hash.final().take_front(16), true);
  hex[12] = '8'; // version: free to choose
  hex[16] = '8'; // variant: RFC 9562
  return fmt::format("urn:uuid:{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4),
                     hex.substr(16, 4), hex.substr(20, 12));
}

/// "jetson-nano, …: 0.0128 J for one execution of 4 samples; 0.0101 J to 0.0153 J (90 % interval); trust: good, …"
static std::string figureComment(Report const &report) {
  ReportTotals const &t = report.totals;
  if (!report.board)
    return "no board was asked for: no energy";
  std::string text = report.board->describes + ": ";
  if (!t.energy)
    return text + "no energy is known there";
  text += (t.energyIsAll ? "" : "at least ") + shortest(*t.energy) + " J for one execution";
  if (report.model.batch)
    text += fmt::format(" of {} sample{}", *report.model.batch, *report.model.batch == 1 ? "" : "s");
  if (t.energyLow && t.energyHigh)
    text += "; " + shortest(*t.energyLow) + " J to " + shortest(*t.energyHigh) + " J" +
            (t.intervalLevel ? fmt::format(" ({:g} % interval)", 100 * *t.intervalLevel) : "");
  else
    text += "; no interval" + (t.noInterval.empty() ? "" : ": " + t.noInterval);
  if (report.trust)
    text += "; trust: " + trustGrade(*report.trust).str() + ", " + trustText(*report.trust);
  return text;
}

namespace {
class SpdxDocument {
public:
  SpdxDocument(llvm::ArrayRef<Report> all, WriteOptions const &writeOptions, llvm::raw_ostream &output)
      : reports(all), options(writeOptions), networks(groupByNetwork(all)), uri(uriOf(all, writeOptions)),
        json(output, 2) {}

  void write() {
    json.object([&] {
      json.attribute("@context", "https://spdx.org/rdf/3.0.1/spdx-context.jsonld");
      json.attributeArray("@graph", [&] {
        creation();
        element("SoftwareAgent", "tool", [&] {
          json.attribute("name", reports.front().toolName + " " + reports.front().toolVersion);
        });
        document();
        for (size_t i = 0; i < networks.size(); ++i)
          package(i);
      });
    });
  }

private:
  std::string idOf(llvm::StringRef name) const { return uri + "#" + name.str(); }
  static std::string networkName(size_t number) { return "network-" + std::to_string(number); }

  void creation() {
    json.object([&] {
      json.attribute("type", "CreationInfo");
      json.attribute("@id", "_:creation");
      json.attribute("specVersion", "3.0.1");
      json.attribute("created", utcText(options.createdAt.value_or(0)));
      if (!options.createdAt)
        json.attribute("comment", "no time is stated, so that the same network gives the same document: "
                                  "SOURCE_DATE_EPOCH sets one");
      json.attributeArray("createdBy", [&] { json.value(idOf("tool")); });
    });
  }

  void element(char const *type, std::string const &name, llvm::function_ref<void()> members) {
    json.object([&] {
      json.attribute("type", type);
      json.attribute("spdxId", idOf(name));
      json.attribute("creationInfo", "_:creation");
      members();
    });
  }

  void document() {
    element("SpdxDocument", "document", [&] {
      json.attribute("name", "energy of inferences, estimated");
      json.attributeArray("profileConformance", [&] {
        json.value("core");
        json.value("software");
      });
      json.attributeArray("rootElement", [&] { packageIds(); });
      json.attributeArray("element", [&] {
        json.value(idOf("tool"));
        packageIds();
      });
    });
  }

  void packageIds() {
    for (size_t i = 0; i < networks.size(); ++i)
      json.value(idOf(networkName(i)));
  }

  void package(size_t number) {
    NetworkReports const &network = networks[number];
    ReportModel const &model = reports[network.front()].model;
    element("ai_AIPackage", networkName(number), [&] {
      json.attribute("name", llvm::sys::path::filename(model.path));
      json.attribute("comment", commentOf(network));
      json.attribute("software_primaryPurpose", "model");
      if (!model.sha256.empty())
        json.attributeArray("verifiedUsing", [&] {
          json.object([&] {
            json.attribute("type", "Hash");
            json.attribute("algorithm", "sha256");
            json.attribute("hashValue", model.sha256);
          });
        });
      energies(network);
    });
  }

  std::string commentOf(NetworkReports const &network) const {
    std::string text = "The energy of an inference is estimated from the network's structure, not measured.";
    if (std::string dims = dimsText(reports[network.front()].model); !dims.empty())
      text += "\nsizes: " + dims;
    for (size_t i : network)
      text += "\n" + figureComment(reports[i]);
    return text;
  }

  void energies(NetworkReports const &network) {
    std::vector<double> known; // in the order of the comment
    for (size_t i : network)
      if (reports[i].board && reports[i].totals.energy)
        known.push_back(*reports[i].totals.energy);
    if (known.empty())
      return;
    json.attributeObject("ai_energyConsumption", [&] {
      json.attribute("type", "ai_EnergyConsumption");
      json.attributeArray("ai_inferenceEnergyConsumption", [&] {
        for (double joules : known)
          json.object([&] {
            json.attribute("type", "ai_EnergyConsumptionDescription");
            json.attribute("ai_energyQuantity", megajoules(joules));
            json.attribute("ai_energyUnit", "megajoule");
          });
      });
    });
  }

  llvm::ArrayRef<Report> reports;
  WriteOptions const &options;
  std::vector<NetworkReports> networks;
  std::string uri;
  JsonWriter json;
};
} // namespace

void writeSpdx(llvm::ArrayRef<Report> reports, WriteOptions const &options, llvm::raw_ostream &stream) {
  if (reports.empty())
    return;
  SpdxDocument(reports, options, stream).write();
  stream << '\n';
}

} // namespace eo
