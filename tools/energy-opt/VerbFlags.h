//===- VerbFlags.h - the flags that verbs share -----------------------------------------------===//
//
// Which networks, on which boards, at which sizes, and how the answer is printed. A verb declares one VerbFlags and
// its own flags beside it, parses (Verbs.h), and asks for the request.
//
#ifndef ENERGY_OPT_TOOLS_ENERGY_OPT_VERBFLAGS_H
#define ENERGY_OPT_TOOLS_ENERGY_OPT_VERBFLAGS_H

#include "lib/board/BoardPath.h"
#include "lib/pass/NetworkAnnotations.h"
#include "lib/pass/OpRules.h"
#include "lib/report/Writers.h"
#include "tools/common/SelfDescription.h"
#include "llvm/Support/CommandLine.h"

namespace eo {

/// How a verb's answer is written.
enum class VerbFormat : uint8_t { Text, Json, Csv };
/// Whether it can also be a page.
enum class VerbPage : bool { None, Html };

/// What the flags say.
struct VerbRequest {
  std::vector<std::string> models; ///< at least one
  std::vector<std::string> boards; ///< names or files
  std::vector<SettingRequest> settings;
  std::vector<DimBindings> bindings{DimBindings()}; ///< several where --dim names several values
  BoardPath boardPath;
  OpRules opRules;
  std::optional<double> powerW; ///< --power
  std::string inputContent;     ///< empty: what the board was calibrated with
  VerbFormat format = VerbFormat::Text;
  bool page = false;  ///< one page of HTML in the place of `format`; only of verbs that have one
  std::string output; ///< empty: standard output
  WriteOptions layout;
};

/// The cl::opt objects, in the general category.
struct VerbFlags {
  /// `powerFlag`: for verbs in which --power is a limit.
  explicit VerbFlags(llvm::StringRef powerFlag = "power", VerbPage verbPage = VerbPage::None)
      : pages(verbPage), power(powerFlag, llvm::cl::value_desc("P"),
                               llvm::cl::desc("the boards draw this while they compute (7.5W)")) {}

  VerbPage pages;
  llvm::cl::list<std::string> models{llvm::cl::Positional, llvm::cl::ZeroOrMore,
                                     llvm::cl::desc("MODEL.onnx...")};
  llvm::cl::list<std::string> boards{"board", llvm::cl::CommaSeparated, llvm::cl::value_desc("B[,B...]"),
                                     llvm::cl::desc("boards by name or YAML file")};
  llvm::cl::list<std::string> settings{
      "setting", llvm::cl::value_desc("[BOARD:]K=V"),
      llvm::cl::desc("operating point of the boards, for example power_mode=15w")};
  llvm::cl::list<std::string> dims{"dim", llvm::cl::value_desc("NAME=V"),
                                   llvm::cl::desc("value of an open dimension; INPUT[AXIS]=V for one without "
                                                  "a name or another size than the file's")};
  llvm::cl::list<std::string> pairs{
      "pair", llvm::cl::value_desc("NAME=NAME=V"),
      llvm::cl::desc("two dimensions set together: height=width=224,320 or =224:640:32")};
  llvm::cl::list<std::string> shapes{"input-shape", llvm::cl::value_desc("INPUT:1x3x224x224"),
                                     llvm::cl::desc("shape of a network input")};
  llvm::cl::list<std::string> values{"value", llvm::cl::value_desc("INPUT=V"),
                                     llvm::cl::desc("what an input holds that steers If or Loop")};
  llvm::cl::opt<std::string> power;
  llvm::cl::opt<std::string> inputContent{"input-content", llvm::cl::value_desc("C"),
                                          llvm::cl::desc("what the network is shown: black, single, varied")};
  llvm::cl::list<std::string> opFiles{"op-file", llvm::cl::value_desc("FILE"),
                                      llvm::cl::desc("rules for operators of your own")};
  llvm::cl::list<std::string> boardPath{"board-path", llvm::cl::value_desc("DIR"),
                                        llvm::cl::desc("search here first for boards")};
  llvm::cl::opt<std::string> format{
      "format", llvm::cl::value_desc("F"), llvm::cl::init("text"),
      llvm::cl::desc(pages == VerbPage::Html
                         ? "text, json, csv, or html: a page with pictures; else by the ending of -o"
                         : "text, json or csv; else by the ending of -o")};
  llvm::cl::opt<bool> json{"json", llvm::cl::desc("the same as --format=json")};
  llvm::cl::opt<std::string> outputFile{"o", llvm::cl::value_desc("FILE"), llvm::cl::desc("write to FILE")};

  /// What they say; usage errors with suggestions.
  llvm::Expected<VerbRequest> take() const;
  /// Words for completion.
  static OptionWords words(VerbPage verbPage = VerbPage::None) {
    if (verbPage == VerbPage::Html)
      return {{"format", {"text", "json", "csv", "html"}}};
    return {{"format", {"text", "json", "csv"}}};
  }
};

} // namespace eo

#endif
