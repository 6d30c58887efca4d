#include "lib/report/ReportReader.h"

#include "lib/support/Error.h"
#include "lib/support/ForeignText.h"
#include "lib/support/InputFile.h"
#include "lib/support/Utf8.h"
#include "lib/text/JsonReader.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"

namespace eo {

constexpr llvm::StringLiteral schema = "energy-opt/report/1";

namespace {
/// A key of an object that becomes a T.
template <typename T> struct Key {
  llvm::StringLiteral name;
  void (*read)(JsonReader &json, T &into);
  bool required = false;
};
constexpr bool required = true;

template <typename T> struct MemberOf;
template <typename T, typename Owner> struct MemberOf<T Owner::*> { using type = Owner; };
template <auto Member> using OwnerOf = typename MemberOf<decltype(Member)>::type;
} // namespace

// One reader a member: what a key's value becomes.
template <auto Member> static void text(JsonReader &json, OwnerOf<Member> &into) {
  into.*Member = json.text();
}
template <auto Member> static void textOrNull(JsonReader &json, OwnerOf<Member> &into) {
  into.*Member = json.textOrNull();
}
template <auto Member> static void integer(JsonReader &json, OwnerOf<Member> &into) {
  into.*Member = json.integer();
}
template <auto Member> static void signedNumber(JsonReader &json, OwnerOf<Member> &into) {
  into.*Member = json.numberOrNull();
}
/// Joules, seconds, bytes: an amount, which is never below 0.
template <auto Member> static void number(JsonReader &json, OwnerOf<Member> &into) {
  signedNumber<Member>(json, into);
  if (into.*Member && *(into.*Member) < 0)
    json.complain(fmt::format("{:g} is below 0", *(into.*Member)));
}
template <auto Member> static void count(JsonReader &json, OwnerOf<Member> &into) {
  into.*Member = json.integerOrNull();
  if (into.*Member && *(into.*Member) < 0)
    json.complain(fmt::format("{} is below 0", *(into.*Member)));
}
template <auto Member> static void integersByName(JsonReader &json, OwnerOf<Member> &into) {
  (into.*Member).clear();
  json.object([&](llvm::StringRef key) { (into.*Member)[key.str()] = json.integer(); });
}

template <typename T> static void readObject(JsonReader &json, T &into, llvm::ArrayRef<Key<T>> keys) {
  uint64_t seen = 0;
  json.object([&](llvm::StringRef name) {
    Key<T> const *key = llvm::find_if(keys, [&](Key<T> const &one) { return one.name == name; });
    if (key == keys.end())
      return json.skip();
    uint64_t mark = uint64_t{1} << (key - keys.begin());
    if ((seen & mark) != 0)
      return json.complain("the key stands there twice");
    seen |= mark;
    key->read(json, into);
  });
  for (size_t i = 0; i < keys.size() && !json.failed(); ++i)
    if (keys[i].required && (seen >> i & 1) == 0)
      json.complain(fmt::format("the key '{}' is missing", keys[i].name));
}

/// The elements of an array, each read by `readOne(json, element)`.
template <typename T, typename Read>
static void readList(JsonReader &json, std::vector<T> &into, Read readOne) {
  into.clear();
  json.array([&] { readOne(json, into.emplace_back()); });
}

static void readSchema(JsonReader &json, Report &) {
  std::string found = json.text();
  if (found != schema)
    json.complain(fmt::format("the schema is '{}', not '{}'", printable(found, 60), schema));
}

static void readTool(JsonReader &json, Report &report) {
  static constexpr Key<Report> keys[] = {{"name", text<&Report::toolName>},
                                         {"version", text<&Report::toolVersion>}};
  readObject<Report>(json, report, keys);
}

static void readModel(JsonReader &json, Report &report) {
  using M = ReportModel;
  static constexpr Key<M> keys[] = {
      {"path", text<&M::path>, required},     {"ir_version", integer<&M::irVersion>},
      {"opsets", integersByName<&M::opsets>}, {"producer", text<&M::producer>},
      {"nodes", integer<&M::nodes>},          {"batch", count<&M::batch>},
      {"precision", text<&M::precision>},     {"dims", integersByName<&M::dims>},
      {"sha256", text<&M::sha256>},
  };
  readObject<M>(json, report.model, keys);
}

static void readSource(JsonReader &json, ReportSource &source) {
  using S = ReportSource;
  static constexpr Key<S> keys[] = {
      {"title", textOrNull<&S::title>},   {"where", textOrNull<&S::where>}, {"date", textOrNull<&S::date>},
      {"points", textOrNull<&S::points>}, {"url", textOrNull<&S::url>},
  };
  readObject<S>(json, source, keys);
}

static void readSettings(JsonReader &json, ReportBoard &board) {
  board.settings.clear();
  json.object([&](llvm::StringRef key) { board.settings.emplace_back(key.str(), json.text()); });
}

static void readBoard(JsonReader &json, Report &report) {
  using B = ReportBoard;
  static constexpr Key<B> keys[] = {
      {"id", text<&B::id>, required},
      {"sha256", text<&B::sha256>},
      {"title", text<&B::title>},
      {"setting", readSettings},
      {"kind", text<&B::kind>},
      {"metered", textOrNull<&B::metered>},
      {"idle", textOrNull<&B::idle>},
      {"sources", [](JsonReader &j, B &board) { readList(j, board.sources, readSource); }},
  };
  if (json.next() == JsonReader::Kind::Null)
    return json.skip();
  readObject<B>(json, report.board.emplace(), keys);
  report.board->describes = report.board->id;
  for (auto const &[name, value] : report.board->settings)
    report.board->describes += fmt::format(", {}={}", name, value);
  report.board->describes = printable(report.board->describes);
}

static void readTrustLevel(JsonReader &json, ReportTrust &trust) {
  std::string name = json.text();
  std::optional<TrustLevel> level = findTrustLevel(name);
  if (!level)
    return json.complain(fmt::format("'{}' is no level of trust", printable(name, 40)));
  trust.level = *level;
}

static void readTrust(JsonReader &json, Report &report) {
  using T = ReportTrust;
  static constexpr Key<T> keys[] = {
      {"calibrated_share",
       [](JsonReader &j, T &trust) { trust.calibratedShare = j.numberOrNull().value_or(0); }},
      {"level", readTrustLevel},
      {"factor", number<&T::factor>},
      {"reasons",
       [](JsonReader &j, T &trust) {
         readList(j, trust.reasons, [](JsonReader &one, std::string &reason) { reason = one.text(); });
       }},
  };
  if (json.next() == JsonReader::Kind::Null)
    return json.skip();
  readObject<T>(json, report.trust.emplace(), keys);
}

static void readTotals(JsonReader &json, Report &report) {
  using T = ReportTotals;
  static constexpr Key<T> keys[] = {
      {"macs", count<&T::macs>},
      {"other_ops", count<&T::otherOps>},
      {"params", count<&T::params>},
      {"param_bytes", count<&T::paramBytes>},
      {"activation_bytes", count<&T::activationBytes>},
      {"peak_activation_bytes", count<&T::peakActivationBytes>},
      {"latency_s", number<&T::latency>},
      {"latency_low_s", number<&T::latencyLow>},
      {"latency_high_s", number<&T::latencyHigh>},
      {"device_latency_s", number<&T::deviceLatency>},
      {"overhead_s", number<&T::overhead>},
      {"throughput_per_s", number<&T::throughput>},
      {"power_w", number<&T::power>},
      {"energy_j", number<&T::energy>},
      {"energy_low_j", number<&T::energyLow>},
      {"energy_high_j", number<&T::energyHigh>},
      {"interval_level", number<&T::intervalLevel>},
      {"energy_base_j", number<&T::energyBase>},
      {"energy_dynamic_j", signedNumber<&T::energyDynamic>},
  };
  readObject<T>(json, report.totals, keys);
}

/// Whether a total is all of it: what says no in any place says no. Null: there is no total.
template <auto Member> static void isAll(JsonReader &json, Report &report) {
  if (json.next() == JsonReader::Kind::Null)
    return json.skip();
  bool given = json.boolean();
  report.totals.*Member = report.totals.*Member && given;
}

static void readCoverage(JsonReader &json, Report &report) {
  using C = ReportCoverage;
  static constexpr Key<Report> keys[] = {
      {"nodes", [](JsonReader &j, Report &r) { integer<&C::nodes>(j, r.coverage); }},
      {"nodes_modelled", [](JsonReader &j, Report &r) { integer<&C::nodesModelled>(j, r.coverage); }},
      {"macs_share", [](JsonReader &j, Report &r) { number<&C::macsShare>(j, r.coverage); }},
      {"bytes_share", [](JsonReader &j, Report &r) { number<&C::bytesShare>(j, r.coverage); }},
      {"macs_are_all", isAll<&ReportTotals::macsAreAll>},
      {"energy_is_all", isAll<&ReportTotals::energyIsAll>},
  };
  readObject<Report>(json, report, keys);
}

static void readDim(JsonReader &json, ReportDim &dim) {
  if (json.next() == JsonReader::Kind::Text)
    dim = json.text();
  else if (std::optional<int64_t> value = json.integerOrNull())
    dim = *value;
}

static void readShape(JsonReader &json, ReportValue &value) {
  if (json.next() == JsonReader::Kind::Null)
    return json.skip();
  readList(json, value.shape.emplace(), readDim);
}

static void readValue(JsonReader &json, ReportValue &value) {
  static constexpr Key<ReportValue> keys[] = {
      {"name", text<&ReportValue::name>}, {"type", textOrNull<&ReportValue::type>}, {"shape", readShape}};
  readObject<ReportValue>(json, value, keys);
}

static void readLayer(JsonReader &json, ReportLayer &layer);

static void readBody(JsonReader &json, ReportBody &body) {
  static constexpr Key<ReportBody> keys[] = {
      {"name", text<&ReportBody::name>},
      {"macs", count<&ReportBody::macs>},
      {"other_ops", count<&ReportBody::otherOps>},
      {"runs", [](JsonReader &j, ReportBody &b) { b.runs = j.boolean(); }},
      {"latency_s", number<&ReportBody::latency>},
      {"energy_j", number<&ReportBody::energy>},
      {"layers", [](JsonReader &j, ReportBody &b) { readList(j, b.layers, readLayer); }},
  };
  readObject<ReportBody>(json, body, keys);
}

static void readBasis(JsonReader &json, ReportLayer &layer) {
  std::string name = json.textOrNull();
  layer.basis = findBasis(name);
  if (!name.empty() && !layer.basis)
    json.complain(fmt::format("'{}' is no basis", printable(name, 40)));
}

static void readLayer(JsonReader &json, ReportLayer &layer) {
  using L = ReportLayer;
  static constexpr Key<L> keys[] = {
      {"index", integer<&L::index>},
      {"name", text<&L::name>, required},
      {"op", text<&L::op>, required},
      {"scope", text<&L::scope>},
      {"kernel", text<&L::kernel>},
      {"inputs", [](JsonReader &j,
                    L &l) { readList(j, l.inputs, [](JsonReader &k, std::string &s) { s = k.text(); }); }},
      {"outputs", [](JsonReader &j, L &l) { readList(j, l.outputs, readValue); }},
      {"macs", count<&L::macs>},
      {"other_ops", count<&L::otherOps>},
      {"params", count<&L::params>},
      {"bytes_read", count<&L::bytesRead>},
      {"bytes_written", count<&L::bytesWritten>},
      {"latency_s", number<&L::latency>},
      {"power_w", number<&L::power>},
      {"energy_j", number<&L::energy>},
      {"energy_low_j", number<&L::energyLow>},
      {"energy_high_j", number<&L::energyHigh>},
      {"energy_base_j", number<&L::energyBase>},
      {"energy_dynamic_j", signedNumber<&L::energyDynamic>},
      {"basis", readBasis},
      {"body", [](JsonReader &j, L &l) { readList(j, l.bodies, readBody); }},
  };
  readObject<L>(json, layer, keys);
}

static void readSeverity(JsonReader &json, ReportDiagnostic &diagnostic) {
  std::string name = json.text();
  for (Severity severity : {Severity::Note, Severity::Warning, Severity::Error})
    if (severityName(severity) == name) {
      diagnostic.severity = severity;
      return;
    }
  json.complain(fmt::format("'{}' is no severity", printable(name, 40)));
}

static void readDiagnostic(JsonReader &json, ReportDiagnostic &diagnostic) {
  using D = ReportDiagnostic;
  static constexpr Key<D> keys[] = {{"severity", readSeverity},
                                    {"code", text<&D::code>},
                                    {"node", textOrNull<&D::node>},
                                    {"message", text<&D::message>},
                                    {"hint", textOrNull<&D::hint>}};
  readObject<D>(json, diagnostic, keys);
}

static void readReport(JsonReader &json, Report &report) {
  static constexpr Key<Report> keys[] = {
      {"schema", readSchema, required},
      {"tool", readTool},
      {"model", readModel, required},
      {"board", readBoard},
      {"mac_convention", text<&Report::macConvention>},
      {"totals", readTotals, required},
      {"macs_by_type", integersByName<&Report::macsByType>},
      {"coverage", readCoverage},
      {"trust", readTrust},
      {"layers", [](JsonReader &j, Report &r) { readList(j, r.layers, readLayer); }, required},
      {"diagnostics", [](JsonReader &j, Report &r) { readList(j, r.diagnostics, readDiagnostic); }},
  };
  readObject<Report>(json, report, keys);
  // reports of before had no flags
  report.totals.macsAreAll &=
      llvm::all_of(report.layers, [](ReportLayer const &l) { return l.macs.has_value(); });
  report.totals.energyIsAll &= llvm::none_of(
      report.layers, [](ReportLayer const &l) { return l.basis == Basis::None && l.macs.value_or(1) != 0; });
}

static llvm::Error tooLarge(llvm::StringRef file, uint64_t bytes) {
  return inputError("{}: {} bytes of reports; at most {} are read", file, bytes, maxReportBytes);
}

llvm::Expected<std::vector<Report>> readReports(llvm::StringRef text, llvm::StringRef file) {
  if (text.size() > maxReportBytes)
    return tooLarge(file, text.size());
  if (std::optional<std::string> plain = foreignText(text))
    return readReports(*plain, file);
  JsonReader json(text, file);
  std::vector<Report> reports;
  if (json.next() == JsonReader::Kind::Array) {
    readList(json, reports, readReport);
    json.end();
  } else {
    while (!json.failed() && json.next() != JsonReader::Kind::End) {
      JsonReader ahead = json;
      if (ahead.raw().startswith(R"({"schema":"energy-opt/error/1")"))
        json.skip();
      else
        readReport(json, reports.emplace_back());
    }
  }
  if (reports.empty())
    json.complain("no report in the file (energy-opt --format=json writes one)");
  if (llvm::Error error = json.takeError())
    return error;
  return reports;
}

llvm::Expected<std::vector<Report>> readReportFile(llvm::StringRef path) {
  uint64_t size = 0;
  if (std::error_code problem = llvm::sys::fs::file_size(path, size))
    return inputError("{}: {}", path, problem.message());
  if (!llvm::sys::fs::is_regular_file(path))
    return inputError("{}: not a regular file", path);
  if (size > maxReportBytes)
    return tooLarge(path, size);
  llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> buffer = readInput(path);
  if (!buffer)
    return buffer.takeError();
  return readReports((*buffer)->getBuffer(), path);
}

} // namespace eo
