//===- AnalysisFlags.h - the flags of the analysis of networks --------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_OPT_ANALYSISFLAGS_H
#define ENERGY_OPT_TOOLS_ENERGY_OPT_ANALYSISFLAGS_H

#include "tools/common/SelfDescription.h"
#include "tools/energy-opt/Batch.h"
#include "llvm/Support/CommandLine.h"

#include <string>

namespace eo {

/// The flags, made when the command line is read: nothing runs before main.
struct AnalysisFlags {
  llvm::cl::OptionCategory estimate{"Analysis"}, output{"Output"}, about{"Boards and messages"},
      developer{"Developers"};

  llvm::cl::list<std::string> models{
      llvm::cl::Positional, llvm::cl::ZeroOrMore,
      llvm::cl::desc("MODEL.onnx... (- is standard input; folders and patterns, too)"),
      llvm::cl::cat(estimate)};
  llvm::cl::list<std::string> boards{
      "board", llvm::cl::CommaSeparated, llvm::cl::value_desc("B[,B...]"), llvm::cl::cat(estimate),
      llvm::cl::desc("boards by name or YAML file; without one, counts and memory are printed")};
  llvm::cl::list<std::string> settings{"setting", llvm::cl::value_desc("[BOARD:]K=V"),
                                       llvm::cl::cat(estimate),
                                       llvm::cl::desc("operating point of the boards, for example unit=cpu")};
  llvm::cl::list<std::string> dims{
      "dim", llvm::cl::value_desc("NAME=V"), llvm::cl::cat(estimate),
      llvm::cl::desc("value of an open dimension; INPUT[AXIS]=V for one without a name; "
                     "a table for several: V is 1:8 or 1,2,4; total=past+1 ties two")};
  llvm::cl::list<std::string> pairs{
      "pair", llvm::cl::value_desc("NAME=NAME=V"), llvm::cl::cat(estimate),
      llvm::cl::desc("two dimensions set together: height=width=224,320 or =224:640:32")};
  llvm::cl::list<std::string> values{
      "value", llvm::cl::value_desc("INPUT=V"), llvm::cl::cat(estimate),
      llvm::cl::desc("what an input holds that steers If or Loop: a number, true or false")};
  llvm::cl::list<std::string> shapes{"input-shape", llvm::cl::value_desc("INPUT:1x3x224x224"),
                                     llvm::cl::cat(estimate), llvm::cl::desc("shape of a network input")};
  llvm::cl::opt<std::string> filesFrom{
      "files-from", llvm::cl::value_desc("FILE"), llvm::cl::cat(estimate),
      llvm::cl::desc("networks named in FILE (- is standard input), a line or NUL each")};
  llvm::cl::opt<std::string> latencyReport{
      "latency-report", llvm::cl::value_desc("FILE"), llvm::cl::cat(estimate),
      llvm::cl::desc("measured layer times in the place of predicted ones: OpenVINO "
                     "counters, trtexec, TFLite, RKNN or ONNX "
                     "Runtime profile, name,time_ms")};
  llvm::cl::opt<std::string> optimized{
      "optimized", llvm::cl::value_desc("SAVED.onnx"), llvm::cl::cat(estimate),
      llvm::cl::desc("the graph that ONNX Runtime saved (optimized_model_filepath) in the run of "
                     "--latency-report: finds layers that have lost their names")};
  llvm::cl::opt<std::string> inputContent{
      "input-content", llvm::cl::value_desc("C"), llvm::cl::cat(estimate),
      llvm::cl::desc("what the network is shown: black, single or varied images")};
  llvm::cl::opt<std::string> power{
      "power", llvm::cl::value_desc("P"), llvm::cl::cat(estimate),
      llvm::cl::desc("the boards draw this: energies are times times P (7.5W, 900mW)")};
  llvm::cl::list<std::string> opFiles{"op-file", llvm::cl::value_desc("FILE"), llvm::cl::cat(estimate),
                                      llvm::cl::desc("rules for operators of your own (docs/extending.md)")};
  llvm::cl::opt<std::string> macConvention{
      "mac-convention", llvm::cl::value_desc("TOOL"), llvm::cl::cat(estimate),
      llvm::cl::desc("print MACs as onnx-tool, fvcore, thop, ptflops or vela counts them")};
  llvm::cl::opt<std::string> minCoverage{
      "min-coverage", llvm::cl::value_desc("P"), llvm::cl::cat(estimate),
      llvm::cl::desc("exit with 4 where less of the MACs is modelled (0.95 or 95%)")};
  llvm::cl::list<std::string> boardPath{"board-path", llvm::cl::value_desc("DIR"), llvm::cl::cat(estimate),
                                        llvm::cl::desc("search here first, before $ENERGY_OPT_BOARD_PATH")};
  llvm::cl::opt<std::string> baseline{
      "baseline", llvm::cl::value_desc("REPORT.json"), llvm::cl::cat(estimate),
      llvm::cl::desc("diff: compare with the network's JSON report of an earlier run")};
  llvm::cl::opt<unsigned> jobs{"jobs", llvm::cl::value_desc("N"), llvm::cl::init(0), llvm::cl::cat(estimate),
                               llvm::cl::desc("networks analysed at once (default: one a core)")};

