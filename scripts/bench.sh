#!/usr/bin/env bash
# scripts/bench.sh [MODEL.onnx]  measures the stages of an analysis beside libonnx, steps of a search, then whole processes: start-up, a small
# network, 500 MB of weights against none, 100 000 nodes. Read the ratios; the machine decides the rest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
scripts/setup.sh test
cmake --preset bench >/dev/null
cmake --build --preset bench --target analysis_bench edit_bench make_bench_networks energy-opt >/dev/null

[ $# -eq 0 ] || export ENERGY_OPT_BENCH_MODEL=$1
build/bench/tests/bench/analysis_bench --benchmark_counters_tabular=true
build/bench/tests/bench/edit_bench

networks=$(mktemp -d)
trap 'rm -rf "$networks"' EXIT
build/bench/tests/bench/make_bench_networks "$networks"
# A ResNet-50 as people have it, its weights in the file.
ENERGY_OPT_BENCH_MODEL=$networks/resnet50-weights.onnx build/bench/tests/bench/analysis_bench --benchmark_filter='Analysis|Libonnx'
tool=build/bench/tools/energy-opt/energy-opt
hyperfine -N --warmup 3 \
  -n "start-up" "$tool --version" \
  -n "tiny network" "$tool --board=xavier-nx testdata/networks/tiny-cnn.onnx" \
  -n "ResNet-50, no weights" "$tool --board=xavier-nx $networks/resnet50.onnx" \
  -n "ResNet-50, 97 MB of weights" "$tool --board=xavier-nx $networks/resnet50-weights.onnx" \
  -n "512 MB of weights" "$tool --board=xavier-nx $networks/wide-500mb.onnx" \
  -n "the same without" "$tool --board=xavier-nx $networks/wide-500mb-bare.onnx" \
  -n "100 000 nodes" "$tool $networks/chain100k.onnx" \
  -n "100 000 nodes in reverse" "$tool $networks/chain100k-reversed.onnx"

for network in testdata/networks/tiny-cnn.onnx "$networks"/*.onnx; do
  command time -f "%M KiB resident: $(basename "$network")" "$tool" --board=xavier-nx "$network" >/dev/null
done
