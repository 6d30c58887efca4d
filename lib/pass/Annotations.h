//===- Annotations.h - typed side tables, one of each type -----------------------------------===//
#ifndef ENERGY_OPT_LIB_PASS_ANNOTATIONS_H
#define ENERGY_OPT_LIB_PASS_ANNOTATIONS_H

#include <cassert>
#include <map>
#include <memory>
#include <utility>

namespace eo {

/// Holds at most one object of each type T: what passes found out (`MacCounts`, `EnergyEstimate`, …) and what
/// the tool hands in (`DimBindings`, the chosen board). Never copied, never global.
class Annotations {
public:
  template <typename T> T &set(T value) {
    auto held = std::make_shared<T>(std::move(value));
    T &reference = *held;
    items[key<T>()] = std::move(held);
    return reference;
  }
  /// nullptr where nobody has set one.
  template <typename T> T const *find() const {
    auto found = items.find(key<T>());
    return found == items.end() ? nullptr : static_cast<T const *>(found->second.get());
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
  std::map<Key, std::shared_ptr<void>> items;
};

} // namespace eo

#endif
