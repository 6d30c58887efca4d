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
      {"gather-all", "custom-operator", "", "the same: the Gather may leave something out"},
      {"gather-all", "nvidia_nested_dup_names", "", "the same: its only operator is a custom one"},
      {"slice-all", "nvidia_nested_dup_names", "", "the same: its only operator is a custom one"},
      {"", "expand_shape_model2", "",
       "the size of its only result is not computed but declared, and the declaration goes to the node "
       "behind it"},
      {"pad-nothing", "ssdlite320", "", "within the arithmetic of its own size, which knows no Pad"},
      {"weights-as-inputs", "kuleuven-micas", "",
       "products without a bias: nothing says which of two inputs is learned"},
      {"watts", "", "agx-orin",
       "times of large networks were fitted shorter than the supply allows with the energies fitted apart"},
      {"watts", "", "xeon-w2155",
       "at convolutions larger than any measured 2 W above its thermal design power"},
      {"batch-per-sample", "", "raspberry-pi-5",
       "kernels that wait for memory draw more than those that compute, and a larger batch waits for longer"},
      {"batch-per-sample", "8 -> 16", "agx-orin",
       "what waits for memory draws more than what computes, by 5 %"},
      {"batch-per-sample", "8 -> 16", "orin-nx", "scaled from agx-orin"},
      {"batch-per-sample", "16 -> 32", "agx-orin",
       "what waits for memory draws more than what computes, by 4 %"},
      {"batch-per-sample", "16 -> 32", "orin-nx", "scaled from agx-orin"},
      {"", "latency (", "rk3588 runtime=armnn",
       "more work brings the fast pace on: MobileNetV2 of width 1 was measured to take 32 ms, of 1.3 to take "
       "25"},
      {"priced-bytes", "nn_conv1d_tcn", "(PRelu)",
       "its slopes are all 0.25: one number of a LeakyRelu, which is in the instruction and not read"},
      {"attention-projected", "", "xavier-nx",
       "its model knows convolutions and fully connected layers only: the projection inside the operator has "
       "no figure"},
      // what the fits of the boards do not know
      {"channels", "24 -> 32", "agx-xavier-dla",
       "24 channels fill three quarters of a tile: the remainder was fitted 0.1 % dearer, within its error"},
      {"groups", "32 -> 64", "imx8mp",
       "depthwise convolutions of few channels were measured slower on the NPU than whole ones are"},
      {"groups", "32 -> 64", "xeon-w2155",
       "depthwise convolutions were fitted 2 % dearer than whole ones of 64 channels, within their error"},
      {"groups", "groups", "agx-orin",
       "groups of 4 and of 8 channels were measured in one network, RetinaNet, and those of 4 fitted dearer"},
      {"groups", "groups", "orin-nx", "scaled from agx-orin"},
      {"groups", "groups", "ncs2", "fewer channels to a group fill less of its engine"},
      {"mode", "", "agx-xavier-dla power_mode",
       "launch at 30w and 10w was fitted 1 to 4 % shorter, within its error"},
      {"mode", "", "edge-tpu freq=std", "what the host adds was fitted from another table, 3 % shorter"},
      {"mode", "", "power_mode=max-p",
       "the TX2 was measured faster at max-p for small networks: its CPUs clock otherwise"},
      {"exporters", "onnx_resnet18_dynamo", "", "its biases are computed, so they are no parameters"},
  };
  return table;
}

bool isExcepted(std::string const &law, std::string const &what) {
  return std::any_of(exceptions().begin(), exceptions().end(), [&](Exception const &one) {
    return (one.law.empty() || law == one.law) && what.find(one.network) != std::string::npos &&
           what.find(one.board) != std::string::npos;
  });
}

} // namespace eo::test
