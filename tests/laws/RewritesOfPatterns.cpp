#include "tests/laws/Rewrites.h"
#include "tests/laws/Spelling.h"

namespace eo::test {

size_t everyNode(NetworkEdit &edit, std::string const &op,
                 std::function<bool(onnx::NodeProto &)> const &change) {
  size_t found = 0;
  int const count = edit.graph().node_size();
  for (int i = 0; i < count; ++i) {
    onnx::NodeProto *node = edit.graph().mutable_node(i);
    if (node->op_type() == op && isPlain(*node) && edit.isFloat(node->output(0)) && change(*node))
      ++found;
  }
  return found;
}

static std::vector<int64_t> perChannel(NetworkEdit const &edit, std::string const &value) {
  std::vector<int64_t> dims = *edit.sizes(value);
  std::vector<int64_t> shape(dims.size(), 1);
  shape[1] = dims[1];
  return shape;
}

static bool isSized(NetworkEdit const &edit, std::string const &value, size_t rank) {
  std::optional<std::vector<int64_t>> dims = edit.sizes(value);
  return dims && dims->size() >= rank;
}

/// GlobalAveragePool -> ReduceMean over the axes behind the channels.
static size_t globalPoolAsMean(NetworkEdit &edit) {
  if (edit.opset() < 11 || edit.opset() >= 18) // negative axes; axes as an input
    return 0;
  return everyNode(edit, "GlobalAveragePool", [&](onnx::NodeProto &pool) {
    std::optional<std::vector<int64_t>> dims = edit.sizes(pool.input(0));
    if (!dims || dims->size() != 4)
      return false;
    pool.set_op_type("ReduceMean");
    setInts(pool, "axes", {-2, -1});
    return true;
  });
}

/// GlobalAveragePool -> ReduceSum over the axes behind the channels and Div by how many elements they have.
static size_t meanAsSum(NetworkEdit &edit) {
  if (edit.opset() < 11 || edit.opset() >= 18) // as what it is held against
    return 0;
  return everyNode(edit, "GlobalAveragePool", [&](onnx::NodeProto &pool) {
    std::optional<std::vector<int64_t>> dims = edit.sizes(pool.input(0));
    if (!dims || dims->size() != 4)
      return false;
    std::string x = pool.input(0), y = pool.output(0), sum = edit.fresh("value");
    pool.clear_op_type();
    if (edit.opset() < 13)
      setInts(edit.add("ReduceSum", {x}, sum), "axes", {-2, -1});
    else
      edit.add("ReduceSum", {x, edit.constant(std::vector<int64_t>{-2, -1})}, sum);
    edit.add("Div", {sum, edit.constant({static_cast<float>((*dims)[2] * (*dims)[3])}, true)}, y);
    return true;
  });
}

/// Conv with a bias -> Conv and Add.
static size_t biasBehind(NetworkEdit &edit) {
  if (edit.opset() < 7)
    return 0;
  return everyNode(edit, "Conv", [&](onnx::NodeProto &conv) {
    std::string result = conv.output(0);
    if (conv.input_size() < 3 || !isSized(edit, result, 3) || edit.readers(conv.input(2)) > 1)
      return false;
    std::vector<int64_t> shape = perChannel(edit, result);
    conv.mutable_input()->RemoveLast();
    std::string before = edit.rename(conv);
    edit.add("Add", {before, edit.weight(shape)}, result);
    return true;
  });
}

/// Conv with a bias -> Conv without and BatchNormalization: as exported for training.
static size_t normalizationBehind(NetworkEdit &edit) {
  if (edit.opset() < 9)
    return 0;
  return everyNode(edit, "Conv", [&](onnx::NodeProto &conv) {
    std::string result = conv.output(0);
    if (conv.input_size() < 3 || !isSized(edit, result, 3) || edit.readers(conv.input(2)) > 1)
      return false;
    int64_t channels = (*edit.sizes(result))[1];
    conv.mutable_input()->RemoveLast();
    std::string before = edit.rename(conv);
    std::vector<std::string> inputs = {before};
    for (int i = 0; i < 4; ++i)
      inputs.push_back(edit.weight({channels}));
    edit.add("BatchNormalization", inputs, result);
    return true;
  });
}

/// BatchNormalization alone behind a convolution -> its scale and bias in the weights.
static size_t normalizationFolded(NetworkEdit &edit) {
  std::map<std::string, int> convolutions;
  for (int i = 0; i < edit.graph().node_size(); ++i) {
    onnx::NodeProto const &node = edit.graph().node(i);
    if (node.op_type() == "Conv" && isPlain(node))
      convolutions[node.output(0)] = i;
  }
  return everyNode(edit, "BatchNormalization", [&](onnx::NodeProto &normalization) {
    auto found = convolutions.find(normalization.input(0));
    if (found == convolutions.end() || edit.readers(normalization.input(0)) != 1 ||
        !isSized(edit, normalization.output(0), 3) || normalization.output_size() != 1)
      return false;
    onnx::NodeProto &conv = *edit.graph().mutable_node(found->second);
    if (conv.input_size() == 2)
      conv.add_input(edit.weight({(*edit.sizes(normalization.output(0)))[1]}));
    conv.set_output(0, normalization.output(0));
    normalization.clear_op_type();
    return true;
  });
}

static bool isRelu6(onnx::NodeProto const &clip) {
  return clip.input_size() == 3 && !clip.input(1).empty() && !clip.input(2).empty();
}

/// Clip with both bounds -> Max and Min.
static size_t clipAsMinMax(NetworkEdit &edit) {
  if (edit.opset() < 11)
    return 0;
  return everyNode(edit, "Clip", [&](onnx::NodeProto &clip) {
    if (!isRelu6(clip))
      return false;
    std::string bound = edit.fresh("value"), x = clip.input(0), low = clip.input(1), high = clip.input(2);
    std::string result = clip.output(0);
    clip.clear_op_type();
    edit.add("Max", {x, low}, bound);
    edit.add("Min", {bound, high}, result);
    return true;
  });
}

size_t insteadOfRelu(NetworkEdit &edit, Steps steps, int64_t opset) {
  // between these opsets no other operator of the networks changed its meaning
  if (!edit.raiseOpset(opset > 11 ? 13 : 11, opset))
    return 0;
  return everyNode(edit, "Relu", [&](onnx::NodeProto &relu) {
    std::string x = relu.input(0), y = relu.output(0);
    relu.clear_op_type();
    steps(edit, x, y);
    return true;
  });
}

static void contrib(NetworkEdit &edit, char const *op, std::string const &x, std::string const &y) {
  edit.add(op, {x}, y).set_domain("com.microsoft");
}

static size_t geluWhole(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) { contrib(e, "Gelu", x, y); });
}

