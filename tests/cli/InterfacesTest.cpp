// Every way to ask gives the same report, byte for byte: the command line, a worker, its socket, MCP, the C and the C++
// interface. tests/python/test_energy_opt.py asks the same from Python.
#include "energy_opt/energy_opt.h"
#include "tests/cli/RunTool.h"
#include "tests/support/TestFiles.h"

#include <cstdlib>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <thread>

using namespace eo::test;
using nlohmann::json;
using testing::HasSubstr;

namespace {

/// Networks under testdata/ with what they need.
struct Asked {
  char const *path, *board, *flags, *keys;
};
constexpr Asked questions[] = {
    {"networks/tiny-cnn.onnx", "jetson-nano", "", ""},
    {"networks/depthwise.onnx", "agx-xavier", "--setting power_mode=15w --dim batch=3",
     R"(,"settings":{"power_mode":"15w"},"dims":{"batch":3})"},
    {"networks/if.onnx", "xavier-nx", "", ""},
    {"networks/transformer-block.onnx", "raspberry-pi-5", "--dim sequence=16", R"(,"dims":{"sequence":16})"},
    {"networks/mlp.onnx", "edge-tpu", "--power=2W --mac-convention=thop",
     R"(,"power_w":2,"mac_convention":"thop")"},
};

/// The same keys in C++.
energy_opt::Options optionsOf(Asked const &asked) {
  energy_opt::Options options;
  options.board = asked.board;
  json keys = json::parse("{\"board\":\"\"" + std::string(asked.keys) + "}");
  if (keys.contains("settings"))
    options.settings = keys["settings"].get<std::map<std::string, std::string>>();
  if (keys.contains("dims"))
    options.dims = keys["dims"].get<std::map<std::string, std::int64_t>>();
  if (keys.contains("power_w"))
    options.powerW = keys["power_w"].get<double>();
  options.macConvention = keys.value("mac_convention", "");
  return options;
}

std::string keysOf(Asked const &asked) {
  return fmt::format(R"("path":"{}","board":"{}"{})", asked.path, asked.board, asked.keys);
}

std::string lineOf(Asked const &asked) {
  ToolRun run = runTool(
      ENERGY_OPT_TOOL, fmt::format("--board={} {} --format=ndjson {}", asked.board, asked.flags, asked.path));
  EXPECT_EQ(run.exitCode, 0) << run.err;
  return run.out.substr(0, run.out.find('\n'));
}

/// The lines that `verb` answers on standard output.
std::vector<std::string> served(std::string const &verb, std::string const &input) {
  TemporaryFile requests(input);
  ToolRun run = runTool(ENERGY_OPT_TOOL, verb + " < " + requests.path());
  EXPECT_EQ(run.exitCode, 0) << run.err;
  EXPECT_EQ(run.err, "");
  std::vector<std::string> lines;
  for (size_t at = 0, end = 0; (end = run.out.find('\n', at)) != std::string::npos; at = end + 1)
    lines.push_back(run.out.substr(at, end - at));
  return lines;
}

TEST(Interfaces, AllGiveTheSameReport) {
  std::string worker, mcp;
  for (Asked const &asked : questions) {
    worker += "{" + keysOf(asked) + "}\n";
    mcp += R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"estimate","arguments":{)" +
           keysOf(asked) + "}}}\n";
  }
  std::vector<std::string> answers = served("worker", worker), results = served("mcp", mcp);
  ASSERT_EQ(answers.size(), std::size(questions));
  ASSERT_EQ(results.size(), std::size(questions));
  energy_opt_session *session = energy_opt_open(ENERGY_OPT_SOURCE_DIR "/boardmodels", nullptr);
  energy_opt::Session cxxSession(ENERGY_OPT_SOURCE_DIR "/boardmodels");
  for (size_t i = 0; i < std::size(questions); ++i) {
    std::string line = lineOf(questions[i]);
    EXPECT_EQ(answers[i], "{\"id\":null,\"report\":" + line + "}");
    EXPECT_EQ(json::parse(results[i])["result"]["content"][0]["text"], line);
    std::string path = fmt::format("{}/testdata/{}", ENERGY_OPT_SOURCE_DIR, questions[i].path);
    std::string request =
        fmt::format(R"({{"path":"{}","board":"{}"{}}})", path, questions[i].board, questions[i].keys);
    energy_opt_report *report = energy_opt_estimate(session, request.c_str(), nullptr, 0, nullptr);
    ASSERT_NE(report, nullptr);
    char *text = energy_opt_report_write(report, "ndjson", nullptr);
    std::string written = text;
    energy_opt_free(text);
    energy_opt_report_free(report);
    EXPECT_EQ(cxxSession.estimate(path, optionsOf(questions[i])).write("ndjson"), written);
    size_t at = written.find(path);
    ASSERT_NE(at, std::string::npos);
    EXPECT_EQ(written.replace(at, path.size(), questions[i].path), line);
  }
  energy_opt_close(session);
}

TEST(Worker, ABadRequestIsOneAnswer) {
  std::string long_ = "{\"id\":\"" + std::string(3 << 20, 'x') + "\"}";
  auto lines = served("worker --max-line=1 --jobs=2",
                      long_ + "\n\n  \n{\"id\":1,\"path\":\"networks/mlp.onnx\"}\nnonsense\n"
                              "{\"id\":2,\"path\":\"bad/cycle.onnx\"}");
  ASSERT_EQ(lines.size(), 4U);
  std::string all = fmt::format("{}", fmt::join(lines, "\n"));
  EXPECT_THAT(all, HasSubstr("a line of more than 1048576 bytes"));
  EXPECT_THAT(all, HasSubstr(R"({"id":1,"report":{)"));
  EXPECT_THAT(all, HasSubstr(R"({"id":2,"error":{"code":"input")"));
  EXPECT_THAT(all, HasSubstr(R"({"id":null,"error":{"code":"usage")"));
}

TEST(Worker, FlagsAreChecked) {
  for (auto const &[flags, message] :
       {std::pair("--jobs=257", "at most 256 threads"), std::pair("--max-line=0", "at least 1 MiB"),
        std::pair("--socket=", "names no path"),
        std::pair("--socket=" ENERGY_OPT_SOURCE_DIR "/README.md", "is no socket")}) {
    ToolRun run = runTool(ENERGY_OPT_TOOL, std::string("worker ") + flags + " < /dev/null");
    EXPECT_EQ(run.exitCode, 2) << flags;
    EXPECT_THAT(run.err, HasSubstr(message)) << flags;
  }
  EXPECT_EQ(runTool(ENERGY_OPT_TOOL, "worker --jobs=256 --max-line=1 < /dev/null").exitCode, 0);
}

TEST(Worker, SocketSpeaksTheSame) {
  TemporaryFile place("");
  std::string script = fmt::format(
      R"(s={0}.sock; timeout 60 '{1}' worker --socket=$s & w=$!; python3 -c 'import socket,sys,time
for i in range(200):
    try:
        c=socket.socket(socket.AF_UNIX); c.connect(sys.argv[1]); break
    except OSError: time.sleep(0.05)
f=c.makefile("rw")
for i in range(2):
    f.write("{{\"id\":%d,\"path\":\"networks/mlp.onnx\",\"parts\":[\"totals\"]}}\n" % i); f.flush(); print(f.readline()[:18])
' $s; stat -c %a $s; timeout 20 '{1}' worker --socket=$s; echo second $?; kill $w; wait $w 2>/dev/null; rm -f $s)",
      place.path(), ENERGY_OPT_TOOL);
  TemporaryFile file(script);
  ToolRun run = runTool("/bin/sh", file.path());
  EXPECT_EQ(run.out, "{\"id\":0,\"report\":{\n{\"id\":1,\"report\":{\n600\nsecond 2\n") << run.err;
  EXPECT_THAT(run.err, HasSubstr("another worker listens there"));
}

TEST(Mcp, SpeaksTheProtocol) {
  auto lines = served(
      "mcp", R"({"jsonrpc":"2.0","id":"a","method":"initialize","params":{"protocolVersion":"2024-11-05"}}
{"jsonrpc":"2.0","method":"notifications/initialized"}
{"jsonrpc":"2.0","id":2,"method":"tools/list"}
{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"estimat","arguments":{}}}
{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"explain","arguments":{"code":"EO9999"}}}
{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"lint","arguments":{"path":"networks/mlp.onnx","budgets":["macs=1"]}}}
{"jsonrpc":"2.0","id":6,"method":"tools/call","params":{"name":"compare","arguments":{"before":"networks/mlp.onnx","after":"networks/mlp.onnx","board":"xavier-nx"}}}
{"jsonrpc":"2.0","id":7,"method":"resources/list"}
{"jsonrpc":"2.0","id":8,"method":"ping"}
{)");
  ASSERT_EQ(lines.size(), 9U);
  std::vector<json> answers;
  for (std::string const &line : lines)
    answers.push_back(json::parse(line));
  EXPECT_EQ(answers[0]["result"]["protocolVersion"], "2024-11-05");
  std::vector<std::string> names;
  for (json const &tool : answers[1]["result"]["tools"]) {
    names.push_back(tool["name"]);
    EXPECT_EQ(tool["inputSchema"]["type"], "object");
  }
  EXPECT_THAT(names, testing::ElementsAre("estimate", "compare", "lint", "explain", "boards"));
  EXPECT_EQ(answers[2]["error"]["code"], -32602);
  EXPECT_EQ(answers[3]["result"]["isError"], true);
  EXPECT_THAT(answers[4]["result"]["content"][0]["text"].get<std::string>(), HasSubstr("DOES NOT FIT"));
  EXPECT_THAT(answers[5]["result"]["content"][0]["text"].get<std::string>(), HasSubstr("energy-opt/diff/1"));
  EXPECT_EQ(answers[6]["error"]["code"], -32601);
  EXPECT_EQ(answers[7]["result"], json::object());
  EXPECT_EQ(answers[8]["error"]["code"], -32700);
}

