//===- EinsumRule.cpp - "bij,bjk->bik" ----------------------------------------------------------===//

#include "passes/shape/Broadcast.h"
#include "passes/shape/ShapeRules.h"
#include "llvm/ADT/StringExtras.h"
#include <array>

namespace eo::shape {

namespace {
/// One term of the equation: its letters in order, with the position of "..." among them.
struct EinsumTerm {
  std::string letters;
  std::optional<size_t> ellipsis;
};

/// What the letters and the ellipsis stand for.
struct EinsumSizes {
  std::array<std::optional<SymInt>, 128> letters;
  Shape ellipsis;
};
} // namespace

/// nullopt after bad().
static std::optional<EinsumTerm> parseTerm(ShapeContext &context, llvm::StringRef text) {
  EinsumTerm term;
  while (!text.empty()) {
    if (!term.ellipsis && text.consume_front("...")) {
      term.ellipsis = term.letters.size();
      continue;
    }
    char letter = text.front();
    if (!llvm::isAlpha(letter) && letter != ' ') {
      context.bad("equation holds the character {}", static_cast<int>(static_cast<unsigned char>(letter)));
      return std::nullopt;
    }
    if (letter != ' ')
      term.letters += letter;
    text = text.drop_front();
  }
  return term;
}

static bool bindLetter(ShapeContext &context, EinsumSizes &sizes, char letter, SymInt const &size) {
  auto &held = sizes.letters[static_cast<size_t>(letter)];
  auto joined = held ? broadcastDim(*held, size) : std::optional(size);
  if (!joined)
    context.bad("index {} is both {} and {}", std::string(1, letter), held->str(), size.str());
  else
    held = std::move(joined);
  return !context.isBad();
}

static bool bindTerm(ShapeContext &context, EinsumSizes &sizes, EinsumTerm const &term, Shape const &shape) {
  size_t letters = term.letters.size();
  if (shape.size() < letters || (shape.size() > letters && !term.ellipsis)) {
    context.bad("a term has {} indices for an operand of rank {}", letters, shape.size());
    return false;
  }
  size_t covered = shape.size() - letters, start = term.ellipsis.value_or(letters);
  for (size_t i = 0; i < letters; ++i)
    if (!bindLetter(context, sizes, term.letters[i], shape[i < start ? i : i + covered]))
      return false;
  Shape middle(shape.begin() + start, shape.begin() + start + covered);
  auto joined = broadcastShapes(context, {&sizes.ellipsis, &middle});
  if (joined)
    sizes.ellipsis = std::move(*joined);
  return joined.has_value();
}

/// How often each letter occurs.
using LetterCounts = std::array<size_t, 128>;

/// Without "->": the letters that occur once, in alphabetical order, behind the ellipsis.
static EinsumTerm implicitOutput(LetterCounts const &counts) {
  EinsumTerm output;
  output.ellipsis = 0;
  for (size_t letter = 0; letter < counts.size(); ++letter)
    if (counts[letter] == 1)
      output.letters += static_cast<char>(letter);
  return output;
}

static void setOutput(ShapeContext &context, EinsumSizes const &sizes, EinsumTerm const &output) {
  LetterCounts counts{};
  for (char letter : output.letters)
    if (++counts[static_cast<size_t>(letter)] > 1)
      return context.bad("index {} is in the result twice", std::string(1, letter));
  Shape y;
  for (size_t i = 0; i <= output.letters.size(); ++i) {
    if (output.ellipsis == i)
      y.append(sizes.ellipsis.begin(), sizes.ellipsis.end());
    if (i == output.letters.size())
      break;
    auto const &size = sizes.letters[static_cast<size_t>(output.letters[i])];
    if (!size)
      return context.bad("index {} of the result is in no operand", std::string(1, output.letters[i]));
    y.push_back(*size);
  }
  context.set(0, context.element(0), std::move(y));
}

void einsum(ShapeContext &context) {
  if (!context.needsInputs(std::max<size_t>(context.inputCount(), 1)))
    return;
  context.setElement(0, context.element(0));
  auto [left, right] = context.node.stringOr("equation", "").split("->");
  bool isExplicit = context.node.stringOr("equation", "").contains("->");
  if (size_t terms = left.count(',') + 1; terms != context.inputCount())
    return context.bad("equation has {} terms for {} operands", terms, context.inputCount());
  llvm::SmallVector<llvm::StringRef, 4> parts;
  left.split(parts, ',');
  LetterCounts counts{};
  EinsumSizes sizes;
  for (size_t i = 0; i < parts.size(); ++i) {
    auto term = parseTerm(context, parts[i]);
    Shape const *shape = context.shape(i);
    if (!term || (shape != nullptr && !bindTerm(context, sizes, *term, *shape)))
      return;
    if (shape == nullptr)
      return; // an index of this operand may be in the result
    for (char letter : term->letters)
      ++counts[static_cast<size_t>(letter)];
  }
  auto output = isExplicit ? parseTerm(context, right) : std::optional(implicitOutput(counts));
  if (output)
    setOutput(context, sizes, *output);
}

} // namespace eo::shape
