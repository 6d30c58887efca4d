#include "tools/common/SelfDescription.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

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
    if (option.getOptionHiddenFlag() != cl::NotHidden || option.ArgStr.empty())
      continue;
    bool takesValue = !option.ValueStr.empty() || option.getValueExpectedFlag() == cl::ValueRequired;
    flags.push_back({option.ArgStr.str(),
                     option.ValueStr.empty() && takesValue ? "value" : option.ValueStr.str(),
                     option.HelpStr.rtrim(':').str()});
  }
  llvm::sort(flags, [](Flag const &a, Flag const &b) { return a.name < b.name; });
  return flags;
}

static std::string wordsOf(Flag const &flag, OptionWords const &words) {
  for (auto const &[name, known] : words)
    if (name == flag.name)
      return llvm::join(known, " ");
  return {};
}

static Completes kindOf(Flag const &flag, OptionWords const &words) {
  llvm::StringRef value = flag.value;
  return !wordsOf(flag, words).empty()                       ? Completes::Words
         : value.endswith("FILE") || value.endswith(".yaml") ? Completes::Files
         : value == "DIR"                                    ? Completes::Folders
         : value == "B" || value.startswith("B[")            ? Completes::Boards
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

static void printManHead(ToolDescription const &tool, llvm::StringRef operands, llvm::raw_ostream &stream) {
  auto [summary, text] = tool.overview.split('\n');
  stream << ".TH " << tool.name.upper() << " 1 \"\" \"energy-opt " << tool.version << "\" \"User Commands\"\n"
         << ".SH NAME\n"
         << tool.name << " \\- " << troff(summary) << "\n.SH SYNOPSIS\n.B " << tool.name << '\n'
         << operands << "\n.SH DESCRIPTION\n.nf\n"
         << troff(text.trim('\n')) << "\n.fi\n";
}

static void printManOptions(llvm::raw_ostream &stream) {
  for (Flag const &flag : visibleFlags()) {
    stream << ".TP\n\\fB" << troff(flag.dashed()) << "\\fR";
    if (!flag.value.empty())
      stream << "=\\fI" << troff(flag.value) << "\\fR";
    stream << '\n' << troff(flag.help) << '\n';
  }
}

/// The command that lists the boards, for all shells.
constexpr char const *boardsCommand =
    "energy-opt --list-boards 2>/dev/null | awk 'NR > 1 && /^ / { print $1 }'";

/// "_energy_lint": what completes the tool, or a verb of it.
static std::string functionOf(llvm::StringRef tool, llvm::StringRef verb = "") {
  std::string function = ("_" + tool + (verb.empty() ? "" : "_") + verb).str();
  std::replace(function.begin(), function.end(), '-', '_');
  return function;
}

/// '=' ends a word for bash: "--board=ed" are three of them.
static void printBash(llvm::StringRef function, OptionWords const &words, llvm::raw_ostream &stream) {
  std::string options;
  for (Flag const &flag : visibleFlags())
    options += " " + flag.dashed() + (flag.value.empty() || flag.name.size() == 1 ? "" : "=");
  stream << function << R"(() {
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
    switch (kindOf(flag, words)) {
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
      reply = "-W '" + wordsOf(flag, words) + "'";
      break;
    }
    stream << "    " << flag.dashed() << ") COMPREPLY=($(compgen " << reply << " -- \"$word\")); return ;;\n";
  }
  stream << "  esac\n  if [[ \"$word\" == -* ]]; then\n    COMPREPLY=($(compgen -W '" << options.substr(1)
         << "' -- \"$word\"))\n    [[ \"${COMPREPLY[0]-}\" == *= ]] && compopt -o nospace 2>/dev/null\n"
         << "  else\n    COMPREPLY=($(compgen -f -- \"$word\"))\n  fi\n  return 0\n}\n";
}

static void printBashEnd(llvm::StringRef tool, llvm::raw_ostream &stream) {
  stream << "complete -o filenames -F " << functionOf(tool) << ' ' << tool << '\n';
}

/// Text in single quotes, for zsh and fish.
static std::string quoted(llvm::StringRef text, llvm::StringRef special, llvm::StringRef quote) {
  std::string result;
  for (char c : text)
    result += c == '\'' ? quote.str() : special.contains(c) ? std::string("\\") + c : std::string(1, c);
  return result;
}

