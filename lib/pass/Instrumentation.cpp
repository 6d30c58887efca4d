#include "lib/pass/Instrumentation.h"

#include "lib/ir/Printer.h"
#include "lib/ir/Verifier.h"
#include "lib/pass/NetworkAnnotations.h"
#include "lib/support/Error.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

void PassTimer::beforePass(PassInfo const & /*info*/, PassContext & /*context*/) { start = clock(); }

llvm::Error PassTimer::afterPass(PassInfo const &info, PassContext & /*context*/) {
  seconds.emplace_back(info.name.str(), clock() - start);
  return llvm::Error::success();
}

void PassTimer::print(llvm::raw_ostream &stream) const {
  double total = 0;
  for (auto const &entry : seconds)
    total += entry.second;
  auto line = [&](double time, std::string const &name) {
    stream << fmt::format("{:>10.3f} ms  {:>5.1f} %  {}\n", time * 1e3, total > 0 ? 100 * time / total : 0.0,
                          name);
  };
  for (auto const &[name, time] : seconds)
    line(time, name);
  line(total, "total");
}

llvm::Error PassPrinter::afterPass(PassInfo const &info, PassContext &context) {
  if (!llvm::is_contained(passes, info.name) && !llvm::is_contained(passes, "all"))
    return llvm::Error::success();
  stream << "// after " << info.name << "\n";
  auto const *types = context.annotations.find<InferredTypes>();
  printGraph(context.graph, stream, types == nullptr ? nullptr : &types->types, [&](Node const &node) {
    return info.nodeText == nullptr ? std::string() : info.nodeText(context, node);
  });
  return llvm::Error::success();
}

llvm::Error PassVerifier::afterPass(PassInfo const &info, PassContext &context) {
  llvm::Error error = verifyGraph(context.graph);
  if (!error)
    return error;
  return makeError(ErrorKind::Internal,
                   fmt::format("after {}: {}", info.name, takeErrorText(std::move(error)).message));
}

} // namespace eo
