#!/usr/bin/env bash
# scripts/build-web.sh [-o FOLDER]  the page in the browser, one file: FOLDER/energy-opt.html (default: build/web/page), and beside it
# the licences of what is in it. Sources of LLVM, Protobuf and fmt come from Debian by `apt-get source`, by a list of its own: the
# machine's stays as it is. A second run compiles what has changed.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/build/web
output=$build/page
while getopts o: option; do
  case $option in
  o) output=$(realpath -m "$OPTARG") ;;
  *) echo "usage: build-web.sh [-o FOLDER]" >&2 && exit 2 ;;
  esac
done
"$root/scripts/setup.sh" web
export NODE_PATH=/usr/share/nodejs # where Debian's emscripten has its modules, whichever node comes first in $PATH
node=/usr/bin/node

# Sources, once. Only what is compiled is unpacked of LLVM.
sources=$build/sources
fetch() { # PACKAGE NAME [TAR_ARGUMENTS…]
  [ ! -e "$sources/$2" ] || return 0
  mkdir -p "$sources/fetched/lists/partial" "$sources/fetched/archives"
  echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian bookworm main" >"$sources/fetched/sources.list"
  local apt=(apt-get -qq -o "Dir::Etc::SourceList=$sources/fetched/sources.list" -o Dir::Etc::SourceParts=- -o "Dir::State::Lists=$sources/fetched/lists"
    -o "Dir::Cache=$sources/fetched" -o APT::Sandbox::User=)
  [ -e "$sources/fetched/updated" ] || { "${apt[@]}" update && touch "$sources/fetched/updated"; }
  (cd "$sources/fetched" && "${apt[@]}" source --download-only "$1")
  rm -rf "$sources/unpacking"
  mkdir "$sources/unpacking"
  tar -xf "$sources/fetched/$1"_*.orig.tar.* -C "$sources/unpacking" --strip-components=1 --wildcards "${@:3}"
  mv "$sources/unpacking" "$sources/$2"
}
fetch llvm-toolchain-14 llvm '*/llvm/CMakeLists.txt' '*/llvm/LICENSE.TXT' '*/llvm/include/*' '*/llvm/lib/Support/*'
fetch protobuf protobuf '*/LICENSE' '*/cmake/*' '*/src/google/*'
fetch fmtlib fmt '*/LICENSE.rst' '*/include/*' '*/src/*'

# ONNX's message classes, as lib/onnx/static/DumpDescriptor.cpp says.
messages=$sources/messages
if [ ! -e "$messages/onnx/onnx_pb.h" ]; then
  mkdir -p "$messages/onnx"
  g++ -DONNX_NAMESPACE=onnx -DONNX_ML=1 "$root/lib/onnx/static/DumpDescriptor.cpp" -lonnx_proto -lprotobuf -o "$sources/onnx-descriptor"
  "$sources/onnx-descriptor" "$sources/onnx-ml.pb"
  protoc "--descriptor_set_in=$sources/onnx-ml.pb" "--cpp_out=dllexport_decl=ONNX_API:$messages" onnx/onnx-ml.proto
  cp /usr/include/onnx/onnx_pb.h "$messages/onnx"
fi

cmake -S "$root" -B "$build" -G Ninja -DCMAKE_TOOLCHAIN_FILE=/usr/share/emscripten/cmake/Modules/Platform/Emscripten.cmake \
  -DCMAKE_CXX_COMPILER_LAUNCHER=ccache -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE="-Os -DNDEBUG" \
  -DENERGY_OPT_WEB=ON "-DENERGY_OPT_WEB_SOURCES=$sources" -DENERGY_OPT_PCH=OFF -DENERGY_OPT_UNITY=ON -DENERGY_OPT_TESTS=OFF >/dev/null
cmake --build "$build" --target energy_opt_web # $CMAKE_BUILD_PARALLEL_LEVEL: jobs at once
mkdir -p "$output"
"$node" "$root/tools/web/assemble.mjs" "$root" "$build" "$root/testdata/networks/tiny-cnn.onnx" "$output/energy-opt.html"
cp "$sources/llvm/llvm/LICENSE.TXT" "$output/LICENSE.llvm"
cp "$sources/protobuf/LICENSE" "$output/LICENSE.protobuf"
cp "$sources/fmt/LICENSE.rst" "$output/LICENSE.fmt"
for package in libonnx-dev libboost1.74-dev emscripten; do cp "/usr/share/doc/$package/copyright" "$output/LICENSE.$package"; done
echo "$output/energy-opt.html: $(stat -c %s "$output/energy-opt.html") bytes, $(gzip -9 -c "$output/energy-opt.html" | wc -c) compressed" >&2
