#include "tests/laws/Rewrites.h"
#include "tests/laws/Spelling.h"
#include <cmath>

namespace eo::test {

void copy(NetworkEdit &e, std::string const &x, std::string const &y) { e.add("Relu", {x}, y); }

static std::string number(NetworkEdit &e, float value) { return e.constant({value}, true); }

std::string step(NetworkEdit &e, char const *op, std::vector<std::string> const &inputs) {
  std::string result = e.fresh("value");
  e.add(op, inputs, result);
  return result;
}

/// h + h · tanh(h), h half of x.
static size_t siluByTanh(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    std::string half = step(e, "Mul", {x, number(e, 0.5F)}), bent = step(e, "Tanh", {half});
    e.add("Mul", {half, step(e, "Add", {bent, number(e, 1)})}, y);
  });
}

static size_t sigmoidWhole(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) { e.add("Sigmoid", {x}, y); });
}

static size_t sigmoidByTanh(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    std::string bent = step(e, "Tanh", {step(e, "Mul", {x, number(e, 0.5F)})});
    e.add("Add", {step(e, "Mul", {bent, number(e, 0.5F)}), number(e, 0.5F)}, y);
  });
}

static size_t softsignWhole(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) { e.add("Softsign", {x}, y); });
}

/// x / (1 + |x|).
static size_t softsignInSteps(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    e.add("Div", {x, step(e, "Add", {step(e, "Abs", {x}), number(e, 1)})}, y);
  });
}

static size_t softplusWhole(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) { e.add("Softplus", {x}, y); });
}

/// max(x, 0) + log(1 + exp(-|x|)), which does not overflow.
static size_t softplusInSteps(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    std::string small = step(e, "Exp", {step(e, "Neg", {step(e, "Abs", {x})})});
    std::string rest = step(e, "Log", {step(e, "Add", {small, number(e, 1)})});
    e.add("Add", {step(e, "Relu", {x}), rest}, y);
  });
}

static size_t thresholdedWhole(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    setFloat(e.add("ThresholdedRelu", {x}, y), "alpha", 1);
  });
}

static size_t thresholdedByMask(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    std::string above = step(e, "Greater", {x, number(e, 1)}), mask = e.fresh("value");
    setInt(e.add("Cast", {above}, mask), "to", onnx::TensorProto::FLOAT);
    e.add("Mul", {x, mask}, y);
  });
}

static size_t preluOfOneSlope(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    e.add("PRelu", {x, e.constant({0.1F}, false)}, y);
  });
}

static size_t softmaxWhole(NetworkEdit &edit) {
  return insteadOfRelu(
      edit, [](auto &e, auto const &x, auto const &y) { setInt(e.add("Softmax", {x}, y), "axis", -1); }, 13);
}

/// exp(x - log(sum(exp(x)))).
static size_t softmaxByLogarithm(NetworkEdit &edit) {
  return insteadOfRelu(
      edit,
      [](auto &e, auto const &x, auto const &y) {
        std::string logarithm = e.fresh("value");
        setInts(e.add("ReduceLogSumExp", {x}, logarithm), "axes", {-1});
        e.add("Exp", {step(e, "Sub", {x, logarithm})}, y);
      },
      13);
}

static bool areMaps(NetworkEdit &e, std::string const &x) {
  std::optional<std::vector<int64_t>> dims = e.sizes(x);
  return dims && dims->size() == 4;
}

static size_t instanceNormWhole(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    if (!areMaps(e, x))
      return copy(e, x, y);
    int64_t channels = (*e.sizes(x))[1];
    e.add("InstanceNormalization", {x, e.weight({channels}), e.weight({channels})}, y);
  });
}

/// Its means by GlobalAveragePool.
static size_t instanceNormByPooling(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    if (!areMaps(e, x))
      return copy(e, x, y);
    int64_t channels = (*e.sizes(x))[1];
    std::string apart = step(e, "Sub", {x, step(e, "GlobalAveragePool", {x})});
    std::string variance = step(e, "GlobalAveragePool", {step(e, "Mul", {apart, apart})});
    std::string root = step(e, "Sqrt", {step(e, "Add", {variance, number(e, 1e-5F)})});
    std::string scaled = step(e, "Mul", {step(e, "Div", {apart, root}), e.weight({1, channels, 1, 1})});
    e.add("Add", {scaled, e.weight({1, channels, 1, 1})}, y);
  });
}