// JSON-RPC 2.0: what is JSON and no request is -32600, with its id; an answer is not answered.
TEST(Mcp, RubbishIsAnsweredOnceAndTheNextMessageToo) {
  auto lines = served("mcp", R"(rubbish
[{"jsonrpc":"2.0","id":1,"method":"ping"}]
{"jsonrpc":"2.0","id":2,"method":5}
{"jsonrpc":"2.0","id":3}
{"jsonrpc":"2.0","id":4,"result":{}}
{"jsonrpc":"2.0","id":5,"error":{"code":1,"message":"no"}}
{"jsonrpc":"2.0","id":6,"method":"tools/call","params":{"name":"explain","arguments":{}}}
{"jsonrpc":"2.0","id":7,"method":"ping"}
)");
  ASSERT_EQ(lines.size(), 6U);
  std::vector<json> answers;
  for (std::string const &line : lines)
    answers.push_back(json::parse(line));
  EXPECT_EQ(answers[0]["error"]["code"], -32700);
  EXPECT_EQ(answers[1]["error"]["code"], -32600);
  EXPECT_THAT(answers[1]["error"]["message"].get<std::string>(), HasSubstr("one message a line"));
  for (size_t i : {2U, 3U}) {
    EXPECT_EQ(answers[i]["error"]["code"], -32600);
    EXPECT_EQ(answers[i]["id"], i);
  }
  EXPECT_EQ(answers[4]["result"]["isError"], true);
  EXPECT_THAT(answers[4]["result"]["content"][0]["text"].get<std::string>(), HasSubstr("'code' is missing"));
  EXPECT_EQ(answers[5]["result"], json::object());
}

} // namespace
