//===- Annotations.h - typed side tables, one of each type -----------------------------------===//
#ifndef ENERGY_OPT_LIB_PASS_ANNOTATIONS_H
#define ENERGY_OPT_LIB_PASS_ANNOTATIONS_H

#include <algorithm>
#include <cassert>
#include <memory>
#include <utility>
#include <vector>

namespace eo {

/// Holds at most one object of each type T: what passes found out (`MacCounts`, `EnergyEstimate`, …) and what
/// the tool hands in (`DimBindings`, the chosen board). Never copied, never global.
class Annotations {
public:
  template <typename T> T &set(T value) {
    auto held = std::make_shared<T>(std::move(value));
    T &reference = *held;
    auto found =
        std::find_if(items.begin(), items.end(), [](auto const &item) { return item.first == key<T>(); });
    if (found == items.end())
      items.emplace_back(key<T>(), std::move(held));
    else
      found->second = std::move(held);
    return reference;
  }
  /// nullptr where nobody has set one.
  template <typename T> T const *find() const {
    for (auto const &[held, object] : items)
      if (held == key<T>())
        return static_cast<T const *>(object.get());
    return nullptr;
  }
  /// Frees what nobody is going to read any more.
  template <typename T> void drop() {
    items.erase(
        std::remove_if(items.begin(), items.end(), [](auto const &item) { return item.first == key<T>(); }),
        items.end());
  }
  template <typename T> bool has() const { return find<T>() != nullptr; }
  /// For passes that declared T as required: the pass manager made sure it is there.
  template <typename T> T const &get() const {
    T const *found = find<T>();
    assert(found != nullptr && "annotation used without being required");
    return *found;
  }

private:
  using Key = void const *;
  template <typename T> static Key key() {
    static constexpr char address = 0;
    return &address;
  }
  std::vector<std::pair<Key, std::shared_ptr<void>>> items; ///< two dozen at most
};

} // namespace eo

#endif
