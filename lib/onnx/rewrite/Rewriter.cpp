#include "lib/onnx/rewrite/Rewriter.h"

#include "lib/onnx/rewrite/Draft.h"
#include "lib/support/Error.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

namespace eo {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

constexpr uint64_t mostBytes = uint64_t{1} << 31; // of a protobuf message

llvm::ArrayRef<RewriteInfo> allRewrites() {
  static constexpr RewriteInfo rows[] = {
#define EO_REWRITE(kind, function, name, always, summary) {RewriteKind::kind, always, name, summary},
#include "lib/onnx/rewrite/Rewrites.def"
#undef EO_REWRITE
  };
  return rows;
}

/// The network and the folder its files of weights lie in.
struct Rewriter::State {
  onnx::ModelProto network;
  std::string folder;
};

Rewriter::Rewriter(std::unique_ptr<State> from) : state(std::move(from)) {}
Rewriter::Rewriter(Rewriter &&) noexcept = default;
Rewriter &Rewriter::operator=(Rewriter &&) noexcept = default;
Rewriter::~Rewriter() = default;

Rewriter Rewriter::copy() const { return Rewriter(std::make_unique<State>(*state)); }
size_t Rewriter::nodes() const { return static_cast<size_t>(state->network.graph().node_size()); }

/// A value that is computed twice has no one producer to ask.
static llvm::Error checkNames(onnx::GraphProto const &graph) {
  llvm::StringSet<> computed;
  for (onnx::NodeProto const &node : graph.node())
    for (std::string const &name : node.output())
      if (!name.empty() && !computed.insert(name).second)
        return inputError("value '{}' is computed twice, so it cannot be told which one is read", name);
  for (onnx::TensorProto const &tensor : graph.initializer())
    if (computed.contains(tensor.name()))
      return inputError("value '{}' is both a constant and computed", tensor.name());
  return llvm::Error::success();
}

llvm::Expected<Rewriter> Rewriter::open(llvm::StringRef from) {
  auto fail = [&](std::string const &why) { return inputError("{}: {}", from, why); };
  if (!fs::exists(from))
    return fail("No such file or directory");
  if (!fs::is_regular_file(from))
    return fail("not a regular file, so it cannot be rewritten");
  uint64_t size = 0;
  if (std::error_code problem = fs::file_size(from, size))
    return fail(problem.message());
  if (size == 0)
    return fail("is empty");
  if (size >= mostBytes)
    return fail("2 GiB and more, which no reader of ONNX takes");
  auto file = llvm::MemoryBuffer::getFile(from, /*IsText=*/false, /*RequiresNullTerminator=*/false,
                                          /*IsVolatile=*/true);
  if (!file)
    return fail(file.getError().message());
  auto state = std::make_unique<State>();
  if (!state->network.ParseFromArray((*file)->getBufferStart(), static_cast<int>((*file)->getBufferSize())) ||
      !state->network.has_graph())
    return fail("is no ONNX in its binary form, or cut short");
  if (llvm::Error error = checkNames(state->network.graph()))
    return fail(takeErrorText(std::move(error)).message);
  state->folder = path::parent_path(from).str();
  return Rewriter(std::move(state));
}

std::vector<RewriteStep> Rewriter::apply(RewriteKind kind, int64_t align) {
  Draft draft(state->network, state->folder, align);
  switch (kind) {
#define EO_REWRITE(kind, function, name, always, summary)                                                    \
  case RewriteKind::kind:                                                                                    \
    rewrites::function(draft);                                                                               \
    break;
#include "lib/onnx/rewrite/Rewrites.def"
#undef EO_REWRITE
  }
  draft.commit();
  return std::move(draft.steps);
}

llvm::Expected<std::string> Rewriter::bytes() const {
  if (state->network.ByteSizeLong() >= mostBytes)
    return inputError("2 GiB and more once rewritten, which no reader of ONNX takes");
  std::string bytes;
  if (!state->network.SerializeToString(&bytes))
    return inputError("cannot be written as ONNX");
  return bytes;
}

/// A new file, complete or not at all; nothing that exists is replaced.
static llvm::Error writeNew(llvm::StringRef to, llvm::StringRef bytes) {
  auto fail = [&](std::string const &why) { return usageError("{}: {}", to, why); };
  llvm::Expected<fs::TempFile> temporary = fs::TempFile::create(to + ".%%%%%%%%");
  if (!temporary)
    return fail(llvm::toString(temporary.takeError()));
  llvm::raw_fd_ostream stream(temporary->FD, /*shouldClose=*/false);
  stream << bytes;
  stream.flush();
  std::error_code problem = stream.error();
  stream.clear_error();
  if (!problem) // unlike a rename it fails where something has come to be there meanwhile
    problem = fs::create_hard_link(temporary->TmpName, to);
  std::string why =
      problem == std::errc::file_exists ? "exists already and is not written over" : problem.message();
  llvm::Error discarded = temporary->discard();
  if (problem)
    return llvm::joinErrors(fail(why), std::move(discarded));
  return discarded;
}

/// Something has that name, be it a link to nowhere.
static bool isThere(llvm::Twine const &name) {
  fs::file_status status;
  (void)fs::status(name, status, /*follow=*/false);
  return fs::exists(status);
}

namespace {
/// Files beside the network that tensors of it still read, those of bodies and functions among them.
class WeightFiles {
public:
  explicit WeightFiles(onnx::ModelProto const &network) {
    of(network.graph(), 0);
    for (onnx::FunctionProto const &function : network.functions())
      for (onnx::NodeProto const &node : function.node())
        of(node, 0);
  }

