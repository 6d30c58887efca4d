//===- Spelling.h - the tools of rewrites that spell an operator otherwise -------------------------------===//
#ifndef ENERGY_OPT_TESTS_LAWS_SPELLING_H
#define ENERGY_OPT_TESTS_LAWS_SPELLING_H

#include "tests/laws/NetworkEdit.h"
#include <functional>

namespace eo::test {

/// Applies a change to every node of a kind of ONNX itself; it returns whether it could.
size_t everyNode(NetworkEdit &edit, std::string const &op,
                 std::function<bool(onnx::NodeProto &)> const &change);

/// An operator whole and in steps, in the place of every Relu: few files have either. At `opset` at least; 0 where the
/// network's cannot be raised to it.
using Steps = void (*)(NetworkEdit &edit, std::string const &x, std::string const &y);
size_t insteadOfRelu(NetworkEdit &edit, Steps steps, int64_t opset = 11);

/// Relu after all, where the operator has no place.
void copy(NetworkEdit &edit, std::string const &x, std::string const &y);
/// The result of another operator, under a name of its own.
std::string step(NetworkEdit &edit, char const *op, std::vector<std::string> const &inputs);

size_t siluWhole(NetworkEdit &edit);      ///< QuickGelu in the place of every Relu
size_t leakyReluWhole(NetworkEdit &edit); ///< likewise

} // namespace eo::test

#endif
