// Batches in parts, resumed, out of a cache: always the bytes of a single run.
#include "tests/cli/EnergyOpt.h"

#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <iterator>
#include <nlohmann/json.hpp>
#include <unistd.h>

using namespace eo::test;
using testing::HasSubstr;

namespace {

std::string const batch = "--board=jetson-nano,xavier-nx --format=ndjson --parts=totals --hashes --jobs=2 ";
std::string const inputs =
    "networks/m*.onnx networks/d*.onnx bad/cycle.onnx no-such.onnx networks/tiny-cnn.onnx ";

/// A file that is not there yet, removed at the end.
class NewFile {
public:
  NewFile() : name(fmt::format("{}batch-{}-{}", testing::TempDir(), ::getpid(), count++)) {}
  ~NewFile() { std::remove(name.c_str()); }
  NewFile(NewFile const &) = delete;
  NewFile &operator=(NewFile const &) = delete;
  std::string const &path() const { return name; }
  void write(std::string const &text) const { std::ofstream(name, std::ios::binary) << text; }
  std::string content() const {
    std::ifstream file(name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

private:
  static inline int count = 0;
  std::string name;
};

TEST(Batch, PartsMergedAreTheSingleRun) {
  ToolRun whole = energyOpt(batch + inputs);
  EXPECT_EQ(whole.exitCode, 2) << "decode-step has open dimensions";
  NewFile parts[3];
  std::string names;
  for (int i = 0; i < 3; ++i) {
    ToolRun part = energyOpt(batch + fmt::format("--shard={}/3 ", i + 1) + inputs);
    parts[i].write(part.out);
    EXPECT_LT(part.out.size(), whole.out.size());
    names += parts[i].path() + " ";
  }
  std::string order =
      "--networks=networks/m*.onnx,networks/d*.onnx,bad/cycle.onnx,no-such.onnx,networks/tiny-cnn.onnx ";
  ToolRun merged = energyOpt("merge " + order + names);
  EXPECT_EQ(merged.out, whole.out);
  EXPECT_EQ(merged.exitCode, 0) << merged.err;
  ToolRun two = energyOpt("merge " + order + parts[0].path() + " " + parts[1].path());
  EXPECT_EQ(two.exitCode, 3);
  EXPECT_THAT(two.err, HasSubstr(": no part has it"));
  NewFile &some = parts[parts[0].content().empty() ? 2 : 0];
  some.write(some.content().substr(0, some.content().size() - 7));
  ToolRun torn = energyOpt("merge " + names);
  EXPECT_THAT(torn.err, HasSubstr("its last line has no end and is left out"));
  EXPECT_EQ(energyOpt("merge " ENERGY_OPT_SOURCE_DIR "/README.md").exitCode, 3);
}

TEST(Batch, HashesAreThoseOfTheFiles) {
  auto report =
      nlohmann::json::parse(energyOpt("--board=jetson-nano --format=ndjson --hashes networks/mlp.onnx").out);
  auto sum = [](std::string const &path) { return runTool("sha256sum", path).out.substr(0, 64); };
  EXPECT_EQ(report["model"]["sha256"], sum("networks/mlp.onnx"));
  EXPECT_EQ(report["board"]["sha256"], sum(ENERGY_OPT_SOURCE_DIR "/boardmodels/jetson-nano.yaml"));
}

TEST(Batch, AResumedRunEndsInTheSameBytes) {
  ToolRun whole = energyOpt(batch + inputs);
  NewFile out;
  ToolRun fresh = energyOpt(batch + "--resume=" + out.path() + " " + inputs);
  EXPECT_EQ(fresh.exitCode, whole.exitCode);
  EXPECT_EQ(fresh.out, "");
  ASSERT_EQ(out.content(), whole.out);
  size_t size = whole.out.size();
  for (size_t kept : {size_t{0}, size / 3, size / 2, size - 1, size}) {
    out.write(whole.out.substr(0, kept));
    ToolRun rest = energyOpt(batch + "--resume=" + out.path() + " " + inputs);
    EXPECT_EQ(out.content(), whole.out) << kept;
    EXPECT_EQ(rest.exitCode, whole.exitCode) << kept;
  }
}

TEST(Batch, AFileOfAnotherBatchIsRefused) {
  NewFile out;
  auto resumed = [&](std::string const &arguments) {
    ToolRun run = energyOpt("--format=ndjson --parts=totals --resume=" + out.path() + " " + arguments);
    EXPECT_EQ(run.exitCode, 2);
    return run.err;
  };
  std::string const text =
      energyOpt("--format=ndjson --parts=totals networks/mlp.onnx networks/tiny-cnn.onnx").out;
  out.write(text);
  EXPECT_THAT(resumed("networks/tiny-cnn.onnx"), HasSubstr("has records of 'networks/mlp.onnx' where"));
  EXPECT_THAT(resumed("networks/mlp.onnx"), HasSubstr("has more records than this batch"));
  EXPECT_THAT(resumed("--board=xavier-nx networks/mlp.onnx"),
              HasSubstr("is on board '' there, on 'xavier-nx' here"));
  EXPECT_EQ(out.content(), text) << "what was there stays";
  std::string const settled =
      energyOpt("--board=jetson-nano --format=ndjson --parts=totals networks/depthwise.onnx").out;
  out.write(settled);
  for (char const *other :
       {"--setting=precision=fp16", "--dim batch=2", "--parts=layers", "--hashes", "--power=3W"}) {
    std::string parts = std::string(other) == "--parts=layers" ? "" : " --parts=totals";
    ToolRun run = energyOpt("--board=jetson-nano --format=ndjson --resume=" + out.path() + parts + " " +
                            other + " networks/depthwise.onnx networks/mlp.onnx");
    EXPECT_EQ(run.exitCode, 2) << other;
    EXPECT_THAT(run.err,
                HasSubstr("has another report of 'networks/depthwise.onnx' than this run would write"))
        << other;
  }
  EXPECT_EQ(out.content(), settled);
  out.write("my shopping list\n");
  EXPECT_EQ(energyOpt("--format=ndjson --resume=" + out.path() + " networks/mlp.onnx").exitCode, 3);
  EXPECT_EQ(out.content(), "my shopping list\n");
}

TEST(Batch, ACacheAnswersWhatWasAskedBefore) {
  NewFile cache;
  std::string const asked = batch + "--cache=" + cache.path() + " " + inputs;
  ToolRun first = energyOpt(asked);
  if (first.err.find("has no SQLite") != std::string::npos)
    GTEST_SKIP() << first.err;
  ToolRun plain = energyOpt(batch + inputs), second = energyOpt(asked);
  for (ToolRun const *run : {&first, &second}) {
    EXPECT_EQ(run->out, plain.out);
    EXPECT_EQ(run->err, plain.err);
    EXPECT_EQ(run->exitCode, plain.exitCode);
  }
  // Whoever changes what is kept sees it: it does come from there, and not under other flags.
  std::string content = cache.content();
  for (size_t at = 0; (at = content.find("\"name\":\"energy-opt\"", at)) != std::string::npos; ++at)
    content.replace(at, 19, "\"name\":\"ENERGY-OPT\"");
  cache.write(content);
  EXPECT_THAT(energyOpt(asked).out, HasSubstr("ENERGY-OPT"));
  EXPECT_THAT(energyOpt("--setting=jetson-nano:precision=fp16 " + asked).out,
              testing::Not(HasSubstr("ENERGY-OPT")));
  ToolRun file = energyOpt("--format=ndjson --cache=networks/mlp.onnx networks/mlp.onnx");
  EXPECT_EQ(file.exitCode, 2);
  EXPECT_THAT(file.err, HasSubstr("the file is no cache of energy-opt"));
}

TEST(Batch, FlagsAreChecked) {
  auto refused = [](std::string const &arguments) {
    ToolRun run = energyOpt(arguments + " networks/mlp.onnx");
    EXPECT_EQ(run.exitCode, 2) << arguments;
    return run.err;
  };
  EXPECT_THAT(refused("--shard=1/2"), HasSubstr("--shard goes with --format=ndjson"));
  for (char const *shard : {"0/2", "3/2", "1", "a/b", "1/0"})
    EXPECT_THAT(refused(fmt::format("--format=ndjson --shard={}", shard)), HasSubstr("expected part/parts"));
  EXPECT_THAT(refused("--format=ndjson --resume=a -o b"), HasSubstr("one of the two, please"));
  EXPECT_THAT(refused("--format=ndjson --cache=a --passes=infer-shapes"), HasSubstr("--passes is more"));
  EXPECT_THAT(refused("--format=ndjson --hashes -"), HasSubstr("standard input is none"));
  EXPECT_THAT(refused("--jobs=257"), HasSubstr("--jobs=257: at most 256 threads"));
  EXPECT_EQ(energyOpt("--jobs=256 networks/mlp.onnx").exitCode, 0);
}

} // namespace
