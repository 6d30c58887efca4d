#include "lib/decide/Tokens.h"
#include "lib/decide/TokensWords.h"
#include "lib/support/Error.h"
#include "tests/support/TextNetwork.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

using namespace eo;
using testing::ContainsRegex;
using testing::HasSubstr;

namespace {

/// A folder of its own under the system's temporary one, removed at the end.
class Folder {
public:
  Folder() : path(std::filesystem::temp_directory_path() / ("tokens-" + std::to_string(getpid()))) {
    std::filesystem::create_directory(path);
  }
  ~Folder() { std::filesystem::remove_all(path); }
  Folder(Folder const &) = delete;
  Folder &operator=(Folder const &) = delete;
  void write(char const *name, std::string const &text) const { std::ofstream(path / name) << text; }
  std::string text() const { return path.string(); }

private:
  std::filesystem::path path;
};

std::string problem(llvm::Expected<ModelFolder> folder) {
  return folder ? "" : takeErrorText(folder.takeError()).message;
}

TEST(ModelFolder, OfGenAiNamesItsDecoderAndContext) {
  Folder folder;
  folder.write(
      "genai_config.json",
      R"({"model": {"type": "llama", "context_length": 4096, "decoder": {"head_size": 64, "filename": "m.onnx"}}})");
  ModelFolder model = llvm::cantFail(readModelFolder(folder.text()));
  EXPECT_EQ(model.kind, "llama");
  EXPECT_EQ(model.contextLength, 4096);
  EXPECT_EQ(model.decoder, folder.text() + "/m.onnx");
  EXPECT_EQ(model.prefill, model.decoder);
  EXPECT_EQ(model.encoder, "");
}

TEST(ModelFolder, ConfigsNameNoFileElsewhere) {
  Folder folder;
  for (char const *name : {"../m.onnx", "/etc/passwd", "..", ""}) {
    folder.write("genai_config.json",
                 fmt::format(R"({{"model": {{"decoder": {{"filename": "{}"}}}}}})", name));
    EXPECT_THAT(problem(readModelFolder(folder.text())),
                HasSubstr("is not the name of a file in this folder"))
        << name;
  }
}

TEST(ModelFolder, BrokenConfigsAndOtherFoldersAreErrors) {
  Folder folder;
  EXPECT_THAT(problem(readModelFolder(folder.text())), HasSubstr("neither genai_config.json nor"));
  EXPECT_THAT(problem(readModelFolder(folder.text() + "/none")), HasSubstr("not a folder"));
  for (char const *text : {"", "[]", R"({"model": {"decoder": 1}})", R"({"model": )"}) {
    folder.write("genai_config.json", text);
    EXPECT_NE(problem(readModelFolder(folder.text())), "") << text;
  }
}

TEST(ModelFolder, AContextIsATokenAndMore) {
  Folder folder;
  for (auto [tokens, fine] : {std::pair("-1", false), {"0", false}, {"1", true}, {"null", true}}) {
    folder.write(
        "genai_config.json",
        fmt::format(R"({{"model": {{"context_length": {}, "decoder": {{"filename": "m.onnx"}}}}}})", tokens));
    EXPECT_EQ(problem(readModelFolder(folder.text())).empty(), fine) << tokens;
  }
}

TEST(ModelFolder, OfOptimumHasItsContextInAConfigBesideIt) {
  Folder folder;
  folder.write("decoder_with_past_model.onnx", "");
  folder.write("decoder_model.onnx", "");
  EXPECT_EQ(llvm::cantFail(readModelFolder(folder.text())).contextLength, std::nullopt);
  folder.write("config.json",
               R"({"max_target_positions": 448, "max_source_positions": 1500, "layers": [{}]})");
  EXPECT_EQ(llvm::cantFail(readModelFolder(folder.text())).contextLength, 448);
  folder.write("config.json", R"({"max_position_embeddings": 2048)");
  EXPECT_NE(problem(readModelFolder(folder.text())), "");
}

TEST(ModelFolder, OfOptimumHasADecoderForTheFirstAndForLaterTokens) {
  Folder folder;
  folder.write("decoder_with_past_model.onnx", "");
  EXPECT_THAT(problem(readModelFolder(folder.text())), HasSubstr("neither"));
  folder.write("decoder_model.onnx", "");
  folder.write("encoder_model.onnx", "");
  ModelFolder model = llvm::cantFail(readModelFolder(folder.text()));
  EXPECT_EQ(model.decoder, folder.text() + "/decoder_with_past_model.onnx");
  EXPECT_EQ(model.prefill, folder.text() + "/decoder_model.onnx");
  EXPECT_EQ(model.encoder, folder.text() + "/encoder_model.onnx");
}

TEST(Tokens, SizesAreTiedUnlessTheyAreGiven) {
  Graph graph = eo::test::textNetwork(
      R"(main (int64[batch_size, sequence_length] ids, float[batch_size, total_sequence_length] mask,
      float[batch_size, 2, past_sequence_length, 4] past, float[other] x) => (float[other] y) { y = Relu (x) })");
  DimBindings given;
  given.named["total_sequence_length"] = 9;
  DimBindings bound = tokenBindings(graph, given, 3, 5, 2);
  EXPECT_EQ(bound.named, (std::map<std::string, int64_t>{{"batch_size", 2},
                                                         {"past_sequence_length", 5},
                                                         {"sequence_length", 3},
                                                         {"total_sequence_length", 9}}));
}

