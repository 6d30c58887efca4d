//===- FacesTest.cpp - what somebody types who does not know the tool yet --------------------------===//

#include "tests/cli/EnergyOpt.h"
#include "tools/common/Messages.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

namespace eo::test {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

/// What `-o NAME` writes, with further arguments.
std::string written(std::string const &name, std::string const &arguments = "") {
  llvm::SmallString<128> folder;
  EXPECT_FALSE(llvm::sys::fs::createUniqueDirectory("energy-opt-faces", folder));
  std::string file = (folder + "/" + name).str();
  ToolRun run = energyOpt(fmt::format("{} -o '{}' networks/mlp.onnx && cat '{}'", arguments, file, file));
  EXPECT_EQ(run.exitCode, 0) << run.err;
  llvm::sys::fs::remove_directories(folder);
  return run.out.substr(0, 80);
}

TEST(Faces, AVerbBehindFlagsIsToldToStandFirst) {
  ToolRun run = energyOpt("--board=ncs2 fix --dry-run networks/mlp.onnx");
  EXPECT_EQ(run.exitCode, 2);
  EXPECT_EQ(run.err, "energy-opt: error: 'fix' is a verb, and verbs stand first: energy-opt fix …\n");
  EXPECT_THAT(energyOpt("--board=ncs2 -- fix").err, HasSubstr("No such file")); // behind "--" it is a file
}

TEST(Faces, TheEndingOfTheOutputPicksTheFormat) {
  EXPECT_THAT(written("x.html"), StartsWith("<!DOCTYPE html>"));
  EXPECT_THAT(written("x.HTM"), StartsWith("<!DOCTYPE html>"));
  EXPECT_THAT(written("x.json"), StartsWith("{\n"));
  EXPECT_THAT(written("x.ndjson"), StartsWith("{\"schema\""));
  EXPECT_THAT(written("x.csv"), StartsWith("index,name,"));
  EXPECT_THAT(written("x.md"), StartsWith("**2368 MACs**"));
  EXPECT_THAT(written("x.txt"), StartsWith("no board"));
  EXPECT_THAT(written("x"), StartsWith("no board"));
}

TEST(Faces, TheEndingOfTheOutputPicksTheFormatOfAVerbToo) {
  std::string why = "why --board=jetson-nano";
  EXPECT_THAT(written("x.html", why), StartsWith("<!DOCTYPE html>"));
  EXPECT_THAT(written("x.json", why), StartsWith("{\n  \"schema\": \"energy-opt/why/1\""));
  EXPECT_THAT(written("x.csv", why), StartsWith("path,kernel,"));
  EXPECT_THAT(written("x.txt", why), StartsWith("jetson-nano, "));
  EXPECT_THAT(written("x.md", why), StartsWith("jetson-nano, ")) << "no verb has a format for it";
  EXPECT_THAT(written("x.html", why + " --format=csv"), StartsWith("path,kernel,"));
  EXPECT_THAT(written("x.html", why + " --json"), StartsWith("{"));
}

TEST(Faces, AVerbWithoutAPageSaysSo) {
  for (char const *how : {"--format=html", "-o x.html"}) {
    ToolRun run = energyOpt(std::string("memory --board=jetson-nano ") + how + " networks/mlp.onnx");
    EXPECT_EQ(run.exitCode, 2);
    EXPECT_THAT(run.err, HasSubstr("this verb has no page (known: text, json, csv)"));
  }
}

TEST(Faces, BillsOfMaterialsAndOverlaysHoldTheReportsFiguresToTheLastBit) {
  std::string const network = " --board=jetson-nano networks/tiny-cnn.onnx";
  nlohmann::json report = nlohmann::json::parse(energyOpt("--format=json" + network).out);
  nlohmann::json document = nlohmann::json::parse(energyOpt("--format=spdx" + network).out), package;
  for (nlohmann::json const &one : document["@graph"])
    if (one["type"] == "ai_AIPackage")
      package = one;
  nlohmann::json energy = package["ai_energyConsumption"]["ai_inferenceEnergyConsumption"][0];
  double joules = report["totals"]["energy_j"];
  EXPECT_EQ(std::stod(energy["ai_energyQuantity"].get<std::string>() + "e6"), joules);
  EXPECT_THAT(package["comment"].get<std::string>(),
              HasSubstr(report["totals"]["energy_low_j"].dump() + " J to " +
                        report["totals"]["energy_high_j"].dump() + " J"));
  EXPECT_EQ(package["verifiedUsing"][0]["hashValue"],
            runTool("sha256sum", "networks/tiny-cnn.onnx").out.substr(0, 64));
  EXPECT_THAT(energyOpt("--format=spdx - < networks/tiny-cnn.onnx").out, Not(HasSubstr("verifiedUsing")));
  for (auto const &[format, key] :
       {std::pair("model-explorer", "energy_j"), {"model-explorer-latency", "latency_s"}}) {
    nlohmann::json results =
        nlohmann::json::parse(energyOpt(std::string("--format=") + format + network).out)["results"];
    size_t known = 0;
    for (nlohmann::json const &layer : report["layers"])
      if (!layer[key].is_null()) {
        EXPECT_EQ(results[layer["name"].get<std::string>()]["value"], layer[key]);
        ++known;
      }
    EXPECT_GT(known, 3U);
    EXPECT_EQ(results.size(), known);
  }
  EXPECT_THAT(written("x.spdx.json", "--board=jetson-nano"), HasSubstr("spdx-context.jsonld"));
  std::string dated =
      std::string("SOURCE_DATE_EPOCH=1709210096 ") + ENERGY_OPT_TOOL; // date -u -d @1709210096
  EXPECT_THAT(runTool("env", dated + " --format=spdx" + network).out, HasSubstr("\"2024-02-29T12:34:56Z\""));
}

TEST(Faces, AFormatThatIsAskedForWins) {
  EXPECT_THAT(written("x.html", "--format=csv"), StartsWith("index,name,"));
}

TEST(Faces, HelpOfAVerbIsThatOfTheVerb) {
  EXPECT_EQ(energyOpt("help mission").out, energyOpt("mission --help").out);
  EXPECT_EQ(energyOpt("help").out, energyOpt("--help").out);
  EXPECT_EQ(energyOpt("help diff").out, energyOpt("diff --help").out);
  EXPECT_THAT(energyOpt("help diff").out, StartsWith("OVERVIEW: what changed between two versions"));
  ToolRun wrong = energyOpt("help misson");
  EXPECT_EQ(wrong.exitCode, 2);
  EXPECT_THAT(wrong.err, HasSubstr("did you mean 'mission'"));
  EXPECT_EQ(runTool(ENERGY_CALIBRATE_TOOL, "help fit").out, runTool(ENERGY_CALIBRATE_TOOL, "fit --help").out);
}

TEST(Faces, TopZeroShowsAllLayers) {
  std::string all = energyOpt("--top=0 networks/tiny-cnn.onnx").out,
              some = energyOpt("--top=1 networks/tiny-cnn.onnx").out;
  EXPECT_THAT(all, Not(HasSubstr(" more (")));
  EXPECT_THAT(some, HasSubstr(" more ("));
  EXPECT_GT(llvm::StringRef(all).count('\n'), llvm::StringRef(some).count('\n') + 3);
}

TEST(Faces, TotalsStandBeforeLayers) {
  std::string text = energyOpt("--board=xavier-nx networks/tiny-cnn.onnx").out;
  EXPECT_LT(text.find("\n Energy "), text.find(" share "));
}

TEST(Faces, CodesAreExplainedHoweverTheyAreWritten) {
  std::string whole = energyOpt("--explain=EO0502").out;
  EXPECT_THAT(whole, StartsWith("EO0502: "));
  for (char const *code : {"502", "0502", "eo502", "EO502"})
    EXPECT_EQ(energyOpt(std::string("--explain=") + code).out, whole) << code;
  for (char const *code : {"EO", "-1", "99999999999", "5O2"}) {
    ToolRun run = energyOpt(std::string("--explain=") + code);
    EXPECT_EQ(run.exitCode, 2) << code;
    EXPECT_THAT(run.err, HasSubstr("no such code")) << code;
  }
}

TEST(Faces, FormatsInCapitalsAreUnderstoodAsMistakes) {
  ToolRun run = energyOpt("--format=JSON networks/mlp.onnx");
  EXPECT_EQ(run.exitCode, 2);
  EXPECT_THAT(run.err, HasSubstr("did you mean 'json'"));
}

TEST(Faces, StandardInputIsReadOnce) {
  for (char const *arguments : {"- -", "networks/mlp.onnx - -", "diff - -- -", "why --board=ncs2 - -"}) {
    ToolRun run = energyOpt(std::string(arguments) + " < networks/mlp.onnx");
    EXPECT_EQ(run.exitCode, 2) << arguments;
    EXPECT_THAT(run.err, HasSubstr("'-' is given twice; standard input can be read once")) << arguments;
  }
  EXPECT_EQ(energyOpt("- networks/tiny-cnn.onnx < networks/mlp.onnx").exitCode, 0);
}

TEST(Faces, ALetterNamesTheOptionsThatBeginWithIt) {
  ToolRun run = energyOpt("-b xavier-nx networks/mlp.onnx");
  EXPECT_EQ(run.exitCode, 2);
  EXPECT_THAT(run.err, HasSubstr("options that begin with b: --baseline, --board, --board-path\n"));
}

TEST(Faces, VersionNamesCommitAndBoards) {
  for (char const *tool : {ENERGY_OPT_TOOL, ENERGY_LINT_TOOL, ENERGY_CALIBRATE_TOOL})
    EXPECT_THAT(runTool(tool, "--version").out,
                MatchesRegex("energy-[a-z]+ [0-9.]+\ncommit ([0-9a-f]+( with changes)?|unknown)\n"
                             "boards [0-9]+ files, sha256 [0-9a-f]+\n"));
}

TEST(Faces, ABoardFileThatIsAddedChangesTheHash) {
  EXPECT_NE(energyOpt("--version").out,
            runTool("env", "ENERGY_OPT_BOARD_PATH=boards " ENERGY_OPT_TOOL " --version").out);
}

TEST(Faces, APinnedBoardGivesTheFiguresOfItsFile) {
  llvm::SmallString<128> folder;
  ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("energy-opt-pinned", folder));
  std::string const copy = (folder + "/edge-tpu.yaml").str();
  std::string const arguments = " --format=csv networks/tiny-cnn.onnx";
  ASSERT_FALSE(llvm::sys::fs::copy_file(ENERGY_OPT_SOURCE_DIR "/boardmodels/edge-tpu.yaml", copy));
  EXPECT_EQ(energyOpt("--board=" + copy + arguments).out, energyOpt("--board=edge-tpu" + arguments).out);
  llvm::sys::fs::remove_directories(folder);
}

