#include "tools/energy-calibrate/MadeUpNetworks.h"

#include <cmath>
#include <fmt/format.h>

namespace eo {

namespace {

using Dims = ModelBuilder::Dims;
using Settings = std::vector<ModelBuilder::Setting>;

/// A picture on its way through a network: N × C × S × S.
struct Maps {
  std::string value;
  int64_t channels, size;
};

Maps picture(ModelBuilder &model, int64_t channels, int64_t size) {
  return {model.input("input", {1, channels, size, size}), channels, size};
}

void finish(ModelBuilder &model, Maps const &maps) {
  model.output(maps.value, {1, maps.channels, maps.size, maps.size});
}

/// Padded so that only the stride changes the size.
Maps convolve(ModelBuilder &model, Maps const &maps, int64_t channels, int64_t kernel, int64_t stride = 1,
              int64_t group = 1) {
  int64_t before = (kernel - 1) / 2;
  std::string weight = model.weight({channels, maps.channels / group, kernel, kernel},
                                    maps.channels / group * kernel * kernel);
  std::string bias = model.weight({channels}, 100);
  std::string value = model.node("Conv", {maps.value, weight, bias},
                                 Settings{{"kernel_shape", Dims{kernel, kernel}},
                                          {"strides", Dims{stride, stride}},
                                          {"pads", Dims{before, before, before, before}},
                                          {"group", group}});
  return {value, channels, (maps.size - 1) / stride + 1};
}

Maps relu(ModelBuilder &model, Maps maps) {
  maps.value = model.node("Relu", {maps.value});
  return maps;
}

/// Mean over each map, then a fully connected layer.
void classify(ModelBuilder &model, Maps const &maps, int64_t classes) {
  std::string flat = model.node("Flatten", {model.node("GlobalAveragePool", {maps.value})});
  std::string weight = model.weight({maps.channels, classes}, maps.channels);
  model.output(model.node("Gemm", {flat, weight, model.weight({classes}, 100)}), {1, classes});
}

Maps separable(ModelBuilder &model, Maps const &maps, int64_t channels, int64_t stride) {
  Maps depth = relu(model, convolve(model, maps, maps.channels, 3, stride, maps.channels));
  return relu(model, convolve(model, depth, channels, 1));
}

Maps residual(ModelBuilder &model, Maps const &maps, int64_t channels, int64_t stride) {
  Maps side = stride == 1 && channels == maps.channels ? maps : convolve(model, maps, channels, 1, stride);
  Maps main = convolve(model, relu(model, convolve(model, maps, channels, 3, stride)), channels, 3);
  main.value = model.node("Add", {main.value, side.value});
  return relu(model, main);
}

void fullyConnected(ModelBuilder &model, std::vector<int64_t> const &sizes) {
  std::string value = model.input("input", {1, sizes.front()});
  for (size_t i = 1; i < sizes.size(); ++i) {
    value = model.node(
        "Gemm", {value, model.weight({sizes[i - 1], sizes[i]}, sizes[i - 1]), model.weight({sizes[i]}, 100)});
    value = model.node("Relu", {value});
  }
  model.output(value, {1, sizes.back()});
}

/// A first layer and little else: what reads a convolution's result is none.
void firstLayer(ModelBuilder &model, int64_t channels, int64_t size) {
  finish(model, relu(model, convolve(model, picture(model, 3, size), channels, 3)));
}

/// So many convolutions of one kind on maps that keep their size.
void chain(ModelBuilder &model, int64_t channels, int64_t size, int64_t kernel, int64_t group, int layers) {
  Maps maps = picture(model, channels, size);
  for (int i = 0; i < layers; ++i)
    maps = relu(model, convolve(model, maps, channels, kernel, 1, group));
  finish(model, maps);
}

/// Convolutions that each halve the map and double its channels.
void halvings(ModelBuilder &model, int64_t channels, int64_t size, int layers) {
  Maps maps = picture(model, channels, size);
  for (int i = 0; i < layers; ++i)
    maps = relu(model, convolve(model, maps, 2 * maps.channels, 3, 2));
  finish(model, maps);
}

void mobileNet(ModelBuilder &model, int64_t size, double width) {
  auto wide = [width](int64_t channels) {
    return std::max<int64_t>(8, std::lround(width * static_cast<double>(channels) / 8) * 8);
  };
  Maps maps = relu(model, convolve(model, picture(model, 3, size), wide(32), 3, 2));
  for (auto [channels, stride] : {std::pair<int64_t, int64_t>(64, 1),
                                  {128, 2},
                                  {128, 1},
                                  {256, 2},
                                  {256, 1},
                                  {512, 2},
                                  {512, 1},
                                  {512, 1},
                                  {512, 1},
                                  {512, 1},
                                  {512, 1},
                                  {1024, 2},
                                  {1024, 1}})
    maps = separable(model, maps, wide(channels), stride);
  classify(model, maps, 1000);
}

void residualNet(ModelBuilder &model, int64_t size, int64_t width) {
  Maps maps = relu(model, convolve(model, picture(model, 3, size), width, 7, 2));
  maps = {
      model.node("MaxPool", {maps.value},
                 Settings{{"kernel_shape", Dims{3, 3}}, {"strides", Dims{2, 2}}, {"pads", Dims{1, 1, 1, 1}}}),
      maps.channels, (maps.size - 1) / 2 + 1};
  for (int64_t stage = 0; stage < 4; ++stage)
    for (int64_t block = 0; block < 2; ++block)
      maps = residual(model, maps, width << stage, block == 0 && stage > 0 ? 2 : 1);
  classify(model, maps, 1000);
}

/// Layers of a transformer's encoder.
void encoder(ModelBuilder &model, int64_t length, int64_t width, int64_t heads, int layers) {
  std::string value = model.input("input", {1, length, width});
  auto dense = [&](std::string const &from, int64_t in, int64_t out) {
    return model.node("Add",
                      {model.node("MatMul", {from, model.weight({in, out}, in)}), model.weight({out}, 100)});
  };
  auto normalise = [&](std::string const &from) {
    return model.node("LayerNormalization", {from, model.weight({width}, 3), model.weight({width}, 100)},
                      Settings{{"axis", int64_t{-1}}, {"epsilon", 1e-5F}});
  };
  int64_t const headWidth = width / heads;
  auto split = [&](std::string const &from, Dims const &order) {
    std::string shaped = model.node("Reshape", {from, model.integers({1, length, heads, headWidth})});
    return model.node("Transpose", {shaped}, Settings{{"perm", order}});
  };
  for (int i = 0; i < layers; ++i) {
    std::string inner = normalise(value);
    std::string query = split(dense(inner, width, width), {0, 2, 1, 3});
    std::string key = split(dense(inner, width, width), {0, 2, 3, 1});
    std::string held = split(dense(inner, width, width), {0, 2, 1, 3});
    std::string scaled = model.node("Mul", {model.node("MatMul", {query, key}),
                                            model.number(1 / std::sqrt(static_cast<float>(headWidth)))});
    std::string mixed =
        model.node("MatMul", {model.node("Softmax", {scaled}, Settings{{"axis", int64_t{-1}}}), held});
    std::string joined =
        model.node("Reshape", {model.node("Transpose", {mixed}, Settings{{"perm", Dims{0, 2, 1, 3}}}),
                               model.integers({1, length, width})});
    value = model.node("Add", {value, dense(joined, width, width)});
    std::string wide = model.node("Relu", {dense(normalise(value), width, 4 * width)});
    value = model.node("Add", {value, dense(wide, 4 * width, width)});
  }
  model.output(value, {1, length, width});
}

void recurrent(ModelBuilder &model, llvm::StringRef op, int64_t gates, int64_t steps, int64_t in,
               int64_t hidden) {
  std::string value = model.input("input", {steps, 1, in});
  std::string all = model.node(op,
                               {value, model.weight({1, gates * hidden, in}, in),
                                model.weight({1, gates * hidden, hidden}, hidden),
                                model.weight({1, 2 * gates * hidden}, 100)},
                               Settings{{"hidden_size", hidden}});
  model.output(all, {steps, 1, 1, hidden});
}

/// Additions, activations and products of large tensors: hardly arithmetic, much memory.
void elementwise(ModelBuilder &model, int64_t channels, int64_t size, int layers) {
  Maps maps = picture(model, channels, size);
  std::string first = maps.value;
  for (int i = 0; i < layers; ++i) {
    maps.value = model.node("Sigmoid", {maps.value});
    maps.value = model.node(i % 2 == 0 ? "Add" : "Mul", {maps.value, first});
  }
  finish(model, maps);
}

/// Pooling, and data that only move.
void movement(ModelBuilder &model, int64_t channels, int64_t size) {
  Maps maps = picture(model, channels, size);
  for (int i = 0; i < 3; ++i) {
    maps.value = model.node(
        "MaxPool", {maps.value},
        Settings{{"kernel_shape", Dims{3, 3}}, {"strides", Dims{1, 1}}, {"pads", Dims{1, 1, 1, 1}}});
    maps.value = model.node(
        "AveragePool", {maps.value},
        Settings{{"kernel_shape", Dims{3, 3}}, {"strides", Dims{1, 1}}, {"pads", Dims{1, 1, 1, 1}}});
    std::string turned = model.node("Transpose", {maps.value}, Settings{{"perm", Dims{0, 1, 3, 2}}});
    maps.value = model.node("Concat", {maps.value, turned}, Settings{{"axis", int64_t{1}}});
    maps.channels *= 2;
  }
  finish(model, maps);
}

/// Down and up again, with ConvTranspose.
void upAndDown(ModelBuilder &model, int64_t width, int64_t size) {
  Maps top = relu(model, convolve(model, picture(model, 3, size), width, 3));
  Maps low = relu(model, convolve(model, top, 2 * width, 3, 2));
  std::string up = model.node("ConvTranspose", {low.value, model.weight({2 * width, width, 2, 2}, 8 * width)},
                              Settings{{"kernel_shape", Dims{2, 2}}, {"strides", Dims{2, 2}}});
  Maps joined{model.node("Concat", {top.value, up}, Settings{{"axis", int64_t{1}}}), 2 * width, size};
  finish(model, convolve(model, relu(model, convolve(model, joined, width, 3)), 2, 1));
}

/// Convolutions between QuantizeLinear and DequantizeLinear, as exporters of 8-bit networks write them: behind a Relu zero is the
/// least number, so that clipping is all the Relu does. Only that do runtimes turn into 8-bit kernels.
void quantised(ModelBuilder &model, int64_t width, int64_t size, bool depthwise, int layers) {
  Maps maps = picture(model, 3, size);
  std::string scale = model.number(0.05F), small = model.number(0.002F);
  std::string zero = model.zeroPoint(false, 0), zeroOfWeights = model.zeroPoint(true, 0);
  auto rounded = [&](Maps at) {
    at.value =
        model.node("DequantizeLinear", {model.node("QuantizeLinear", {at.value, scale, zero}), scale, zero});
    return at;
  };
  maps = rounded(maps);
  auto layer = [&](Maps const &from, int64_t channels, int64_t kernel, int64_t stride, int64_t group) {
    std::string weight = model.node(
        "DequantizeLinear",
        {model.quantizedWeight({channels, from.channels / group, kernel, kernel}), small, zeroOfWeights});
    int64_t before = (kernel - 1) / 2;
    Maps next{model.node("Conv", {from.value, weight},
                         Settings{{"kernel_shape", Dims{kernel, kernel}},
                                  {"strides", Dims{stride, stride}},
                                  {"pads", Dims{before, before, before, before}},
                                  {"group", group}}),
              channels, (from.size - 1) / stride + 1};
    return rounded(relu(model, next));
  };
  maps = layer(maps, width, 3, 2, 1);
  for (int i = 0; i < layers; ++i) {
    if (depthwise)
      maps = layer(maps, maps.channels, 3, 1, maps.channels);
    maps = layer(maps, i % 2 == 0 ? 2 * width : width, depthwise ? 1 : 3, 1, 1);
  }
  finish(model, maps);
}

} // namespace

llvm::ArrayRef<MadeUpNetwork> madeUpNetworks() {
  using B = ModelBuilder;
  static MadeUpNetwork const networks[] = {
      {"mlp-tiny", "what an inference takes beside its arithmetic",
       [](B &m) {
         fullyConnected(m, {16, 16, 8});
       }},
      {"mlp-deep", "what each launch of a kernel takes",
       [](B &m) { fullyConnected(m, std::vector<int64_t>(41, 32)); }},
      {"mlp-wide", "weights that are read once: bandwidth of a matrix times a vector",
       [](B &m) {
         fullyConnected(m, {2048, 2048, 1024});
       }},
      {"mlp-small", "the same where the weights fit into a cache",
       [](B &m) {
         fullyConnected(m, {256, 256, 256, 64});
       }},
      {"elementwise-small", "elementwise kernels inside a cache", [](B &m) { elementwise(m, 16, 28, 8); }},
      {"elementwise-large", "elementwise kernels from memory", [](B &m) { elementwise(m, 64, 112, 8); }},
      {"movement-small", "pooling, transposition and concatenation, small", [](B &m) { movement(m, 8, 28); }},
      {"movement-large", "the same from memory", [](B &m) { movement(m, 16, 112); }},
      {"conv3x3-small", "3x3 convolutions of few channels", [](B &m) { chain(m, 16, 28, 3, 1, 6); }},
      {"conv3x3-middle", "3x3 convolutions as in residual networks", [](B &m) { chain(m, 64, 56, 3, 1, 4); }},
      {"conv3x3-deep", "3x3 convolutions of many channels on small maps",
       [](B &m) { chain(m, 256, 14, 3, 1, 3); }},
      {"conv-first", "a convolution of a picture, as a first layer", [](B &m) { firstLayer(m, 96, 112); }},
      {"conv-strided", "convolutions that halve the map", [](B &m) { halvings(m, 32, 112, 3); }},
      {"conv5x5", "larger kernels", [](B &m) { chain(m, 32, 28, 5, 1, 4); }},
      {"conv7x7", "kernels of a first layer", [](B &m) { chain(m, 16, 56, 7, 1, 2); }},
      {"pointwise-small", "1x1 convolutions of few channels", [](B &m) { chain(m, 32, 28, 1, 1, 6); }},
      {"pointwise-middle", "1x1 convolutions on large maps", [](B &m) { chain(m, 64, 56, 1, 1, 6); }},
      {"pointwise-deep", "1x1 convolutions of many channels", [](B &m) { chain(m, 512, 14, 1, 1, 4); }},
      {"depthwise-small", "depthwise convolutions inside a cache", [](B &m) { chain(m, 32, 28, 3, 32, 6); }},
      {"depthwise-large", "depthwise convolutions from memory", [](B &m) { chain(m, 96, 112, 3, 96, 4); }},
      {"depthwise-5x5", "depthwise convolutions of larger kernels",
       [](B &m) { chain(m, 128, 28, 5, 128, 4); }},
      {"grouped", "convolutions in eight groups", [](B &m) { chain(m, 128, 28, 3, 8, 4); }},
      {"encoder-small", "attention of short sequences", [](B &m) { encoder(m, 32, 64, 4, 2); }},
      {"encoder-long", "attention of long sequences: softmax and products of activations",
       [](B &m) { encoder(m, 256, 64, 4, 2); }},
      {"encoder-middle", "matrix products of a language model", [](B &m) { encoder(m, 128, 256, 4, 4); }},
      {"lstm-small", "recurrent steps one after another", [](B &m) { recurrent(m, "LSTM", 4, 16, 32, 32); }},
      {"lstm-large", "recurrent steps whose weights weigh",
       [](B &m) { recurrent(m, "LSTM", 4, 64, 128, 256); }},
      {"gru", "another recurrent operator", [](B &m) { recurrent(m, "GRU", 3, 32, 64, 128); }},
      {"up-and-down", "transposed convolutions, a segmenting network", [](B &m) { upAndDown(m, 16, 64); }},
      {"quantised-small", "8-bit convolutions", [](B &m) { quantised(m, 16, 56, false, 4); }},
      {"quantised-large", "8-bit convolutions of real size", [](B &m) { quantised(m, 32, 112, false, 4); }},
      {"quantised-separable", "8-bit depthwise and 1x1 convolutions",
       [](B &m) { quantised(m, 32, 112, true, 6); }},
      {"mobilenet-small", "all of it together, small", [](B &m) { mobileNet(m, 96, 0.25); }},
      {"mobilenet", "all of it together, real size", [](B &m) { mobileNet(m, 224, 0.75); }},
      {"residual-small", "a residual network, small", [](B &m) { residualNet(m, 96, 16); }},
      {"residual", "a residual network, real size", [](B &m) { residualNet(m, 160, 48); }},
  };
  return networks;
}

} // namespace eo