/// ConvTranspose with pads -> without, and a Slice that cuts off what they leave out.
static size_t padsAsCrop(NetworkEdit &edit) {
  if (edit.opset() < 10) // bounds as attributes
    return 0;
  return everyNode(edit, "ConvTranspose", [&](onnx::NodeProto &conv) {
    std::vector<int64_t> pads = intsOf(conv, "pads"), starts, ends, axes;
    size_t count = pads.size() / 2;
    for (size_t i = 0; i < count; ++i) {
      if (pads[i] < 1 || pads[count + i] < 1)
        return false;
      starts.push_back(pads[i]);
      ends.push_back(-pads[count + i]);
      axes.push_back(static_cast<int64_t>(i + 2));
    }
    if (count == 0 || find(conv, "output_shape") != nullptr)
      return false;
    setInts(conv, "pads", std::vector<int64_t>(pads.size()));
    std::string result = conv.output(0), whole = edit.rename(conv);
    edit.add("Slice", {whole, edit.constant(starts), edit.constant(ends), edit.constant(axes)}, result);
    return true;
  });
}

/// Maps of twice the height and width by their nearest element: a Resize.
static size_t enlargedWhole(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    if (!areMaps(e, x))
      return copy(e, x, y);
    std::string wide = e.fresh("value");
    e.add("Resize", {x, "", e.constant(std::vector<float>{1, 1, 2, 2})}, wide);
    setInts(e.add("AveragePool", {wide}, y), "kernel_shape", {2, 2});
    setInts(*e.graph().mutable_node(e.graph().node_size() - 1), "strides", {2, 2});
  });
}

/// By a Tile of axes of 1 behind the spatial ones.
static size_t enlargedByTile(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    if (!areMaps(e, x))
      return copy(e, x, y);
    std::vector<int64_t> d = *e.sizes(x);
    std::string apart =
        step(e, "Reshape", {x, e.constant(std::vector<int64_t>{d[0], d[1], d[2], 1, d[3], 1})});
    std::string tiled = step(e, "Tile", {apart, e.constant(std::vector<int64_t>{1, 1, 1, 2, 1, 2})});
    std::string wide =
        step(e, "Reshape", {tiled, e.constant(std::vector<int64_t>{d[0], d[1], 2 * d[2], 2 * d[3]})});
    setInts(e.add("AveragePool", {wide}, y), "kernel_shape", {2, 2});
    setInts(*e.graph().mutable_node(e.graph().node_size() - 1), "strides", {2, 2});
  });
}

/// x · w -> (wᵀ · xᵀ)ᵀ.
static size_t productTransposed(NetworkEdit &edit) {
  return everyNode(edit, "MatMul", [&](onnx::NodeProto &product) {
    std::optional<std::vector<int64_t>> x = edit.sizes(product.input(0)), w = edit.sizes(product.input(1));
    if (!x || !w || x->size() != 3 || w->size() != 2 || edit.isConstant(product.input(0)) ||
        !edit.isConstant(product.input(1)) || edit.readers(product.input(1)) > 1)
      return false;
    std::string data = product.input(0), y = product.output(0), turned = edit.fresh("value"),
                made = edit.fresh("value");
    product.clear_op_type();
    setInts(edit.add("Transpose", {data}, turned), "perm", {0, 2, 1});
    edit.add("MatMul", {edit.weight({(*w)[1], (*w)[0]}), turned}, made);
    setInts(edit.add("Transpose", {made}, y), "perm", {0, 2, 1});
    return true;
  });
}

/// Concat -> a sequence of its parts, and ConcatFromSequence.
static size_t concatOfSequence(NetworkEdit &edit) {
  if (edit.opset() < 11)
    return 0;
  return everyNode(edit, "Concat", [&](onnx::NodeProto &concat) {
    std::vector<std::string> parts(concat.input().begin(), concat.input().end());
    if (!edit.sizes(concat.output(0)) || parts.size() < 2)
      return false;
    int64_t axis = intOr(concat, "axis", 0);
    std::string y = concat.output(0);
    concat.clear_op_type();
    setInt(edit.add("ConcatFromSequence", {step(edit, "SequenceConstruct", parts)}, y), "axis", axis);
    return true;
  });
}

