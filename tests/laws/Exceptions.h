//===- Exceptions.h - where a law does not hold ----------------------------------------------------------===//
#ifndef ENERGY_OPT_TESTS_LAWS_EXCEPTIONS_H
#define ENERGY_OPT_TESTS_LAWS_EXCEPTIONS_H

#include <string>
#include <vector>

namespace eo::test {

/// Where a law does not hold, and why.
struct Exception {
  std::string law, network,
      board; ///< the last two are parts of what a violation says; "" for all, all laws too
  std::string reason;
};

std::vector<Exception> const &exceptions();

/// Whether a violation of the law that says this is in the table.
bool isExcepted(std::string const &law, std::string const &what);

} // namespace eo::test

#endif
