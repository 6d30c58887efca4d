//===- Rarely.h - what most objects leave as it is by default ------------------------------------===//
#ifndef ENERGY_OPT_LIB_SUPPORT_RARELY_H
#define ENERGY_OPT_LIB_SUPPORT_RARELY_H

#include <atomic>
#include <cstdint>
#include <utility>

namespace eo {

/// A T that hardly any object needs: it takes memory where something was set, and a pointer elsewhere. Copies share it until one of
/// them is edited, so that each has its own value all the same.
template <typename T> class Rarely {
public:
  Rarely() = default;
  Rarely(Rarely const &other) : set(other.set) {
    if (set != nullptr)
      set->owners.fetch_add(1, std::memory_order_relaxed);
  }
  Rarely(Rarely &&other) noexcept : set(std::exchange(other.set, nullptr)) {}
  Rarely &operator=(Rarely other) noexcept {
    std::swap(set, other.set);
    return *this;
  }
  ~Rarely() {
    if (set != nullptr && set->owners.fetch_sub(1, std::memory_order_acq_rel) == 1)
      delete set;
  }

  /// Whether something was.
  bool isSet() const { return set != nullptr; }

  T const &operator*() const {
    static T const usual;
    return set == nullptr ? usual : set->value;
  }
  T const *operator->() const { return &**this; }

  /// To be changed; no copy sees the change.
  T &edit() {
    if (set == nullptr || set->owners.load(std::memory_order_acquire) != 1)
      *this = Rarely(**this);
    return set->value;
  }

private:
  struct Shared {
    explicit Shared(T one) : value(std::move(one)) {}
    T value;
    std::atomic<uint32_t> owners{1};
  };
  explicit Rarely(T const &value) : set(new Shared(value)) {}

  Shared *set = nullptr;
};

} // namespace eo

#endif
