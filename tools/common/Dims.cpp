#include "tools/common/Dims.h"

#include "lib/ir/DimExpression.h"
#include "lib/pass/DimNames.h"
#include "lib/support/Error.h"
#include "lib/support/QuantityText.h"
#include "lib/support/ReadDouble.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <charconv>
#include <cmath>
#include <fmt/ranges.h>

namespace eo {

static std::optional<int64_t> parseInteger(llvm::StringRef text) {
  int64_t value = 0;
  auto [stop, problem] = std::from_chars(text.begin(), text.end(), value);
  return problem == std::errc() && stop == text.end() ? std::optional(value) : std::nullopt;
}

/// Whole numbers up to here are doubles of their own.
static constexpr double largestExact = 9007199254740992;

/// Characters of what was given that messages repeat: a worker's requests may be megabytes long.
static constexpr size_t longestShown = 80;

/// Most analyses that one command line may ask for by naming several values.
static constexpr size_t maxBindings = 4096;

llvm::Expected<std::vector<int64_t>> parseDimValues(llvm::StringRef text) {
  std::vector<int64_t> values;
  llvm::SmallVector<llvm::StringRef, 4> items;
  text.split(items, ',');
  for (llvm::StringRef item : items) {
    llvm::SmallVector<llvm::StringRef, 3> ends;
    item.split(ends, ':');
    std::optional<int64_t> first = parseInteger(ends.front()),
                           last = parseInteger(ends[ends.size() > 1 ? 1 : 0]);
    std::optional<int64_t> step = ends.size() > 2 ? parseInteger(ends[2]) : 1;
    if (!first || !last || !step || ends.size() > 3 || *step < 1 || *last < *first)
      return usageError("'{}' is no integer, list (1,2,4) or rising range (1:8)",
                        printable(text, longestShown));
    for (int64_t value = *first; value <= *last; value += *step) {
      if (!llvm::is_contained(values, value)) // a size that is named twice is one size
        values.push_back(value);
      if (values.size() > maxBindings)
        return usageError("'{}' has more than {} values", printable(text, longestShown), maxBindings);
      if (*last - value < *step)
        break; // the next would pass the end, or 64 bits
    }
  }
  return values;
}

/// "past" or "past + 1", not "4x".
static bool namesDimensions(llvm::StringRef text) {
  bool word = !text.empty() && !llvm::isDigit(text.front()) &&
              llvm::all_of(text, [](char c) { return llvm::isAlnum(c) || c == '_' || c == '.'; });
  std::optional<SymInt> expression = parseDimExpression(text);
  return word || (expression && expression->isSymbolic());
}

/// Gives `name` each of the values in each of the bindings. A usage error where it has another value already: of two
/// contradicting flags none is the one that was meant.
static llvm::Error bindEach(llvm::StringRef flag, llvm::StringRef text, llvm::ArrayRef<llvm::StringRef> names,
                            llvm::ArrayRef<int64_t> values, std::vector<DimBindings> &bindings) {
  if (values.size() * bindings.size() > maxBindings)
    return usageError("--{} {}: more than {} combinations of values", flag, printable(text, longestShown),
                      maxBindings);
  std::vector<DimBindings> result;
  for (DimBindings const &before : bindings)
    for (int64_t value : values) {
      DimBindings &one = result.emplace_back(before);
      for (llvm::StringRef name : names) {
        std::optional<std::string> known = boundDimension(one, name);
        if (known && *known != std::to_string(value))
          return usageError("--{} {}: '{}' is {} already; one value, please, or a list of them", flag,
                            printable(text, longestShown), printable(name, longestShown), *known);
        bindDimension(one, name, value);
      }
    }
  bindings = std::move(result);
  return llvm::Error::success();
}

/// "past=total-1": in all of the bindings.
static llvm::Error tieDimension(llvm::StringRef name, llvm::StringRef expression,
                                std::vector<DimBindings> &bindings) {
  for (DimBindings &one : bindings) {
    std::optional<std::string> known = boundDimension(one, name);
    if (known && *known != expression)
      return usageError("--dim {}={}: '{}' is {} already; one value, please", printable(name, longestShown),
                        printable(expression, longestShown), printable(name, longestShown), *known);
    one.expressions[name.str()] = expression.str();
  }
  return llvm::Error::success();
}

llvm::Error addDim(llvm::StringRef text, std::vector<DimBindings> &bindings) {
  auto [name, list] = text.rsplit('=');
  if (name.empty() || list.empty() || !text.contains('='))
    return usageError("--dim {}: expected NAME=V or INPUT[AXIS]=V with an integer V",
                      printable(text, longestShown));
  if (namesDimensions(list))
    return tieDimension(name, list.trim(), bindings);
  llvm::Expected<std::vector<int64_t>> values = parseDimValues(list);
  if (!values)
    return usageError("--dim {}: {}", printable(text, longestShown),
                      takeErrorText(values.takeError()).message);
  return bindEach("dim", text, {name}, *values, bindings);
}

llvm::Error addPair(llvm::StringRef text, std::vector<DimBindings> &bindings) {
  auto [names, list] = text.rsplit('=');
  auto [first, second] = names.split('=');
  if (first.empty() || second.empty() || list.empty() || first == second)
    return usageError("--pair {}: expected NAME=NAME=V, for example height=width=224,320", text);
  llvm::Expected<std::vector<int64_t>> values = parseDimValues(list);
  if (!values)
    return usageError("--pair {}: {}", text, takeErrorText(values.takeError()).message);
  return bindEach("pair", text, {first, second}, *values, bindings);
}

llvm::Error addValue(llvm::StringRef text, DimBindings &bindings) {
  auto [name, given] = text.rsplit('=');
  double number = 0;
  auto [stop, problem] = readDouble(given.begin(), given.end(), number);
  bool isNumber = problem == std::errc() && stop == given.end() && std::isfinite(number);
  if (given == "true" || given == "false")
    number = given == "true" ? 1 : 0;
  else if (name.empty() || !isNumber || std::abs(number) > largestExact)
    return usageError("--value {}: expected INPUT=V with a number, true or false", text);
  auto [known, isNew] = bindings.values.try_emplace(name.str(), number);
  if (!isNew && known->second != number)
    return usageError("--value {}: '{}' is {:g} already; one value, please", text, name.str(), known->second);
  return llvm::Error::success();
}

llvm::Error addInputShape(llvm::StringRef text, DimBindings &bindings) {
  auto [name, shape] = text.rsplit(':');
  llvm::SmallVector<llvm::StringRef, 4> parts;
  shape.split(parts, 'x');
  std::vector<int64_t> dims;
  for (llvm::StringRef part : parts) {
    std::optional<int64_t> dim = parseInteger(part);
    if (!dim || name.empty())
      return usageError("--input-shape {}: expected INPUT:1x3x224x224", text);
    dims.push_back(*dim);
  }
  auto [known, isNew] = bindings.shapes.try_emplace(name.str(), dims);
  if (!isNew && known->second != dims)
    return usageError("--input-shape {}: '{}' is {} already; one shape, please", text, name.str(),
                      fmt::join(known->second, "x"));
  return llvm::Error::success();
}

llvm::Expected<double> parseShare(llvm::StringRef flag, llvm::StringRef text) {
  std::optional<double> share = parseRatio(text);
  if (!share || *share > 1)
    return usageError("{} {}: expected a share such as 0.95 or 95%", flag, text);
  return *share;
}

} // namespace eo