/// A report in JSON and the tool that writes it.
struct JsonReport {
  char const *schema, *tool, *arguments;
};

/// One command line of every sort, those first that have more than one shape. FOLDER: one that is removed afterwards, with an
/// export of a language model.
constexpr JsonReport jsonReports[] = {
    {"report", ENERGY_OPT_TOOL, "--format=json networks/if.onnx"},
    {"report", ENERGY_OPT_TOOL, "--format=json --board=edge-tpu,xavier-nx networks/hostile-names.onnx"},
    {"report", ENERGY_OPT_TOOL, "--format=json --board=edge-tpu networks/tiny-cnn.onnx"},
    {"choose", ENERGY_OPT_TOOL, "choose --format=json --board=edge-tpu --latency=1s networks/mlp.onnx"},
    {"diff", ENERGY_OPT_TOOL,
     "diff --format=json --board=jetson-nano networks/tiny-cnn.onnx -- networks/mlp.onnx"},
    {"error", ENERGY_OPT_TOOL, "--format=ndjson bad/cycle.onnx"},
    {"error", ENERGY_OPT_TOOL, "--format=ndjson --board=edge-tpu bad/cycle.onnx"},
    {"fit", ENERGY_CALIBRATE_TOOL, "fit --json --kind=mac-linear tables/layers.csv -o FOLDER/board.yaml"},
    {"fit", ENERGY_CALIBRATE_TOOL, // figures that the data do not determine have no interval
     "fit --json --compare --from=../boardmodels/fit/agx-xavier.yaml --models=networks tables/networks.csv "
     "-o FOLDER/other.yaml"},
    {"fix", ENERGY_OPT_TOOL, "fix --json -o FOLDER/fixed.onnx networks/constants.onnx"},
    {"fix", ENERGY_OPT_TOOL,
     "fix --json --dry-run --board=jetson-nano,edge-tpu networks/mlp.onnx networks/depthwise.onnx"},
    {"lint-report", ENERGY_LINT_TOOL,
     "--format=json --board=edge-tpu --budget macs=1G networks/mlp.onnx networks/if.onnx"},
    {"memory", ENERGY_OPT_TOOL, "memory --format=json networks/tiny-cnn.onnx"},
    {"memory", ENERGY_OPT_TOOL, "memory --format=json --board=edge-tpu networks/if.onnx"},
    {"mission", ENERGY_OPT_TOOL,
     "mission --format=json --board=jetson-nano --rate=1/s --idle=1W --battery=10Wh networks/mlp.onnx"},
    {"mission", ENERGY_OPT_TOOL,
     "mission --format=json --board=raspberry-pi-5 --rate=1/s --hours=1 --battery=10Wh networks/mlp.onnx "
     "networks/tiny-cnn.onnx"},
    {"pipeline", ENERGY_OPT_TOOL,
     "pipeline --format=json --board=jetson-nano,raspberry-pi-5 networks/cascade.yaml"},
    {"mission", ENERGY_OPT_TOOL, "mission --format=json --board=raspberry-pi-5 --rate=1/s networks/mlp.onnx"},
    {"sampling", ENERGY_CALIBRATE_TOOL, "sampling --json traces/run.csv"},
    {"sensitivity", ENERGY_OPT_TOOL, "sensitivity --format=json networks/tiny-cnn.onnx"},
    {"split", ENERGY_OPT_TOOL,
     "split --format=json --board=jetson-nano --radio=100nJ/bit,20Mbit/s --latency=1s networks/mlp.onnx"},
    {"split", ENERGY_OPT_TOOL, // nothing is known of its times and of how far to trust it
     "split --format=json --board=xavier-nx --radio=100nJ/bit,20Mbit/s networks/mlp.onnx"},
    {"choose", ENERGY_OPT_TOOL, "choose --format=json --board=xavier-nx networks/mlp.onnx"},
    {"sweep", ENERGY_OPT_TOOL,
     "sweep --format=json --board=edge-tpu --dim batch=1,0 networks/depthwise.onnx"},
    {"tokens", ENERGY_OPT_TOOL, "tokens --json --dim new=1 --dim past=9 FOLDER"},
    {"tokens", ENERGY_OPT_TOOL, "tokens --json --board=edge-tpu --dim new=1 --dim past=9 FOLDER"},
    {"trace", ENERGY_CALIBRATE_TOOL, "trace --json traces/run.csv"},
    {"validation", ENERGY_CALIBRATE_TOOL, "validate --json boards/isolated-layers.yaml tables/layers.csv"},
    {"validation", ENERGY_CALIBRATE_TOOL, // of energies alone
     "validate --json --models=networks ../boardmodels/xavier-nx.yaml tables/networks.csv"},
    {"why", ENERGY_OPT_TOOL, "why --format=json --board=jetson-nano networks/mlp.onnx"},
    {"why", ENERGY_OPT_TOOL, "why --format=json --board=xavier-nx networks/mlp.onnx"},
    {"why", ENERGY_OPT_TOOL, "why --format=json --board=hailo-8l networks/mlp.onnx"},
};