static void printZshOptions(OptionWords const &words, llvm::raw_ostream &stream) {
  stream << "_arguments \\\n";
  for (Flag const &flag : visibleFlags()) {
    std::string action;
    switch (kindOf(flag, words)) {
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
      action = "(" + wordsOf(flag, words) + ")";
      break;
    }
    stream << "  '*" << flag.dashed() << (flag.value.empty() || flag.name.size() == 1 ? "" : "=") << '['
           << quoted(flag.help, "[]:", "'\\''") << ']';
    if (!flag.value.empty())
      stream << ':' << quoted(flag.value, "[]:", "'\\''") << ':' << action;
    stream << "' \\\n";
  }
  stream << "  '*:file:_files'\n";
}

/// `condition` limits the options to a verb; empty: always.
static void printFish(llvm::StringRef tool, llvm::StringRef condition, OptionWords const &words,
                      llvm::raw_ostream &stream) {
  for (Flag const &flag : visibleFlags()) {
    stream << "complete -c " << tool << condition << (flag.name.size() == 1 ? " -s " : " -l ") << flag.name
           << " -d '" << quoted(flag.help, "\\", "\\'") << '\'';
    switch (kindOf(flag, words)) {
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
      stream << " -x -a '" << wordsOf(flag, words) << '\'';
      break;
    }
    stream << '\n';
  }
}

std::optional<ManualFormat> manualFormat(llvm::StringRef argument) {
  return llvm::StringSwitch<std::optional<ManualFormat>>(argument)
      .Case("--print-man-page", ManualFormat::ManPage)
      .Case("--print-completion=bash", ManualFormat::Bash)
      .Case("--print-completion=zsh", ManualFormat::Zsh)
      .Case("--print-completion=fish", ManualFormat::Fish)
      .Default(std::nullopt);
}

static void describeTool(ToolDescription const &tool, ManualFormat format, llvm::raw_ostream &stream) {
  switch (format) {
  case ManualFormat::ManPage:
    printManHead(tool, "[\\fIOPTIONS\\fR] " + troff(tool.operands), stream);
    stream << ".SH OPTIONS\n";
    printManOptions(stream);
    return;
  case ManualFormat::Bash:
    stream << "# bash completion of " << tool.name << '\n';
    printBash(functionOf(tool.name), tool.words, stream);
    printBashEnd(tool.name, stream);
    return;
  case ManualFormat::Zsh:
    stream << "#compdef " << tool.name << '\n';
    printZshOptions(tool.words, stream);
    return;
  case ManualFormat::Fish:
    printFish(tool.name, "", tool.words, stream);
    return;
  }
}

/// LLVM keeps options whose objects are gone, and the next verb may have one of the same name.
static void forgetOptions() {
  std::vector<cl::Option *> mine;
  for (auto const &entry : cl::getRegisteredOptions())
    if (entry.second->getOptionHiddenFlag() != cl::ReallyHidden &&
        llvm::none_of(entry.second->Categories,
                      [](cl::OptionCategory const *one) { return one->getName() == "Generic Options"; }))
      mine.push_back(entry.second);
  for (cl::Option *option : mine)
    option->removeArgument();
}

/// What completes a tool where no verb stands first.
constexpr char const *withoutVerb = "itself";

void describeBeforeVerbs(ToolDescription const &tool, ManualFormat format, llvm::raw_ostream &stream,
                         std::optional<llvm::ArrayRef<llvm::StringRef>> runsAlone) {
  switch (format) {
  case ManualFormat::ManPage:
    printManHead(tool,
                 (runsAlone ? "[\\fIVERB\\fR]" : "\\fIVERB\\fR") + std::string(" [\\fIOPTIONS\\fR] ") +
                     troff(tool.operands),
                 stream);
    if (runsAlone) {
      stream << ".SH OPTIONS\n";
      printManOptions(stream);
    }
    stream << ".SH VERBS\n";
    break;
  case ManualFormat::Bash:
    stream << "# bash completion of " << tool.name << '\n';
    if (runsAlone)
      printBash(functionOf(tool.name, withoutVerb), tool.words, stream);
    break;
  case ManualFormat::Zsh:
    stream << "#compdef " << tool.name << '\n';
    if (runsAlone) {
      stream << functionOf(tool.name, withoutVerb) << "() {\n";
      printZshOptions(tool.words, stream);
      stream << "}\n";
    }
    break;
  case ManualFormat::Fish:
    if (runsAlone)
      printFish(tool.name,
                fmt::format(" -n 'not __fish_seen_subcommand_from {}'", llvm::join(*runsAlone, " ")),
                tool.words, stream);
    break;
  }
  if (runsAlone)
    forgetOptions();
}