/// x / √2 · … as PyTorch exports it.
static size_t geluInSteps(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    std::string a = e.fresh("value"), b = e.fresh("value"), c = e.fresh("value"), d = e.fresh("value");
    e.add("Div", {x, e.constant({1.41421356F}, true)}, a);
    e.add("Erf", {a}, b);
    e.add("Add", {b, e.constant({1.0F}, true)}, c);
    e.add("Mul", {x, c}, d);
    e.add("Mul", {d, e.constant({0.5F}, true)}, y);
  });
}

/// 0.5 · x · (1 + tanh(√(2/π) · (x + 0.044715 · x³))), as in GPT-2.
static size_t geluByTanh(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    std::vector<std::string> v;
    for (int i = 0; i < 7; ++i)
      v.push_back(e.fresh("value"));
    e.add("Pow", {x, e.constant({3.0F}, true)}, v[0]);
    e.add("Mul", {v[0], e.constant({0.044715F}, true)}, v[1]);
    e.add("Add", {x, v[1]}, v[2]);
    e.add("Mul", {v[2], e.constant({0.79788456F}, true)}, v[3]);
    e.add("Tanh", {v[3]}, v[4]);
    e.add("Add", {v[4], e.constant({1.0F}, true)}, v[5]);
    e.add("Mul", {x, e.constant({0.5F}, true)}, v[6]);
    e.add("Mul", {v[6], v[5]}, y);
  });
}

