//===- energy_opt.h - energy-opt as a C++ library ----------------------------------------------------===//
//
//   energy_opt::Session session;
//   energy_opt::Options options;
//   options.board = "jetson-nano";
//   energy_opt::Report report = session.estimate("net.onnx", options);
//   std::printf("%g J\n", *report.totals().energyJ);
//
// Header only, over the C interface (energy_opt.h), so that compiler and standard library may differ from those the library
// was built with. C++17. Nothing is printed and no process is ended: what goes wrong is thrown as energy_opt::Error. A
// Session may be used by several threads at once.
//
// Figures are in SI units, of one execution of the network; what is not known is std::nullopt, never 0.
//
#ifndef ENERGY_OPT_ENERGY_OPT_H
#define ENERGY_OPT_ENERGY_OPT_H

#include "../energy_opt.h"

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace energy_opt {

/// Why there is no answer. what() is one line, lower case, with file and node.
class Error : public std::runtime_error {
public:
  /// Takes `error` over.
  explicit Error(energy_opt_error *error)
      : std::runtime_error(energy_opt_error_message(error)), itsCode(energy_opt_error_code(error)),
        itsNode(energy_opt_error_node(error)), itsHint(energy_opt_error_hint(error)) {
    energy_opt_error_free(error);
  }
  /// "usage": what was asked cannot be · "input": what was read is broken · "internal": a fault of the library.
  std::string const &code() const { return itsCode; }
  /// The node that the message names; empty: none.
  std::string const &node() const { return itsNode; }
  /// The way out; empty: none.
  std::string const &hint() const { return itsHint; }

private:
  std::string itsCode, itsNode, itsHint;
};

/// One change to a network before it is estimated.
struct Edit {
  std::string json; ///< as docs/worker.md has it

  /// Another number of output channels, in this convolution and in all layers that share them.
  static Edit channels(std::string const &layer, std::int64_t count);
  /// Another kernel; the padding changes with it, so that sizes stay.
  static Edit kernel(std::string const &layer, std::int64_t size);
  /// Layers that follow one another are left out.
  static Edit without(std::vector<std::string> const &layers);
};

/// What is asked of a network.
struct Options {
  std::string board;                           ///< name or YAML file; empty: counts and memory alone
  std::map<std::string, std::string> settings; ///< {"power_mode", "maxn"}; left out: the board's defaults
  std::map<std::string, std::int64_t>
      dims; ///< open dimensions: {"batch", 8}; {"x[2]", 224} for one without a name
  std::map<std::string, std::string> expressions;          ///< dimensions tied to others: {"total", "past+1"}
  std::map<std::string, std::vector<std::int64_t>> shapes; ///< of inputs
  std::map<std::string, double> values; ///< what inputs hold that steer If or Loop: {"sr", 16000}
  std::string inputContent;     ///< "black", "single", "varied"; empty: what the board was calibrated with
  std::optional<double> powerW; ///< what the board draws, in the place of its model of power
  std::string macConvention;    ///< "thop", "fvcore", …; empty: this project's own
  std::vector<Edit> edits;      ///< one after another: a search changes a network without files of it
  bool layers = true;           ///< false: of edits totals alone, which is quicker
};

/// What a network has to keep to.
struct LintOptions : Options {
  std::vector<std::string> budgets;         ///< "energy=20mJ", "latency=30ms"
  std::map<std::string, std::string> rules; ///< {"all", "off"}; levels: off, note, warn, error
  std::string unknown;                      ///< "pass", "warn" or "fail" (where empty) for an UNKNOWN verdict
  std::optional<double> minCoverage;        ///< share of the MACs that must be modelled
};

/// Of one execution of the network.
struct Totals {
  std::optional<std::int64_t> macs, otherOps, params, paramBytes, activationBytes, peakActivationBytes;
  std::optional<double> latencyS, latencyLowS, latencyHighS, deviceLatencyS, overheadS, throughputPerS,
      powerW;
  std::optional<double> energyJ, energyLowJ, energyHighJ;
  std::optional<double> intervalLevel; ///< how often the truth lies between low and high
  std::optional<double> energyBaseJ, energyDynamicJ;
  std::optional<double> calibratedShare; ///< of the energy: inside what the board was calibrated on
  std::optional<double> trustFactor;     ///< the truth lies within this factor either way
  std::string trustLevel; ///< "calibrated", "partly", "guess"; empty: the board states no range
};

/// One node of the network.
struct Layer {
  std::int64_t index = 0; ///< position in the file's graph
  std::string name, op, scope, kernel;
  std::string basis; ///< "fit", "extrapolated", "fallback", "fused", "free", "none"; empty without a board
  std::optional<std::int64_t> macs, otherOps, params, bytesRead, bytesWritten;
  std::optional<double> latencyS, powerW, energyJ, energyLowJ, energyHighJ, energyBaseJ, energyDynamicJ;
};

/// The verdict on a network under budgets and rules.
struct LintVerdict {
  int exitCode = 0; ///< 0 fine · 1 over budget or an error found · 2, 3 no analysis · 4 a verdict is unknown
  std::string json; ///< schema energy-opt/lint-report/1
};

namespace detail {

inline std::optional<std::int64_t> known(std::int64_t count) {
  return count < 0 ? std::nullopt : std::optional<std::int64_t>(count);
}
inline std::optional<double> known(double figure) {
  return std::isnan(figure) ? std::nullopt : std::optional<double>(figure);
}

inline std::string taken(char *text, energy_opt_error *error) {
  if (text == nullptr)
    throw Error(error);
  std::unique_ptr<char, void (*)(char *)> owned(text, energy_opt_free);
  return text;
}

inline std::string jsonText(std::string_view text) {
  std::string result = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\')
      result += '\\';
    if (static_cast<unsigned char>(c) >= 0x20) {
      result += c;
      continue;
    }
    char escaped[8];
    std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(c)));
    result += escaped;
  }
  return result + '"';
}