  llvm::StringSet<> names;

private:
  void of(onnx::GraphProto const &graph, int depth) {
    constexpr int deepest = 256; // as the loader takes it
    if (depth > deepest)
      return;
    for (onnx::TensorProto const &tensor : graph.initializer())
      of(tensor);
    for (onnx::SparseTensorProto const &sparse : graph.sparse_initializer())
      of(sparse);
    for (onnx::NodeProto const &node : graph.node())
      of(node, depth);
  }

  void of(onnx::NodeProto const &node, int depth) {
    for (onnx::AttributeProto const &attribute : node.attribute()) {
      if (attribute.has_t())
        of(attribute.t());
      for (onnx::TensorProto const &tensor : attribute.tensors())
        of(tensor);
      if (attribute.has_sparse_tensor())
        of(attribute.sparse_tensor());
      if (attribute.has_g())
        of(attribute.g(), depth + 1);
      for (onnx::GraphProto const &body : attribute.graphs())
        of(body, depth + 1);
    }
  }

  void of(onnx::SparseTensorProto const &sparse) {
    of(sparse.values());
    of(sparse.indices());
  }

  void of(onnx::TensorProto const &tensor) {
    if (std::string file = externalFile(tensor); !file.empty())
      names.insert(file);
  }
};
} // namespace

namespace {
/// Files of weights that are copied beside a network written elsewhere; what was copied goes again unless it is kept.
class CopiedWeights {
public:
  CopiedWeights() = default;
  CopiedWeights(CopiedWeights const &) = delete;
  CopiedWeights &operator=(CopiedWeights const &) = delete;
  ~CopiedWeights() {
    for (std::string const &file : copied)
      (void)fs::remove(file);
  }

  /// What is in the way, before anything is copied.
  llvm::Error plan(onnx::ModelProto const &network, llvm::StringRef source, llvm::StringRef to,
                   llvm::StringRef target) {
    for (auto const &entry : WeightFiles(network).names) {
      std::string const name = entry.getKey().str();
      if (path::is_absolute(name) || path::has_parent_path(name))
        return usageError("{}: weights are in '{}'; write into the folder of the network", to, name);
      llvm::SmallString<256> from(source), beside(target);
      path::append(from, name);
      path::append(beside, name);
      if (!fs::is_regular_file(from))
        continue; // the network had none of them either
      if (isThere(beside))
        return usageError("{}: exists already and is not written over", beside.str());
      planned.emplace_back(from.str().str(), beside.str().str());
    }
    return llvm::Error::success();
  }

  llvm::Error copy() {
    for (auto const &[from, beside] : planned) {
      copied.push_back(beside);
      if (std::error_code problem = fs::copy_file(from, beside))
        return usageError("{}: {}", beside, problem.message());
    }
    return llvm::Error::success();
  }

  void keep() { copied.clear(); }

private:
  std::vector<std::pair<std::string, std::string>> planned; ///< from, to
  std::vector<std::string> copied;
};
} // namespace

llvm::Error Rewriter::write(llvm::StringRef to) const {
  llvm::SmallString<256> target(to);
  if (std::error_code problem = fs::make_absolute(target))
    return usageError("{}: {}", to, problem.message());
  llvm::SmallString<256> source(state->folder);
  (void)fs::make_absolute(source);
  if (isThere(to))
    return usageError("{}: exists already and is not written over", to);
  llvm::StringRef folder = path::parent_path(target);
  bool sameFolder = false;
  if (std::error_code problem = fs::equivalent(source, folder, sameFolder))
    return usageError("{}: {}", to, problem.message());
  llvm::Expected<std::string> all = bytes();
  if (!all)
    return all.takeError();
  CopiedWeights weights;
  if (!sameFolder) {
    if (llvm::Error error = weights.plan(state->network, source, to, folder))
      return error;
    if (llvm::Error error = weights.copy())
      return error;
  }
  if (llvm::Error error = writeNew(to, *all))
    return error;
  weights.keep();
  return llvm::Error::success();
}

} // namespace eo
