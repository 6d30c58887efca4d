#include "lib/trace/formats/Rails.h"
#include "lib/text/HeaderUnits.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace eo {

using Board = BoardRails;
using Rail = BoardRails::Rail;

std::vector<BoardRails> boardRails() {
  std::vector<BoardRails> table;
#define EO_BOARD(Name, Where, Source) table.push_back({Name, Where, Source, {}, {}});
#define EO_INPUT(Name) table.back().rails.push_back({Name, "", true});
#define EO_RAIL(Name) table.back().rails.push_back({Name, "", false});
#define EO_FED(Name, By) table.back().rails.push_back({Name, By, false});
#define EO_ALSO(Name, Known) table.back().aliases.push_back({Name, Known});
#include "lib/trace/formats/Rails.def"
  return table;
}

/// "VDD IN" is "vdd_in", "package-0,0" is "package": the number of a socket is no name.
static std::string plain(llvm::StringRef name) {
  std::vector<std::string> words = wordsOf(name);
  while (words.size() > 1 && llvm::all_of(words.back(), llvm::isDigit))
    words.pop_back();
  return llvm::join(words, "_");
}

static std::string withoutPrefix(std::string const &name) {
  llvm::StringRef text = name;
  for (llvm::StringRef prefix : {"pom_", "vdd_", "vin_"})
    if (text.consume_front(prefix))
      break;
  return text.str();
}

static std::vector<std::string> plainNames(llvm::ArrayRef<std::string> names, bool stripped) {
  std::vector<std::string> result;
  for (std::string const &name : names)
    result.push_back(stripped ? withoutPrefix(plain(name)) : plain(name));
  return result;
}

/// The board's rail of this name.
static std::optional<size_t> placeOf(Board const &board, llvm::StringRef name, bool stripped) {
  for (auto const &[other, rail] : board.aliases)
    if (name == other)
      name = rail;
  for (size_t place = 0; place < board.rails.size(); ++place) {
    std::string known = plain(board.rails[place].name);
    if (name == (stripped ? withoutPrefix(known) : known))
      return place;
  }
  return std::nullopt;
}

/// The places of the names among the board's rails; empty unless each has its own. "core0" is a "core" where the board has no such rail.
static std::vector<size_t> placesOn(Board const &board, llvm::ArrayRef<std::string> names, bool stripped) {
  std::vector<size_t> places;
  for (std::string const &name : names) {
    std::optional<size_t> place = placeOf(board, name, stripped);
    if (!place)
      place = placeOf(board, llvm::StringRef(name).rtrim("0123456789"), stripped);
    if (!place)
      return {};
    places.push_back(*place);
  }
  return places;
}

/// What processors have on any board: the sum of these is a sum of parts.
static bool isComponent(llvm::StringRef name) {
  static constexpr llvm::StringLiteral words[] = {
      "cpu",     "gpu",  "igpu", "dgpu",   "ram",   "dram", "mem",    "memory", "ddr",   "lpddr", "hbm",
      "vram",    "npu",  "dla",  "pva",    "cv",    "tpu",  "vpu",    "apu",    "dsp",   "isp",   "nic",
      "wifi",    "wlan", "eth",  "lan",    "disk",  "ssd",  "hdd",    "nvme",   "emmc",  "fan",   "fans",
      "display", "lcd",  "usb",  "camera", "modem", "big",  "little", "ane",    "uncore"};
  std::vector<std::string> parts = wordsOf(name);
  return !parts.empty() && llvm::all_of(parts, [&](std::string const &word) {
    llvm::StringRef text = llvm::StringRef(word).rtrim("0123456789");
    bool armCore = (text == "a" || text == "x") && word.size() >= 2 && word.size() <= 4;
    return text.empty() || armCore || llvm::is_contained(words, text) || text == "vdd";
  });
}

bool isPartOfABoard(llvm::StringRef name) {
  static constexpr llvm::StringLiteral chips[] = {"soc", "core", "cores", "package", "pkg", "processor"};
  return isComponent(name) || llvm::all_of(wordsOf(name), [](std::string const &word) {
           return isComponent(word) || llvm::is_contained(chips, llvm::StringRef(word).rtrim("0123456789"));
         });
}

/// SYS_VIN_HV and SYS_VIN_MV: the two inputs of a module side by side. VIN_SYS_5V0 is an input of I/O only.
static bool isSystemInput(llvm::StringRef name) {
  return name.startswith("sys_vin") || (name.startswith("vin_sys") && name != "vin_sys_5v0");
}

/// Whether a name says that it is the supply of all: VDD_IN, POM_5V_IN, VIN, VDD_TOTAL, "input".
static bool isInputName(llvm::StringRef name) {
  std::vector<std::string> words = wordsOf(name);
  if (words.empty() || name == "vin_sys_5v0")
    return false;
  if (isSystemInput(name))
    return true;
  if (llvm::any_of(words, [](std::string const &word) { return word != "vdd" && isPartOfABoard(word); }))
    return false; // "gpu_total", "soc_in"
  std::string const &last = words.back();
  return last == "in" || last == "input" || last == "vin" || words.front() == "input" || last == "total" ||
         last == "tot";
}

static std::string sumOf(llvm::ArrayRef<std::string> names, llvm::ArrayRef<size_t> added) {
  std::string sum;
  for (size_t i : added)
    sum += (sum.empty() ? "" : " + ") + names[i];
  return sum;
}

static std::string explainInput(std::string const &input, size_t others) {
  if (others == 0)
    return fmt::format("{} is the input rail", input);
  return fmt::format("{} is the input rail; {} further rail{} fed from it and not added", input, others,
                     others == 1 ? " is" : "s are");
}

