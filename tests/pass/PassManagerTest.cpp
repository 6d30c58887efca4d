#include "lib/pass/PassManager.h"
#include "lib/support/Error.h"

#include <gtest/gtest.h>

using namespace eo;

namespace {
/// The names of the passes that ran, as an annotation.
struct Trail {
  std::vector<std::string> names;
};

template <char letter> llvm::Error leaveTrail(PassContext &context) {
  Trail trail = context.annotations.has<Trail>() ? context.annotations.get<Trail>() : Trail();
  trail.names.emplace_back(1, letter);
  context.annotations.set(std::move(trail));
  return llvm::Error::success();
}
llvm::Error fail(PassContext & /*context*/) { return inputError("broken"); }

constexpr llvm::StringLiteral needsA[] = {"a"};
constexpr llvm::StringLiteral needsBoth[] = {"b", "a"};
PassInfo const table[] = {
    {"a", "", {}, leaveTrail<'a'>, nullptr},
    {"b", "", needsA, leaveTrail<'b'>, nullptr},
    {"c", "", needsBoth, leaveTrail<'c'>, nullptr},
    {"failing", "", {}, fail, nullptr},
};

Graph emptyGraph() {
  GraphBuilder builder;
  builder.addBody("empty", NodeId());
  return builder.finish();
}

struct Trial {
  Graph graph = emptyGraph();
  Annotations annotations;
  DiagnosticEngine diagnostics;
  PassManager manager{table};

  std::string add(llvm::StringRef name) { return takeErrorText(manager.add(name)).message; }
  std::string run() {
    PassContext context{graph, annotations, diagnostics};
    return takeErrorText(manager.run(context)).message;
  }
};
} // namespace

TEST(PassManager, RunsWhatAPassNeedsBeforeItAndOnce) {
  Trial run;
  EXPECT_EQ(run.add("c"), "");
  EXPECT_EQ(run.add("a"), "");
  EXPECT_EQ(run.run(), "");
  EXPECT_EQ(run.annotations.get<Trail>().names, (std::vector<std::string>{"a", "b", "c"}));
}

TEST(PassManager, SuggestsTheNearestName) {
  PassInfo const longNames[] = {{"count-macs", "", {}, leaveTrail<'m'>, nullptr}};
  PassManager manager(longNames);
  EXPECT_EQ(takeErrorText(manager.add("count-mac")).message,
            "unknown pass 'count-mac'; did you mean 'count-macs'?");
}

TEST(PassManager, StopsAtTheFirstFailure) {
  Trial run;
  EXPECT_EQ(run.add("failing"), "");
  EXPECT_EQ(run.add("a"), "");
  EXPECT_EQ(run.run(), "broken");
  EXPECT_FALSE(run.annotations.has<Trail>());
}

TEST(PassTimer, PrintsTimesAndShares) {
  Trial run;
  EXPECT_EQ(run.add("b"), "");
  double now = 0, step = 0;
  PassTimer timer([&] { return now += step += 0.001; }); // a takes 2 ms, b 4 ms
  run.manager.addInstrumentation(timer);
  EXPECT_EQ(run.run(), "");
  std::string text;
  llvm::raw_string_ostream stream(text);
  timer.print(stream);
  EXPECT_EQ(stream.str(), "     2.000 ms   33.3 %  a\n"
                          "     4.000 ms   66.7 %  b\n"
                          "     6.000 ms  100.0 %  total\n");
}

TEST(PassPrinter, PrintsTheGraphAfterTheNamedPass) {
  Trial run;
  EXPECT_EQ(run.add("b"), "");
  std::string text;
  llvm::raw_string_ostream stream(text);
  PassPrinter printer({"b"}, stream);
  run.manager.addInstrumentation(printer);
  EXPECT_EQ(run.run(), "");
  EXPECT_EQ(stream.str(), "// after b\ngraph \"empty\" () -> () {\n}\n");
}

TEST(Annotations, HoldOneObjectOfEachType) {
  Annotations annotations;
  EXPECT_EQ(annotations.find<Trail>(), nullptr);
  annotations.set(Trail{{"x"}});
  annotations.set(7);
  annotations.set(Trail{{"y"}});
  EXPECT_EQ(annotations.get<Trail>().names, std::vector<std::string>{"y"});
  EXPECT_EQ(annotations.get<int>(), 7);
  annotations.drop<int>();
  EXPECT_FALSE(annotations.has<int>());
  EXPECT_TRUE(annotations.has<Trail>());
}
