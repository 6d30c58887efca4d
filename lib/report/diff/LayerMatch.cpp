#include "lib/report/diff/LayerMatch.h"

#include "llvm/ADT/StringMap.h"
#include <fmt/format.h>
#include <optional>

namespace eo {

static std::string nameOf(ReportLayer const &layer) { return layer.scope + "/" + layer.name; }

static std::string shapesOf(ReportLayer const &layer) {
  std::string text;
  for (ReportValue const &output : layer.outputs) {
    text += output.shape ? "[" : "?";
    for (ReportDim const &dim : output.shape.value_or(std::vector<ReportDim>())) {
      if (auto const *number = std::get_if<int64_t>(&dim))
        text += fmt::format("{},", *number);
      else if (auto const *symbol = std::get_if<std::string>(&dim))
        text += *symbol + ",";
      else
        text += "?,";
    }
  }
  return text;
}

static std::string structureOf(ReportLayer const &layer) {
  return fmt::format("{}\n{}\n{}\n{}\n{}", layer.op, shapesOf(layer), layer.macs.value_or(-1),
                     layer.params.value_or(-1), layer.inputs.size());
}

/// What layers are told by. Layers with an empty key are left out.
using LayerKey = std::string (*)(ReportLayer const &layer);

namespace {
constexpr uint32_t none = UINT32_MAX;

/// One of the two networks.
struct Side {
  llvm::ArrayRef<ReportLayer> layers;
  std::vector<uint32_t> match;                  ///< the row on the other side, or none
  std::vector<uint32_t> key;                    ///< the same number for equal keys of both sides, or none
  llvm::StringMap<uint32_t> producer;           ///< of a value
  std::vector<std::vector<uint32_t>> consumers; ///< of a layer, in graph order, as often as they read it
  std::vector<size_t> firstFree;                ///< consumers before this one are matched

  explicit Side(llvm::ArrayRef<ReportLayer> rows)
      : layers(rows), match(rows.size(), none), key(rows.size(), none), consumers(rows.size()),
        firstFree(rows.size(), 0) {
    for (uint32_t i = 0; i < rows.size(); ++i)
      for (ReportValue const &output : rows[i].outputs)
        if (!output.name.empty())
          producer.try_emplace(output.name, i);
    for (uint32_t i = 0; i < rows.size(); ++i)
      for (std::string const &input : rows[i].inputs)
        if (uint32_t from = producerOf(input); from != none)
          consumers[from].push_back(i);
  }
  uint32_t producerOf(llvm::StringRef value) const {
    auto found = producer.find(value);
    return found == producer.end() ? none : found->second;
  }
  bool isFree(uint32_t row) const { return match[row] == none; }
};

class Matcher {
public:
  Matcher(llvm::ArrayRef<ReportLayer> rowsBefore, llvm::ArrayRef<ReportLayer> rowsAfter)
      : before(rowsBefore), after(rowsAfter) {}

  std::vector<IndexPair> run() {
    matchAnywhere([](ReportLayer const &l) { return nameOf(l) + "\n" + structureOf(l); });
    matchInGaps(structureOf);
    matchAnywhere([](ReportLayer const &l) { return nameOf(l) + "\n" + l.op; });
    matchInGaps([](ReportLayer const &l) { return l.op + "\n" + shapesOf(l); });
    matchInGaps([](ReportLayer const &l) {
      return l.params.value_or(0) > 0 ? fmt::format("{}\n{}", l.op, *l.params) : std::string();
    });
    matchConsumers();
    matchProducers();
    matchAnywhere(nameOf);
    return pairs();
  }

private:
  void pair(uint32_t old, uint32_t now) {
    before.match[old] = now;
    after.match[now] = old;
  }

  std::vector<IndexPair> pairs() const {
    std::vector<IndexPair> result;
    for (uint32_t old = 0; old < before.layers.size(); ++old)
      if (!before.isFree(old))
        result.emplace_back(old, before.match[old]);
    return result;
  }

  void number(LayerKey keyOf) {
    llvm::StringMap<uint32_t> numbers;
    for (Side *side : {&before, &after})
      for (uint32_t i = 0; i < side->layers.size(); ++i) {
        std::string text = side->isFree(i) ? keyOf(side->layers[i]) : std::string();
        side->key[i] = text.empty()
                           ? none
                           : numbers.try_emplace(text, static_cast<uint32_t>(numbers.size())).first->second;
      }
  }