/// In digits that read back as the same number, whatever the locale.
inline std::string number(double value) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.17g", value);
  std::string text = digits;
  for (char &c : text)
    if (c == ',')
      c = '.';
  return text;
}
inline std::string number(std::int64_t value) { return std::to_string(value); }
inline std::string number(std::vector<std::int64_t> const &values) {
  std::string text;
  for (std::int64_t value : values)
    text += (text.empty() ? "" : ",") + std::to_string(value);
  return "[" + text + "]";
}
inline std::string number(std::string const &text) { return jsonText(text); }

/// One JSON object, member by member.
class Object {
public:
  Object &add(char const *key, std::string const &json) {
    text += (text.size() > 1 ? "," : "") + jsonText(key) + ":" + json;
    return *this;
  }
  Object &word(char const *key, std::string const &value) {
    return value.empty() ? *this : add(key, jsonText(value));
  }
  template <typename Map> Object &map(char const *key, Map const &values) {
    if (values.empty())
      return *this;
    Object inner;
    for (auto const &entry : values)
      inner.add(entry.first.c_str(), number(entry.second));
    return add(key, inner.json());
  }
  std::string json() const { return text + "}"; }

private:
  std::string text = "{";
};

inline Object request(Options const &options, std::string const &path) {
  Object object;
  object.word("path", path).word("board", options.board).map("settings", options.settings);
  Object all;
  for (auto const &[name, value] : options.dims)
    all.add(name.c_str(), number(value));
  for (auto const &[name, value] : options.expressions)
    all.add(name.c_str(), jsonText(value));
  if (!options.dims.empty() || !options.expressions.empty())
    object.add("dims", all.json());
  object.map("shapes", options.shapes).map("values", options.values);
  object.word("input_content", options.inputContent).word("mac_convention", options.macConvention);
  if (options.powerW)
    object.add("power_w", number(*options.powerW));
  std::string edits;
  for (Edit const &edit : options.edits)
    edits += (edits.empty() ? "" : ",") + edit.json;
  if (!edits.empty())
    object.add("edits", "[" + edits + "]");
  if (!options.layers)
    object.add("parts", "[\"totals\"]");
  return object;
}

inline std::string request(LintOptions const &options, std::string const &path) {
  Object object = request(static_cast<Options const &>(options), path);
  std::string budgets;
  for (std::string const &budget : options.budgets)
    budgets += (budgets.empty() ? "" : ",") + jsonText(budget);
  if (!budgets.empty())
    object.add("budgets", "[" + budgets + "]");
  object.map("rules", options.rules).word("unknown", options.unknown);
  if (options.minCoverage)
    object.add("min_coverage", number(*options.minCoverage));
  return object.json();
}

} // namespace detail

inline Edit Edit::channels(std::string const &layer, std::int64_t count) {
  return {detail::Object().word("layer", layer).add("channels", detail::number(count)).json()};
}
inline Edit Edit::kernel(std::string const &layer, std::int64_t size) {
  return {detail::Object().word("layer", layer).add("kernel", detail::number(size)).json()};
}
inline Edit Edit::without(std::vector<std::string> const &layers) {
  std::string names;
  for (std::string const &layer : layers)
    names += (names.empty() ? "" : ",") + detail::jsonText(layer);
  return {detail::Object().add("without", "[" + names + "]").json()};
}

/// The estimate of one network on one board.
class Report {
public:
  /// Takes `report` over.
  explicit Report(energy_opt_report *report) : handle(report, energy_opt_report_free) {}