static void printVerb(ToolDescription const &tool, VerbDescription const &verb, ManualFormat format,
                      llvm::raw_ostream &stream) {
  switch (format) {
  case ManualFormat::ManPage:
    stream << ".SS " << verb.name << "\n.nf\n" << troff(verb.overview.trim('\n')) << "\n.fi\n";
    printManOptions(stream);
    return;
  case ManualFormat::Bash:
    printBash(functionOf(tool.name, verb.name), verb.words, stream);
    return;
  case ManualFormat::Zsh:
    stream << functionOf(tool.name, verb.name) << "() {\n";
    printZshOptions(verb.words, stream);
    stream << "}\n";
    return;
  case ManualFormat::Fish:
    printFish(tool.name, fmt::format(" -n '__fish_seen_subcommand_from {}'", verb.name), verb.words, stream);
    return;
  }
}

void describeVerb(ToolDescription const &tool, VerbDescription const &verb, ManualFormat format,
                  llvm::raw_ostream &stream) {
  printVerb(tool, verb, format, stream);
  forgetOptions();
}

void describeAfterVerbs(ToolDescription const &tool, llvm::ArrayRef<llvm::StringRef> verbs,
                        ManualFormat format, llvm::raw_ostream &stream,
                        std::optional<llvm::ArrayRef<llvm::StringRef>> alone) {
  std::string function = functionOf(tool.name), names = llvm::join(alone.value_or(verbs), " ");
  std::string itself = alone ? functionOf(tool.name, withoutVerb) : "";
  switch (format) {
  case ManualFormat::ManPage:
    return;
  case ManualFormat::Bash:
    stream << function << "() {\n  if [ \"$COMP_CWORD\" -le 1 ]; then\n";
    if (alone)
      stream << "    " << itself << "\n    COMPREPLY+=($(compgen -W '" << names
             << "' -- \"${COMP_WORDS[COMP_CWORD]}\"))\n    return\n  fi\n";
    else
      stream << "    COMPREPLY=($(compgen -W '" << names
             << " --help --version' -- \"${COMP_WORDS[COMP_CWORD]}\"))\n    return\n  fi\n";
    stream << "  case \"${COMP_WORDS[1]}\" in\n";
    for (llvm::StringRef verb : verbs)
      stream << "    " << verb << ") " << functionOf(tool.name, verb) << " ;;\n";
    if (alone)
      stream << "    *) " << itself << " ;;\n";
    stream << "  esac\n}\n";
    printBashEnd(tool.name, stream);
    return;
  case ManualFormat::Zsh:
    stream << "if (( CURRENT == 2 )); then\n  compadd " << names << '\n';
    if (alone)
      stream << "  " << itself << '\n';
    stream << "elif [[ ${words[2]} == (" << llvm::join(verbs, "|") << ") ]]; then\n  local verb=$words[2]\n"
           << "  shift words\n  (( CURRENT-- ))\n  case $verb in\n";
    for (llvm::StringRef verb : verbs)
      stream << "    " << verb << ") " << functionOf(tool.name, verb) << " ;;\n";
    stream << "  esac\n";
    if (alone)
      stream << "else\n  " << itself << '\n';
    stream << "fi\n";
    return;
  case ManualFormat::Fish:
    stream << "complete -c " << tool.name << " -n 'not __fish_seen_subcommand_from " << names << "' "
           << (alone ? "" : "-f ") << "-a '" << names << "'\n";
    return;
  }
}

bool SelfDescription::answer(ToolDescription const &tool, llvm::raw_ostream &stream) const {
  if (!manPage && completion.empty())
    return false;
  std::optional<ManualFormat> format =
      manualFormat(manPage ? "--print-man-page" : "--print-completion=" + completion);
  if (!format) {
    llvm::errs() << tool.name << ": error: --print-completion " << completion << ": bash, zsh or fish\n";
    std::exit(2);
  }
  describeTool(tool, *format, stream);
  return true;
}

} // namespace eo
