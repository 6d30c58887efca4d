// Requests in JSON as a worker answers them.
#include "tools/api/Answer.h"
#include "tools/api/Base64.h"

#include <fstream>
#include <gmock/gmock.h>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>

using namespace eo;
using nlohmann::json;
using testing::HasSubstr;

namespace {

std::string const networks = ENERGY_OPT_SOURCE_DIR "/testdata/networks/";

class Answers : public testing::Test {
protected:
  Answers() : session(BoardPath{{ENERGY_OPT_SOURCE_DIR "/boardmodels"}}) {}
  json ask(json const &request) { return json::parse(answerRequest(session, request.dump())); }
  /// The message of the error it must be.
  std::string refusal(json const &request) {
    json answer = ask(request);
    return answer.contains("error") ? answer["error"]["message"].get<std::string>() : answer.dump();
  }
  Session session;
};

std::string base64(std::string const &bytes) {
  constexpr char const *digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    unsigned bits = 0;
    for (size_t k = 0; k < 3; ++k)
      bits = bits << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (size_t k = 0; k < 4; ++k)
      text += i + k <= bytes.size() ? digits[bits >> (18 - 6 * k) & 63] : '=';
  }
  return text;
}

std::string contents(std::string const &path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_F(Answers, CarryTheIdAsItWasSent) {
  for (json const &id : {json("a\"b"), json(7), json(nullptr), json(1.5), json(true)}) {
    json answer = ask({{"id", id}, {"path", networks + "mlp.onnx"}});
    EXPECT_EQ(answer["id"], id);
    EXPECT_EQ(answer["report"]["schema"], "energy-opt/report/1");
  }
  EXPECT_EQ(ask({{"path", "x"}})["id"], nullptr);
}

TEST_F(Answers, BytesAreTheFile) {
  json byPath = ask({{"path", networks + "mlp.onnx"}, {"board", "xavier-nx"}});
  json byBytes = ask({{"path", networks + "mlp.onnx"},
                      {"bytes", base64(contents(networks + "mlp.onnx"))},
                      {"board", "xavier-nx"}});
  EXPECT_EQ(byPath, byBytes);
  EXPECT_EQ(ask({{"bytes", base64(contents(networks + "mlp.onnx"))}})["report"]["model"]["path"], "network");
}

TEST_F(Answers, NullIsWhatWasLeftOut) {
  json bare = {{"path", networks + "mlp.onnx"}, {"board", "xavier-nx"}}, filled = bare;
  for (char const *key : {"bytes", "settings", "dims", "shapes", "values", "input_content", "power_w",
                          "mac_convention", "edits", "parts", "budgets", "rules", "unknown", "min_coverage"})
    filled[key] = nullptr;
  EXPECT_EQ(ask(filled), ask(bare));
  EXPECT_THAT(refusal({{"path", nullptr}}), HasSubstr("'path' or 'bytes' is missing"));
}

TEST_F(Answers, MessagesAreShorterThanWhatWasAsked) {
  std::string message =
      refusal({{"path", networks + "mlp.onnx"}, {"dims", {{"batch", std::string(100000, '(')}}}});
  EXPECT_THAT(message, HasSubstr("is no integer"));
  EXPECT_LT(message.size(), 1000U);
  EXPECT_THAT(refusal({{"path", networks + "mlp.onnx"}, {"values", {{"x", json::array()}}}}),
              HasSubstr("expected text, a number, true or false"));
}

TEST_F(Answers, PartsLeaveLayersOut) {
  for (char const *board : {"", "jetson-nano"}) {
    json request = {{"path", networks + "mlp.onnx"}, {"board", board}};
    if (*board == '\0')
      request.erase("board");
    json whole = ask(request)["report"];
    request["parts"] = {"totals"};
    json totals = ask(request)["report"];
    EXPECT_FALSE(totals.contains("layers"));
    EXPECT_EQ(whole.erase("layers"), 1);
    EXPECT_EQ(whole, totals) << "all else is the same";
  }
  EXPECT_TRUE(
      ask({{"path", networks + "mlp.onnx"}, {"parts", {"totals", "layers"}}})["report"].contains("layers"));
}

TEST_F(Answers, SettingsAndDimensionsCount) {
  json one =
      ask({{"path", networks + "depthwise.onnx"}, {"board", "agx-xavier"}, {"settings", {{"unit", "gpu"}}}});
  json eight = ask({{"path", networks + "depthwise.onnx"},
                    {"board", "agx-xavier"},
                    {"settings", {{"unit", "gpu"}}},
                    {"dims", {{"batch", 8}}}});
  EXPECT_EQ(one["report"]["board"]["setting"]["unit"], "gpu");
  EXPECT_EQ(eight["report"]["totals"]["macs"].get<int64_t>(),
            8 * one["report"]["totals"]["macs"].get<int64_t>());
}

TEST_F(Answers, OneBadRequestIsOneError) {
  EXPECT_THAT(refusal({{"path", networks + "mlp.onnx"}, {"bord", "x"}}), HasSubstr("did you mean 'board'"));
  EXPECT_THAT(refusal({{"path", networks + "mlp.onnx"}, {"board", "xavier-nxx"}}),
              HasSubstr("did you mean 'xavier-nx'"));
  EXPECT_THAT(refusal(json::object()), HasSubstr("'path' or 'bytes' is missing"));
  EXPECT_THAT(refusal({{"bytes", "?"}}), HasSubstr("base64"));
  EXPECT_THAT(refusal({{"id", json::array()}}), HasSubstr("expected text or a number"));
  EXPECT_THAT(refusal({{"path", "x"}, {"settings", {{"unit", "cpu"}}}}), HasSubstr("need a board"));
  EXPECT_THAT(refusal({{"path", "x"}, {"dims", {{"n", "1:4"}}}}), HasSubstr("asks for one"));
  for (char const *open : {"{\"id\":3,\"bytes\":\"", "{\"id\":3,\"bytes\":\"Z",
                           "{\"id\":3,\"bytes\":\"Z\\"}) // found by the fuzzer
    EXPECT_THAT(answerRequest(session, open), HasSubstr("{\"id\":3,\"error\":{\"code\":\"usage\"")) << open;
  EXPECT_THAT(answerRequest(session, "{\"id\":3,\"path\""),
              HasSubstr("{\"id\":3,\"error\":{\"code\":\"usage\""));
  EXPECT_THAT(answerRequest(session, ""), HasSubstr("\"code\":\"usage\""));
  EXPECT_EQ(ask({{"path", "no-such.onnx"}})["error"]["code"], "input");
}

TEST_F(Answers, AKeyThatStandsThereTwiceIsRefused) {
  for (auto const &[where, members] :
       {std::pair("board", R"("board":"xavier-nx","board":"ncs2")"),
        {"settings.unit", R"("settings":{"unit":"cpu","unit":"gpu"})"},
        {"dims.batch", R"("dims":{"batch":1,"batch":2})"},
        {"edits[0].channels", R"("edits":[{"layer":"a","channels":1,"channels":2}])"}})
    EXPECT_THAT(answerRequest(session, fmt::format(R"({{"id":7,"path":"x",{}}})", members)),
                AllOf(HasSubstr("{\"id\":7,\"error\":{\"code\":\"usage\""),
                      HasSubstr(std::string(where) + ": the key stands there twice")));
}

TEST_F(Answers, AReportHasNoVerdicts) {
  for (auto const &[key, value] : {std::pair<char const *, json>("budgets", {"energy=1pJ"}),
                                   {"rules", {{"all", "off"}}},
                                   {"unknown", "warn"},
                                   {"min_coverage", 0.5}})
    EXPECT_THAT(ask({{"path", networks + "mlp.onnx"}, {key, value}})["error"]["message"].get<std::string>(),
                HasSubstr(fmt::format("'{}' is of lint", key)));
}

TEST_F(Answers, ErrorsNameNodeAndHint) {
  json error = ask({{"path", networks + "mlp.onnx"}, {"board", "xavier-nxx"}})["error"];
  EXPECT_EQ(error["hint"], "did you mean 'xavier-nx'");
  EXPECT_EQ(error["node"], nullptr);
}

TEST_F(Answers, LintJudgesBudgets) {
  Request request;
  ASSERT_FALSE(bool(parseRequest(json({{"path", networks + "mlp.onnx"},
                                       {"board", "xavier-nx"},
                                       {"budgets", {"energy=1pJ"}},
                                       {"rules", {{"all", "off"}}}})
                                     .dump(),
                                 "r", request)));
  llvm::Expected<LintReport> report = session.lint(request);
  ASSERT_TRUE(bool(report)) << llvm::toString(report.takeError());
  EXPECT_EQ(report->exitCode, 1);
  std::string line = lintLine(*report);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_EQ(json::parse(line)["verdict"], "DOES NOT FIT");
}

TEST_F(Answers, BoardsAreListedWithTheirSettings) {
  json boards = json::parse(session.boardsJson());
  ASSERT_GT(boards.size(), 10U);
  bool found = false;
  for (json const &board : boards)
    if (board["board"] == "agx-xavier") {
      found = true;
      EXPECT_THAT(board["settings"]["power_mode"]["values"].dump(), HasSubstr("15w"));
    }
  EXPECT_TRUE(found);
}

/// Of boardmodels/: agx-xavier.yaml (leave-one-network-out of 5 networks), orin-nano.yaml (times alone were measured),
/// orin-nx.yaml (scaled from agx-orin), jetson-tx1.yaml (a skeleton).
TEST_F(Answers, BoardsAreListedWithWhatOneChoosesThemBy) {
  std::map<std::string, json> boards;
  for (json const &board : json::parse(session.boardsJson()))
    boards[board["board"]] = board;
  json const &measured = boards["agx-xavier"];
  EXPECT_EQ(measured["figures"], true);
  EXPECT_EQ(measured["precision"], "fp32");
  EXPECT_EQ(measured["metered"], "module");
  EXPECT_NEAR(measured["energy_error"].get<double>(), 0.1071, 5e-5);
  EXPECT_NEAR(measured["latency_error"].get<double>(), 0.0744, 5e-5);
  EXPECT_EQ(measured["networks"], 5);
  EXPECT_EQ(measured["scaled_from"], nullptr);
  json const &times = boards["orin-nano"];
  EXPECT_EQ(times["metered"], nullptr);
  EXPECT_EQ(times["energy_error"], nullptr);
  EXPECT_NEAR(times["latency_error"].get<double>(), 0.1226, 5e-5);
  json const &scaled = boards["orin-nx"];
  EXPECT_EQ(scaled["figures"], true);
  EXPECT_EQ(scaled["scaled_from"], "agx-orin");
  EXPECT_EQ(scaled["energy_error"], nullptr) << "that of another board";
  EXPECT_EQ(scaled["networks"], nullptr);
  EXPECT_EQ(boards["jetson-tx1"]["figures"], false);
}

TEST(Explanations, AreOfCodesAndRules) {
  EXPECT_EQ(json::parse(llvm::cantFail(explanationJson("EO0501")))["code"], "EO0501");
  EXPECT_EQ(json::parse(llvm::cantFail(explanationJson("stale-suppression")))["code"], "stale-suppression");
  EXPECT_THAT(llvm::toString(explanationJson("stale-supression").takeError()), HasSubstr("did you mean"));
}

TEST(Base64, IsRfc4648) {
  EXPECT_EQ(decodeBase64(""), "");
  EXPECT_EQ(decodeBase64("Zg=="), "f");
  EXPECT_EQ(decodeBase64("Zm8="), "fo");
  EXPECT_EQ(decodeBase64("Zm9vYmFy"), "foobar");
  EXPECT_EQ(decodeBase64("Zm8"), "fo"); // unpadded
  EXPECT_EQ(decodeBase64("////"), "\xff\xff\xff");
  for (char const *bad : {"Z", "Zg=", "Zg===", "Z g=", "Zh==", "Zm9=Zm9v"})
    EXPECT_EQ(decodeBase64(bad), std::nullopt) << bad;
}

} // namespace
