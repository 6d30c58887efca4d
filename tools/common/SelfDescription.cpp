#include "tools/common/SelfDescription.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>

namespace eo {

namespace cl = llvm::cl;

namespace {
struct Flag {
  std::string name, value, help; ///< `value` is empty for switches
  std::string dashed() const { return (name.size() == 1 ? "-" : "--") + name; }
};

/// What an option's value is completed with.
enum class Completes { Nothing, Files, Folders, Boards, Words };
} // namespace

static std::vector<Flag> visibleFlags() {
  std::vector<Flag> flags;
  for (auto const &entry : cl::getRegisteredOptions()) {
    cl::Option const &option = *entry.second;
    if (option.getOptionHiddenFlag() == cl::NotHidden && !option.ArgStr.empty())
      flags.push_back({option.ArgStr.str(), option.ValueStr.str(), option.HelpStr.str()});
  }
  llvm::sort(flags, [](Flag const &a, Flag const &b) { return a.name < b.name; });
  return flags;
}

static std::string wordsOf(Flag const &flag, ToolDescription const &tool) {
  for (auto const &[name, words] : tool.words)
    if (name == flag.name)
      return llvm::join(words, " ");
  return {};
}

static Completes kindOf(Flag const &flag, ToolDescription const &tool) {
  llvm::StringRef value = flag.value;
  return !wordsOf(flag, tool).empty()                ? Completes::Words
         : value == "FILE" || value.endswith("FILE") ? Completes::Files
         : value == "DIR"                            ? Completes::Folders
         : value == "B" || value.startswith("B[")    ? Completes::Boards
                                                     : Completes::Nothing;
}

/// Backslashes, and dots and quotes at the beginning of a line, mean something to troff.
static std::string troff(llvm::StringRef text) {
  std::string result;
  for (char c : text) {
    if ((c == '.' || c == '\'') && (result.empty() || result.back() == '\n'))
      result += "\\&";
    result += c == '\\' ? "\\e" : c == '-' ? "\\-" : std::string(1, c);
  }
  return result;
}

static void printManPage(ToolDescription const &tool, llvm::raw_ostream &stream) {
  auto [summary, text] = tool.overview.split('\n');
  stream << ".TH " << tool.name.upper() << " 1 \"\" \"energy-opt " << tool.version << "\" \"User Commands\"\n"
         << ".SH NAME\n"
         << tool.name << " \\- " << troff(summary) << "\n.SH SYNOPSIS\n.B " << tool.name
         << "\n[\\fIOPTIONS\\fR] " << troff(tool.operands) << "\n.SH DESCRIPTION\n.nf\n"
         << troff(text.trim('\n')) << "\n.fi\n.SH OPTIONS\n";
  for (Flag const &flag : visibleFlags()) {
    stream << ".TP\n\\fB" << troff(flag.dashed()) << "\\fR";
    if (!flag.value.empty())
      stream << "=\\fI" << troff(flag.value) << "\\fR";
    stream << '\n' << troff(flag.help) << '\n';
  }
}

/// The command that lists the boards, for all shells.
constexpr char const *boardsCommand = "energy-opt --list-boards 2>/dev/null | awk 'NR > 1 { print $1 }'";

/// '=' ends a word for bash: "--board=ed" are three of them.
static void printBash(ToolDescription const &tool, llvm::raw_ostream &stream) {
  std::string function = "_" + tool.name.str(), options;
  std::replace(function.begin(), function.end(), '-', '_');
  for (Flag const &flag : visibleFlags())
    options += " " + flag.dashed() + (flag.value.empty() || flag.name.size() == 1 ? "" : "=");
  stream << "# bash completion of " << tool.name << '\n'
         << function << R"(() {
  local word="${COMP_WORDS[COMP_CWORD]}" option="${COMP_WORDS[COMP_CWORD-1]}"
  if [ "$word" = "=" ]; then
    word=""
  elif [ "$option" = "=" ]; then
    option="${COMP_WORDS[COMP_CWORD-2]}"
  fi
  case "$option" in
)";
  for (Flag const &flag : visibleFlags()) {
    std::string reply;
    switch (kindOf(flag, tool)) {
    case Completes::Nothing:
      continue;
    case Completes::Files:
      reply = "-f";
      break;
    case Completes::Folders:
      reply = "-d";
      break;
    case Completes::Boards:
      reply = fmt::format("-W \"$({})\"", boardsCommand);
      break;
    case Completes::Words:
      reply = "-W '" + wordsOf(flag, tool) + "'";
      break;
    }
    stream << "    " << flag.dashed() << ") COMPREPLY=($(compgen " << reply << " -- \"$word\")); return ;;\n";
  }
  stream << "  esac\n  if [[ \"$word\" == -* ]]; then\n    COMPREPLY=($(compgen -W '" << options.substr(1)
         << "' -- \"$word\"))\n    [[ \"${COMPREPLY[0]-}\" == *= ]] && compopt -o nospace 2>/dev/null\n"
         << "  else\n    COMPREPLY=($(compgen -f -- \"$word\"))\n  fi\n  return 0\n}\n"
         << "complete -o filenames -F " << function << ' ' << tool.name << '\n';
}