size_t siluWhole(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) { contrib(e, "QuickGelu", x, y); });
}

static size_t siluInSteps(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    std::string a = e.fresh("value");
    e.add("Sigmoid", {x}, a);
    e.add("Mul", {x, a}, y);
  });
}

static size_t hardSwishByHardSigmoid(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    std::string a = e.fresh("value");
    e.add("HardSigmoid", {x}, a);
    e.add("Mul", {x, a}, y);
  });
}

static size_t hardSwishByClip(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    std::string a = e.fresh("value"), b = e.fresh("value"), c = e.fresh("value");
    e.add("Add", {x, e.constant({3.0F}, true)}, a);
    e.add("Clip", {a, e.constant({0.0F}, true), e.constant({6.0F}, true)}, b);
    e.add("Mul", {b, e.constant({0.16666667F}, true)}, c);
    e.add("Mul", {x, c}, y);
  });
}

static size_t relu6ByClip(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    e.add("Clip", {x, e.constant({0.0F}, true), e.constant({6.0F}, true)}, y);
  });
}

static size_t relu6ByRelu(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    std::string a = e.fresh("value");
    e.add("Relu", {x}, a);
    e.add("Min", {a, e.constant({6.0F}, true)}, y);
  });
}

/// x where it is above 0, else 0.
static size_t reluByChoice(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    std::string above = e.fresh("value"), zero = e.constant({0.0F}, true);
    e.add("Greater", {x, zero}, above);
    e.add("Where", {above, x, zero}, y);
  });
}

size_t leakyReluWhole(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    setFloat(e.add("LeakyRelu", {x}, y), "alpha", 0.1F);
  });
}

/// relu(x) - 0.1 * relu(-x).
static size_t leakyReluInParts(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    std::string a = e.fresh("value"), b = e.fresh("value"), c = e.fresh("value"), d = e.fresh("value");
    e.add("Relu", {x}, a);
    e.add("Neg", {x}, b);
    e.add("Relu", {b}, c);
    e.add("Mul", {c, e.constant({0.1F}, true)}, d);
    e.add("Sub", {a, d}, y);
  });
}

static size_t hardSwishWhole(NetworkEdit &edit) {
  return insteadOfRelu(
      edit, [](auto &e, auto const &x, auto const &y) { e.add("HardSwish", {x}, y); }, 14);
}

/// x * clip(x + 3, 0, 6) / 6.
static size_t hardSwishInSteps(NetworkEdit &edit) {
  return insteadOfRelu(
      edit,
      [](auto &e, auto const &x, auto const &y) {
        std::string a = e.fresh("value"), b = e.fresh("value"), c = e.fresh("value");
        e.add("Add", {x, e.constant({3.0F}, true)}, a);
        e.add("Clip", {a, e.constant({0.0F}, true), e.constant({6.0F}, true)}, b);
        e.add("Mul", {x, b}, c);
        e.add("Div", {c, e.constant({6.0F}, true)}, y);
      },
      14);
}

static size_t hardSigmoidWhole(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) { e.add("HardSigmoid", {x}, y); });
}

/// clip(x / 6 + 0.5, 0, 1).
static size_t hardSigmoidInSteps(NetworkEdit &edit) {
  return insteadOfRelu(edit, [](auto &e, auto const &x, auto const &y) {
    std::string a = e.fresh("value"), b = e.fresh("value");
    e.add("Mul", {x, e.constant({1.0F / 6}, true)}, a);
    e.add("Add", {a, e.constant({0.5F}, true)}, b);
    e.add("Clip", {b, e.constant({0.0F}, true), e.constant({1.0F}, true)}, y);
  });
}

