#include "lib/onnx/ByteSource.h"

#include "lib/support/Error.h"
#include "tests/support/TestFiles.h"
#include <fcntl.h>
#include <sys/stat.h>

namespace eo {
namespace {

std::string sampleBytes(size_t size) {
  std::string bytes(size, '\0');
  for (size_t i = 0; i < size; ++i)
    bytes[i] = static_cast<char>((i * 7 + i / 251) & 0xFF);
  return bytes;
}

ByteSource opened(std::string const &path) {
  llvm::Expected<ByteSource> file = ByteSource::open(path);
  EXPECT_TRUE(static_cast<bool>(file)) << path;
  return file ? std::move(*file) : (llvm::consumeError(file.takeError()), ByteSource(""));
}

std::string pathComplaint(std::string const &path) {
  llvm::Expected<ByteSource> file = ByteSource::open(path);
  return file ? "" : takeErrorText(file.takeError()).message;
}

TEST(ByteSource, JumpsForwardsAndBackwardsSeeTheFile) {
  std::string bytes = sampleBytes(100000);
  test::TemporaryFile onDisk(bytes);
  ByteSource file = opened(onDisk.path());
  ASSERT_EQ(file.size(), bytes.size());
  for (size_t offset : {0U, 5U, 4090U, 4097U, 99990U, 17U, 50000U, 50010U, 62000U, 99999U, 100000U, 0U})
    for (size_t count : {1U, 20U, 5000U, 70000U}) {
      llvm::StringRef seen = file.at(offset, count);
      size_t wanted = std::min(count, bytes.size() - offset);
      ASSERT_GE(seen.size(), wanted);
      EXPECT_EQ(seen.take_front(wanted).str(), bytes.substr(offset, wanted)) << offset << " " << count;
    }
}

TEST(ByteSource, EmptyFilesHaveNoBytes) {
  test::TemporaryFile empty;
  ByteSource file = opened(empty.path());
  EXPECT_EQ(file.size(), 0U);
  EXPECT_TRUE(file.at(0, 512).empty());
}

TEST(ByteSource, PipesAreReadToTheirEnd) {
  std::string bytes = sampleBytes(50000);
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  ASSERT_EQ(write(ends[1], bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  close(ends[1]);
  ByteSource file = opened("/dev/fd/" + std::to_string(ends[0]));
  close(ends[0]);
  EXPECT_EQ(file.at(0, file.size()).str(), bytes);
}

// It would be waited for until somebody writes to it.
TEST(ByteSource, NamedPipesAreRefused) {
  std::string path = testing::TempDir() + "/named-pipe.onnx";
  std::filesystem::remove(path);
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(pathComplaint(path),
            "a named pipe, not a regular file; give '-' and redirect it to standard input");
  std::filesystem::remove(path);
}

TEST(ByteSource, FileThatShrinksGivesFewerBytes) {
  test::TemporaryFile onDisk(sampleBytes(100000));
  ByteSource file = opened(onDisk.path());
  EXPECT_EQ(file.at(0, 10).take_front(10).size(), 10U);
  std::filesystem::resize_file(onDisk.path(), 60000);
  EXPECT_EQ(file.at(59000, 20000).size(), 1000U);
  EXPECT_TRUE(file.at(90000, 10).empty());
}

TEST(ByteSource, WhatCannotBeReadIsNamed) {
  EXPECT_EQ(pathComplaint("/does/not/exist"), "No such file or directory");
  EXPECT_EQ(pathComplaint("/"), "Is a directory");
}

} // namespace
} // namespace eo