/// Text in single quotes, for zsh and fish.
static std::string quoted(llvm::StringRef text, llvm::StringRef special, llvm::StringRef quote) {
  std::string result;
  for (char c : text)
    result += c == '\'' ? quote.str() : special.contains(c) ? std::string("\\") + c : std::string(1, c);
  return result;
}

static void printZsh(ToolDescription const &tool, llvm::raw_ostream &stream) {
  stream << "#compdef " << tool.name << "\n_arguments \\\n";
  for (Flag const &flag : visibleFlags()) {
    std::string action;
    switch (kindOf(flag, tool)) {
    case Completes::Nothing:
      break;
    case Completes::Files:
      action = "_files";
      break;
    case Completes::Folders:
      action = "_files -/";
      break;
    case Completes::Boards:
      action = "compadd $(" + quoted(boardsCommand, "", "'\\''") + ")";
      break;
    case Completes::Words:
      action = "(" + wordsOf(flag, tool) + ")";
      break;
    }
    stream << "  '*" << flag.dashed() << (flag.value.empty() || flag.name.size() == 1 ? "" : "=") << '['
           << quoted(flag.help, "[]:", "'\\''") << ']';
    if (!flag.value.empty())
      stream << ':' << quoted(flag.value, "[]:", "'\\''") << ':' << action;
    stream << "' \\\n";
  }
  stream << "  '*:network:_files'\n";
}

static void printFish(ToolDescription const &tool, llvm::raw_ostream &stream) {
  for (Flag const &flag : visibleFlags()) {
    stream << "complete -c " << tool.name << (flag.name.size() == 1 ? " -s " : " -l ") << flag.name << " -d '"
           << quoted(flag.help, "\\", "\\'") << '\'';
    switch (kindOf(flag, tool)) {
    case Completes::Nothing:
      stream << (flag.value.empty() ? "" : " -x");
      break;
    case Completes::Files:
    case Completes::Folders:
      stream << " -r";
      break;
    case Completes::Boards:
      stream << " -x -a '(" << quoted(boardsCommand, "\\", "\\'") << ")'";
      break;
    case Completes::Words:
      stream << " -x -a '" << wordsOf(flag, tool) << '\'';
      break;
    }
    stream << '\n';
  }
}

bool SelfDescription::answer(ToolDescription const &tool, llvm::raw_ostream &stream) const {
  if (manPage) {
    printManPage(tool, stream);
    return true;
  }
  if (completion.empty())
    return false;
  if (completion == "bash")
    printBash(tool, stream);
  else if (completion == "zsh")
    printZsh(tool, stream);
  else if (completion == "fish")
    printFish(tool, stream);
  else {
    llvm::errs() << tool.name << ": error: --print-completion " << completion << ": bash, zsh or fish\n";
    std::exit(2);
  }
  return true;
}

} // namespace eo
