//===- GraphImporter.h - ModelProto -> Graph --------------------------------------------------------===//
//
// Every name of the file is looked up in a NameScope: one for the graph, one for each body of an If, Loop or
// Scan (which sees the scopes around it), one for each call of a function (which sees nothing but its
// arguments). Functions are inlined while nodes are imported: a call runs through the function's nodes with a
// fresh scope and adds them to the caller's body.
//
#ifndef ENERGY_OPT_LIB_ONNX_GRAPHIMPORTER_H
#define ENERGY_OPT_LIB_ONNX_GRAPHIMPORTER_H

#include "lib/ir/Graph.h"
#include "lib/onnx/Functions.h"
#include "lib/onnx/Loader.h"
#include "lib/onnx/NodeOrder.h"
#include "lib/support/Diagnostics.h"
#include "llvm/ADT/DenseMap.h"
#include <map>
#include <optional>
#include <set>

namespace eo {

/// Version of every operator set in force at some place; domain "" is ai.onnx.
using OpsetVersions = std::map<llvm::StringRef, int64_t>;

/// Which value a name means.
struct NameScope {
  NameScope const *outer = nullptr; ///< nullptr: nothing else can be seen
  llvm::DenseMap<llvm::StringRef, ValueId> values;

  /// The value, an invalid id for an argument left out, or nullopt where the name means nothing here.
  std::optional<ValueId> find(llvm::StringRef name) const {
    for (NameScope const *scope = this; scope != nullptr; scope = scope->outer)
      if (auto found = scope->values.find(name); found != scope->values.end())
        return found->second;
    return std::nullopt;
  }
};

struct CallFrame;

/// Where nodes are being imported.
struct ImportPlace {
  BodyId body;
  NameScope *scope;
  CallFrame const *frame;
  unsigned depth; ///< bodies and calls around this place
};

/// What an attribute of a function stands for during a call: the attribute of the call, and the place of the
/// call, whose values a graph in it may read; for a default value, nullptr.
struct Argument {
  onnx::AttributeProto const *attribute;
  ImportPlace const *place;
};

/// A call of a function; the outermost stands for the graph itself.
struct CallFrame {
  CallFrame const *caller = nullptr;
  onnx::FunctionProto const *function = nullptr;
  llvm::StringRef path;   ///< names of the calls that lead here: "encoder/layer_3"
  uint32_t fileIndex = 0; ///< of the outermost call
  OpsetVersions opsets;
  std::map<llvm::StringRef, Argument> arguments;
  /// What the caller calls the values of the function's outputs.
  std::map<llvm::StringRef, llvm::StringRef> outputNames;
};

/// Makes a Graph of a parsed file: functions inlined, names resolved, nodes sorted. Used once.
class GraphImporter {
public:
  GraphImporter(onnx::ModelProto const &source, LoadOptions const &limits, DiagnosticEngine &engine)
      : model(source), options(limits), diagnostics(engine), functions(source) {}

  /// The graph. Errors (without the file's name): cycles, recursive functions, exceeded limits.
  llvm::Expected<Graph> run();

private:
  using Tensor = onnx::TensorProto;

  // GraphImporter.cpp: graphs and their values.
  OpsetVersions importOpsets();
  llvm::Error importGraph(onnx::GraphProto const &graph, ImportPlace const &place);
  void importInitializer(llvm::StringRef name, ConstantTensor const *tensor, DataType type,
                         ImportPlace const &place);
  void importInput(onnx::ValueInfoProto const &input, ImportPlace const &place);
  void noteZeroDims(onnx::ValueInfoProto const &input);
  void importOutputs(onnx::GraphProto const &graph, ImportPlace const &place);
  void declare(onnx::ValueInfoProto const &info, ImportPlace const &place);
  ConstantTensor const *tensorOf(Tensor const &proto, llvm::StringRef owner);
  ConstantTensor const *tensorOf(onnx::SparseTensorProto const &proto, llvm::StringRef owner);

  // NodeImport.cpp: nodes and their operands.
  llvm::Error importNodes(NodeList const &nodes, std::vector<int> const &order, ImportPlace const &place);
  llvm::Error importNode(onnx::NodeProto const &proto, int index, ImportPlace const &place);
  int64_t opsetOf(llvm::StringRef domain, llvm::StringRef node, ImportPlace const &place);
  ValueId read(llvm::StringRef name, llvm::StringRef reader, ImportPlace const &place);
  ValueId define(llvm::StringRef name, llvm::StringRef producer, ImportPlace const &place);
  llvm::StringRef valueName(llvm::StringRef name, ImportPlace const &place);

  // AttributeImport.cpp: attributes, and the bodies among them.
  llvm::Error importAttributes(onnx::NodeProto const &proto, NodeId id, ImportPlace const &place);
  llvm::Expected<AttributeValue> attributeValue(onnx::AttributeProto const &proto, NodeId owner,
                                                ImportPlace const &place);
  ConstantTensor const *constantValue(onnx::AttributeProto const &proto, llvm::StringRef node);
  llvm::Expected<BodyId> importBody(onnx::GraphProto const &graph, NodeId owner, ImportPlace const &place);

  // FunctionInliner.cpp: calls of functions.
  llvm::Error inlineCall(onnx::FunctionProto const &function, onnx::NodeProto const &call, int index,
                         ImportPlace const &place);
  void bindArguments(onnx::NodeProto const &call, llvm::StringRef callName, ImportPlace const &place,
                     CallFrame &frame, NameScope &scope);
  void bindResults(onnx::NodeProto const &call, llvm::StringRef callName, ImportPlace const &place,
                   CallFrame const &frame, NameScope const &scope);
  llvm::Expected<std::vector<int> const *> functionOrder(onnx::FunctionProto const &function);
  std::vector<onnx::AttributeProto> const &defaultsOf(onnx::FunctionProto const &function);

  /// Counts what inlining adds to the network; an error once it is too much.
  llvm::Error spend(size_t bytes);

  onnx::ModelProto const &model;
  LoadOptions const &options;
  DiagnosticEngine &diagnostics;
  FunctionTable functions;
  GraphBuilder builder;
  Captures captures;
  llvm::DenseMap<void const *, ConstantTensor const *> tensors; ///< by proto: inlined twice, kept once
  llvm::DenseMap<onnx::FunctionProto const *, std::unique_ptr<std::vector<int>>> functionOrders;
  llvm::DenseMap<onnx::FunctionProto const *, std::unique_ptr<std::vector<onnx::AttributeProto>>> defaults;
  std::set<std::string> unimportedDomains;
  size_t spent = 0;
};

} // namespace eo

#endif