TokenRun run(double energyJ, double latencyS, double bytes) {
  TokenRun one;
  one.report.totals.energy = energyJ;
  one.report.totals.energyLow = energyJ / 2;
  one.report.totals.energyHigh = energyJ * 2;
  one.report.totals.latency = latencyS;
  one.bytesRead = bytes;
  return one;
}

TEST(Tokens, AnAnswerIsPromptAndTheMeanToken) {
  TokensAnswer answer;
  answer.batch = 2;
  answer.encoder = run(1, 0.1, 0);
  answer.prefill = run(3, 0.4, 0);
  answer.decode = {run(2, 0.02, 1e9), run(3, 0.03, 2e9), run(4, 0.04, 3e9)};
  answer.bandwidthBytesPerS = 1e11;
  EXPECT_NEAR(answer.promptJ()->value, 2, 1e-12) << "4 J for two sequences";
  EXPECT_NEAR(*answer.promptJ()->high, 4, 1e-12);
  EXPECT_NEAR(answer.firstTokenS()->value, 0.5, 1e-12);
  EXPECT_NEAR(answer.tokenJ()->value, 1.5, 1e-12) << "(2 + 4 * 3 + 4) / 6 for two";
  EXPECT_NEAR(answer.tokenS()->value, 0.03, 1e-12);
  EXPECT_NEAR(*answer.ceilingPerS(), 50, 1e-9) << "2 GB a token at 100 GB/s";
}

/// A token in 30 ms is 33.33 a second; the second bus carries 2 GB in 40 ms.
TEST(Tokens, ABusSlowerThanTheBoardsOwnIsNoShareOfItself) {
  TokensAnswer answer;
  answer.folder = "llm";
  answer.decode = {run(2, 0.03, 2e9), run(2, 0.03, 2e9), run(2, 0.03, 2e9)};
  auto said = [&](double bytesPerS) {
    answer.bandwidthBytesPerS = bytesPerS;
    std::string text;
    llvm::raw_string_ostream stream(text);
    writeTokensText(answer, WriteOptions{10, 200, false}, stream);
    return stream.str();
  };
  EXPECT_THAT(said(1e11), testing::HasSubstr("50 is the ceiling of 100 GB/s: 66.7 % of it"));
  EXPECT_THAT(said(5e10), testing::HasSubstr("25 is the ceiling of 50 GB/s: with that bus no more"));
}

/// 2 GB at 100 GB/s take 20 ms: of 15 to 60 ms a token what is below is cut off, and all of it at 25 GB/s.
TEST(Tokens, NothingIsFasterThanTheCeiling) {
  TokensAnswer answer;
  answer.folder = "llm";
  for (int i = 0; i < 3; ++i) {
    answer.decode.push_back(run(2, 0.03, 2e9));
    answer.decode.back().report.totals.latencyLow = 0.015;
    answer.decode.back().report.totals.latencyHigh = 0.06;
  }
  auto said = [&](double bytesPerS) {
    answer.bandwidthBytesPerS = bytesPerS;
    std::string text;
    llvm::raw_string_ostream stream(text);
    writeTokensText(answer, WriteOptions{10, 200, false}, stream);
    return stream.str();
  };
  EXPECT_THAT(said(1e11), HasSubstr("16.67 to 50 · 50 is the ceiling of 100 GB/s: 66.7 % of it; the interval "
                                    "alone would go to 66.67"));
  EXPECT_NEAR(answer.tokensPerS()->value, 1 / 0.03, 1e-9);
  EXPECT_NEAR(*answer.tokensPerS()->high, 50, 1e-9);
  EXPECT_NEAR(*answer.tokenByItself()->low, 0.015, 1e-12);
  EXPECT_THAT(said(2e9 / 0.015), testing::Not(HasSubstr("alone"))) << "just as fast as the bus";
  said(2.5e10);
  for (double rate : {answer.tokensPerS()->value, *answer.tokensPerS()->low, *answer.tokensPerS()->high})
    EXPECT_NEAR(rate, 12.5, 1e-9);
}