/// Split into equal parts -> SplitToSequence, and SequenceAt for each.
static size_t splitToSequence(NetworkEdit &edit) {
  if (edit.opset() < 11)
    return 0;
  return everyNode(edit, "Split", [&](onnx::NodeProto &split) {
    std::optional<std::vector<int64_t>> whole = edit.sizes(split.input(0)),
                                        first = edit.sizes(split.output(0));
    int64_t axis = intOr(split, "axis", 0);
    for (std::string const &part : split.output())
      if (!first || !whole || edit.sizes(part) != first || edit.readers(part) == 0)
        return false;
    axis += axis < 0 ? static_cast<int64_t>(whole->size()) : 0;
    onnx::NodeProto const old = split;
    split.clear_op_type();
    std::string parts = edit.fresh("value");
    int64_t each = (*first)[static_cast<size_t>(axis)];
    setInt(edit.add("SplitToSequence", {old.input(0), edit.constant(std::vector<int64_t>{each})}, parts),
           "axis", axis);
    for (int i = 0; i < old.output_size(); ++i)
      edit.add("SequenceAt", {parts, edit.constant(std::vector<int64_t>{i})}, old.output(i));
    return true;
  });
}

/// The picture with its channels last, and a Transpose before the first convolution that reads it.
static size_t fedChannelsLast(NetworkEdit &edit) {
  auto &inputs = *edit.graph().mutable_input();
  for (auto &input : inputs) {
    std::string name = input.name();
    std::optional<std::vector<int64_t>> dims = edit.sizes(name);
    std::vector<onnx::NodeProto *> readers;
    for (auto &node : *edit.graph().mutable_node())
      for (std::string const &operand : node.input())
        if (operand == name)
          readers.push_back(&node);
    if (!dims || dims->size() != 4 || readers.size() != 1 || readers.front()->op_type() != "Conv" ||
        !edit.isFloat(name) || edit.readers(name) != 1 || edit.isConstant(name))
      continue;
    auto &shape = *input.mutable_type()->mutable_tensor_type()->mutable_shape();
    shape.mutable_dim()->SwapElements(1, 2);
    shape.mutable_dim()->SwapElements(2, 3);
    std::string first = edit.fresh("value");
    readers.front()->set_input(0, first);
    setInts(edit.add("Transpose", {name}, first), "perm", {0, 3, 1, 2});
    return 1;
  }
  return 0;
}

/// Twice x normalized: the operator of ONNX Runtime that adds and normalizes.
static size_t skipNormWhole(NetworkEdit &edit) {
  return insteadOfRelu(
      edit,
      [](auto &e, auto const &x, auto const &y) {
        std::optional<std::vector<int64_t>> dims = e.sizes(x);
        if (!dims || dims->empty())
          return copy(e, x, y);
        std::string scale = e.weight({dims->back()}), shift = e.weight({dims->back()});
        e.add("SkipLayerNormalization", {x, step(e, "Tanh", {x}), scale, shift}, y)
            .set_domain("com.microsoft");
      },
      17);
}

static size_t skipNormInSteps(NetworkEdit &edit) {
  return insteadOfRelu(
      edit,
      [](auto &e, auto const &x, auto const &y) {
        std::optional<std::vector<int64_t>> dims = e.sizes(x);
        if (!dims || dims->empty())
          return copy(e, x, y);
        std::string scale = e.weight({dims->back()}), shift = e.weight({dims->back()});
        std::string sum = step(e, "Add", {x, step(e, "Tanh", {x})});
        setInt(e.add("LayerNormalization", {sum, scale, shift}, y), "axis", -1);
      },
      17);
}

/// tanh(x) over 2 + cos(x).
static size_t quotientWhole(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    std::string below = step(e, "Add", {step(e, "Cos", {x}), number(e, 2)});
    e.add("Div", {step(e, "Tanh", {x}), below}, y);
  });
}

static size_t quotientByReciprocal(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    std::string below = step(e, "Add", {step(e, "Cos", {x}), number(e, 2)});
    e.add("Mul", {step(e, "Tanh", {x}), step(e, "Reciprocal", {below})}, y);
  });
}

static size_t differenceWhole(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    e.add("Sub", {step(e, "Tanh", {x}), step(e, "Cos", {x})}, y);
  });
}

static size_t differenceByNegative(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    e.add("Add", {step(e, "Neg", {step(e, "Cos", {x})}), step(e, "Tanh", {x})}, y);
  });
}

static size_t rmsNormWhole(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    std::optional<std::vector<int64_t>> dims = e.sizes(x);
    if (!dims || dims->empty())
      return copy(e, x, y);
    setInt(e.add("SimplifiedLayerNormalization", {x, e.weight({dims->back()})}, y), "axis", -1);
  });
}

/// x / |x| · sqrt(elements) · scale.
static size_t rmsNormByLength(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    std::optional<std::vector<int64_t>> dims = e.sizes(x);
    if (!dims || dims->empty())
      return copy(e, x, y);
    std::string length = e.fresh("value");
    setInts(e.add("ReduceL2", {x}, length), "axes", {-1});
    auto all = std::sqrt(static_cast<float>(dims->back()));
    std::string scaled = step(e, "Mul", {step(e, "Div", {x, length}), number(e, all)});
    e.add("Mul", {scaled, e.weight({dims->back()})}, y);
  });
}