/// Scale and bias of a normalisation of the last axis; empty where its size is open.
static std::vector<std::string> affineOfLastAxis(NetworkEdit &edit, std::string const &x) {
  std::optional<std::vector<int64_t>> dims = edit.sizes(x);
  if (!dims || dims->empty())
    return {};
  return {edit.weight({dims->back()}), edit.weight({dims->back()})};
}

/// The mean over the last axis; from opset 18 on axes are an operand.
static void meanOfLastAxis(NetworkEdit &edit, std::string const &from, std::string const &to) {
  if (edit.opset() >= 18)
    edit.add("ReduceMean", {from, edit.constant(std::vector<int64_t>{-1})}, to);
  else
    setInts(edit.add("ReduceMean", {from}, to), "axes", {-1});
}

static size_t layerNormWhole(NetworkEdit &edit) {
  return insteadOfRelu(
      edit,
      [](auto &e, auto const &x, auto const &y) {
        std::vector<std::string> affine = affineOfLastAxis(e, x);
        if (affine.empty())
          e.add("Relu", {x}, y);
        else
          setInt(e.add("LayerNormalization", {x, affine[0], affine[1]}, y), "axis", -1);
      },
      17);
}

static std::string added(NetworkEdit &edit, char const *op, std::vector<std::string> const &inputs) {
  std::string result = edit.fresh("value");
  edit.add(op, inputs, result);
  return result;
}

static std::string meanOf(NetworkEdit &edit, std::string const &value) {
  std::string result = edit.fresh("value");
  meanOfLastAxis(edit, value, result);
  return result;
}

/// (x - mean) / sqrt(variance + 1e-5) · scale + shift, where `variance` adds its steps from x, the mean and x - mean.
template <auto variance> static size_t layerNormOf(NetworkEdit &edit) {
  return insteadOfRelu(
      edit,
      [](auto &e, auto const &x, auto const &y) {
        std::vector<std::string> affine = affineOfLastAxis(e, x);
        if (affine.empty()) {
          e.add("Relu", {x}, y);
          return;
        }
        std::string mean = meanOf(e, x), apart = added(e, "Sub", {x, mean});
        std::string shifted = added(e, "Add", {variance(e, x, mean, apart), e.constant({1e-5F}, true)});
        std::string normalised = added(e, "Div", {apart, added(e, "Sqrt", {shifted})});
        e.add("Add", {added(e, "Mul", {normalised, affine[0]}), affine[1]}, y);
      },
      17);
}

static std::string meanOfSquaredDifferences(NetworkEdit &edit, std::string const & /*x*/,
                                            std::string const & /*mean*/, std::string const &apart) {
  return meanOf(edit, added(edit, "Pow", {apart, edit.constant({2.0F}, true)}));
}

/// The mean of the squares less the square of the mean.
static std::string varianceBySquares(NetworkEdit &edit, std::string const &x, std::string const &mean,
                                     std::string const & /*apart*/) {
  return added(edit, "Sub", {meanOf(edit, added(edit, "Mul", {x, x})), added(edit, "Mul", {mean, mean})});
}

/// The pads of a convolution -> a Pad of zeros before it.
static size_t padBefore(NetworkEdit &edit) {
  if (edit.opset() < 11)
    return 0;
  return everyNode(edit, "Conv", [&](onnx::NodeProto &conv) {
    std::vector<int64_t> pads = intsOf(conv, "pads");
    bool pad = false;
    for (int64_t one : pads)
      pad |= one > 0;
    if (!pad || !isSized(edit, conv.input(0), 3))
      return false;
    size_t axes = pads.size() / 2;
    std::vector<int64_t> all(2 * (axes + 2));
    for (size_t i = 0; i < axes; ++i) {
      all[2 + i] = pads[i];
      all[axes + 4 + i] = pads[axes + i];
    }
    std::string padded = edit.fresh("value"), x = conv.input(0);
    setInts(conv, "pads", std::vector<int64_t>(2 * axes));
    conv.set_input(0, padded);
    edit.add("Pad", {x, edit.constant(all)}, padded);
    return true;
  });
}