/// 8 GB of an encoder and 30 GB of a prefill at 100 GB/s take 80 and 300 ms.
TEST(Tokens, TheFirstOneIsNoFasterThanItsBytes) {
  TokensAnswer answer;
  answer.folder = "llm";
  answer.encoder = run(1, 0.1, 8e9);
  answer.prefill = run(3, 0.2, 30e9);
  answer.decode = {run(2, 0.03, 2e9), run(2, 0.03, 2e9), run(2, 0.03, 2e9)};
  EXPECT_NEAR(answer.firstTokenS()->value, 0.3, 1e-12) << "without a bus";
  EXPECT_FALSE(answer.firstTokenBusS());
  answer.bandwidthBytesPerS = 1e11;
  EXPECT_NEAR(answer.firstTokenS()->value, 0.1 + 0.3, 1e-12);
  EXPECT_NEAR(*answer.firstTokenBusS(), 0.38, 1e-12);
  std::string text;
  llvm::raw_string_ostream stream(text);
  writeTokensText(answer, WriteOptions{10, 200, false}, stream);
  EXPECT_THAT(stream.str(), HasSubstr("reading at 100 GB/s alone takes 380 ms"));
  answer.bandwidthBytesPerS = 30e9 / 0.2; // just as fast: 53 ms of the encoder, 200 ms
  EXPECT_NEAR(answer.firstTokenS()->value, 0.3, 1e-12);
  EXPECT_FALSE(answer.firstTokenBusS());
}

TEST(Tokens, MoreThanTheModelWasMadeForIsSaidInEveryFormat) {
  for (auto [prompt, beyond] : {std::pair(924, false), {925, true}}) {
    TokensAnswer answer;
    answer.folder = "llm";
    answer.model.contextLength = 1024;
    answer.prompt = prompt;
    answer.generated = 100;
    answer.decode.resize(3);
    std::string one, curve, page, json, csv;
    auto written = [&](std::string &text, auto write) {
      llvm::raw_string_ostream stream(text);
      write(stream);
      return stream.str();
    };
    EXPECT_EQ(testing::Value(written(one, [&](auto &s) { writeTokensText(answer, {}, s); }),
                             HasSubstr("1025 tokens are more than the 1024")),
              beyond);
    EXPECT_EQ(testing::Value(written(curve,
                                     [&](auto &s) {
                                       writeTokensText({answer, answer}, {}, s);
                                     }),
                             HasSubstr("1025 tokens are more than the 1024")),
              beyond);
    EXPECT_EQ(testing::Value(written(page, [&](auto &s) { writeTokensHtml(answer, s); }),
                             HasSubstr("1025 tokens are more than the 1024")),
              beyond);
    EXPECT_THAT(written(json, [&](auto &s) { writeTokensJson(answer, s); }),
                HasSubstr(beyond ? "\"beyond_context\": true" : "\"beyond_context\": false"));
    EXPECT_THAT(written(csv, [&](auto &s) { writeTokensCsv(answer, s); }),
                HasSubstr(beyond ? ",true\n" : ",false\n"));
  }
}

/// 2 GB of parameters, 300 MB of cache, and 50 MB of activations while the prompt is worked off.
TEST(Tokens, MemoryIsParametersCacheAndTheMostActivations) {
  TokensAnswer answer;
  answer.prefill.report.totals.peakActivationBytes = 50'000'000;
  answer.decode.resize(3);
  answer.decode[2].cacheBytes = 300'000'000;
  EXPECT_FALSE(answer.memoryBytes()) << "parameters are not known";
  answer.decode[2].report.totals.paramBytes = 2'000'000'000;
  answer.decode[2].report.totals.peakActivationBytes = 1'000'000;
  EXPECT_EQ(answer.memoryBytes(), 2'350'000'000.0);
}

TEST(Tokens, SeveralBatchesAreACurve) {
  TokensAnswer answer;
  answer.folder = "llm";
  answer.model.kind = "llama";
  answer.prompt = 512;
  answer.decode.resize(3);
  for (TokenRun &run : answer.decode)
    run.report.totals.latency = 0.02;
  TokensAnswer eight = answer;
  eight.batch = 8;
  std::string text, csv;
  llvm::raw_string_ostream stream(text), csvStream(csv);
  writeTokensText({answer, eight}, {}, stream);
  EXPECT_THAT(stream.str(), ContainsRegex("512 +1 +– +50 +50 "));
  EXPECT_THAT(stream.str(), ContainsRegex("512 +8 +– +50 +400 ")) << "of one sequence and of all";
  writeTokensCsv({answer, eight}, csvStream);
  EXPECT_EQ(llvm::StringRef(csvStream.str()).count("\n"), 9U)
      << "a header, a prefill and three contexts each";
}

} // namespace