/// Of maps that no convolution has just computed.
static size_t batchNormWhole(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    if (!areMaps(e, x))
      return copy(e, x, y);
    int64_t channels = (*e.sizes(x))[1];
    std::vector<std::string> inputs = {step(e, "Tanh", {x})};
    for (int i = 0; i < 4; ++i)
      inputs.push_back(e.weight({channels}));
    e.add("BatchNormalization", inputs, y);
  });
}

/// (x - mean) · factor + shift, with four numbers a channel as the operator has.
static size_t batchNormInSteps(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    if (!areMaps(e, x))
      return copy(e, x, y);
    int64_t channels = (*e.sizes(x))[1];
    auto learned = [&] { return e.weight({1, channels, 1, 1}); };
    std::string apart = step(e, "Div", {step(e, "Sub", {step(e, "Tanh", {x}), learned()}), learned()});
    e.add("Add", {step(e, "Mul", {apart, learned()}), learned()}, y);
  });
}

/// Enlarged along rows, then along columns.
static size_t enlargedTwice(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    if (!areMaps(e, x))
      return copy(e, x, y);
    std::string tall = e.fresh("value"), wide = e.fresh("value");
    e.add("Resize", {x, "", e.constant(std::vector<float>{1, 1, 2, 1})}, tall);
    e.add("Resize", {tall, "", e.constant(std::vector<float>{1, 1, 1, 2})}, wide);
    setInts(e.add("AveragePool", {wide}, y), "kernel_shape", {2, 2});
    setInts(*e.graph().mutable_node(e.graph().node_size() - 1), "strides", {2, 2});
  });
}

/// Concat of three and more -> the first two, then the others.
static size_t concatNested(NetworkEdit &edit) {
  return everyNode(edit, "Concat", [&](onnx::NodeProto &concat) {
    if (concat.input_size() < 3 || !edit.sizes(concat.output(0)))
      return false;
    std::string first = edit.fresh("value"), a = concat.input(0), b = concat.input(1);
    if (edit.isConstant(a) || edit.isConstant(b))
      return false;
    int64_t axis = intOr(concat, "axis", 0);
    concat.mutable_input()->DeleteSubrange(0, 1);
    concat.set_input(0, first);
    setInt(edit.add("Concat", {a, b}, first), "axis", axis);
    return true;
  });
}

/// 1x1 convolution -> w · x of the maps shown as a matrix.
static size_t pointwiseAsProduct(NetworkEdit &edit, bool betweenTransposes) {
  return everyNode(edit, "Conv", [&](onnx::NodeProto &conv) {
    std::optional<std::vector<int64_t>> x = edit.sizes(conv.input(0)), w = edit.sizes(conv.input(1)),
                                        result = edit.sizes(conv.output(0));
    bool pointwise = x && w && result && w->size() == 4 && (*w)[2] == 1 && (*w)[3] == 1 &&
                     (*w)[1] == (*x)[1] && (*x)[2] == (*result)[2] && (*x)[3] == (*result)[3] &&
                     conv.input_size() == 3 && edit.isConstant(conv.input(1)) &&
                     edit.readers(conv.input(1)) == 1 && edit.readers(conv.input(2)) == 1;
    if (!pointwise)
      return false;
    std::string maps = conv.input(0), y = conv.output(0), turned = edit.fresh("value");
    int64_t from = (*w)[1], to = (*w)[0], places = (*x)[2] * (*x)[3];
    conv.clear_op_type();
    if (betweenTransposes) {
      setInts(edit.add("Transpose", {maps}, turned), "perm", {0, 2, 3, 1});
      std::string product = step(edit, "MatMul", {turned, edit.weight({from, to})});
      setInts(edit.add("Transpose", {step(edit, "Add", {product, edit.weight({to})})}, y), "perm",
              {0, 3, 1, 2});
      return true;
    }
    std::string flat =
        step(edit, "Reshape", {maps, edit.constant(std::vector<int64_t>{(*x)[0], from, places})});
    std::string product = step(edit, "MatMul", {edit.weight({to, from}), flat});
    std::string sum = step(edit, "Add", {product, edit.weight({to, 1})});
    edit.add("Reshape", {sum, edit.constant(*result)}, y);
    return true;
  });
}

static size_t pointwiseInRows(NetworkEdit &edit) { return pointwiseAsProduct(edit, false); }
static size_t pointwiseBetweenTransposes(NetworkEdit &edit) { return pointwiseAsProduct(edit, true); }