/// Another order of axes, as converters from TensorFlow write it: the value with its channels last.
static std::string channelsLast(NetworkEdit &edit, std::string const &value) {
  std::string turned = edit.fresh("value");
  setInts(edit.add("Transpose", {value}, turned), "perm", {0, 2, 3, 1});
  return turned;
}

static void channelsFirst(NetworkEdit &edit, std::string const &turned, std::string const &value) {
  setInts(edit.add("Transpose", {turned}, value), "perm", {0, 3, 1, 2});
}

/// Concat of channels -> Transposes, Concat of the last axis, Transpose.
static size_t concatOfChannelsLast(NetworkEdit &edit) {
  return everyNode(edit, "Concat", [&](onnx::NodeProto &concat) {
    std::optional<std::vector<int64_t>> dims = edit.sizes(concat.output(0));
    bool computed = true; // what is constant would be turned at build time
    for (std::string const &input : concat.input())
      computed &= !edit.isConstant(input);
    if (!dims || dims->size() != 4 || intOr(concat, "axis", 0) != 1 || concat.input_size() < 2 || !computed)
      return false;
    for (std::string &input : *concat.mutable_input())
      input = channelsLast(edit, input);
    setInt(concat, "axis", 3);
    std::string result = concat.output(0);
    channelsFirst(edit, edit.rename(concat), result);
    return true;
  });
}

/// GlobalAveragePool -> Transpose, ReduceMean over the axes in the middle, Transpose.
static size_t globalPoolOfChannelsLast(NetworkEdit &edit) {
  if (edit.opset() >= 18)
    return 0;
  return everyNode(edit, "GlobalAveragePool", [&](onnx::NodeProto &pool) {
    std::optional<std::vector<int64_t>> dims = edit.sizes(pool.input(0));
    if (!dims || dims->size() != 4)
      return false;
    pool.set_op_type("ReduceMean");
    pool.set_input(0, channelsLast(edit, pool.input(0)));
    setInts(pool, "axes", {1, 2});
    std::string result = pool.output(0);
    channelsFirst(edit, edit.rename(pool), result);
    return true;
  });
}

/// Channels normalized at each place of the maps: the operator between Transposes, as PyTorch exports LayerNorm2d.
static size_t channelNormBetweenTransposes(NetworkEdit &edit) {
  return insteadOfRelu(
      edit,
      [](auto &e, auto const &x, auto const &y) {
        std::optional<std::vector<int64_t>> dims = e.sizes(x);
        if (!dims || dims->size() != 4) {
          e.add("Relu", {x}, y);
          return;
        }
        std::string normalized = e.fresh("value");
        setInt(e.add("LayerNormalization",
                     {channelsLast(e, x), e.weight({(*dims)[1]}), e.weight({(*dims)[1]})}, normalized),
               "axis", -1);
        channelsFirst(e, normalized, y);
      },
      17);
}

static std::string meanOfChannels(NetworkEdit &edit, std::string const &value) {
  std::string result = edit.fresh("value");
  setInts(edit.add("ReduceMean", {value}, result), "axes", {1});
  return result;
}

/// The same in single steps over the second axis, as ConvNeXt, SAM and others have it.
static size_t channelNormInSteps(NetworkEdit &edit) {
  return insteadOfRelu(
      edit,
      [](auto &e, auto const &x, auto const &y) {
        std::optional<std::vector<int64_t>> dims = e.sizes(x);
        if (!dims || dims->size() != 4) {
          e.add("Relu", {x}, y);
          return;
        }
        std::string apart = added(e, "Sub", {x, meanOfChannels(e, x)});
        std::string variance = meanOfChannels(e, added(e, "Pow", {apart, e.constant({2.0F}, true)}));
        std::string root = added(e, "Sqrt", {added(e, "Add", {variance, e.constant({1e-6F}, true)})});
        std::string scaled = added(e, "Mul", {added(e, "Div", {apart, root}), e.weight({(*dims)[1], 1, 1})});
        e.add("Add", {scaled, e.weight({(*dims)[1], 1, 1})}, y);
      },
      17);
}

