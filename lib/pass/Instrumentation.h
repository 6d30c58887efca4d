//===- Instrumentation.h - hooks around passes: timing, printing, verifying -------------------===//
#ifndef ENERGY_OPT_LIB_PASS_INSTRUMENTATION_H
#define ENERGY_OPT_LIB_PASS_INSTRUMENTATION_H

#include "lib/pass/Pass.h"
#include "llvm/Support/raw_ostream.h"
#include <functional>
#include <string>
#include <vector>

namespace eo {

/// Hooks around every pass: timing, dumping and verifying are such.
class Instrumentation {
public:
  virtual ~Instrumentation() = default;
  virtual void beforePass(PassInfo const & /*info*/, PassContext & /*context*/) {}
  virtual llvm::Error afterPass(PassInfo const & /*info*/, PassContext & /*context*/) {
    return llvm::Error::success();
  }
};

/// --time-passes: how long each pass took. The clock is handed in (seconds, monotonic), so tests can fake it.
class PassTimer : public Instrumentation {
public:
  explicit PassTimer(std::function<double()> monotonicClock) : clock(std::move(monotonicClock)) {}
  void beforePass(PassInfo const &info, PassContext &context) override;
  llvm::Error afterPass(PassInfo const &info, PassContext &context) override;
  /// A table "   0.123 ms  41.2 %  infer-shapes", in running order, with a total.
  void print(llvm::raw_ostream &stream) const;

private:
  std::function<double()> clock;
  double start = 0;
  std::vector<std::pair<std::string, double>> seconds;
};

/// --print-after=PASS (or "all"): the graph with the pass's annotation behind each node.
class PassPrinter : public Instrumentation {
public:
  PassPrinter(std::vector<std::string> passNames, llvm::raw_ostream &output)
      : passes(std::move(passNames)), stream(output) {}
  llvm::Error afterPass(PassInfo const &info, PassContext &context) override;

private:
  std::vector<std::string> passes;
  llvm::raw_ostream &stream;
};

/// --verify-each: the graph's invariants after every pass.
class PassVerifier : public Instrumentation {
public:
  llvm::Error afterPass(PassInfo const &info, PassContext &context) override;
};

} // namespace eo

#endif