/// The pads of a convolution -> a Pad of one more all around before it, and a Slice that cuts that off again.
static size_t paddedAndCropped(NetworkEdit &edit) {
  if (edit.opset() < 11)
    return 0;
  return everyNode(edit, "Conv", [&](onnx::NodeProto &conv) {
    std::vector<int64_t> pads = intsOf(conv, "pads");
    std::optional<std::vector<int64_t>> x = edit.sizes(conv.input(0));
    bool padded = false;
    for (int64_t one : pads)
      padded |= one > 0;
    if (!padded || !x || x->size() != 4 || pads.size() != 4)
      return false;
    std::vector<int64_t> more = {0, 0, pads[0] + 1, pads[1] + 1, 0, 0, pads[2] + 1, pads[3] + 1};
    std::string given = conv.input(0), cropped = edit.fresh("value");
    setInts(conv, "pads", {0, 0, 0, 0});
    conv.set_input(0, cropped);
    std::string wide = step(edit, "Pad", {given, edit.constant(more)});
    edit.add("Slice",
             {wide, edit.constant(std::vector<int64_t>{1, 1}), edit.constant(std::vector<int64_t>{-1, -1}),
              edit.constant(std::vector<int64_t>{2, 3})},
             cropped);
    return true;
  });
}

/// Whether a fully connected layer with learned weights is all that reads the value.
static bool feedsLayer(NetworkEdit &edit, std::string const &value) {
  if (edit.readers(value) != 1)
    return false;
  for (onnx::NodeProto const &node : edit.graph().node())
    if (node.op_type() == "Gemm" && node.input_size() > 1 && node.input(0) == value)
      return intOr(node, "transA", 0) == 0 && edit.isConstant(node.input(1));
  return false;
}

/// Maps flattened with their channels last: learned rows stand in another order.
static size_t flattenedChannelsLast(NetworkEdit &edit) {
  return everyNode(edit, "Flatten", [&](onnx::NodeProto &flatten) {
    if (!areMaps(edit, flatten.input(0)) || intOr(flatten, "axis", 1) != 1 ||
        !feedsLayer(edit, flatten.output(0)))
      return false;
    std::string turned = edit.fresh("value"), maps = flatten.input(0);
    flatten.set_input(0, turned);
    setInts(edit.add("Transpose", {maps}, turned), "perm", {0, 2, 3, 1});
    return true;
  });
}

std::vector<Rewrite> rewritesOfSpellings() {
  return {{"silu-by-tanh", siluByTanh, 0, "", siluWhole},
          {"sigmoid-by-tanh", sigmoidByTanh, 0, "", sigmoidWhole},
          {"softsign-in-steps", softsignInSteps, 0, "", softsignWhole},
          {"softplus-in-steps", softplusInSteps, 0, "", softplusWhole},
          {"thresholded-relu-by-mask", thresholdedByMask, 0, "", thresholdedWhole},
          {"prelu-of-one-slope", preluOfOneSlope, 0, "", leakyReluWhole},
          {"softmax-by-logarithm", softmaxByLogarithm, 0, "", softmaxWhole},
          {"instance-norm-by-pooling", instanceNormByPooling, 0, "", instanceNormWhole},
          {"pads-as-crop", padsAsCrop, 0, ""},
          {"enlarged-by-tile", enlargedByTile, 0, "", enlargedWhole},
          {"product-transposed", productTransposed, 0, ""},
          {"concat-of-sequence", concatOfSequence, 0, ""},
          {"split-to-sequence", splitToSequence, 0, ""},
          {"fed-channels-last", fedChannelsLast, 0, ""},
          {"skip-norm-in-steps", skipNormInSteps, 0, "", skipNormWhole},
          {"quotient-by-reciprocal", quotientByReciprocal, 0, "", quotientWhole},
          {"difference-by-negative", differenceByNegative, 0, "", differenceWhole},
          {"rms-norm-by-length", rmsNormByLength, 0, "", rmsNormWhole},
          {"batch-norm-in-steps", batchNormInSteps, 0, "", batchNormWhole},
          {"enlarged-twice", enlargedTwice, 0, "", enlargedWhole},
          {"concat-nested", concatNested, 0, ""},
          {"padded-and-cropped", paddedAndCropped, 0, ""},
          {"flattened-channels-last", flattenedChannelsLast, 0, ""},
          {"pointwise-between-transposes", pointwiseBetweenTransposes, 0, "", pointwiseInRows}};
}

} // namespace eo::test
