//===- ReferenceMacsTest.cpp - our MACs against the reference of real files -----------------------------===//
//
// Every row of $ENERGY_OPT_EXTRA_DATA/models/MODELS.csv with reference_macs, at its input_binding. The
// reference was counted by another program. Skipped where the files are absent.
//
#include "lib/onnx/Loader.h"
#include "lib/pass/NetworkAnnotations.h"
#include "lib/pass/PassManager.h"
#include "lib/support/Error.h"
#include "passes/Passes.h"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>

using namespace eo;

namespace {
using Row = std::map<std::string, std::string>;

/// Fields of one line; quotes protect commas, doubled quotes stand for one.
std::vector<std::string> fieldsOf(std::string const &line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"')
      fields.back() += line[++i];
    else if (line[i] == '"')
      quoted = !quoted;
    else if (line[i] == ',' && !quoted)
      fields.emplace_back();
    else if (line[i] != '\r')
      fields.back() += line[i];
  }
  return fields;
}

std::vector<Row> readTable(std::string const &path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  std::vector<std::string> header = fieldsOf(line);
  std::vector<Row> rows;
  while (std::getline(file, line)) {
    std::vector<std::string> fields = fieldsOf(line);
    Row row;
    for (size_t i = 0; i < header.size() && i < fields.size(); ++i)
      row[header[i]] = fields[i];
    rows.push_back(std::move(row));
  }
  return rows;
}

/// "batch=1 x[0]=4" as --dim would take it.
DimBindings bindingsOf(llvm::StringRef text) {
  DimBindings bindings;
  llvm::SmallVector<llvm::StringRef, 4> words;
  text.split(words, ' ', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef word : words) {
    auto [name, number] = word.rsplit('=');
    int64_t value = std::stoll(number.str());
    auto [input, axis] = name.rsplit('[');
    if (axis.consume_back("]"))
      bindings.byAxis[{input.str(), static_cast<unsigned>(std::stoul(axis.str()))}] = value;
    else
      bindings.named[name.str()] = value;
  }
  return bindings;
}

struct Counted {
  std::string total;
  std::map<std::string, std::string> byOutput; ///< first output -> macs, of nodes with any
  std::string error;
};

Counted count(std::string const &path, DimBindings bindings) {
  Counted result;
  DiagnosticEngine diagnostics;
  llvm::Expected<Graph> graph = loadNetwork(path, {}, diagnostics);
  if (!graph) {
    result.error = takeErrorText(graph.takeError()).message;
    return result;
  }
  Annotations annotations;
  annotations.set(std::move(bindings));
  PassManager manager(allPasses());
  PassVerifier verifier;
  manager.addInstrumentation(verifier);
  PassContext context{*graph, annotations, diagnostics};
  llvm::Error failure = manager.add("check-dimensions");
  if (!failure)
    failure = manager.run(context);
  if (failure) {
    result.error = takeErrorText(std::move(failure)).message;
    return result;
  }
  SymInt total = 0;
  auto const &counts = annotations.get<MacCounts>();
  for (NodeId id : graph->main().nodes) {
    if (counts.macs[id].isUnknown())
      continue; // custom operators: left out by the reference, too
    total += counts.macs[id];
    Node const &node = graph->node(id);
    if (!(counts.macs[id] == 0) && node.hasOutput(0))
      result.byOutput[graph->value(node.outputs[0]).name.str()] = counts.macs[id].str();
  }
  result.total = total.str();
  return result;
}

/// Files whose reference we do not meet, and why.
std::map<std::string, std::string> const differences = {
    {"nn_einsum_bmm_op13.onnx", "the reference counts an Einsum of one operand; by eo-mac-1 it is 0"},
    {"nvidia_attention_head.onnx", "at the given binding MatMul multiplies [16,1,100] by [100,1,16], which "
                                   "does not broadcast: it cannot run"},
    {"tv_ssdlite320_mobilenet_v3_large_op11_nw.onnx",
     "the image is resized by a scale computed from float data; the reference ran the PyTorch model"},
};

std::string dataFolder() {
  char const *folder = std::getenv("ENERGY_OPT_EXTRA_DATA");
  return folder == nullptr ? "" : std::string(folder) + "/models/";
}
} // namespace

TEST(ReferenceMacs, EveryFileWithAReferenceIsMetExactly) {
  std::string folder = dataFolder();
  if (folder.empty())
    GTEST_SKIP() << "ENERGY_OPT_EXTRA_DATA is not set";
  std::map<std::string, std::map<std::string, std::string>> perNode;
  for (Row &row : readTable(folder + "reference/PER_NODE_MACS.csv"))
    perNode[row["file"]][row["first_output"]] = row["macs"];
  size_t compared = 0;
  for (Row &row : readTable(folder + "MODELS.csv")) {
    if (row["reference_macs"].empty() || differences.count(row["file"]) != 0)
      continue;
    SCOPED_TRACE(row["file"]);
    Counted counted = count(folder + row["file"], bindingsOf(row["input_binding"]));
    EXPECT_EQ(counted.error, "");
    EXPECT_EQ(counted.total, row["reference_macs"]);
    if (row["reference_macs"] == "0")
      continue; // the list per node has constant nodes, too
    for (auto const &[output, macs] : perNode[row["file"]])
      if (macs != "0" && !output.empty()) {
        EXPECT_EQ(counted.byOutput[output], macs) << "node that writes " << output;
      }
    ++compared;
  }
  EXPECT_GT(compared, 300U);
}