/// Gemm -> MatMul and Add.
static size_t gemmAsMatMul(NetworkEdit &edit) {
  return everyNode(edit, "Gemm", [&](onnx::NodeProto &gemm) {
    bool plain =
        intOr(gemm, "transA", 0) == 0 && find(gemm, "alpha") == nullptr && find(gemm, "beta") == nullptr;
    std::optional<std::vector<int64_t>> weight = edit.sizes(gemm.input(1));
    if (!plain || gemm.input_size() < 3 || !weight || !edit.isConstant(gemm.input(1)) ||
        edit.readers(gemm.input(1)) > 1 || edit.opset() < 7)
      return false;
    std::string x = gemm.input(0), w = gemm.input(1), bias = gemm.input(2), y = gemm.output(0);
    std::string product = edit.fresh("value");
    if (intOr(gemm, "transB", 0) != 0)
      w = edit.weight({(*weight)[1], (*weight)[0]});
    gemm.clear_op_type();
    edit.add("MatMul", {x, w}, product);
    edit.add("Add", {product, bias}, y);
    return true;
  });
}

/// 1x1 Gemm of a batch of vectors -> a convolution of 1x1 maps.
static size_t gemmAsConvolution(NetworkEdit &edit) {
  return everyNode(edit, "Gemm", [&](onnx::NodeProto &gemm) {
    std::optional<std::vector<int64_t>> weight = edit.sizes(gemm.input(1)), given = edit.sizes(gemm.input(0));
    std::optional<std::vector<int64_t>> result = edit.sizes(gemm.output(0));
    bool plain = intOr(gemm, "transA", 0) == 0 && gemm.input_size() == 3 && edit.isConstant(gemm.input(1));
    if (!plain || !weight || !given || !result)
      return false;
    int64_t in = (*given)[1], out = (*result)[1];
    std::string x = gemm.input(0), bias = gemm.input(2), y = gemm.output(0);
    if (edit.sizes(bias) != std::vector<int64_t>{out})
      return false;
    std::string map = edit.fresh("value"), sum = edit.fresh("value");
    gemm.clear_op_type();
    edit.add("Reshape", {x, edit.constant(std::vector<int64_t>{(*given)[0], in, 1, 1})}, map);
    edit.add("Conv", {map, edit.weight({out, in, 1, 1}), bias}, sum);
    edit.add("Reshape", {sum, edit.constant(std::vector<int64_t>{(*given)[0], out})}, y);
    return true;
  });
}

/// Split -> a Slice for each of its results, as older PyTorch exports chunk().
static size_t splitAsSlices(NetworkEdit &edit) {
  if (edit.opset() < 10) // bounds as attributes
    return 0;
  return everyNode(edit, "Split", [&](onnx::NodeProto &split) {
    std::optional<std::vector<int64_t>> whole = edit.sizes(split.input(0));
    std::vector<int64_t> starts = {0};
    int64_t axis = intOr(split, "axis", 0);
    for (std::string const &part : split.output()) {
      std::optional<std::vector<int64_t>> dims = edit.sizes(part);
      if (!whole || !dims || edit.readers(part) == 0) // what nobody reads would be no part of it
        return false;
      axis += axis < 0 ? static_cast<int64_t>(whole->size()) : 0;
      starts.push_back(starts.back() + (*dims)[static_cast<size_t>(axis)]);
    }
    onnx::NodeProto const old = split;
    split.clear_op_type();
    for (int i = 0; i < old.output_size(); ++i) {
      auto place = static_cast<size_t>(i);
      edit.add("Slice",
               {old.input(0), edit.constant(std::vector<int64_t>{starts[place]}),
                edit.constant(std::vector<int64_t>{starts[place + 1]}),
                edit.constant(std::vector<int64_t>{axis})},
               old.output(i));
    }
    return true;
  });
}

