// A board kind is a file of lib/cost/kinds/, a row of Kinds.def and its fit: nobody else asks which kind a board is of.
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <sstream>

namespace fs = std::filesystem;

static bool mentionsKind(fs::path const &file) {
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str().find("BoardKind") != std::string::npos;
}

TEST(BoardKind, IsMentionedInTheBoardAndCostFoldersOnly) {
  fs::path root = ENERGY_OPT_SOURCE_DIR;
  std::vector<std::string> mentions;
  size_t files = 0;
  for (char const *folder : {"lib", "passes", "tools", "tests"})
    for (fs::directory_entry const &entry : fs::recursive_directory_iterator(root / folder)) {
      std::string name = fs::relative(entry.path(), root).generic_string(),
                  ext = entry.path().extension().string();
      if (ext != ".cpp" && ext != ".h" && ext != ".def")
        continue;
      ++files;
      bool own = false;
      for (char const *mine : {"lib/board/", "lib/cost/", "tests/board/", "tests/cost/"})
        own |= name.rfind(mine, 0) == 0;
      if (!own && mentionsKind(entry.path()))
        mentions.push_back(name);
    }
  EXPECT_GT(files, 300U);
  EXPECT_EQ(mentions, std::vector<std::string>());
}
