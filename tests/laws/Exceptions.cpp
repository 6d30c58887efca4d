#include "tests/laws/Exceptions.h"

#include <algorithm>

namespace eo::test {

std::vector<Exception> const &exceptions() {
  static std::vector<Exception> const table = {
      // right as it is
      {"initializers-also-inputs", "counted-turns", "",
       "has no other input: what has a value of its own is then what the network is fed"},
      {"slice-all", "custom-operator", "",
       "nobody knows the size that comes out of the operator, so the Slice may cut"},
      {"batch-per-sample", "", "raspberry-pi-5",
       "kernels that wait for memory draw more than those that compute, and a larger batch waits for longer"},
      // what the fits of the boards do not know
      {"kernel", "3 -> 5", "orin-nano",
       "3x3 and larger kernels are families fitted apart; what they differ by lies within their errors"},
      {"groups", "", "",
       "below 8 channels to a group kernels count as depthwise ones; nothing in between was measured"},
      {"fp16", "", "agx-xavier",
       "base and bandwidth at fp16 were fitted without a bound by those at fp32: small kernels cost more"},
      {"fp16", "", "jetson-tx2", "the same"},
      {"interval", "", "imx8mp", "three networks, all of which took more than was estimated: no lower bound"},
  };
  return table;
}

bool isExcepted(std::string const &law, std::string const &what) {
  return std::any_of(exceptions().begin(), exceptions().end(), [&](Exception const &one) {
    return law == one.law && what.find(one.network) != std::string::npos &&
           what.find(one.board) != std::string::npos;
  });
}

} // namespace eo::test
