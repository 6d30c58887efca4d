//===- TestFiles.h - where tests find files ---------------------------------------------------------===//
#ifndef ENERGY_OPT_TESTS_SUPPORT_TESTFILES_H
#define ENERGY_OPT_TESTS_SUPPORT_TESTFILES_H

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>
#include <unistd.h>
#include <vector>

namespace eo::test {

/// A file of testdata/: testFile("networks/mlp.onnx").
inline std::string testFile(std::string const &path) { return ENERGY_OPT_SOURCE_DIR "/testdata/" + path; }

/// A file of the extra data set, or "" where the environment has none.
inline std::string extraFile(std::string const &path) {
  char const *folder = std::getenv("ENERGY_OPT_EXTRA_DATA");
  return folder == nullptr ? "" : std::string(folder) + "/" + path;
}

/// The content; fails the test where the file cannot be read.
inline std::string readFile(std::string const &path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/// All files with that extension under the folder, sorted.
inline std::vector<std::string> filesIn(std::string const &folder, std::string const &extension) {
  std::vector<std::string> result;
  for (auto const &entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.path().extension() == extension)
      result.push_back(entry.path().string());
  std::sort(result.begin(), result.end());
  return result;
}

/// A file of its own for the running test, removed afterwards.
class TemporaryFile {
public:
  explicit TemporaryFile(std::string const &content = "") {
    testing::TestInfo const *test = testing::UnitTest::GetInstance()->current_test_info();
    std::string name = std::string(test->test_suite_name()) + "." + test->name();
    std::replace(name.begin(), name.end(), '/', '-'); // of tests with parameters
    file = testing::TempDir() + name + "." + std::to_string(::getpid());
    std::ofstream(file, std::ios::binary) << content;
  }
  TemporaryFile(TemporaryFile const &) = delete;
  TemporaryFile &operator=(TemporaryFile const &) = delete;
  ~TemporaryFile() { std::filesystem::remove(file); }
  std::string const &path() const { return file; }

private:
  std::string file;
};

} // namespace eo::test

#endif
