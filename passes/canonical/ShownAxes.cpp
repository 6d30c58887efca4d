//===- ShownAxes.cpp --------------------------------------------------------------------------------------===//
//
//   written [1, 4, 6, 8], running as [1, 8, 4, 6] (axes 0, 2, 3, 1)
//   shown   [4, 6, 8]           axes 1, 2, 0
//           [1, 1, 4, 6, 8]     axes 0, 2, 3, 4, 1     an axis of 1 behind the channels
//           [1, 24, 8]          axes 0, 2, 1           rows and columns run behind one another
//           [1, 4, 6, 2, 4]     axes 0, 3, 4, 1, 2
//           [1, 4, 48]          none: columns and channels run apart
//
#include "passes/canonical/ShownAxes.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

namespace eo::canonical {

/// The place of each number among all, the first of equal ones first.
static std::vector<int64_t> ranked(llvm::ArrayRef<int64_t> numbers) {
  std::vector<int64_t> ranks;
  for (size_t i = 0; i < numbers.size(); ++i) {
    int64_t rank = 0;
    for (size_t j = 0; j < numbers.size(); ++j)
      rank += numbers[j] < numbers[i] || (numbers[j] == numbers[i] && j < i) ? 1 : 0;
    ranks.push_back(rank);
  }
  return ranks;
}

namespace {

/// Goes through both shapes from the front.
class Walk {
public:
  Walk(Shape const &view, llvm::ArrayRef<int64_t> runs, Shape const &tensor)
      : shown(view), axes(runs), written(tensor) {}

  /// Numbers in the order of the view's axes as they run; empty where they are not those of the tensor.
  std::vector<int64_t> run() {
    while (i < shown.size())
      if (shown[i] == 1) {
        places.push_back(i == 0 ? -1 : behindChannels);
        ++i;
      } else if (!takeAxis())
        return {};
    skipOnes();
    return next == written.size() ? places : std::vector<int64_t>();
  }

private:
  static constexpr int64_t pieces = 64; ///< more than an axis is ever shown as
  static constexpr int64_t behindChannels = pieces + pieces / 2;

  void skipOnes() {
    while (next < written.size() && written[next] == 1)
      ++next;
  }

  /// One axis of the tensor, all of it, with as many others as the view joins to it.
  bool takeAxis() {
    skipOnes();
    if (next == written.size())
      return false;
    int64_t const place = pieces * axes[next];
    SymInt whole = written[next++], part = shown[i++];
    places.push_back(place);
    for (int64_t piece = 1; whole != part; ++piece) {
      std::optional<int64_t> all = whole.tryValue(), taken = part.tryValue();
      if (!all || !taken || piece == pieces)
        return false;
      if (*taken < *all && i < shown.size()) {
        part = part * shown[i++];
        places.push_back(place + piece);
        continue;
      }
      bool behind = next < written.size() && axes[next] == axes[next - 1] + 1;
      if (!behind)
        return false;
      whole = whole * written[next++];
    }
    return true;
  }

  Shape const &shown;
  llvm::ArrayRef<int64_t> axes;
  Shape const &written;
  size_t i = 0, next = 0;
  std::vector<int64_t> places;
};

} // namespace

std::vector<int64_t> shownAxes(Shape const &shown, llvm::ArrayRef<int64_t> axes, Shape const &written) {
  if (axes.size() != written.size())
    return {};
  return shown == written ? axes.vec() : ranked(Walk(shown, axes, written).run());
}

std::vector<int64_t> repeatedAxes(llvm::ArrayRef<int64_t> axes, Shape const &given, Shape const &repeated) {
  std::vector<int64_t> places;
  for (size_t i = 0; i < axes.size(); ++i)
    places.push_back(i > 0 && given[i] == 1 && repeated[i] != 1
                         ? places.back() + 1
                         : 2 * static_cast<int64_t>(axes.size()) * axes[i]);
  return ranked(places);
}

bool putsAsRun(llvm::ArrayRef<int64_t> permutation, llvm::ArrayRef<int64_t> inner, Shape const &result) {
  if (permutation.size() != inner.size() || result.size() != permutation.size())
    return false;
  int64_t last = -1;
  for (size_t i = 0; i < permutation.size(); ++i) {
    if (result[i] == 1)
      continue;
    int64_t const axis = inner[static_cast<size_t>(permutation[i])];
    if (axis < last)
      return false;
    last = axis;
  }
  return true;
}

/// The shape without axes of length 1.
static Shape longAxes(Shape const &shape) {
  Shape all;
  for (SymInt const &length : shape)
    if (length != 1)
      all.push_back(length);
  return all;
}

bool areCutAlike(Shape const &one, Shape const &other) {
  Shape const left = longAxes(one), right = longAxes(other);
  size_t i = 0, j = 0;
  while (i < left.size() && j < right.size()) {
    std::optional<int64_t> a = left[i++].tryValue(), b = right[j++].tryValue();
    if (!a || !b)
      return false;
    Shape const &cut = *a < *b ? left : right;
    size_t &next = *a < *b ? i : j;
    int64_t product = std::min(*a, *b), whole = std::max(*a, *b);
    while (product != whole) {
      std::optional<int64_t> more = next < cut.size() ? cut[next++].tryValue() : std::nullopt;
      if (!more || *more <= 0 || product > whole / *more)
        return false;
      product *= *more;
    }
  }
  return i == left.size() && j == right.size();
}

} // namespace eo::canonical
