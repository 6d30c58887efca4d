#include "lib/trace/formats/OtherFiles.h"
#include "lib/text/Csv.h"
#include "lib/text/HeaderUnits.h"
#include "lib/trace/latency/LatencyReport.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace eo {

/// "[1.5, 2.25, …": as far as the beginning of the file shows.
static bool isListOfNumbers(llvm::StringRef text) {
  if (!text.consume_front("["))
    return false;
  llvm::StringRef inside = text.take_until([](char c) { return c == ']'; });
  return llvm::any_of(inside, llvm::isDigit) &&
         inside.find_first_not_of("0123456789.,eE+-[ \t\r\n") == llvm::StringRef::npos &&
         (inside.size() == text.size() ||
          text.drop_front(inside.size() + 1).trim(" \t\r\n],[0123456789.eE+-").empty());
}

/// A header of energies that add up, without a power.
static bool holdsEnergyOnly(llvm::StringRef line) {
  bool energy = false;
  for (llvm::StringRef cell : splitCells(line, delimiterOf(line))) {
    ColumnUnit unit = columnUnit(cell);
    if (unit.kind == ColumnKind::Power || unit.kind == ColumnKind::Current)
      return false;
    energy |= unit.kind == ColumnKind::Energy && unit.hasUnit;
  }
  return energy && line.take_while([](char c) { return c != ','; }).find_first_of("0123456789") ==
                       llvm::StringRef::npos;
}

/// By the names of its files, as far as the beginning lists them.
static std::string describeZip(llvm::StringRef head) {
  if (head.contains("session.raw") || head.contains("minimap.raw") || head.contains("metadata.json"))
    return "a recording of the nRF Connect Power Profiler (.ppk2); export it there as CSV (Save / Export, "
           "CSV) and give --supply-v";
  if (head.contains("xl/") || head.contains("[Content_Types].xml"))
    return "an Excel workbook; save it as CSV";
  if (head.contains("otii"))
    return "a project of Otii; export the recording there as CSV (current and voltage)";
  return "a ZIP archive (a .ppk2 recording of the Power Profiler, or a packed log); export it as CSV, or "
         "unpack it";
}

std::string describeOtherFile(llvm::StringRef head) {
  llvm::StringRef start = withoutBom(head).ltrim();
  llvm::StringRef line = firstLineOf(head);
  auto has = [&](llvm::StringRef text) { return head.contains(text); };
  if (start.startswith("version https://git-lfs"))
    return "a Git LFS pointer, not the file itself; fetch it with git lfs pull";
  if (start.startswith_insensitive("<!doctype") || start.startswith_insensitive("<html"))
    return "an HTML page, not a trace";
  if (start.startswith("jlsfmt") || head.startswith("\xD3tagfmt"))
    return "a Joulescope recording (.jls); export it as CSV from the Joulescope UI (File, Export), or with "
           "pyjls: 'pyjls export FILE.jls FILE.csv'";
  if (head.startswith("PK\x03\x04"))
    return describeZip(head);
  if (head.startswith("\x1F\x8B") ||
      head.startswith("\xFD"
                      "7zXZ") ||
      head.startswith("BZh") || head.startswith("\x28\xB5\x2F\xFD"))
    return "a compressed file; unpack it";
  if (head.count("Average value (") == 1 && has("Total samples:"))
    return "a summary of hailortcli measure-power with one mean, not a trace; run it in a loop, with 'date "
           "+%s.%N' before each round";
  if (line.startswith("layerName;execStatus"))
    return "an OpenVINO counters report, not a power trace; give it with --latency-report";
  if (line.startswith("Command line parameters"))
    return "an OpenVINO benchmark_app summary: it has totals only, no trace and no layer times";
  if (has("Operator-wise Profiling Info") || (has("[node type]") && has("[avg ms]")))
    return "a TFLite benchmark_model log, not a power trace; give it with --latency-report";
  if (has("RUNNING TensorRT.trtexec") || has("=== Model Options ==="))
    return "a trtexec log, not a power trace; record the power with tegrastats and the layer times with "
           "--exportProfile";
  if (has("ulp-ml") && has("Energy data for window"))
    return "an EnergyRunner result log, not a trace; the trace is trace1-energy.bin";
  if (start.startswith("{") && has("\"Layers\""))
    return "a trtexec layer graph (--exportLayerInfo): it has no times and no power";
  if (start.startswith("[") && has("\"count\"") && has("averageMs"))
    return "a trtexec profile, not a power trace; give it with --latency-report";
  if (start.startswith("[") && has("\"cat\"") && has("\"dur\""))
    return "an ONNX Runtime profile, not a power trace; give it with --latency-report";
  if (isListOfNumbers(start))
    return "a list of window stamps, not a trace; give it with --windows";
  if (start.startswith("{") && has("avg_idle_power"))
    return "an idle-power record of one figure, not a trace";
  if (holdsEnergyOnly(line) && !recognisesLatencyCsv(head))
    return "a table of energy, not of power; write the power of each step, energy difference over time "
           "difference, as a column power_w";
  if (recognisesLayerStamps(head))
    return "layer latencies of a Jetson logger, not a power trace; give them with --latency-report";
  if (start.startswith("{") && has("\"latencies\""))
    return "a benchmark summary: it has totals only, no trace and no layer times";
  if (start.startswith("{") || (start.startswith("[") && start.contains('{')))
    return "a JSON document, not a power trace";
  return {};
}

} // namespace eo
