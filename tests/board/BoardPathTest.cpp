#include "lib/board/BoardPath.h"
#include "lib/support/Error.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <fstream>
#include <gmock/gmock.h>

namespace eo {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(BoardPath, SearchesFlagThenEnvironmentThenInstallationThenSource) {
  BoardPath path = BoardPath::standard({"mine"}, "a::b", "/opt/eo/bin/energy-opt", "../../boardmodels");
  EXPECT_THAT(path.directories,
              ElementsAre("mine", "a", "b", "/opt/eo/share/energy-opt/boardmodels", "/opt/boardmodels"));
}

class BoardFolders : public testing::Test {
protected:
  void SetUp() override {
    llvm::SmallString<128> made;
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("boards", made));
    root = made.str().str();
  }
  void TearDown() override { llvm::sys::fs::remove_directories(root); }

  std::string folder(std::string const &name) {
    llvm::sys::fs::create_directory(root + "/" + name);
    return root + "/" + name;
  }
  /// A copy of a shipped board under another name and id.
  void addBoard(std::string const &directory, std::string const &name, std::string const &id) {
    std::ifstream from(ENERGY_OPT_SOURCE_DIR "/boardmodels/xavier-nx.yaml");
    std::string text((std::istreambuf_iterator<char>(from)), {});
    text.replace(text.find("id: xavier-nx"), 13, "id: " + id);
    std::ofstream(directory + "/" + name + ".yaml") << text;
  }
  std::string root;
};

TEST_F(BoardFolders, FirstDirectoryWins) {
  std::string first = folder("first"), second = folder("second");
  addBoard(first, "nx", "nx");
  addBoard(second, "nx", "nx");
  addBoard(second, "ax", "ax");
  BoardPath path{{first, root + "/missing", second}};
  EXPECT_THAT(findBoards(path),
              ElementsAre(std::pair("ax", second + "/ax.yaml"), std::pair("nx", first + "/nx.yaml")));
  EXPECT_EQ(llvm::cantFail(loadBoard(path, "nx")).path, first + "/nx.yaml");
}

TEST_F(BoardFolders, PathNeedsNoSearch) {
  addBoard(root, "any-name", "nx");
  EXPECT_EQ(llvm::cantFail(loadBoard({}, root + "/any-name.yaml")).id, "nx");
}

TEST_F(BoardFolders, NameMustBeTheId) {
  addBoard(root, "nx", "other");
  EXPECT_THAT(takeErrorText(loadBoard(BoardPath{{root}}, "nx").takeError()).message,
              HasSubstr("its id is 'other', but its name is 'nx'"));
}

TEST_F(BoardFolders, AnAliasLeadsToItsBoardAndToNoOther) {
  addBoard(root, "ax", "ax"); // says nothing
  std::ofstream(root + "/nx.yaml")
      << "schema: energy-opt/board/1\nid: nx\ntitle: A board\naliases: [jetson-x, x16]\n"
         "kind: mac-linear\nprecision: {value: fp32}\n"
         "settings:\n  unit: {values: [cpu], default: cpu}\n"
         "coefficients:\n  a_c: {value: 2e-8, unit: J}\n  b_c: {value: 3e-10, unit: J}\n"
         "  a_f: {value: 6e-9, unit: J}\nrange: not published\nerror: not published\nsources: [{title: A lab "
         "notebook}]\n";
  for (char const *alias : {"jetson-x", "x16"})
    EXPECT_EQ(llvm::cantFail(loadBoard(BoardPath{{root}}, alias)).id, "nx");
  EXPECT_THAT(takeErrorText(loadBoard(BoardPath{{root}}, "x17").takeError()).message,
              HasSubstr("unknown board"));
}

TEST_F(BoardFolders, UnknownNameSuggestsKnownOnes) {
  addBoard(root, "xavier-nx", "xavier-nx");
  EXPECT_EQ(takeErrorText(loadBoard(BoardPath{{root}}, "xaviernx").takeError()).message,
            "unknown board 'xaviernx'; did you mean 'xavier-nx'? (known: xavier-nx)");
}

