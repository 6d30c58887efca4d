#include "lib/report/MergeRecords.h"
#include "lib/support/Error.h"

#include <gmock/gmock.h>

using namespace eo;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

std::string report(std::string const &path, std::string const &rest = "", std::string const &version = "1") {
  return R"({"schema":"energy-opt/report/1","tool":{"name":"energy-opt","version":")" + version +
         R"("},"model":{"path":")" + path + R"("},"board":{"id":"nano","sources":[{"title":"x"}]})" + rest +
         "}\n";
}
std::string failure(std::string const &path) {
  return R"({"schema":"energy-opt/error/1","model":{"path":")" + path +
         R"("},"board":null,"error":{"code":"input","message":"m","node":null,"hint":null}})" + "\n";
}

RecordPart part(std::string const &text, std::string name = "part") {
  return {std::move(name), llvm::cantFail(readRecords(text, "part"))};
}

std::string messageOf(llvm::Expected<RecordFile> file) {
  return file ? "" : takeErrorText(file.takeError()).message;
}

struct Merged {
  std::string text, message;
  std::vector<std::string> missing;
};
Merged merged(std::vector<RecordPart> const &parts, std::vector<std::string> const &order = {}) {
  Merged result;
  llvm::raw_string_ostream stream(result.text);
  llvm::Expected<MergeResult> done = mergeRecords(parts, order, stream);
  stream.flush();
  if (done)
    result.missing = done->missing;
  else
    result.message = takeErrorText(done.takeError()).message;
  return result;
}

TEST(Record, SaysWhereItComesFrom) {
  std::string text = report("a.onnx") + "\n" + failure("b.onnx") + "{\"schema\":\"ener";
  RecordFile file = llvm::cantFail(readRecords(text, "f"));
  ASSERT_EQ(file.records.size(), 2U);
  EXPECT_EQ(file.records[0].path, "a.onnx");
  EXPECT_EQ(file.records[0].boardId, "nano");
  EXPECT_EQ(file.records[0].version, "1");
  EXPECT_EQ(file.records[0].failure, "");
  EXPECT_EQ(file.records[1].failure, "input");
  EXPECT_EQ(text.substr(file.completeBytes), "{\"schema\":\"ener") << "what was not finished is left out";
}

TEST(Record, WhatIsNoneIsNamedByItsLine) {
  EXPECT_THAT(messageOf(readRecords(report("a") + "{}\n", "f")), HasSubstr("f:2: the schema is ''"));
  EXPECT_THAT(messageOf(readRecords("nonsense\n", "f")), HasSubstr("f:1:"));
  EXPECT_THAT(messageOf(readRecords("{\"schema\":\"energy-opt/report/1\",\"model\":null}\n", "f")),
              HasSubstr("'model.path' is missing"));
  EXPECT_THAT(messageOf(readRecords("{\"schema\":\"energy-opt/error/1\",\"model\":{\"path\":\"a\"}}\n", "f")),
              HasSubstr("'error.code' is missing"));
}

TEST(MergeRecords, ByPathOrInTheOrderGiven) {
  std::string one = report("c") + report("a", R"(,"n":1)") + report("a", R"(,"n":2)"), two = failure("b");
  std::vector<RecordPart> parts = {part(one), part(two)};
  EXPECT_EQ(merged(parts).text,
            report("a", R"(,"n":1)") + report("a", R"(,"n":2)") + failure("b") + report("c"));
  Merged ordered = merged(parts, {"c", "x", "b", "a"});
  EXPECT_EQ(ordered.text, report("c") + failure("b") + report("a", R"(,"n":1)") + report("a", R"(,"n":2)"));
  EXPECT_THAT(ordered.missing, ElementsAre("x"));
  std::string twice = report("a") + report("b") + report("a");
  EXPECT_EQ(merged({part(twice)}, {"a", "b", "a"}).text, twice);
}

TEST(MergeRecords, WhatTwoPartsHaveIsWrittenOnce) {
  std::string text = report("a");
  EXPECT_EQ(merged({part(text), part(text)}).text, text);
}

TEST(MergeRecords, ContradictionsAreNamed) {
  std::string a = report("a"), other = report("a", R"(,"n":1)"), later = report("b", "", "2");
  EXPECT_EQ(merged({part(a, "1"), part(other, "2")}).message, "1 and 2 differ in what they say of 'a'");
  EXPECT_EQ(merged({part(a, "1"), part(later, "2")}).message,
            "1 is of version 1, 2 of version 2: run one of them again");
  Merged foreign = merged({part(a, "1")}, {"b"});
  EXPECT_EQ(foreign.message, "1: 'a' is not among the networks that were named");
  EXPECT_EQ(foreign.text, "");
}

} // namespace