TEST(Faces, ReportsFollowTheirPublishedSchemas) {
  if (!jsonSchemaIsInstalled())
    GTEST_SKIP() << "python3-jsonschema is not installed";
  llvm::SmallString<128> folder;
  ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("energy-opt-schema", folder));
  for (char const *decoder : {"/decoder_model.onnx", "/decoder_with_past_model.onnx"})
    ASSERT_FALSE(llvm::sys::fs::copy_file(ENERGY_OPT_SOURCE_DIR "/testdata/networks/decode-step.onnx",
                                          folder + decoder));
  std::vector<SchemaOf> documents;
  std::set<std::string> published;
  for (JsonReport const &one : jsonReports) {
    std::string const report = fmt::format("{}/{}.json", folder.str().str(), &one - jsonReports);
    std::string arguments = one.arguments;
    if (size_t at = arguments.find("FOLDER"); at != std::string::npos)
      arguments.replace(at, 6, folder.str().str());
    std::ofstream(report) << runTool(one.tool, arguments).out; // no report is no JSON
    documents.push_back({one.schema, report});
    published.insert(one.schema);
  }
  EXPECT_EQ(schemaComplaints(documents), "");
  ToolRun wrong = energyOpt("--print-schema=validaton");
  EXPECT_EQ(wrong.exitCode, 2);
  EXPECT_THAT(wrong.err, HasSubstr("did you mean 'validation'"));
  published.insert("bundle"); // tests/cli/MeasureTest.cpp
  llvm::StringRef known = llvm::StringRef(wrong.err).split("(known: ").second.split(')').first;
  llvm::SmallVector<llvm::StringRef> names;
  known.split(names, ", ");
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()), published)
      << "every schema has its report here";
  llvm::sys::fs::remove_directories(folder);
}

