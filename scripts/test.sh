#!/usr/bin/env bash
# The whole gate, from a bare Debian 12: install, format check, the tools as people get them, then clang-tidy on what
# changed, short fuzzing and every test with AddressSanitizer and UndefinedBehaviorSanitizer. Ends with ctest's closing
# lines.
# Tests that want real files look for them under $ENERGY_OPT_EXTRA_DATA and skip without it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
step() { printf '\n== %s\n' "$*"; }
jobs=$(nproc)

step "install what is missing"
scripts/setup.sh test lint

step "format"
scripts/format.sh --check

step "optimised tools"
cmake --preset release
cmake --build --preset release -j "$jobs"

step "tools, tests and fuzz targets with sanitizers"
cmake --preset dev
cmake --build --preset dev -j "$jobs"

step "clang-tidy on what changed"
scripts/lint.sh --changed

step "fuzzing, ${FUZZ_SECONDS:=5} s a target"
scripts/fuzz.sh "$FUZZ_SECONDS"

step "tests"
ctest --preset dev -j "$jobs"
