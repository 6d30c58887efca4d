#include "lib/board/BoardWriter.h"

#include "lib/board/KernelRulesYaml.h"
#include "llvm/ADT/StringExtras.h"
#include <fmt/format.h>

namespace eo {

/// A double-quoted scalar.
static std::string quoted(llvm::StringRef text) {
  std::string result = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\')
      result += '\\';
    result += c == '\n' || c == '\t' ? ' ' : c;
  }
  return result + '"';
}

static std::string number(double value) { return fmt::format("{}", value); }

static void writeIdentity(std::string &out, BoardModel const &board) {
  out += "schema: energy-opt/board/1\n";
  out += fmt::format("id: {}\ntitle: {}\nkind: {}\n", board.id, quoted(board.title),
                     boardKindName(board.kind).str());
  if (board.kind == BoardKind::LatencyPower)
    out += fmt::format("form: {}\n", latencyFormName(board.form).str());
  out += fmt::format("precision: {{value: {}{}}}\n", precisionWord(board.precision).str(),
                     board.precisionInferred ? ", inferred: true" : "");
  if (board.idleIncluded)
    out += fmt::format("idle: {}\n", *board.idleIncluded ? "included" : "excluded");
}

static void writeSettings(std::string &out, BoardModel const &board) {
  out += "settings:\n";
  for (SettingDeclaration const &setting : board.settings) {
    std::vector<std::string> values;
    for (std::string const &value : setting.values)
      values.push_back(quoted(value));
    out += fmt::format("  {}:\n    values: [{}]\n    default: {}\n", setting.name, llvm::join(values, ", "),
                       quoted(setting.defaultValue));
    for (auto const &[key, entries] : {std::pair("no_data", &setting.noData), {"same_as", &setting.sameAs}}) {
      if (!entries->empty())
        out += fmt::format("    {}:\n", key);
      for (auto const &[value, text] : *entries)
        out += fmt::format("      {}: {}\n", quoted(value), quoted(text));
    }
  }
}

static void writeCoefficients(std::string &out, BoardModel const &board) {
  out += "coefficients:\n";
  for (Coefficient const &c : board.coefficients) {
    if (!c.value) {
      out += fmt::format("  {}: {{missing: {}}}\n", quoted(c.name), quoted(c.missing));
      continue;
    }
    out += fmt::format("  {}: {{value: {}, unit: {}", quoted(c.name), number(*c.value), quoted(c.unit));
    if (c.unitInferred)
      out += ", unit_inferred: true";
    if (c.standardError)
      out += fmt::format(", standard_error: {}", number(*c.standardError));
    if (c.spread)
      out += fmt::format(", spread: {}", number(*c.spread));
    out += "}\n";
  }
}

static void writeRanges(std::string &out, BoardModel const &board) {
  if (board.ranges.empty()) {
    out += "range: not published\n";
    return;
  }
  out += "range:\n";
  for (size_t i = 0; i < board.ranges.size(); ++i) {
    FeatureRange const &range = board.ranges[i];
    if (i == 0 || board.ranges[i - 1].costClass != range.costClass)
      out += fmt::format("  {}:\n", costClassName(range.costClass).str());
    out += fmt::format("    {}: {{min: {}, max: {}}}\n", range.feature, number(range.min), number(range.max));
  }
}

static void writeFactors(std::string &out, llvm::StringRef key,
                         std::optional<IntervalFactors> const &factors) {
  if (factors)
    out +=
        fmt::format("  {}: {{low: {}, high: {}}}\n", key.str(), number(factors->low), number(factors->high));
}

static void writeError(std::string &out, BoardModel const &board) {
  if (!board.error) {
    out += "error: not published\n";
    return;
  }
  HeldOutError const &error = *board.error;
  out += fmt::format("error:\n  kind: {}\n  mape: {}\n  n: {}\n  level: {}\n", quoted(error.kind),
                     number(error.mape), error.n, number(error.level));
  writeFactors(out, "layer", error.layer);
  writeFactors(out, "network", error.network);
  if (error.latencyMape)
    out += fmt::format("  latency_mape: {}\n", number(*error.latencyMape));
  writeFactors(out, "latency", error.latency);
}

static void writeCalibration(std::string &out, Calibration const &calibration) {
  out += "calibration:\n  files:\n";
  for (CalibrationFile const &file : calibration.files)
    out += fmt::format("    - {{path: {}, sha256: {}, rows: {}}}\n", quoted(file.path), quoted(file.sha256),
                       file.rows);
  for (auto const &[key, text] : {std::pair("selection", calibration.selection),
                                  std::pair("rail", calibration.rail), std::pair("date", calibration.date)})
    if (!text.empty())
      out += fmt::format("  {}: {}\n", key, quoted(text));
  if (calibration.rateHz)
    out += fmt::format("  rate_hz: {}\n", number(*calibration.rateHz));
  out += fmt::format("  points: {}\n  networks: {}\n  free_parameters: {}\n", calibration.points,
                     calibration.networks, calibration.freeParameters);
  if (calibration.effectiveParameters)
    out += fmt::format("  effective_parameters: {:.1f}\n", *calibration.effectiveParameters);
}

static void writeSources(std::string &out, BoardModel const &board) {
  out += "sources:\n";
  for (Source const &source : board.sources) {
    out += fmt::format("  - title: {}\n", quoted(source.title));
    for (auto const &[key, text] : {std::pair("where", source.where), std::pair("date", source.date),
                                    std::pair("points", source.points), std::pair("url", source.url)})
      if (!text.empty())
        out += fmt::format("    {}: {}\n", key, quoted(text));
  }
  if (!board.notes.empty())
    out += "notes:\n";
  for (std::string const &note : board.notes)
    out += fmt::format("  - {}\n", quoted(note));
}

std::string writeBoardModel(BoardModel const &board, llvm::StringRef comment) {
  std::string out;
  llvm::SmallVector<llvm::StringRef, 4> lines;
  comment.split(lines, '\n', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef line : lines)
    out += "# " + line.str() + "\n";
  writeIdentity(out, board);
  writeSettings(out, board);
  if (!board.units.empty())
    out += "units:\n";
  for (auto const &[unit, id] : board.units)
    out += fmt::format("  {}: {}\n", unit, id);
  out += writeKernelRules(board.kernels);
  writeCoefficients(out, board);
  writeRanges(out, board);
  writeError(out, board);
  if (board.neighbours)
    out += fmt::format("neighbours: {{base_w: {}, gamma: {}, tau_s: {}}}\n", number(board.neighbours->baseW),
                       number(board.neighbours->gamma), number(board.neighbours->tauS));
  if (board.inputContent) {
    std::vector<std::string> powers;
    for (auto const &[name, factor] : board.inputContent->power)
      powers.push_back(fmt::format("{}: {}", name, number(factor)));
    out += fmt::format("input_content: {{calibrated: {}, power: {{{}}}}}\n", board.inputContent->calibrated,
                       llvm::join(powers, ", "));
  }
  if (board.calibration)
    writeCalibration(out, *board.calibration);
  writeSources(out, board);
  return out;
}

} // namespace eo
