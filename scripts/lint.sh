#!/usr/bin/env bash
# Runs clang-tidy (.clang-tidy) over the sources, or over the files named. Slow: minutes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
scripts/setup.sh
[ -f build/dev/compile_commands.json ] || cmake --preset dev >/dev/null
files=("$@")
[ ${#files[@]} -ne 0 ] || mapfile -t files < <(git ls-files 'lib/*.cpp' 'passes/*.cpp' 'tools/*.cpp')
printf '%s\0' "${files[@]}" |
  xargs -0 -n 4 -P "$(nproc)" clang-tidy-14 -p build/dev --quiet --warnings-as-errors='*' --extra-arg=-Wno-unknown-warning-option
