#include "lib/decide/Split.h"

#include "lib/support/Error.h"
#include "lib/support/QuantityText.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"

#include <algorithm>

namespace eo {

/// The value of "20Mbit/s": the prefixes of quantities, "bit/s" in the place of their unit.
static std::optional<double> withUnit(llvm::StringRef text, llvm::StringRef suffix, llvm::StringRef unit) {
  llvm::StringRef rest = text.trim(' ');
  if (!rest.consume_back(suffix))
    return std::nullopt;
  llvm::Expected<double> value = parseQuantity((rest + unit).str(), unit);
  if (value && *value > 0)
    return *value;
  llvm::consumeError(value.takeError());
  return std::nullopt;
}

llvm::Expected<RadioLink> parseRadio(llvm::StringRef text) {
  auto [energy, rate] = text.split(',');
  std::optional<double> joules = withUnit(energy, "J/bit", "J");
  std::optional<double> bits =
      rate.empty() ? std::optional(0.0) : withUnit(rate, "bit/s", "W"); // k, M and G alike
  if (!joules || !bits)
    return usageError("'{}' is not a radio such as '100nJ/bit,20Mbit/s': energy of a bit sent, and how fast",
                      printable(text, 60));
  return RadioLink{*joules, *bits};
}

/// Bytes and tensors that cross a cut, by cut: alive before it and read behind it.
static void addCrossing(Lifetimes const &lifetimes, std::vector<int64_t> &bytes,
                        std::vector<int64_t> &tensors) {
  for (LiveTensor const &tensor : lifetimes.tensors) {
    if (tensor.lastRead <= tensor.first && tensor.first >= 0)
      continue; // nobody reads it
    if (tensor.lastRead < 0)
      continue;
    // cut i is crossed where first < i <= lastRead: from first + 1 to lastRead
    auto from = static_cast<size_t>(tensor.first + 1), to = static_cast<size_t>(tensor.lastRead);
    bytes[from] += tensor.bytes;
    bytes[to + 1] -= tensor.bytes;
    ++tensors[from];
    --tensors[to + 1];
  }
}

/// By energy, then latency: a cut is on the front where it is faster than all that take less energy.
static void markFront(std::vector<NetworkCut> &cuts) {
  std::vector<NetworkCut *> order;
  for (NetworkCut &cut : cuts)
    order.push_back(&cut);
  llvm::stable_sort(order, [](NetworkCut const *a, NetworkCut const *b) {
    return std::pair(a->energyJ(), a->latencyS()) < std::pair(b->energyJ(), b->latencyS());
  });
  NetworkCut const *fastest = nullptr;
  for (NetworkCut *cut : order) {
    bool same =
        fastest != nullptr && cut->energyJ() == fastest->energyJ() && cut->latencyS() == fastest->latencyS();
    cut->onFront = fastest == nullptr || same || cut->latencyS() < fastest->latencyS();
    if (cut->onFront)
      fastest = cut;
  }
}

std::vector<NetworkCut> allCuts(llvm::ArrayRef<SplitStep> steps, Lifetimes const &lifetimes,
                                RadioLink const &radio) {
  std::vector<int64_t> bytes(steps.size() + 2), tensors(steps.size() + 2);
  addCrossing(lifetimes, bytes, tensors);
  double tail = 0;
  for (SplitStep const &step : steps)
    tail += step.serverS;
  std::vector<NetworkCut> cuts;
  NetworkCut cut;
  int64_t crossing = 0, count = 0;
  for (size_t i = 0; i <= steps.size(); ++i) {
    if (i > 0) {
      cut.headJ += steps[i - 1].energyJ;
      cut.headS += steps[i - 1].timeS;
      tail -= steps[i - 1].serverS;
      cut.after = steps[i - 1].name;
    }
    crossing += bytes[i];
    count += tensors[i];
    cut.head = i;
    cut.bytes = crossing;
    cut.tensors = static_cast<size_t>(count);
    cut.radioJ = 8 * static_cast<double>(crossing) * radio.joulesPerBit;
    cut.radioS = radio.bitsPerSecond > 0 ? 8 * static_cast<double>(crossing) / radio.bitsPerSecond : 0;
    cut.tailS = i == steps.size() ? 0 : std::max(tail, 0.0);
    if (i == 0 || i == steps.size() || steps[i].startsKernel)
      cuts.push_back(cut);
  }
  markFront(cuts);
  return cuts;
}

NetworkCut const *bestCut(llvm::ArrayRef<NetworkCut> cuts, std::optional<double> latencyS) {
  NetworkCut const *best = nullptr;
  for (NetworkCut const &cut : cuts)
    if ((!latencyS || cut.latencyS() <= *latencyS) && (best == nullptr || cut.energyJ() < best->energyJ()))
      best = &cut;
  return best;
}

} // namespace eo
