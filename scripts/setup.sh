#!/usr/bin/env bash
# scripts/setup.sh [build|test|lint|release|docs|arm64|web…]  installs what that needs (Debian 12), everything for work on the
# project without an argument. The only place that installs; does nothing when all is there.
# docs/dependencies.md says why each package is here.
set -euo pipefail

build=(
  g++ cmake ninja-build ccache                      # compiling
  llvm-14-dev zlib1g-dev libtinfo-dev               # LLVM Support/ADT, static
  libonnx-dev libprotobuf-dev protobuf-compiler     # ONNX message classes
  libfmt-dev libeigen3-dev libboost-dev             # text, linear algebra, quantiles
  libsqlite3-dev                                    # the cache of results
)
tests=(
  libgtest-dev libgmock-dev libbenchmark-dev        # tests, benchmarks
  nlohmann-json3-dev                                # tests read the JSON that is written
  chromium python3                                  # pages as readers see them
  python3-jsonschema python3-yaml                   # configs of energy-lint against their JSON Schema
  python3-onnx                                      # changes real files, an oracle for the savings of lint rules
  hyperfine time                                    # whole-process benchmarks
  libxml2-utils                                     # xmllint, for JUnit reports
  libonnx-testdata                                  # recorded operator tests, an oracle for shape rules
  clang-14 libclang-rt-14-dev                       # sanitizer and fuzzer runtimes of clang
  universal-ctags                                   # finds namesakes and undocumented declarations
)
lint=(clang-14 clang-format-14 clang-tidy-14)       # format, lint
release=(dpkg-dev file lintian debootstrap          # packages: made, checked, installed in clean systems
  python3 python3-pip python3-setuptools python3-wheel)
docs=(mkdocs mkdocs-material python3)               # the pages of docs/ as a site
arm64=(g++-aarch64-linux-gnu qemu-user-static)      # tools for boards, made and tested here: scripts/cross-arm64.sh
web=(emscripten)                                   # the page in the browser: scripts/build-web.sh

[ $# -ne 0 ] || set -- build test lint
packages=()
for purpose in "$@"; do
  case "$purpose" in
  build) packages+=("${build[@]}") ;;
  test) packages+=("${build[@]}" "${tests[@]}") ;;
  lint) packages+=("${build[@]}" "${tests[@]}" "${lint[@]}") ;; # what is linted includes headers of all that is built
  release) packages+=("${build[@]}" "${release[@]}") ;;
  docs) packages+=("${docs[@]}") ;;
  arm64) packages+=("${build[@]}" "${arm64[@]}") ;;
  web) packages+=("${build[@]}" "${web[@]}") ;;
  *) echo "setup.sh: $purpose: build, test, lint, release, docs, arm64 or web" >&2 && exit 2 ;;
  esac
done

missing=()
for package in "${packages[@]}"; do
  [[ " ${missing[*]-} " != *" $package "* ]] || continue
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -ne 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "setup.sh: needs root or sudo to install: ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
echo "setup.sh: installing ${missing[*]}" >&2
"${as_root[@]}" apt-get update -qq >&2
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
