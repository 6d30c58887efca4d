#include "lib/trace/formats/PowerColumns.h"
#include "lib/support/Error.h"
#include "lib/support/ShellText.h"
#include "lib/support/Spelling.h"
#include "lib/support/Utf8.h"
#include "lib/trace/formats/Rails.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>

namespace eo {

namespace {

/// The best column of each subject, and what is left out for it.
struct Subjects {
  struct One {
    std::string name;
    size_t column;
    ColumnRole role;
  };
  std::vector<One> usable;
  std::vector<size_t> twins;    ///< columns that say the same of the same: cannot be told apart
  std::vector<size_t> extremes; ///< subjects of which only extremes are there
  std::vector<size_t> limits;   ///< subjects of which only limits, spreads and the like are there
  std::string leftOut;          ///< "'power.limit [W]' (a limit)"
};

/// The table, for messages.
struct Table {
  llvm::ArrayRef<ColumnUnit> columns;
  llvm::ArrayRef<std::string> headers;
  std::string const &place;
  std::string quoted(size_t column) const { return "'" + printable(headers[column], 40) + "'"; }
  std::string list(llvm::ArrayRef<size_t> which) const {
    std::string text;
    for (size_t column : which)
      text += (text.empty() ? "" : ", ") + quoted(column);
    return text;
  }
  std::vector<size_t> all(ColumnKind kind) const {
    std::vector<size_t> which;
    for (size_t column = 0; column < columns.size(); ++column)
      if (columns[column].kind == kind)
        which.push_back(column);
    return which;
  }
  llvm::Error ask(llvm::ArrayRef<size_t> which, llvm::StringRef why) const {
    std::string first = shellWord(printable(headers[which.front()], 40)), several;
    if (which.size() > 1 && headers[which[0]] != headers[which[1]])
      several = fmt::format("; several are added: --column={} --column={}", first,
                            shellWord(printable(headers[which[1]], 40)));
    return usageError("{}: which column is the power? {}{}; choose with --column={}{}", place, list(which),
                      why, first, several);
  }
};

} // namespace

static Subjects subjectsOf(Table const &table, ColumnKind kind) {
  Subjects result;
  std::vector<Subjects::One> best;
  auto leave = [&](size_t column, ColumnRole role) {
    result.leftOut +=
        fmt::format("{}{} ({})", result.leftOut.empty() ? "" : ", ", table.quoted(column), describe(role));
  };
  for (size_t column = 0; column < table.columns.size(); ++column) {
    if (table.columns[column].kind != kind)
      continue;
    ColumnMeaning meaning = meaningOf(table.columns[column].name);
    auto same = llvm::find_if(best, [&](Subjects::One const &one) {
      return llvm::StringRef(one.name).equals_insensitive(meaning.subject);
    });
    if (same == best.end()) {
      best.push_back({meaning.subject, column, meaning.role});
    } else if (same->role == meaning.role) {
      if (meaning.role <= ColumnRole::Mean)
        result.twins.insert(result.twins.end(), {same->column, column});
      else
        leave(column, meaning.role);
    } else {
      bool better = meaning.role < same->role;
      leave(better ? same->column : column, better ? same->role : meaning.role);
      if (better)
        *same = {meaning.subject, column, meaning.role};
    }
  }
  for (Subjects::One const &one : best) {
    if (one.role <= ColumnRole::Mean || one.role == ColumnRole::Predicted) {
      result.usable.push_back(one);
      continue;
    }
    if (one.role == ColumnRole::Extreme || one.role == ColumnRole::Middle)
      result.extremes.push_back(one.column);
    else
      result.limits.push_back(one.column);
    leave(one.column, one.role);
  }
  llvm::sort(result.twins);
  result.twins.erase(std::unique(result.twins.begin(), result.twins.end()), result.twins.end());
  return result;
}

/// Whether a name is the total of all others: "total_gpu" of gpu_0 and gpu_1, "Combined (CPU + GPU + ANE)".
static bool sumsAllOthers(llvm::ArrayRef<std::string> names, size_t total) {
  std::vector<std::string> parts = wordsOf(names[total]);
  if (llvm::none_of(parts, [](std::string const &word) { return isTotalWord(word); }))
    return false;
  for (size_t i = 0; i < names.size(); ++i) {
    bool shares = llvm::any_of(wordsOf(names[i]), [&](std::string const &word) {
      return llvm::is_contained(parts, llvm::StringRef(word).rtrim("0123456789").str());
    });
    if (i != total && !shares)
      return false;
  }
  return true;
}

/// The subjects that make up the whole, as indices. Empty: it cannot be told.
static std::vector<size_t> addedOf(llvm::ArrayRef<std::string> names, PowerChoice &choice) {
  for (int level : {2, 1}) {
    std::vector<size_t> wholes;
    for (size_t i = 0; i < names.size(); ++i)
      if (wholeness(names[i]) == level || (level == 2 && sumsAllOthers(names, i)))
        wholes.push_back(i);
    if (level == 1 && wholes.size() == 1) // a "server" beside an "edge" is another machine
      for (size_t i = 0; i < names.size(); ++i)
        if (i != wholes.front() && !isPartOfABoard(names[i]))
          return {};
    if (wholes.size() == 1) {
      choice.explanation =
          fmt::format("{} is the whole; {} further column{} part of it and not added", names[wholes.front()],
                      names.size() - 1, names.size() == 2 ? " is" : "s are");
      return wholes;
    }
    if (!wholes.empty())
      return {};
  }
  RailChoice rails = chooseRails(names);
  choice.explanation = rails.explanation;
  choice.board = rails.board;
  return rails.added;
}

/// Terms of all usable subjects, narrowed to those that make up the whole.
static llvm::Error narrow(PowerChoice &choice, Subjects const &subjects, Table const &table) {
  std::vector<std::string> names;
  std::vector<size_t> columns;
  for (PowerTerm const &term : choice.terms) {
    names.push_back(term.name.empty() ? "power" : term.name);
    columns.push_back(term.power ? *term.power : *term.current);
  }
  std::vector<size_t> added = addedOf(names, choice);
  if (added.empty())
    return table.ask(columns, "");
  std::vector<PowerTerm> kept;
  for (size_t i : added)
    kept.push_back(choice.terms[i]);
  choice.terms = std::move(kept);
  if (!subjects.leftOut.empty())
    choice.explanation +=
        fmt::format("{}left out: {}", choice.explanation.empty() ? "" : "; ", subjects.leftOut);
  return llvm::Error::success();
}

/// 0 best; nullopt: no supply voltage.
static std::optional<int> busRank(ColumnUnit const &column) {
  std::vector<std::string> words = wordsOf(column.name);
  auto any = [&](std::initializer_list<llvm::StringRef> list) {
    return llvm::any_of(
        words, [&](std::string const &word) { return llvm::is_contained(list, llvm::StringRef(word)); });
  };
  if (column.kind != ColumnKind::Voltage ||
      any({"shunt", "sense", "drop", "burden", "dp", "dn", "dplus", "dminus", "cc1", "cc2", "ref", "vref"}))
    return std::nullopt;
  ColumnMeaning meaning = meaningOf(column.name);
  if (meaning.role > ColumnRole::Mean)
    return std::nullopt;
  int mean = meaning.role == ColumnRole::Mean ? 1 : 0;
  if (any({"bus", "vbus"}))
    return mean;
  return (meaning.subject.empty() ? 2 : any({"load"}) ? 4 : 6) + mean;
}

llvm::Expected<VoltageColumns> chooseVoltages(llvm::ArrayRef<ColumnUnit> columns,
                                              llvm::ArrayRef<std::string> headers, std::string const &place) {
  Table table{columns, headers, place};
  VoltageColumns result;
  std::vector<size_t> best;
  int rank = 100;
  for (size_t column = 0; column < columns.size(); ++column) {
    if (columns[column].kind != ColumnKind::Voltage)
      continue;
    if (llvm::StringRef(columns[column].name).contains_insensitive("shunt") && !result.shunt)
      result.shunt = column;
    std::optional<int> here = busRank(columns[column]);
    if (!here || *here > rank)
      continue;
    if (*here < rank)
      best.clear();
    rank = *here;
    best.push_back(column);
  }
  if (best.size() > 1)
    return usageError(
        "{}: which column is the voltage of the supply? {}; choose with --column=CURRENT,VOLTAGE", place,
        table.list(best));
  if (!best.empty())
    result.bus = best.front();
  return result;
}

/// The voltage that belongs to the current `subject`: the one of the same subject, else the bus.
static llvm::Expected<std::optional<size_t>> voltageFor(llvm::StringRef subject, Table const &table) {
  if (!subject.empty())
    for (size_t column = 0; column < table.columns.size(); ++column)
      if (busRank(table.columns[column]) &&
          subject.equals_insensitive(meaningOf(table.columns[column].name).subject))
        return column;
  auto voltages = chooseVoltages(table.columns, table.headers, table.place);
  if (!voltages)
    return voltages.takeError();
  return voltages->bus;
}

static llvm::Expected<PowerTerm> termOfCurrent(std::string const &subject, size_t column, bool supplyV,
                                               Table const &table) {
  PowerTerm term;
  term.name = subject;
  term.current = column;
  if (supplyV)
    return term;
  auto voltage = voltageFor(subject, table);
  if (!voltage)
    return voltage.takeError();
  if (!*voltage)
    return usageError("{}: the file holds current only; give --supply-v, the supply voltage", table.place);
  term.voltage = *voltage;
  return term;
}

/// Rails whose power is in the file beside others that have current and voltage only.
static void addOtherRails(PowerChoice &choice, Table const &table) {
  if (llvm::any_of(choice.terms, [](PowerTerm const &term) { return term.name.empty(); }))
    return;
  for (Subjects::One const &one : subjectsOf(table, ColumnKind::Current).usable) {
    bool known = one.name.empty() || llvm::any_of(choice.terms, [&](PowerTerm const &term) {
                   return llvm::StringRef(term.name).equals_insensitive(one.name);
                 });
    if (known)
      continue;
    for (size_t column = 0; column < table.columns.size(); ++column)
      if (busRank(table.columns[column]) &&
          llvm::StringRef(one.name).equals_insensitive(meaningOf(table.columns[column].name).subject)) {
        choice.terms.push_back({one.name, {}, one.column, column});
        break;
      }
  }
}

llvm::Expected<PowerChoice> choosePower(llvm::ArrayRef<ColumnUnit> columns,
                                        llvm::ArrayRef<std::string> headers, bool supplyV,
                                        std::string const &place) {
  Table table{columns, headers, place};
  PowerChoice choice;
  std::vector<size_t> limits;
  for (ColumnKind kind : {ColumnKind::Power, ColumnKind::Current}) {
    Subjects subjects = subjectsOf(table, kind);
    if (!subjects.twins.empty())
      return table.ask(subjects.twins, ", in two units or from two tools");
    if (subjects.usable.empty() && !subjects.extremes.empty())
      return table.ask(table.all(kind), ": extremes only, no mean");
    limits.insert(limits.end(), subjects.limits.begin(), subjects.limits.end());
    for (Subjects::One const &one : subjects.usable) {
      if (kind == ColumnKind::Power) {
        choice.terms.push_back({one.name, one.column, {}, {}});
        continue;
      }
      auto term = termOfCurrent(one.name, one.column, supplyV, table);
      if (!term)
        return term.takeError();
      choice.terms.push_back(std::move(*term));
    }
    if (choice.terms.empty())
      continue;
    if (kind == ColumnKind::Power)
      addOtherRails(choice, table);
    if (llvm::Error error = narrow(choice, subjects, table))
      return error;
    return choice;
  }
  if (!limits.empty())
    return table.ask(limits, ": nothing that is drawn, only limits, spreads and the like");
  return choice;
}

/// The columns a name stands for: the header as written, else all of that name without unit (power, current and voltage of a rail), else
/// the best of each quantity of that subject.
static std::vector<size_t> columnsNamed(llvm::StringRef name, Table const &table) {
  std::vector<size_t> exact, loose, subject;
  for (size_t column = 0; column < table.columns.size(); ++column) {
    ColumnUnit const &unit = table.columns[column];
    if (name.equals_insensitive(table.headers[column]))
      exact.push_back(column);
    if (name.equals_insensitive(unit.name))
      loose.push_back(column);
  }
  for (ColumnKind kind : {ColumnKind::Power, ColumnKind::Current, ColumnKind::Voltage})
    for (Subjects::One const &one : subjectsOf(table, kind).usable)
      if (name.equals_insensitive(one.name))
        subject.push_back(one.column);
  return !exact.empty() ? exact : !loose.empty() ? loose : subject;
}

llvm::Expected<PowerChoice> namedPower(llvm::ArrayRef<std::string> named, llvm::ArrayRef<ColumnUnit> columns,
                                       llvm::ArrayRef<std::string> headers, bool supplyV,
                                       std::string const &place) {
  Table table{columns, headers, place};
  PowerChoice choice;
  std::vector<size_t> powers, currents, voltages;
  for (std::string const &name : named) {
    std::vector<size_t> found = columnsNamed(name, table);
    if (found.empty())
      return usageError("{}: no column '{}'{}; there are {}", place, printable(name, 40),
                        didYouMean(name, headers.vec()),
                        printable(llvm::join(headers.take_front(40), ", "), 400));
    llvm::stable_sort(found, [&](size_t a, size_t b) { return columns[a].kind < columns[b].kind; });
    auto twin = std::adjacent_find(found.begin(), found.end(),
                                   [&](size_t a, size_t b) { return columns[a].kind == columns[b].kind; });
    if (twin != found.end())
      return usageError(
          "{}: {} and {} are both called '{}'; give --column the whole header of one, or rename one", place,
          table.quoted(*twin), table.quoted(twin[1]), printable(name, 40));
    bool anyPower = false;
    for (size_t column : found)
      anyPower |= columns[column].kind == ColumnKind::Power;
    for (size_t column : found) {
      if (columns[column].kind == ColumnKind::Power)
        powers.push_back(column);
      else if (columns[column].kind == ColumnKind::Current && !anyPower)
        currents.push_back(column);
      else if (columns[column].kind == ColumnKind::Voltage && !anyPower)
        voltages.push_back(column);
      else if (!anyPower && found.size() == 1)
        return usageError("{}: column '{}' is no power, current or voltage; a power needs its unit in the "
                          "header, for example power_w or power_mw",
                          place, printable(headers[column], 40));
    }
  }
  auto finish = [](std::vector<size_t> &list) {
    llvm::sort(list);
    list.erase(std::unique(list.begin(), list.end()), list.end());
  };
  for (std::vector<size_t> *list : {&powers, &currents, &voltages})
    finish(*list);
  for (size_t column : powers)
    choice.terms.push_back({columns[column].name, column, {}, {}});
  for (size_t column : currents) {
    std::string subject = meaningOf(columns[column].name).subject;
    if (voltages.size() == 1) {
      choice.terms.push_back({subject, {}, column, voltages.front()});
      continue;
    }
    auto term = termOfCurrent(subject, column, supplyV, table);
    if (!term)
      return term.takeError();
    choice.terms.push_back(std::move(*term));
  }
  if (choice.terms.empty())
    return usageError("{}: --column names {} only; name the power, or the current", place,
                      table.list(voltages));
  return choice;
}

} // namespace eo
