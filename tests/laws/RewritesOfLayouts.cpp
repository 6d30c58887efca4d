#include "tests/laws/Rewrites.h"
#include "tests/laws/Spelling.h"

namespace eo::test {

using Ints = std::vector<int64_t>;

static std::string turned(NetworkEdit &e, std::string const &x, Ints const &axes) {
  std::string result = e.fresh("value");
  setInts(e.add("Transpose", {x}, result), "perm", axes);
  return result;
}

static std::string shown(NetworkEdit &e, std::string const &x, Ints const &shape) {
  return step(e, "Reshape", {x, e.constant(shape)});
}

/// Maps, else nothing.
static std::optional<Ints> mapsOf(NetworkEdit &e, std::string const &x) {
  std::optional<Ints> dims = e.sizes(x);
  return dims && dims->size() == 4 ? dims : std::nullopt;
}

/// A fully connected layer at each place of the maps.
static size_t densePlaces(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    std::optional<Ints> d = mapsOf(e, x);
    if (!d)
      return copy(e, x, y);
    int64_t const channels = (*d)[1];
    std::string flat = shown(e, x, {(*d)[0], channels, (*d)[2] * (*d)[3]});
    std::string product = step(e, "MatMul", {e.weight({channels, channels}), flat});
    e.add("Reshape", {step(e, "Add", {product, e.weight({channels, 1})}), e.constant(*d)}, y);
  });
}

/// Of maps with their channels last, the places as rows: as Keras's Dense is exported.
static size_t denseRows(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    std::optional<Ints> d = mapsOf(e, x);
    if (!d)
      return copy(e, x, y);
    int64_t const channels = (*d)[1];
    std::string rows = shown(e, turned(e, x, {0, 2, 3, 1}), {-1, channels});
    std::string product = step(e, "Gemm", {rows, e.weight({channels, channels}), e.weight({channels})});
    std::string maps = shown(e, product, {(*d)[0], (*d)[2], (*d)[3], channels});
    setInts(e.add("Transpose", {maps}, y), "perm", {0, 3, 1, 2});
  });
}

/// Channels that change places in two groups.
static size_t shuffledWhole(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    std::optional<Ints> d = mapsOf(e, x);
    if (!d || (*d)[1] % 2 != 0)
      return copy(e, x, y);
    std::string groups = shown(e, x, {(*d)[0], 2, (*d)[1] / 2, (*d)[2], (*d)[3]});
    e.add("Reshape", {turned(e, groups, {0, 2, 1, 3, 4}), e.constant(*d)}, y);
  });
}

static size_t shuffledChannelsLast(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    std::optional<Ints> d = mapsOf(e, x);
    if (!d || (*d)[1] % 2 != 0)
      return copy(e, x, y);
    std::string groups = shown(e, turned(e, x, {0, 2, 3, 1}), {(*d)[0], (*d)[2], (*d)[3], 2, (*d)[1] / 2});
    std::string maps = shown(e, turned(e, groups, {0, 1, 2, 4, 3}), {(*d)[0], (*d)[2], (*d)[3], (*d)[1]});
    setInts(e.add("Transpose", {maps}, y), "perm", {0, 3, 1, 2});
  });
}

/// A convolution of rows -> of maps of one row, between Transposes and axes of 1 as TensorFlow's Conv1D is exported.
static size_t convolutionOfOneRow(NetworkEdit &edit) {
  if (edit.opset() < 5) // a Reshape takes its shape as an input
    return 0;
  return everyNode(edit, "Conv", [&](onnx::NodeProto &conv) {
    std::optional<Ints> x = edit.sizes(conv.input(0)), w = edit.sizes(conv.input(1)),
                        result = edit.sizes(conv.output(0));
    bool ofRows = x && w && result && x->size() == 3 && find(conv, "auto_pad") == nullptr &&
                  edit.isConstant(conv.input(1)) && edit.readers(conv.input(1)) == 1;
    if (!ofRows)
      return false;
    for (char const *one : {"kernel_shape", "strides", "dilations"})
      if (Ints values = intsOf(conv, one); values.size() == 1)
        setInts(conv, one, {1, values[0]});
    if (Ints pads = intsOf(conv, "pads"); pads.size() == 2)
      setInts(conv, "pads", {0, pads[0], 0, pads[1]});
    std::string rows = conv.input(0), y = conv.output(0), made = edit.rename(conv);
    std::string wide = shown(edit, turned(edit, rows, {0, 2, 1}), {(*x)[0], 1, (*x)[2], (*x)[1]});
    conv.set_input(0, turned(edit, wide, {0, 3, 1, 2}));
    conv.set_input(1, edit.weight({(*w)[0], (*w)[1], 1, (*w)[2]}));
    std::string narrow =
        shown(edit, turned(edit, made, {0, 2, 3, 1}), {(*result)[0], (*result)[2], (*result)[1]});
    setInts(edit.add("Transpose", {narrow}, y), "perm", {0, 2, 1});
    return true;
  });
}

