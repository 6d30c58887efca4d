//===- Rarely.h - what most objects leave as it is by default ------------------------------------===//
#ifndef ENERGY_OPT_LIB_SUPPORT_RARELY_H
#define ENERGY_OPT_LIB_SUPPORT_RARELY_H

#include <memory>

namespace eo {

/// A T that hardly any object needs: it takes memory where something was set. Copies share it until one of them is edited, so
/// that each has its own value all the same.
template <typename T> class Rarely {
public:
  T const &operator*() const {
    static T const usual;
    return set == nullptr ? usual : *set;
  }
  T const *operator->() const { return &**this; }

  /// To be changed; no copy sees the change.
  T &edit() {
    if (set == nullptr || set.use_count() != 1)
      set = std::make_shared<T>(**this);
    return *set;
  }

private:
  std::shared_ptr<T> set;
};

} // namespace eo

#endif
