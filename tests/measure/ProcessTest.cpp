// Programs that are talked to line by line.

#include "lib/measure/Process.h"
#include "lib/measure/Clock.h"
#include "lib/support/Error.h"
#include <gmock/gmock.h>

namespace eo::test {
namespace {

using testing::HasSubstr;

Process started(std::vector<std::string> const &command) {
  llvm::Expected<Process> process = Process::start(command);
  if (!process)
    throw std::runtime_error(takeErrorText(process.takeError()).message);
  return std::move(*process);
}

TEST(Process, AnswersLineByLine) {
  Process process = started({"/bin/sh", "-c", "while read x; do echo \"got $x\"; done; printf tail"});
  std::string line;
  double soon = monotonicSeconds() + 20;
  ASSERT_TRUE(process.write("one\n"));
  ASSERT_EQ(process.readLine(line, soon), Process::Line::Read);
  EXPECT_EQ(line, "got one");
  EXPECT_EQ(process.readLine(line, monotonicSeconds() + 0.01), Process::Line::Late);
  EXPECT_EQ(process.finish(20), 0);
}

TEST(Process, TheLastLineNeedsNoBreakAndTheEndIsSeen) {
  Process process = started({"/bin/sh", "-c", "printf tail; exit 3"});
  std::string line;
  double soon = monotonicSeconds() + 20;
  ASSERT_EQ(process.readLine(line, soon), Process::Line::Read);
  EXPECT_EQ(line, "tail");
  EXPECT_EQ(process.readLine(line, soon), Process::Line::Over);
  EXPECT_EQ(process.finish(20), 3);
}

TEST(Process, WritingToOneThatIsGoneIsNoSignal) {
  Process process = started({"/bin/true"});
  std::string line;
  EXPECT_EQ(process.readLine(line, monotonicSeconds() + 20), Process::Line::Over);
  while (process.write("x\n"))
    sleepUntil(monotonicSeconds() + 0.01);
  EXPECT_EQ(process.finish(20), 0);
}

TEST(Process, OneThatDoesNotEndIsEnded) {
  Process process = started({"/bin/sh", "-c", "sleep 1000"});
  EXPECT_EQ(process.finish(0.05), 128 + 9);
}

TEST(Process, WhatCannotBeRunIsAUsageError) {
  llvm::Expected<Process> process = Process::start({"no-such-program-anywhere"});
  ASSERT_FALSE(bool(process));
  ErrorText error = takeErrorText(process.takeError());
  EXPECT_EQ(error.kind, ErrorKind::Usage);
  EXPECT_THAT(error.message, HasSubstr("no program 'no-such-program-anywhere'"));
  EXPECT_THAT(takeErrorText(outputOf({"/bin/sh", "-c", "exit 7"}, 20).takeError()).message,
              HasSubstr("exit code 7"));
  EXPECT_THAT(takeErrorText(outputOf({"/bin/sleep", "100"}, 0.05).takeError()).message,
              HasSubstr("no answer"));
}

TEST(Process, DefaultsJoinTheEnvironmentAndTheUsersWordsStand) {
  setenv("EO_TEST_GIVEN", "theirs", 1);
  llvm::Expected<Process> process =
      Process::start({"/bin/sh", "-c", "echo \"$EO_TEST_GIVEN $EO_TEST_MISSING ${HOME:+home}\""}, "",
                     {"EO_TEST_GIVEN=ours", "EO_TEST_MISSING=a=b"});
  unsetenv("EO_TEST_GIVEN");
  ASSERT_TRUE(bool(process)) << takeErrorText(process.takeError()).message;
  std::string line, home = getenv("HOME") == nullptr ? "" : "home";
  ASSERT_EQ(process->readLine(line, monotonicSeconds() + 20), Process::Line::Read);
  EXPECT_EQ(line, "theirs a=b " + home);
}

} // namespace
} // namespace eo::test