  Totals totals() const {
    using detail::known;
    energy_opt_totals t{};
    t.struct_size = sizeof t;
    energy_opt_report_totals(handle.get(), &t);
    Totals r;
    r.macs = known(t.macs), r.otherOps = known(t.other_ops), r.params = known(t.params);
    r.paramBytes = known(t.param_bytes), r.activationBytes = known(t.activation_bytes);
    r.peakActivationBytes = known(t.peak_activation_bytes);
    r.latencyS = known(t.latency_s), r.latencyLowS = known(t.latency_low_s),
    r.latencyHighS = known(t.latency_high_s);
    r.deviceLatencyS = known(t.device_latency_s), r.overheadS = known(t.overhead_s);
    r.throughputPerS = known(t.throughput_per_s), r.powerW = known(t.power_w);
    r.energyJ = known(t.energy_j), r.energyLowJ = known(t.energy_low_j),
    r.energyHighJ = known(t.energy_high_j);
    r.intervalLevel = known(t.interval_level);
    r.energyBaseJ = known(t.energy_base_j), r.energyDynamicJ = known(t.energy_dynamic_j);
    r.calibratedShare = known(t.calibrated_share), r.trustFactor = known(t.trust_factor);
    r.trustLevel = t.trust_level;
    return r;
  }

  /// In graph order; their energies sum to the total.
  std::vector<Layer> layers() const {
    using detail::known;
    std::vector<Layer> rows(energy_opt_report_layer_count(handle.get()));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      energy_opt_layer l{};
      l.struct_size = sizeof l;
      energy_opt_report_layer(handle.get(), i, &l);
      Layer &r = rows[i];
      r.index = l.index;
      r.name = l.name, r.op = l.op, r.scope = l.scope, r.kernel = l.kernel, r.basis = l.basis;
      r.macs = known(l.macs), r.otherOps = known(l.other_ops), r.params = known(l.params);
      r.bytesRead = known(l.bytes_read), r.bytesWritten = known(l.bytes_written);
      r.latencyS = known(l.latency_s), r.powerW = known(l.power_w);
      r.energyJ = known(l.energy_j), r.energyLowJ = known(l.energy_low_j),
      r.energyHighJ = known(l.energy_high_j);
      r.energyBaseJ = known(l.energy_base_j), r.energyDynamicJ = known(l.energy_dynamic_j);
    }
    return rows;
  }

  /// The whole report as "text", "json", "ndjson", "csv", "markdown", "html", "spdx" or "model-explorer".
  std::string write(std::string const &format) const {
    energy_opt_error *error = nullptr;
    char *text = energy_opt_report_write(handle.get(), format.c_str(), &error);
    return detail::taken(text, error);
  }
  std::string json() const { return write("json"); }
  std::string html() const { return write("html"); }
  std::string text() const { return write("text"); }

  energy_opt_report const *get() const { return handle.get(); }

private:
  std::unique_ptr<energy_opt_report, void (*)(energy_opt_report *)> handle;
};

/// Boards, read once, and networks asked about on them.
class Session {
public:
  /// Boards of the folders in `boardPath`, separated by ':'; empty: $ENERGY_OPT_BOARD_PATH, then those installed.
  explicit Session(std::string const &boardPath = "") : handle(nullptr, energy_opt_close) {
    energy_opt_error *error = nullptr;
    handle.reset(energy_opt_open(boardPath.empty() ? nullptr : boardPath.c_str(), &error));
    if (!handle)
      throw Error(error);
  }

  /// The network in the file at `path`.
  Report estimate(std::string const &path, Options const &options = {}) const {
    return asked(detail::request(options, path).json(), nullptr, 0);
  }
  /// The network in `size` bytes of memory, called `name` in the report.
  Report estimate(void const *bytes, std::size_t size, Options const &options = {},
                  std::string const &name = "") const {
    return asked(detail::request(options, name).json(), bytes == nullptr ? "" : bytes, size);
  }

  /// The network in the file at `path` under budgets and rules.
  LintVerdict lint(std::string const &path, LintOptions const &options) const {
    LintVerdict verdict;
    energy_opt_error *error = nullptr;
    char *json = energy_opt_lint(handle.get(), detail::request(options, path).c_str(), nullptr, 0, "json",
                                 &verdict.exitCode, &error);
    verdict.json = detail::taken(json, error);
    return verdict;
  }

  /// Every board that is found, as a JSON array.
  std::string boards() const {
    energy_opt_error *error = nullptr;
    char *json = energy_opt_boards(handle.get(), &error);
    return detail::taken(json, error);
  }

private:
  Report asked(std::string const &request, void const *bytes, std::size_t size) const {
    energy_opt_error *error = nullptr;
    energy_opt_report *report = energy_opt_estimate(handle.get(), request.c_str(), bytes, size, &error);
    if (report == nullptr)
      throw Error(error);
    return Report(report);
  }

  std::unique_ptr<energy_opt_session, void (*)(energy_opt_session *)> handle;
};

/// What changed from one report to another, layer by layer, as "text", "json", "csv", "markdown" or "html".
inline std::string diff(Report const &before, Report const &after, std::string const &format) {
  energy_opt_error *error = nullptr;
  char *text = energy_opt_diff(before.get(), after.get(), format.c_str(), &error);
  return detail::taken(text, error);
}

} // namespace energy_opt

#endif
