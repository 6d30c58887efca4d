//===- MakeNetworks.cpp - writes the networks of the whole-process benchmark ----------------------===//
//
// make_bench_networks DIR: resnet50.onnx (weights absent), resnet50-weights.onnx (97 MB of zeros),
// chain100k.onnx, chain100k-reversed.onnx, and wide-500mb.onnx / wide-500mb-bare.onnx: ResNet-50 with 500 MB
// of weights, and without.
//
#include "tests/bench/Networks.h"

#include <cstdio>
#include <fstream>

int main(int argc, char **argv) {
  if (argc != 2) {
    std::fputs("usage: make_bench_networks DIR\n", stderr);
    return 2;
  }
  auto write = [&](char const *name, std::string const &bytes) {
    std::ofstream(std::string(argv[1]) + "/" + name, std::ios::binary) << bytes;
  };
  using namespace eo::bench;
  write("resnet50.onnx", resNet50());
  write("resnet50-weights.onnx", resNet50(Weights::Zeros));
  write("wide-500mb.onnx", resNet50(Weights::Zeros, 5));
  write("wide-500mb-bare.onnx", resNet50(Weights::Absent, 5));
  write("chain100k.onnx", chain(100000));
  write("chain100k-reversed.onnx", chain(100000, true));
}