static bool isOutputName(llvm::StringRef name) {
  return llvm::any_of(wordsOf(name), [](std::string const &word) {
    return word == "out" || word == "output" || word == "vout";
  });
}

/// The rule on a board of the table.
static RailChoice chooseOn(Board const &board, llvm::ArrayRef<std::string> names,
                           llvm::ArrayRef<size_t> places) {
  RailChoice choice;
  choice.board = board.name.str();
  std::optional<size_t> input;
  for (size_t i = 0; i < names.size(); ++i)
    if (board.rails[places[i]].input && (!input || places[i] < places[*input]))
      input = i;
  if (input) {
    choice.added = {*input};
    choice.explanation = fmt::format("{}: {}", choice.board, explainInput(names[*input], names.size() - 1));
    return choice;
  }
  std::string fed, absent;
  auto listed = [&](llvm::StringRef rail) {
    return llvm::any_of(places, [&](size_t place) { return board.rails[place].name == rail; });
  };
  for (size_t i = 0; i < names.size(); ++i) {
    Rail const &rail = board.rails[places[i]];
    if (!rail.feeder.empty() && listed(rail.feeder))
      fed += fmt::format("; {} is fed from {} and not added", names[i], rail.feeder);
    else
      choice.added.push_back(i);
  }
  for (Rail const &rail : board.rails)
    if (rail.feeder.empty() && !rail.input && !listed(rail.name))
      absent += (absent.empty() ? "" : ", ") + rail.name.str();
  choice.explanation =
      fmt::format("{}: no input rail, the power is {}{}", choice.board, sumOf(names, choice.added), fed);
  bool processor = board.name.contains("RAPL"); // not every processor has every domain
  if (!absent.empty() && !processor)
    choice.explanation += fmt::format("; not in the log, so not in the sum: {}", absent);
  return choice;
}

/// A channel that is not connected, as device trees name it.
static bool isUnused(llvm::StringRef name) {
  return name == "nc" || name == "not_connected" || name == "unused";
}

/// Whether the names are enough to name the board: all of its sum or its input, or a name that no other kind of log has.
static bool tells(Board const &board, llvm::ArrayRef<size_t> places, bool stripped) {
  size_t free = 0, listed = 0, distinct = 0;
  for (Rail const &rail : board.rails)
    free += rail.feeder.empty() && !rail.input ? 1 : 0;
  for (size_t place : places) {
    Rail const &rail = board.rails[place];
    if (rail.input)
      return true;
    std::string known = plain(rail.name);
    listed += rail.feeder.empty() ? 1 : 0;
    distinct += isComponent(known) || known == "soc" || known == "vdd_soc" ? 0 : 1;
  }
  return distinct > 0 || (free > 0 && listed == free && !stripped);
}

static bool onTable(RailChoice &choice, llvm::ArrayRef<std::string> names, bool stripped) {
  std::vector<std::string> looked = plainNames(names, stripped);
  std::vector<Board> table = boardRails();
  std::string others;
  for (Board const &board : table) {
    std::vector<size_t> places = placesOn(board, looked, stripped);
    if (places.empty() || !tells(board, places, stripped))
      continue;
    RailChoice here = chooseOn(board, names, places);
    if (choice.added.empty())
      choice = std::move(here);
    else if (choice.added == here.added) // VDD_IN alone: any of several boards
      others += " or " + here.board;
  }
  if (!others.empty()) {
    llvm::StringRef text = choice.explanation;
    choice.explanation = choice.board + others + text.drop_front(choice.board.size()).str();
    choice.board += others;
  }
  return !choice.added.empty();
}

static RailChoice chooseConnected(llvm::ArrayRef<std::string> names) {
  RailChoice choice;
  if (names.size() == 1) {
    onTable(choice, names, false);
    choice.added = {0};
    if (llvm::StringRef(choice.board).contains(" or Jetson"))
      choice.board.clear(); // an input that many have
    return choice;
  }
  if (onTable(choice, names, false) || onTable(choice, names, true))
    return choice;
  std::vector<std::string> looked = plainNames(names, false);
  std::vector<size_t> inputs;
  for (size_t i = 0; i < looked.size(); ++i)
    if (isInputName(looked[i]))
      inputs.push_back(i);
  bool sideBySide = llvm::all_of(inputs, [&](size_t i) { return isSystemInput(looked[i]); });
  if ((inputs.size() == 1 || (!inputs.empty() && sideBySide)) && llvm::none_of(looked, isOutputName)) {
    choice.added = inputs;
    choice.explanation = explainInput(sumOf(names, inputs), names.size() - inputs.size());
    return choice;
  }
  for (size_t i = 0; i < looked.size(); ++i) {
    if (!isComponent(looked[i]) || !inputs.empty()) {
      choice.unknown.push_back(names[i]);
      continue;
    }
    // "cpu0" beside "cpu" is part of it.
    llvm::StringRef whole = llvm::StringRef(looked[i]).rtrim("0123456789");
    if (whole.size() == looked[i].size() || !llvm::is_contained(looked, whole.str()))
      choice.added.push_back(i);
  }
  if (!choice.unknown.empty())
    choice.added.clear();
  else
    choice.explanation = fmt::format("no input rail: the power is {}", sumOf(names, choice.added));
  return choice;
}

RailChoice chooseRails(llvm::ArrayRef<std::string> names) {
  std::vector<std::string> connected;
  std::vector<size_t> places;
  for (size_t i = 0; i < names.size(); ++i)
    if (!isUnused(plain(names[i]))) {
      connected.push_back(names[i]);
      places.push_back(i);
    }
  RailChoice choice = chooseConnected(connected);
  for (size_t &rail : choice.added)
    rail = places[rail];
  return choice;
}

} // namespace eo
