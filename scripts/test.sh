#!/usr/bin/env bash
# The whole gate, from a bare Debian 12: install, format check, short fuzzing, then every test
# with AddressSanitizer and UndefinedBehaviorSanitizer. Ends with ctest's closing lines.
# Tests that want real files look for them under $ENERGY_OPT_EXTRA_DATA and skip without it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
step() { printf '\n== %s\n' "$*"; }
jobs=$(nproc)

step "install what is missing"
scripts/setup.sh

step "format"
scripts/format.sh --check

step "fuzzing, ${FUZZ_SECONDS:=5} s a target"
cmake --preset fuzz
cmake --build --preset fuzz -j "$jobs" --target fuzzers
scripts/fuzz.sh "$FUZZ_SECONDS"

step "tests with sanitizers"
cmake --preset dev
cmake --build --preset dev -j "$jobs"
ctest --preset dev -j "$jobs"