  /// The k-th free layer with a key with the k-th on the other side.
  void matchAnywhere(LayerKey keyOf) {
    number(keyOf);
    std::vector<std::vector<uint32_t>> rows(before.layers.size() +
                                            after.layers.size()); // the first at the back
    for (uint32_t i = static_cast<uint32_t>(before.layers.size()); i-- > 0;)
      if (before.key[i] != none)
        rows[before.key[i]].push_back(i);
    for (uint32_t i = 0; i < after.layers.size(); ++i)
      if (uint32_t key = after.key[i]; key != none && !rows[key].empty()) {
        pair(rows[key].back(), i);
        rows[key].pop_back();
      }
  }

  /// Free layers with equal keys, in order, between layers that are matched in order.
  void matchInGaps(LayerKey keyOf) {
    number(keyOf);
    std::vector<IndexPair> fixed = risingPairs(pairs());
    fixed.emplace_back(before.layers.size(), after.layers.size());
    uint32_t old = 0, now = 0;
    for (auto const &[nextOld, nextNow] : fixed) {
      matchGap(old, nextOld, now, nextNow);
      old = nextOld + 1;
      now = nextNow + 1;
    }
  }

  static void collect(Side const &side, uint32_t from, uint32_t to, std::vector<uint32_t> &rows,
                      std::vector<uint32_t> &keys) {
    for (uint32_t i = from; i < to; ++i)
      if (side.key[i] != none) {
        rows.push_back(i);
        keys.push_back(side.key[i]);
      }
  }

  void matchGap(uint32_t oldFrom, uint32_t oldTo, uint32_t nowFrom, uint32_t nowTo) {
    std::vector<uint32_t> oldRows, oldKeys, nowRows, nowKeys;
    collect(before, oldFrom, oldTo, oldRows, oldKeys);
    collect(after, nowFrom, nowTo, nowRows, nowKeys);
    if (oldRows.empty() || nowRows.empty())
      return;
    for (auto const &[old, now] : commonSubsequence(oldKeys, nowKeys))
      pair(oldRows[old], nowRows[now]);
  }

  /// A free layer that reads what a matched layer makes, with one of the same operator that reads what its
  /// match makes.
  void matchConsumers() {
    constexpr size_t most = 16; // of the free ones; keeps hubs from costing the square of their readers
    for (uint32_t now = 0; now < after.layers.size(); ++now)
      for (std::string const &input : after.layers[now].inputs) {
        uint32_t from = after.producerOf(input);
        if (!after.isFree(now) || from == none || after.isFree(from))
          continue;
        uint32_t oldFrom = after.match[from];
        std::vector<uint32_t> const &candidates = before.consumers[oldFrom];
        size_t &first = before.firstFree[oldFrom];
        while (first < candidates.size() && !before.isFree(candidates[first]))
          ++first;
        for (size_t i = first; i < std::min(candidates.size(), first + most); ++i)
          if (before.isFree(candidates[i]) && before.layers[candidates[i]].op == after.layers[now].op) {
            pair(candidates[i], now);
            break;
          }
      }
  }

  /// The same against the flow: what feeds the same input of matched layers.
  void matchProducers() {
    for (uint32_t reader = static_cast<uint32_t>(after.layers.size()); reader-- > 0;) {
      if (after.isFree(reader))
        continue;
      std::vector<std::string> const &inputs = after.layers[reader].inputs,
                                     &oldInputs = before.layers[after.match[reader]].inputs;
      for (size_t i = 0; i < std::min(inputs.size(), oldInputs.size()); ++i) {
        uint32_t now = after.producerOf(inputs[i]), old = before.producerOf(oldInputs[i]);
        if (now != none && old != none && after.isFree(now) && before.isFree(old) &&
            after.layers[now].op == before.layers[old].op)
          pair(old, now);
      }
    }
  }

  Side before, after;
};
} // namespace

std::vector<IndexPair> matchLayers(llvm::ArrayRef<ReportLayer> before, llvm::ArrayRef<ReportLayer> after) {
  return Matcher(before, after).run();
}

} // namespace eo
