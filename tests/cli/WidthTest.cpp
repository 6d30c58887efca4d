//===- WidthTest.cpp - text fits the terminal, whatever the verb ---------------------------------===//

#include "lib/support/Utf8.h"
#include "tests/cli/EnergyOpt.h"
#include "tools/common/HelpText.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <fmt/format.h>
#include <gmock/gmock.h>

namespace eo::test {
namespace {

/// What a terminal of so many columns shows.
std::string atTerminal(unsigned columns, std::string const &arguments) {
  return runTool("env", fmt::format("TERM=dumb NO_COLOR=1 script -qec 'stty cols {}; {} {}' /dev/null",
                                    columns, ENERGY_OPT_TOOL, arguments))
      .out;
}

/// An example in a help: copied as a whole.
bool isCommand(llvm::StringRef line) {
  return line.startswith("  energy-") || line.startswith("  for ") || line.startswith("  echo ") ||
         line.startswith("USAGE: ") || line.ltrim().startswith("- {");
}

/// The lines that take more than so many columns; a word alone on its line, as the name of a layer, is not broken.
std::vector<std::string> tooLong(std::string const &text, unsigned columns) {
  llvm::SmallVector<llvm::StringRef, 64> lines;
  llvm::StringRef(text).split(lines, '\n');
  std::vector<std::string> found;
  for (llvm::StringRef line : lines)
    if (line = line.rtrim(" \r");
        displayWidth(line) > columns && line.trim().contains(' ') && !isCommand(line))
      found.push_back(line.str());
  return found;
}

class TextAtATerminal : public testing::TestWithParam<char const *> {};

TEST_P(TextAtATerminal, FitsItsColumns) {
  for (unsigned columns : {60U, 80U, 160U}) {
    std::string text = atTerminal(columns, GetParam());
    if (text.empty())
      GTEST_SKIP() << "no pseudo terminal";
    EXPECT_THAT(text, testing::Not(testing::HasSubstr("error:")));
    EXPECT_THAT(tooLong(text, columns), testing::IsEmpty()) << columns << " columns";
  }
}

INSTANTIATE_TEST_SUITE_P(Helps, TextAtATerminal,
                         testing::Values("--help", "mission --help", "choose --help", "why --help",
                                         "sweep --help", "sensitivity --help", "split --help",
                                         "memory --help", "tokens --help", "pipeline --help", "fix --help",
                                         "merge --help", "worker --help", "help diff"));

INSTANTIATE_TEST_SUITE_P(
    Verbs, TextAtATerminal,
    testing::Values(
        "--board=agx-orin networks/tiny-cnn.onnx",
        "--board=agx-orin,edge-tpu,jetson-nano networks/tiny-cnn.onnx networks/mlp.onnx",
        "--board=edge-tpu --dim batch=1,2 networks/depthwise.onnx",
        "mission --board=jetson-nano --rate=10/s --supply=10W --battery=37Wh --hours=5 --grid=400 "
        "--price=0.3 "
        "networks/tiny-cnn.onnx",
        "mission --board=jetson-nano,agx-orin --rate=1/s --battery=37Wh --hours=5 networks/tiny-cnn.onnx "
        "networks/mlp.onnx",
        "choose --board=agx-orin,jetson-nano,odroid-n2plus networks/tiny-cnn.onnx networks/mlp.onnx",
        "choose --board=agx-xavier --latency=33ms --power=10W networks/tiny-cnn.onnx",
        "choose --board=agx-xavier --rate=20/s --dim batch=1,8 networks/depthwise.onnx",
        "why --board=orin-nano networks/tiny-cnn.onnx",
        "why --board=orin-nano networks/tiny-cnn.onnx networks/mlp.onnx",
        "why --board=raspberry-pi-5 networks/tiny-cnn.onnx",
        "sweep --board=agx-xavier --vary power_mode=maxn,15w-desktop --vary precision=fp32,fp16 "
        "networks/tiny-cnn.onnx networks/mlp.onnx",
        "sensitivity --board=jetson-nano networks/tiny-cnn.onnx",
        "split --board=jetson-nano --radio=100nJ/bit,20Mbit/s --server=quadro-rtx-5000 "
        "networks/tiny-cnn.onnx",
        "memory --board=edge-tpu networks/tiny-cnn.onnx",
        "memory --onchip=1KiB --memory=8MiB networks/tiny-cnn.onnx",
        "pipeline --board=jetson-nano networks/cascade.yaml",
        "fix --dry-run --board=jetson-nano networks/tiny-cnn.onnx",
        "diff --board=agx-orin networks/tiny-cnn.onnx -- networks/mlp.onnx", "--list-boards",
        "--describe-board=agx-orin"));

TEST(HelpText, ParagraphsAreBrokenAnewAndExplanationsStandBelowTheirCommand) {
  EXPECT_EQ(
      fittedHelp(
          "one two\nthree four\n\n  tool --flag net.onnx      what it does\n  fix       the same with less",
          21),
      "one two three four\n\n  tool --flag net.onnx\n      what it does\n  fix       the same\n            "
      "with less");
  EXPECT_EQ(fittedHelp("  tool --flag net.onnx  short", 40), "  tool --flag net.onnx  short")
      << "as it is where it fits";
}

} // namespace
} // namespace eo::test