/// No golden: a refit changes figures of the list, not the list.
TEST(Faces, TheListOfBoardsSaysWhatTheFilesSay) {
  std::string text = energyOpt("--list-boards").out;
  EXPECT_THAT(text, StartsWith(" board "));
  EXPECT_THAT(text, HasSubstr("\n edge-tpu           tpu   int8       stick "));
  EXPECT_THAT(text, HasSubstr("freq host\n")) << "its settings, at 80 columns and more";
  EXPECT_GT(text.find("\n jetson-tx1 "), text.find("\nwithout figures"));
}

TEST(Faces, SeveritiesHaveColours) {
  EXPECT_EQ(colouredSeverities("energy-opt: error: a: b\n  error: more\nenergy-lint: note: c"),
            "energy-opt: \x1b[1;31merror:\x1b[0m a: b\n  error: more\nenergy-lint: \x1b[1mnote:\x1b[0m c");
  EXPECT_EQ(colouredSeverities("energy-opt: warning: x\n\n"), "energy-opt: \x1b[1;33mwarning:\x1b[0m x\n\n");
  for (char const *plain : {"", "\n", "energy-opt: errors", "other: error: x", "energy-opt: x: error: y"})
    EXPECT_EQ(colouredSeverities(plain), plain);
}

TEST(Faces, MessagesAreColouredAtATerminalOnly) {
  std::string const atTerminal = " script -qec '" ENERGY_OPT_TOOL " --format=x networks/mlp.onnx' /dev/null";
  ToolRun coloured = runTool("env", "TERM=xterm" + atTerminal);
  if (coloured.out.find("unknown format") == std::string::npos)
    GTEST_SKIP() << "no pseudo terminal: " << coloured.err;
  EXPECT_THAT(coloured.out, HasSubstr("energy-opt: \x1b[1;31merror:\x1b[0m --format x"));
  EXPECT_THAT(runTool("env", "TERM=xterm NO_COLOR=1" + atTerminal).out, Not(HasSubstr("\x1b[")));
  EXPECT_THAT(energyOpt("--format=x networks/mlp.onnx").err, Not(HasSubstr("\x1b[")));
}

TEST(Faces, CompletionOffersBoardsOnly) {
  ToolRun run =
      runTool("sh", "-c \"" ENERGY_OPT_TOOL " --list-boards | awk 'NR > 1 && /^ / { print \\$1 }'\"");
  EXPECT_THAT(run.out, HasSubstr("edge-tpu\n"));
  EXPECT_THAT(run.out, HasSubstr("jetson-tx1\n")) << "without figures";
  EXPECT_THAT(run.out, Not(HasSubstr("energy"))) << "no words of headings";
}

} // namespace
} // namespace eo::test