/// Mul of maps and of one number a channel -> Expand before it, as PyTorch exports expand_as().
static size_t gateExpanded(NetworkEdit &edit) {
  if (edit.opset() < 8)
    return 0;
  return everyNode(edit, "Mul", [&](onnx::NodeProto &product) {
    std::optional<std::vector<int64_t>> gate = edit.sizes(product.input(1)),
                                        maps = edit.sizes(product.output(0));
    bool perChannel = gate && maps && gate->size() == 4 && maps->size() == 4 && (*gate)[2] == 1 &&
                      (*gate)[3] == 1 && edit.sizes(product.input(0)) == maps && gate != maps &&
                      !edit.isConstant(product.input(1));
    if (!perChannel)
      return false;
    std::string x = product.input(0), given = product.input(1), y = product.output(0),
                wide = edit.fresh("value");
    product.clear_op_type();
    edit.add("Expand", {given, edit.constant(*maps)}, wide);
    edit.add("Mul", {x, wide}, y);
    return true;
  });
}

std::vector<Rewrite> rewritesOfPatterns() {
  return {{"bias-behind", biasBehind, 0, ""},
          {"normalization-behind", normalizationBehind, 0, ""},
          {"normalization-folded", normalizationFolded, 0, ""},
          {"clip-as-min-max", clipAsMinMax, 0, ""},
          {"hard-swish-in-steps", hardSwishInSteps, 0, "", hardSwishWhole},
          {"hard-sigmoid-in-steps", hardSigmoidInSteps, 0, "", hardSigmoidWhole},
          {"gelu-in-steps", geluInSteps, 0, "", geluWhole},
          {"gelu-by-tanh", geluByTanh, 0, "", geluWhole},
          {"silu-in-steps", siluInSteps, 0, "", siluWhole},
          {"hard-swish-by-clip", hardSwishByClip, 0, "", hardSwishByHardSigmoid},
          {"relu6-by-relu", relu6ByRelu, 0, "", relu6ByClip},
          {"relu-by-choice", reluByChoice, 0, ""},
          {"leaky-relu-in-parts", leakyReluInParts, 0, "", leakyReluWhole},
          {"layer-norm-in-steps", layerNormOf<meanOfSquaredDifferences>, 0, "", layerNormWhole},
          {"layer-norm-by-squares", layerNormOf<varianceBySquares>, 0, "", layerNormWhole},
          {"pad-before", padBefore, 0, ""},
          {"global-pool-as-mean", globalPoolAsMean, 0, ""},
          {"global-pool-of-channels-last", globalPoolOfChannelsLast, 0, ""},
          {"concat-of-channels-last", concatOfChannelsLast, 0, ""},
          {"channel-norm-in-steps", channelNormInSteps, 0, "", channelNormBetweenTransposes},
          {"mean-as-sum", meanAsSum, 0, "", globalPoolAsMean},
          {"gemm-as-matmul", gemmAsMatMul, 0, ""},
          {"split-as-slices", splitAsSlices, 0, ""},
          {"gate-expanded", gateExpanded, 0, ""},
          {"gemm-as-convolution", gemmAsConvolution, 0.25,
           "runtimes choose another kernel for vectors than for maps; the law bounds what that may cost"}};
}

std::vector<Rewrite> allRewrites() {
  std::vector<Rewrite> all = rewritesOfConstants();
  for (Rewrite const &rewrite : rewritesOfNoOps())
    all.push_back(rewrite);
  for (Rewrite const &rewrite : rewritesOfPatterns())
    all.push_back(rewrite);
  for (Rewrite const &rewrite : rewritesOfSpellings())
    all.push_back(rewrite);
  for (Rewrite const &rewrite : rewritesOfLayouts())
    all.push_back(rewrite);
  return all;
}

} // namespace eo::test
