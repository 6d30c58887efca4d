#include "lib/trace/measure/WindowFile.h"
#include "lib/support/Error.h"
#include <gmock/gmock.h>

using namespace eo;
using testing::HasSubstr;

static std::string windowError(llvm::StringRef text) {
  auto windows = readWindows(text, "file");
  return windows ? "" : takeErrorText(windows.takeError()).message;
}

TEST(WindowFile, StampsBoundOneWindowEach) {
  auto windows = readWindows("[\n\t0.5,\n 2, 3.25]", "file");
  ASSERT_TRUE(static_cast<bool>(windows));
  ASSERT_EQ(windows->size(), 2U);
  EXPECT_DOUBLE_EQ((*windows)[0].startS, 0.5);
  EXPECT_DOUBLE_EQ((*windows)[0].endS, 2);
  EXPECT_DOUBLE_EQ((*windows)[1].endS, 3.25);
}

TEST(WindowFile, MarkersLastUntilTheNextAndEmptyNamesArePauses) {
  auto windows = readWindows("time_ms,name\n10,conv1\n20,\n30,fc\n45,end\n", "file");
  ASSERT_TRUE(static_cast<bool>(windows));
  ASSERT_EQ(windows->size(), 2U);
  EXPECT_EQ((*windows)[0].name, "conv1");
  EXPECT_DOUBLE_EQ((*windows)[0].endS, 0.02);
  EXPECT_EQ((*windows)[1].name, "fc");
  EXPECT_DOUBLE_EQ((*windows)[1].startS, 0.03);
}

TEST(WindowFile, MarkersWithEnds) {
  auto windows = readWindows("name;start_s;end_s\r\na;1;2\r\nb;4;5\r\n", "file");
  ASSERT_TRUE(static_cast<bool>(windows));
  ASSERT_EQ(windows->size(), 2U);
  EXPECT_DOUBLE_EQ((*windows)[1].startS, 4);
}

TEST(WindowFile, BrokenFilesNameThePlace) {
  EXPECT_THAT(windowError("[1]"), HasSubstr("at least two stamps"));
  EXPECT_THAT(windowError("[1, 1]"), HasSubstr("file:1:5: [1]: 1 s is not after the stamp before (1 s)"));
  EXPECT_THAT(windowError("[1, \"x\"]"), HasSubstr("file:1:5: [1]: expected a number or null, found text"));
  EXPECT_THAT(windowError("[1, -2]"), HasSubstr("file:1:5: [1]: -2 is no time in seconds"));
  EXPECT_THAT(windowError("[1, 2"), HasSubstr("file:1:6: [2]: expected ',' or ']'"));
  EXPECT_THAT(windowError("start_s,end_s\n1,2\n3,2\n"), HasSubstr("line 3, column 2: ends at 2 s"));
  EXPECT_THAT(windowError("start_s,end_s\n1,2\nx,2\n"), HasSubstr("line 3, column 1: 'x' is not a number"));
  EXPECT_THAT(windowError("foo,bar\n1,2\n"), HasSubstr("line 1, column 1: markers need a header"));
  EXPECT_THAT(windowError("time_s,name\n"), HasSubstr("no windows"));
}
