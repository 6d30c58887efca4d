#include "lib/board/BoardWriter.h"

#include "lib/board/KernelRulesYaml.h"
#include "lib/board/SettingsYaml.h"
#include "lib/support/YamlText.h"
#include "llvm/ADT/StringExtras.h"
#include <fmt/format.h>

namespace eo {

static std::string number(double value) { return fmt::format("{}", value); }

static void writeIdentity(std::string &out, BoardModel const &board) {
  out += "schema: energy-opt/board/1\n";
  out += fmt::format("id: {}\ntitle: {}\nkind: {}\n", board.id, quotedYaml(board.title), board.kindName());
  if (llvm::StringRef form = boardKindInfo(board.kind).form; !form.empty())
    out += fmt::format("form: {}\n", form);
  out += fmt::format("precision: {{value: {}{}}}\n", precisionWord(board.precision),
                     board.precisionInferred ? ", inferred: true" : "");
  if (board.idleIncluded)
    out += fmt::format("idle: {}\n", *board.idleIncluded ? "included" : "excluded");
  if (!board.metered.empty())
    out += fmt::format("metered: {}\n", board.metered);
  if (!board.aliases.empty())
    out += fmt::format("aliases: [{}]\n", llvm::join(board.aliases, ", "));
  if (board.engine != nullptr)
    out += fmt::format("engine: {}\n", board.engine->name);
  if (!board.derivedFrom.empty())
    out += fmt::format("derived_from: {}\n", board.derivedFrom);
}

static void writeCoefficients(std::string &out, BoardModel const &board) {
  out += "coefficients:\n";
  for (Coefficient const &c : board.coefficients) {
    if (!c.value) {
      out += fmt::format("  {}: {{missing: {}}}\n", quotedYaml(c.name), quotedYaml(c.missing));
      continue;
    }
    out +=
        fmt::format("  {}: {{value: {}, unit: {}", quotedYaml(c.name), number(*c.value), quotedYaml(c.unit));
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
      out += fmt::format("  {}:\n", costClassName(range.costClass));
    out += fmt::format("    {}: {{min: {}, max: {}}}\n", range.feature, number(range.min), number(range.max));
  }
}

static void writeUnmeasured(std::string &out, BoardModel const &board) {
  if (!board.unmeasured.empty())
    out += "unmeasured:\n";
  for (auto const &[conditions, families] : board.unmeasured)
    out += fmt::format("  {}: [{}]\n", quotedYaml(conditionText(conditions)),
                       llvm::join(llvm::map_range(families, kernelFamilyName), ", "));
}

static std::string factorsText(llvm::StringRef key, IntervalFactors const &factors) {
  return fmt::format("{}: {{low: {}, high: {}}}", key, number(factors.low), number(factors.high));
}

static void writeFactors(std::string &out, llvm::StringRef key,
                         std::optional<IntervalFactors> const &factors) {
  if (factors)
    out += fmt::format("  {}\n", factorsText(key, *factors));
}

static void writeErrorsAt(std::string &out, llvm::ArrayRef<ErrorAtSettings> all) {
  if (!all.empty())
    out += "  at:\n";
  for (ErrorAtSettings const &error : all) {
    llvm::SmallVector<std::string, 2> factors;
    if (error.network)
      factors.push_back(factorsText("network", *error.network));
    if (error.latency)
      factors.push_back(factorsText("latency", *error.latency));
    out += fmt::format("    {}: {{{}}}\n", quotedYaml(conditionText(error.conditions)),
                       llvm::join(factors, ", "));
  }
}

static void writeError(std::string &out, BoardModel const &board) {
  if (!board.error) {
    out += "error: not published\n";
    return;
  }
  HeldOutError const &error = *board.error;
  out += fmt::format("error:\n  kind: {}\n  mape: {}\n  n: {}\n  level: {}\n", quotedYaml(error.kind),
                     number(error.mape), error.n, number(error.level));
  writeFactors(out, "layer", error.layer);
  writeFactors(out, "network", error.network);
  if (error.latencyMape)
    out += fmt::format("  latency_mape: {}\n", number(*error.latencyMape));
  writeFactors(out, "latency", error.latency);
  writeErrorsAt(out, error.at);
}

static void writeCalibration(std::string &out, Calibration const &calibration) {
  out += "calibration:\n  files:\n";
  for (CalibrationFile const &file : calibration.files)
    out += fmt::format("    - {{path: {}, sha256: {}, rows: {}}}\n", quotedYaml(file.path),
                       quotedYaml(file.sha256), file.rows);
  for (auto const &[key, text] : {std::pair("selection", calibration.selection),
                                  std::pair("rail", calibration.rail), std::pair("date", calibration.date)})
    if (!text.empty())
      out += fmt::format("  {}: {}\n", key, quotedYaml(text));
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
    out += fmt::format("  - title: {}\n", quotedYaml(source.title));
    for (auto const &[key, text] : {std::pair("where", source.where), std::pair("date", source.date),
                                    std::pair("points", source.points), std::pair("url", source.url)})
      if (!text.empty())
        out += fmt::format("    {}: {}\n", key, quotedYaml(text));
  }
  if (!board.notes.empty())
    out += "notes:\n";
  for (std::string const &note : board.notes)
    out += fmt::format("  - {}\n", quotedYaml(note));
}

std::string writeBoardModel(BoardModel const &board, llvm::StringRef comment) {
  std::string out;
  llvm::SmallVector<llvm::StringRef, 4> lines;
  comment.split(lines, '\n', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef line : lines)
    out += "# " + line.str() + "\n";
  writeIdentity(out, board);
  out += writeSettingDeclarations(board.settings);
  if (!board.units.empty())
    out += "units:\n";
  for (auto const &[unit, id] : board.units)
    out += fmt::format("  {}: {}\n", unit, id);
  if (!board.defaultUnit.empty())
    out += fmt::format("default_unit: {}\n", board.defaultUnit);
  out += writeKernelRules(board.kernels);
  writeCoefficients(out, board);
  writeRanges(out, board);
  writeUnmeasured(out, board);
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