TEST_F(BoardFolders, AKnownProductWithoutModelNamesTheNearestSiliconAndNoOtherDevice) {
  addBoard(root, "jetson-nano", "jetson-nano");
  for (auto const &[name, nearest] :
       {std::pair("jetson-nano-2gb", "jetson-nano"), std::pair("rock5b", "rk3588"),
        std::pair("Khadas-VIM3", "odroid-n2plus")}) {
    std::string message = takeErrorText(loadBoard(BoardPath{{root}}, name).takeError()).message;
    EXPECT_THAT(message, HasSubstr(std::string("no model of it is shipped; nearest by silicon: ") + nearest));
    EXPECT_EQ(message.find("did you mean"), std::string::npos) << message;
    EXPECT_TRUE(
        llvm::sys::fs::exists(std::string(ENERGY_OPT_SOURCE_DIR "/boardmodels/") + nearest + ".yaml"));
  }
}

TEST_F(BoardFolders, AnotherUnitIsAnotherBoard) {
  std::string directory = folder("mine");
  addBoard(directory, "ax", "ax");
  addBoard(directory, "ax-gpu", "ax-gpu");
  auto edit = [&](std::string const &name, std::string const &from, std::string const &to) {
    std::string file = directory + "/" + name + ".yaml";
    std::ifstream in(file);
    std::string text((std::istreambuf_iterator<char>(in)), {});
    in.close();
    ASSERT_NE(text.find(from), std::string::npos);
    text.replace(text.find(from), from.size(), to);
    std::ofstream(file) << text;
  };
  edit("ax", "units: {gpu: xavier-nx-gpu}", "units: {gpu: ax-gpu}");
  edit("ax", "coefficients:",
       "kernels: {delegate: {supported: [convolution], fallback: {unit: gpu}}}\ncoefficients:");
  edit("ax-gpu", "default: cpu", "default: cpu\n    same_as: {gpu: cpu}");
  BoardPath path{{directory}};
  EXPECT_EQ(llvm::cantFail(chooseBoard(path, "ax", {})).model->id, "ax");
  std::optional<ChosenBoard> beside = llvm::cantFail(chooseBoard(path, "ax", {})).besideAccelerator();
  ASSERT_TRUE(beside.has_value()) << "runs what is left over";
  EXPECT_EQ(beside->model->id, "ax-gpu");
  ChosenBoard gpu = llvm::cantFail(chooseBoard(path, "ax", {{"ax", "unit", "gpu"}}));
  EXPECT_EQ(gpu.model->id, "ax-gpu");
  EXPECT_FALSE(gpu.besideAccelerator().has_value());
  EXPECT_EQ(gpu.setting("unit"), "cpu");
  EXPECT_THAT(gpu.notes, ElementsAre("unit=gpu runs as cpu"));
  llvm::Expected<ChosenBoard> wrong = chooseBoard(path, "ax", {{"", "unit", "gpv"}});
  ASSERT_FALSE(static_cast<bool>(wrong));
  EXPECT_THAT(takeErrorText(wrong.takeError()).message, HasSubstr("did you mean 'gpu'"));
}

TEST(InputContent, ItsFactorIsAgainstTheContentTheBoardWasFittedWith) {
  // Fitted with noise at 0.8 of the reference: black at 0.6 is three quarters of that.
  BoardModel model;
  model.id = "b";
  model.inputContent = InputContent{"noise", {{"picture", 1}, {"noise", 0.8}, {"black", 0.6}}};
  ChosenBoard board{std::make_shared<BoardModel>(model), {}};
  ASSERT_FALSE(static_cast<bool>(chooseInputContent(board, "black")));
  EXPECT_NEAR(board.inputFactor, 0.75, 1e-12);
  ASSERT_FALSE(static_cast<bool>(chooseInputContent(board, "noise")));
  EXPECT_EQ(board.inputFactor, 1);
  EXPECT_EQ(
      takeErrorText(chooseInputContent(board, "blak")).message,
      "--input-content blak: unknown to board 'b'; did you mean 'black'? (known: picture, noise, black)");
  model.inputContent.reset();
  ChosenBoard other{std::make_shared<BoardModel>(model), {}};
  EXPECT_THAT(takeErrorText(chooseInputContent(other, "black")).message, HasSubstr("nobody has measured"));
}

} // namespace
} // namespace eo