  llvm::cl::opt<std::string> format{
      "format", llvm::cl::value_desc("F"), llvm::cl::init("text"), llvm::cl::cat(output),
      llvm::cl::desc("text, json, ndjson, csv, markdown or html; diff: no ndjson; "
                     "without it the ending of -o decides")};
  llvm::cl::opt<bool> json{"json", llvm::cl::cat(output), llvm::cl::desc("the same as --format=json")};
  llvm::cl::opt<std::string> outputFile{"o", llvm::cl::value_desc("FILE"), llvm::cl::cat(output),
                                        llvm::cl::desc("write to FILE")};
  llvm::cl::opt<std::string> parts{
      "parts", llvm::cl::value_desc("P"), llvm::cl::cat(output),
      llvm::cl::desc("json, ndjson: totals leaves the layers out; layers (default): all")};
  llvm::cl::opt<bool> summary{"summary", llvm::cl::cat(output),
                              llvm::cl::desc("text, csv: one table with a row a network and board")};
  llvm::cl::opt<std::string> sort{
      "sort", llvm::cl::value_desc("KEY"), llvm::cl::cat(output),
      llvm::cl::desc("--summary: the largest first: energy, latency, power, macs, params or "
                     "another key of totals; a - in front: the smallest")};
  BatchFlags batch{output};
  llvm::cl::opt<std::string> annotate{
      "annotate", llvm::cl::value_desc("OUT.onnx"), llvm::cl::cat(output),
      llvm::cl::desc("write a copy of the network with figures at its nodes, for Netron")};
  llvm::cl::opt<unsigned> top{"top", llvm::cl::value_desc("N"), llvm::cl::init(10), llvm::cl::cat(output),
                              llvm::cl::desc("layers shown to people first (default 10; 0: all)")};

  llvm::cl::opt<bool> listBoards{"list-boards", llvm::cl::cat(about),
                                 llvm::cl::desc("print the boards that are found")};
  llvm::cl::list<std::string> describeBoard{
      "describe-board", llvm::cl::value_desc("B"), llvm::cl::cat(about),
      llvm::cl::desc("print all of a board model: formula, coefficients, sources, limits")};
  llvm::cl::list<std::string> explain{
      "explain", llvm::cl::value_desc("CODE"), llvm::cl::cat(about),
      llvm::cl::desc("print what a code such as EO0301 (or all) means and how to fix it")};

  llvm::cl::opt<std::string> printSchema{
      "print-schema", llvm::cl::value_desc("S"), llvm::cl::cat(about),
      llvm::cl::desc("print the JSON Schema of a report in JSON, of any tool: report, diff, trace, ...")};

  llvm::cl::list<std::string> passes{"passes", llvm::cl::CommaSeparated, llvm::cl::value_desc("P[,P...]"),
                                     llvm::cl::cat(developer),
                                     llvm::cl::desc("run these passes and what they need only")};
  llvm::cl::opt<bool> listPasses{"list-passes", llvm::cl::cat(developer), llvm::cl::desc("print all passes")};
  llvm::cl::opt<bool> timePasses{"time-passes", llvm::cl::cat(developer),
                                 llvm::cl::desc("print how long each pass took")};
  llvm::cl::list<std::string> printAfter{"print-after", llvm::cl::CommaSeparated,
                                         llvm::cl::value_desc("P|all"), llvm::cl::cat(developer),
                                         llvm::cl::desc("print the network with what the pass found out")};
  llvm::cl::opt<bool> verifyEach{"verify-each", llvm::cl::cat(developer),
                                 llvm::cl::desc("check the graph after each pass")};
  llvm::cl::opt<bool> dumpGraph{"dump-graph", llvm::cl::cat(developer),
                                llvm::cl::desc("print the network instead of a report")};
  SelfDescription self;
};

} // namespace eo

#endif
