//===- Draft.h - the main graph while it is rewritten -----------------------------------------------===//
//
// Who computes and who reads each value, and the few changes that rewrites are made of. Removals and renamings are
// collected, so that places in the list of nodes stay good until commit().
//
#ifndef ENERGY_OPT_LIB_ONNX_REWRITE_DRAFT_H
#define ENERGY_OPT_LIB_ONNX_REWRITE_DRAFT_H

#include "lib/onnx/OnnxProto.h"
#include "lib/onnx/rewrite/Elements.h"
#include "lib/onnx/rewrite/Rewriter.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include <optional>

namespace eo {

/// A main graph with an index, for one rewrite.
class Draft {
public:
  /// `folder`: where files with weights are looked for. `align`: what numbers of channels are filled up to multiples of;
  /// 0: none are.
  Draft(onnx::ModelProto &network, std::string folder, int64_t align = 0);

  int nodes() const { return graph.node_size(); }
  onnx::NodeProto &node(int place) { return *graph.mutable_node(place); }
  onnx::NodeProto const &node(int place) const { return graph.node(place); }
  /// Whether the node is one of ai.onnx with that name and still there.
  bool is(int place, llvm::StringRef op) const;
  bool isRemoved(int place) const { return removed[static_cast<size_t>(place)]; }
  int64_t align() const { return alignment; }
  /// Version of ai.onnx; 0 where the network imports none.
  int64_t opset() const { return version; }

  /// The value that input `i` of the node reads, renamings done; empty where it has none.
  std::string input(int place, int i) const;
  /// Where the value is computed; nullopt for inputs, constants and what is not there.
  std::optional<int> producer(llvm::StringRef value) const;
  /// How often nodes of the main graph read it.
  size_t readers(llvm::StringRef value) const;
  /// The name must stay: an input or output of the network, or read by a body.
  bool pinned(llvm::StringRef value) const { return pins.contains(value); }
  /// Whether a single node reads it, and nothing else does.
  bool readOnce(llvm::StringRef value) const { return !pinned(value) && readers(value) == 1; }

  /// The constant behind the name: an initializer that no caller can replace, or the tensor of a Constant node.
  onnx::TensorProto const *constant(llvm::StringRef value) const;
  /// The same with its elements read; nullopt where they are not at hand.
  std::optional<Elements> elements(llvm::StringRef value) const;
  /// onnx::TensorProto::DataType of a value; 0 where it cannot be told for sure.
  int typeOf(llvm::StringRef value) const;

  static int64_t integer(onnx::NodeProto const &node, llvm::StringRef attribute, int64_t otherwise);
  static float real(onnx::NodeProto const &node, llvm::StringRef attribute, float otherwise);
  static std::string text(onnx::NodeProto const &node, llvm::StringRef attribute, llvm::StringRef otherwise);
  static onnx::AttributeProto const *attribute(onnx::NodeProto const &node, llvm::StringRef name);

  /// Leaves the node out; who reads output 0 reads `source` instead. False, and nothing done, where names that must
  /// stay forbid it.
  bool bypass(int place, llvm::StringRef source);
  /// Leaves the node out; its outputs are no longer read, or come from elsewhere.
  void remove(int place);
  void setInput(int place, int i, llvm::StringRef value);
  /// A new initializer; its name, made from `hint`.
  std::string addConstant(llvm::StringRef hint, Elements const &elements);
  /// The value becomes an initializer; whoever computes it must be removed.
  void define(llvm::StringRef value, Elements const &elements);
  /// Drops what the file says of the value's type: it will have another shape.
  void forgetShape(llvm::StringRef value) { reshaped.insert(value); }
  /// Nodes to stand before the one at `place`.
  void insertBefore(int place, std::vector<onnx::NodeProto> added);

  /// Lets commit() drop every initializer that nothing reads, too.
  void dropAllUnread() { dropAll = true; }
  /// Makes the changes; initializers that nothing reads any more but that something read before are gone with them. The
  /// draft is used up.
  void commit();

  /// What was done so far.
  std::vector<RewriteStep> steps;
  void note(int place, std::string change);

private:
  void index();
  void findTypes();
  void countReads(onnx::GraphProto const &body, int depth);
  std::string resolved(std::string name) const;
  void dropUnread();
  llvm::StringSet<> read() const;

  onnx::GraphProto &graph;
  std::string folder;
  int64_t alignment = 0;
  int64_t version = 0;
  bool weightsAreInputs = false; ///< before IR version 4
  bool dropAll = false;
  llvm::StringSet<> readBefore; ///< at the start
  std::vector<bool> removed;
  llvm::StringMap<int> producers;
  llvm::StringMap<size_t> reads;
  llvm::StringSet<> pins, outputs, inputs, names, reshaped;
  llvm::StringMap<onnx::TensorProto const *> constants;
  llvm::StringMap<std::string> replaced; ///< name -> who stands in; followed until it ends
  llvm::StringMap<int> types;
  std::vector<std::pair<int, std::vector<onnx::NodeProto>>> inserted;
  std::vector<onnx::TensorProto> added;
};

/// The rewrites of Rewrites.def.
namespace rewrites {
#define EO_REWRITE(kind, function, name, always, summary) void function(Draft &draft);
#include "lib/onnx/rewrite/Rewrites.def"
#undef EO_REWRITE
} // namespace rewrites

} // namespace eo

#endif