/// The value's operator leaves nothing below 0.
static bool isRelu(NetworkEdit &edit, std::string const &value) {
  for (onnx::NodeProto const &node : edit.graph().node())
    if (node.output_size() == 1 && node.output(0) == value)
      return node.op_type() == "Relu";
  return false;
}

/// The pads of a MaxPool behind a Relu -> a Pad of zeros before it, as Keras has them.
static size_t maximaPaddedBefore(NetworkEdit &edit) {
  if (edit.opset() < 11)
    return 0;
  return everyNode(edit, "MaxPool", [&](onnx::NodeProto &pool) {
    Ints pads = intsOf(pool, "pads");
    bool padded = false;
    for (int64_t one : pads)
      padded |= one > 0;
    if (!padded || pads.size() != 4 || !isRelu(edit, pool.input(0)) || intOr(pool, "ceil_mode", 0) != 0)
      return false;
    setInts(pool, "pads", {0, 0, 0, 0});
    Ints around = {0, 0, pads[0], pads[1], 0, 0, pads[2], pads[3]};
    pool.set_input(0, step(edit, "Pad", {pool.input(0), edit.constant(around)}));
    return true;
  });
}

/// GlobalAveragePool -> an AveragePool whose window is the whole maps.
static size_t globalPoolAsWindow(NetworkEdit &edit) {
  return everyNode(edit, "GlobalAveragePool", [&](onnx::NodeProto &pool) {
    std::optional<Ints> d = mapsOf(edit, pool.input(0));
    if (!d)
      return false;
    pool.set_op_type("AveragePool");
    setInts(pool, "kernel_shape", {(*d)[2], (*d)[3]});
    return true;
  });
}

static size_t lengthWhole(NetworkEdit &edit) {
  return insteadOfRelu(
      edit,
      [](auto &e, auto const &x, auto const &y) {
        if (!mapsOf(e, x))
          return copy(e, x, y);
        std::string length = e.fresh("value");
        setInts(e.add("ReduceL2", {x}, length), "axes", {2, 3});
        e.add("Mul", {x, step(e, "Tanh", {length})}, y);
      },
      13);
}

static size_t lengthBySquares(NetworkEdit &edit) {
  return insteadOfRelu(
      edit,
      [](auto &e, auto const &x, auto const &y) {
        if (!mapsOf(e, x))
          return copy(e, x, y);
        std::string sum = step(e, "ReduceSum", {step(e, "Mul", {x, x}), e.constant(Ints{2, 3})});
        e.add("Mul", {x, step(e, "Tanh", {step(e, "Sqrt", {sum})})}, y);
      },
      13);
}

std::vector<Rewrite> rewritesOfLayouts() {
  return {{"dense-of-rows", denseRows, 0, "", densePlaces},
          {"shuffled-channels-last", shuffledChannelsLast, 0, "", shuffledWhole},
          {"convolution-of-one-row", convolutionOfOneRow, 0, ""},
          {"maxima-padded-before", maximaPaddedBefore, 0, ""},
          {"global-pool-as-window", globalPoolAsWindow, 0, ""},
          {"length-by-squares", lengthBySquares, 0, "", lengthWhole}};
}

} // namespace eo::test
