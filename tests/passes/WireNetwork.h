//===- WireNetwork.h - networks as protobuf bytes, for what no exporter and no text form would let through -===//
#ifndef ENERGY_OPT_TESTS_PASSES_WIRENETWORK_H
#define ENERGY_OPT_TESTS_PASSES_WIRENETWORK_H

#include <cstdint>
#include <string>
#include <vector>

namespace eo::test::wire {

inline std::string varint(uint64_t value) {
  std::string bytes;
  for (; value > 127; value >>= 7)
    bytes += static_cast<char>((value & 127) | 128);
  return bytes + static_cast<char>(value);
}
inline std::string number(unsigned field, uint64_t value) { return varint(field << 3) + varint(value); }
inline std::string text(unsigned field, std::string const &bytes) {
  return varint((field << 3) | 2) + varint(bytes.size()) + bytes;
}

/// "3" is a size, anything else a name; "-" is a dimension that says nothing.
inline std::string dimension(std::string const &dim) {
  if (dim == "-")
    return text(1, "");
  bool isSize = !dim.empty() && dim.find_first_not_of("0123456789") == std::string::npos && dim != "0";
  return text(1, isSize ? number(1, std::stoull(dim)) : text(2, dim));
}

/// A float32 tensor called `name`, as graph input or output.
inline std::string value(unsigned field, std::string const &name, std::vector<std::string> const &dims) {
  std::string shape;
  for (std::string const &dim : dims)
    shape += dimension(dim);
  return text(field, text(1, name) + text(2, text(1, number(1, 1) + text(2, shape))));
}
inline std::string input(std::string const &name, std::vector<std::string> const &dims) {
  return value(11, name, dims);
}
inline std::string output(std::string const &name) { return text(12, text(1, name)); }

/// A node of any domain ("": ai.onnx); an operand or result "" is one that is left out.
inline std::string nodeOf(std::string const &domain, std::string const &op,
                          std::vector<std::string> const &inputs, std::vector<std::string> const &results,
                          std::string const &name) {
  std::string body;
  for (std::string const &one : inputs)
    body += text(1, one);
  for (std::string const &one : results)
    body += text(2, one);
  return text(1, body + text(3, name) + text(4, op) + text(7, domain));
}
inline std::string node(std::string const &op, std::vector<std::string> const &inputs,
                        std::string const &result, std::string const &name = "n") {
  return nodeOf("", op, inputs, {result}, name);
}

inline std::string model(std::string const &graph) {
  return number(1, 8) + text(7, graph + text(2, "g")) + text(8, number(2, 17));
}

} // namespace eo::test::wire

#endif
