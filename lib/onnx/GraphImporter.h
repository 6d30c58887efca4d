//===- GraphImporter.h - SlimModel -> Graph ---------------------------------------------------------===//
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
  llvm::DenseMap<Name, ValueId> values;

  /// The value, an invalid id for an argument left out, or nullopt where the name means nothing here.
  std::optional<ValueId> find(Name name) const {
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
  SlimAttribute const *attribute;
  ImportPlace const *place;
};

/// A call of a function; the outermost stands for the graph itself.
struct CallFrame {
  CallFrame const *caller = nullptr;
  SlimFunction const *function = nullptr;
  llvm::StringRef path;   ///< names of the calls that lead here: "encoder/layer_3"
  uint32_t fileIndex = 0; ///< of the outermost call
  OpsetVersions opsets;
  llvm::DenseMap<Name, Argument> arguments;
  /// What the caller calls the values of the function's outputs.
  llvm::DenseMap<Name, llvm::StringRef> outputNames;
};

/// Makes a Graph of a file: functions inlined, names resolved, nodes sorted. Used once.
class GraphImporter {
public:
  /// `source` has a graph; the texts go over into the result.
  GraphImporter(SlimModel &source, LoadOptions const &limits, DiagnosticEngine &engine)
      : model(source), options(limits), diagnostics(engine), functions(source),
        builder(std::move(source.texts)) {}

  /// The graph. Errors (without the file's name): cycles, recursive functions, exceeded limits.
  llvm::Expected<Graph> run();

private:
  // GraphImporter.cpp: graphs and their values.
  OpsetVersions importOpsets();
  llvm::Error importGraph(SlimGraph const &graph, ImportPlace const &place);
  void importInitializer(Name name, ConstantTensor const *tensor, DataType type, ImportPlace const &place);
  void importInput(SlimValueInfo const &input, ImportPlace const &place);
  void noteZeroDims(SlimValueInfo const &input);
  void importOutputs(SlimGraph const &graph, ImportPlace const &place);
  void declare(SlimValueInfo const &info, ImportPlace const &place);
  ConstantTensor const *newTensor(SlimTensor const &read, llvm::StringRef owner);
  ConstantTensor const *newTensor(SlimSparseTensor const &read, llvm::StringRef owner);
  /// What newTensor has made of it, once however often it is asked for.
  template <typename Tensor> ConstantTensor const *tensorOf(Tensor const &read, llvm::StringRef owner) {
    auto [entry, isNew] = tensors.try_emplace(&read, nullptr);
    if (isNew)
      entry->second = newTensor(read, owner);
    return entry->second;
  }

  // NodeImport.cpp: nodes and their operands.
  llvm::Error importNodes(std::vector<SlimNode const *> const &nodes, ImportPlace const &place);
  llvm::Error importNode(SlimNode const &read, ImportPlace const &place);
  OpKind kindOf(SlimNode const &read);
  int64_t opsetOf(llvm::StringRef domain, llvm::StringRef node, ImportPlace const &place);
  ValueId use(Name name, llvm::StringRef reader, ImportPlace const &place);
  ValueId define(Name name, llvm::StringRef producer, ImportPlace const &place);
  llvm::StringRef valueName(Name name, ImportPlace const &place);

  // AttributeImport.cpp: attributes, and the bodies among them.
  llvm::Error importAttributes(SlimNode const &read, NodeId id, ImportPlace const &place);
  llvm::Expected<AttributeValue> attributeValue(SlimAttribute const &read, NodeId owner,
                                                ImportPlace const &place);
  ConstantTensor const *constantValue(SlimAttribute const &read, llvm::StringRef node);
  llvm::Expected<BodyId> importBody(SlimGraph const &graph, NodeId owner, ImportPlace const &place);

  // FunctionInliner.cpp: calls of functions.
  llvm::Error inlineCall(SlimFunction const &function, SlimNode const &call, ImportPlace const &place);
  void bindArguments(SlimNode const &call, llvm::StringRef callName, ImportPlace const &place,
                     CallFrame &frame, NameScope &scope);
  void bindResults(SlimNode const &call, llvm::StringRef callName, ImportPlace const &place,
                   CallFrame const &frame, NameScope const &scope);
  llvm::Expected<std::vector<SlimNode const *> const *> functionOrder(SlimFunction const &function);

  /// Counts what inlining adds to the network; an error once it is too much.
  llvm::Error spend(size_t bytes);

  SlimModel const &model;
  LoadOptions const &options;
  DiagnosticEngine &diagnostics;
  FunctionTable functions;
  GraphBuilder builder;
  Captures captures;
  llvm::SmallDenseMap<std::pair<Name, Name>, OpKind, 16> kinds; ///< by domain and operator
  llvm::DenseMap<void const *, ConstantTensor const *>
      tensors; ///< by what was read: inlined twice, kept once
  llvm::DenseMap<SlimFunction const *, std::unique_ptr<std::vector<SlimNode const *>>> functionOrders;
  std::set<std::string> unimportedDomains;
  size_t spent = 0;
};

} // namespace eo

#endif
