#!/usr/bin/env bash
# scripts/check-library.sh  the release build as others use it: installed, found by CMake and pkg-config from outside of the
# tree, and as Python package and wheel (in a fresh virtual environment without a network). Then the symbols it shows.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/build/library
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export NETWORKS=$root/testdata/networks ENERGY_OPT_TOOL=$build/tools/energy-opt/energy-opt
unset ENERGY_OPT_BOARD_PATH

[ -f "$build/build.ninja" ] || (cd "$root" && cmake --preset release -B "$build" -DENERGY_OPT_SHARED=ON >/dev/null)
cmake --build "$build" >/dev/null
cmake --install "$build" --prefix "$scratch/usr" >/dev/null

libraries=$(dirname "$(find "$scratch/usr" -name libenergy_opt.so.1)")

echo "-- symbols, and whose types the headers speak of"
shown=$(nm -D --defined-only "$libraries/libenergy_opt.so.1" | awk '$2 ~ /[TDBRVW]/ { print $3 }' | grep -v '^energy_opt_' || true)
[ -z "$shown" ] || { echo "libenergy_opt.so shows more than energy_opt.h declares:"; echo "$shown"; exit 1; }

foreign=$(grep -REn 'llvm|protobuf|fmt::|onnx::' "$scratch/usr/include" || true)
[ -z "$foreign" ] || { echo "the headers need more than a compiler:"; echo "$foreign"; exit 1; }

echo "-- a program of others, by CMake"
mkdir "$scratch/consumer"
cat > "$scratch/consumer/CMakeLists.txt" <<'CMAKE'
cmake_minimum_required(VERSION 3.25)
project(consumer CXX)
find_package(energy_opt REQUIRED)
add_executable(consumer main.cpp)
target_compile_features(consumer PRIVATE cxx_std_17)
target_link_libraries(consumer PRIVATE energy_opt::energy_opt)
CMAKE
cat > "$scratch/consumer/main.cpp" <<'CPP'
#include <cstdio>
#include <energy_opt/energy_opt.h>
int main(int, char **argv) {
  energy_opt::Options options;
  options.board = "jetson-nano";
  energy_opt::Report report = energy_opt::Session().estimate(argv[1], options);
  std::printf("%.17g\n", report.totals().energyJ.value());
}
CPP
cmake -S "$scratch/consumer" -B "$scratch/consumer/build" -DCMAKE_PREFIX_PATH="$scratch/usr" >/dev/null
cmake --build "$scratch/consumer/build" >/dev/null
said=$("$scratch/consumer/build/consumer" "$NETWORKS/tiny-cnn.onnx")
expected=$("$ENERGY_OPT_TOOL" --board=jetson-nano --format=json "$NETWORKS/tiny-cnn.onnx" |
  python3 -c 'import json, sys; print("%.17g" % json.load(sys.stdin)["totals"]["energy_j"])')
[ "$said" = "$expected" ] || { echo "the library says $said J, the tool $expected J"; exit 1; }

echo "-- the C test, by pkg-config"
flags=$(PKG_CONFIG_PATH=$libraries/pkgconfig pkg-config --cflags --libs energy_opt)
cc -std=c99 -Wall -Werror -DENERGY_OPT_SOURCE_DIR="\"$root\"" "$root/tests/api/c_smoke.c" -o "$scratch/c_smoke" $flags -lm
LD_LIBRARY_PATH=$libraries "$scratch/c_smoke"

echo "-- Arrow's package for JavaScript reads the layers"
if [ -d "$root/tests/node/node_modules/apache-arrow" ]; then
  node "$root/tests/node/arrow-layers.mjs" "$libraries/libenergy_opt.so.1" "$root/boardmodels" "$NETWORKS/tiny-cnn.onnx"
else
  echo "skipped: npm ci --ignore-scripts in tests/node installs it"
fi

echo "-- Python"
"$root/scripts/build-python.sh" -o "$scratch/python"
PYTHONPATH=$scratch/python /usr/bin/python3 -W error "$root/tests/python/test_energy_opt.py" 2>&1 | tail -3
PYTHONPATH=$scratch/python /usr/bin/python3 "$root/tests/python/test_spark_recipe.py" 2>&1 | tail -1

if command -v mypy >/dev/null; then
  (cd "$scratch/python" && mypy --strict --no-error-summary --cache-dir="$scratch/mypy" -p energy_opt)
fi

echo "-- a wheel in a fresh environment"
"$root/scripts/build-python.sh" --wheel -o "$scratch/wheel"
/usr/bin/python3 -m venv --without-pip "$scratch/venv"
/usr/bin/python3 -m pip --python "$scratch/venv/bin/python" install --quiet --no-index --no-deps "$scratch"/wheel/*.whl
(cd / && "$scratch/venv/bin/python" "$root/tests/python/test_energy_opt.py" 2>&1 | tail -1)

echo "-- what a call costs"
PYTHONPATH=$scratch/python /usr/bin/python3 - <<'PY'
import os, timeit
import energy_opt
from energy_opt import _c
network, n = open(os.environ["NETWORKS"] + "/tiny-cnn.onnx", "rb").read(), 200
call = min(timeit.repeat(_c.lib.energy_opt_abi, number=100000, repeat=3)) / 100000
one = min(timeit.repeat(lambda: energy_opt.estimate(network, board="jetson-nano").energy_j, number=n, repeat=3)) / n
print(f"a call through ctypes {1e6 * call:.2f} us, an estimate of 21 nodes from bytes {1e6 * one:.0f} us")
PY
